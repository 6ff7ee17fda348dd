/** Built-in functions on arrays and objects, without those that call back. */

import { define, type BuiltinDefinitions } from './builtin-definition.ts';
import { cloneValue } from './jsonata-calls.ts';
import { asSequence, mergeSort, place } from './jsonata-clauses.ts';
import { JsonataError } from './jsonata-error.ts';
import { applyFunction } from './jsonata-functions.ts';
import { deepEquals, isListOfNumbers, isListOfStrings, isTruthy } from './jsonata-operators.ts';
import { lookupName } from './jsonata-path.ts';
import type { Runtime } from './jsonata-runtime.ts';
import {
  appendValues,
  createSequence,
  isFunction,
  isList,
  isObject,
  isPlain,
  isSequence,
  type List,
  type MutableObject,
  type Value,
} from './jsonata-value.ts';

export const COLLECTION_FUNCTIONS: BuiltinDefinitions = {
  keys: define('<x-:a<s>>', 1, ([value], runtime) => keysOf(runtime, value)),
  lookup: define('<x-s:x>', 2, ([value, key], runtime) => {
    if (isList(value)) runtime.spend(value.length);
    return lookupName(value, key as string);
  }),
  append: define('<xx:a>', 2, ([left, right], runtime) => {
    const joined = appendValues(left, right);
    if (joined !== left && joined !== right && isList(joined)) {
      runtime.allocateElements(joined.length);
      notePlain(runtime, joined);
    }
    return joined;
  }),
  spread: define('<x-:a<o>>', 1, ([value], runtime) => spread(runtime, value)),
  merge: define('<a<o>:o>', 1, ([objects], runtime) => {
    if (objects === undefined) return undefined;
    const merged: MutableObject = {};
    for (const object of objects as List) {
      if (!isObject(object)) continue;
      const keys = Object.keys(object);
      runtime.spend(keys.length);
      for (const key of keys) place(runtime, merged, key, object[key]);
    }
    return merged;
  }),
  reverse: define('<a:a>', 1, ([list], runtime) => {
    if (list === undefined || (list as List).length <= 1) return list;
    return made(runtime, [...(list as List)].reverse());
  }),
  sort: define('<af?:a>', 2, ([list, comparator], runtime) => {
    if (list === undefined || (list as List).length <= 1) return list;
    const values = list as List;
    runtime.allocateElements(values.length);
    if (isFunction(comparator)) {
      return made(
        runtime,
        mergeSort(runtime, values, (left, right) =>
          isTruthyResult(applyFunction(runtime, comparator, [left, right], null)),
        ),
      );
    }
    if (!isListOfNumbers(values) && !isListOfStrings(values)) throw new JsonataError('D3070', { index: 1 });
    return mergeSort(runtime, values, (left, right) => (left as number) > (right as number));
  }),
  shuffle: define('<a:a>', 1, ([list], runtime) => {
    if (list === undefined || (list as List).length <= 1) return list;
    const shuffled: Value[] = [];
    for (const value of list as List) {
      const place = Math.floor(runtime.bindings.rng.next() * (shuffled.length + 1));
      shuffled.push(value);
      [shuffled[place], shuffled[shuffled.length - 1]] = [value, shuffled[place]];
    }
    return made(runtime, shuffled);
  }),
  distinct: define('<x:x>', 1, ([values], runtime) => distinct(runtime, values)),
  zip: define('<a+>', 0, (lists, runtime) => {
    const shortest = Math.min(...lists.map((list) => (isList(list) ? list.length : 0)));
    runtime.allocateElements(shortest * lists.length);
    const zipped: Value[] = [];
    for (let index = 0; index < shortest; index++)
      zipped.push(
        made(
          runtime,
          lists.map((list) => (list as List)[index]),
        ),
      );
    return zipped;
  }),
  error: define('<s?:x>', 1, ([message]) => {
    throw new JsonataError('D3137', { message: (message as string | undefined) || '$error() function evaluated' });
  }),
  assert: define('<bs?:x>', 2, ([condition, message]) => {
    if (isTruthy(condition)) return undefined;
    throw new JsonataError('D3141', { message: (message as string | undefined) || '$assert() statement failed' });
  }),
  clone: define('<(oa)-:o>', 1, ([value], runtime) =>
    value === undefined ? undefined : cloneValue(runtime, value, new Set()),
  ),
};

/** A comparator answers as JavaScript sees truth: the reference takes its answer as it is. */
function isTruthyResult(value: Value): boolean {
  return Boolean(value);
}

/** Notes what is not plain JSON in a new array. */
function notePlain(runtime: Runtime, list: List): void {
  if (!runtime.impure && !list.every(isPlain)) runtime.impure = true;
}

function made(runtime: Runtime, list: List): List {
  runtime.allocateElements(list.length);
  notePlain(runtime, list);
  return list;
}

function keysOf(runtime: Runtime, value: Value): List {
  const keys = createSequence();
  if (isList(value)) {
    const union = new Set<Value>();
    for (const element of value) for (const key of keysOf(runtime, element)) union.add(key);
    for (const key of union) keys.push(key);
  } else if (isObject(value)) for (const key of Object.keys(value)) keys.push(key);
  runtime.spend(keys.length);
  return keys;
}

function spread(runtime: Runtime, value: Value): Value {
  if (isList(value)) {
    let all: Value = createSequence();
    for (const element of value) {
      all = appendValues(all, spread(runtime, element));
      runtime.allocateElements((all as List).length);
    }
    if (isList(all)) notePlain(runtime, all);
    return all;
  }
  if (!isObject(value)) return value;
  const parts = createSequence();
  for (const key of Object.keys(value)) {
    const part: MutableObject = {};
    place(runtime, part, key, value[key]);
    parts.push(part);
  }
  runtime.spend(parts.length);
  return parts;
}

function distinct(runtime: Runtime, values: Value): Value {
  if (!isList(values) || values.length <= 1) return values;
  const seen = new Set<Value>();
  const containers: Value[] = [];
  const unique: Value[] = [];
  for (const value of values) {
    if (typeof value === 'object' && value !== null && !isFunction(value)) {
      runtime.spend(1 + (containers.length >> 2));
      if (containers.some((other) => deepEquals(value, other))) continue;
      containers.push(value);
    } else {
      runtime.spend(1);
      // Not-a-number equals nothing, not even itself.
      if (value === value && seen.has(value)) continue;
      seen.add(value);
    }
    unique.push(value);
  }
  if (isSequence(values)) return asSequence(unique);
  return made(runtime, unique);
}
