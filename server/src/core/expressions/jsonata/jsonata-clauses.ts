/** The clauses that follow an expression: predicates `[…]`, grouping `{…}` and order-by `^(…)`. */

import type { AstNode, GroupClause, SortNode } from './jsonata-ast.ts';
import { JsonataError } from './jsonata-error.ts';
import { isListOfNumbers, isNumeric, isTruthy } from './jsonata-operators.ts';
import { Frame, type Code, type Runtime, type Tuple } from './jsonata-runtime.ts';
import { freshSlots, openTupleScope, type Scope } from './jsonata-scope.ts';
import {
  SEQUENCE,
  TUPLES,
  appendValues,
  createSequence,
  flagsOf,
  isList,
  isPlain,
  setOwn,
  type List,
  type MutableObject,
  type Value,
} from './jsonata-value.ts';

export type CompileNode = (node: AstNode, scope: Scope | null) => Code;
/** Whether the value that a clause works on can be a stream of tuples. */
export type TupleMode = 'values' | 'tuples';
export type Filter = (runtime: Runtime, input: Value, frame: Frame) => List;

export function isTuples(value: Value): value is List {
  return isList(value) && (flagsOf(value) & TUPLES) !== 0;
}

/** The frame in which a tuple's bindings can be seen. */
export function tupleFrame(frame: Frame, scope: Scope, tuple: Value): Frame {
  return new Frame(frame, freshSlots(scope), tuple as Tuple | null);
}

export function compileFilter(predicate: AstNode, scope: Scope | null, compile: CompileNode, mode: TupleMode): Filter {
  if (predicate.type === 'number') return constantFilter(Math.floor(predicate.value as number));
  if (mode === 'values') {
    const code = compile(predicate, scope);
    return (runtime, input, frame) => {
      const list = isList(input) ? input : [input];
      const results = createSequence();
      runtime.spend(list.length);
      for (let index = 0; index < list.length; index++) {
        const item = list[index];
        keepItem(results, item, index, list.length, code(runtime, item, frame));
      }
      return results;
    };
  }
  const inner = openTupleScope(scope, [predicate]);
  const code = compile(predicate, inner);
  return (runtime, input, frame) => {
    const list = isList(input) ? input : [input];
    const results = createSequence();
    const tuples = isTuples(list);
    if (tuples) results.flags |= TUPLES;
    runtime.spend(list.length);
    for (let index = 0; index < list.length; index++) {
      const item = list[index];
      const verdict = tuples
        ? code(runtime, (item as Tuple)['@'], tupleFrame(frame, inner, item))
        : code(runtime, item, tupleFrame(frame, inner, null));
      keepItem(results, item, index, list.length, verdict);
    }
    return results;
  };
}

function constantFilter(position: number): Filter {
  return (_runtime, input) => {
    const list = isList(input) ? input : [input];
    const item = list[position < 0 ? list.length + position : position];
    if (isList(item)) return item;
    const results = createSequence();
    if (isTuples(list)) results.flags |= TUPLES;
    if (item !== undefined) results.push(item);
    return results;
  };
}

/** Numbers select positions (once for each time they are named), anything else selects by its truth. */
function keepItem(results: Value[], item: Value, index: number, length: number, verdict: Value): void {
  if (typeof verdict === 'boolean') {
    if (verdict) results.push(item);
  } else if (isNumeric(verdict)) {
    if (isPosition(verdict, index, length)) results.push(item);
  } else if (isListOfNumbers(verdict)) {
    for (const position of verdict as List) if (isPosition(position as number, index, length)) results.push(item);
  } else if (isTruthy(verdict)) results.push(item);
}

function isPosition(value: number, index: number, length: number): boolean {
  const position = Math.floor(value);
  return (position < 0 ? length + position : position) === index;
}

interface Group {
  data: Value;
  readonly pair: number;
}

/** `{ key: value, … }`, as an object constructor or after an expression. Makes one object. */
export function compileGroup(
  clause: GroupClause,
  scope: Scope | null,
  compile: CompileNode,
  mode: TupleMode,
): (runtime: Runtime, input: Value, frame: Frame) => Value {
  const inner = mode === 'tuples' ? openTupleScope(scope, clause.lhs.flat()) : null;
  const pairs = clause.lhs.map(([key, value]) => ({
    key: compile(key, inner ?? scope),
    value: compile(value, inner ?? scope),
  }));
  const constants = constantKeys(clause);
  return (runtime, input, frame) => {
    const reduce = isTuples(input);
    const result: MutableObject = {};
    if (constants !== null && inner === null && !isList(input)) {
      for (let index = 0; index < pairs.length; index++) {
        const value = (pairs[index] as (typeof pairs)[number]).value(runtime, input, frame);
        if (value !== undefined) place(runtime, result, constants[index] as string, value);
      }
      return result;
    }
    const items = isList(input) ? (input.length === 0 && !reduce ? [undefined] : input) : [input];
    const groups = collectGroups(runtime, items, pairs, (item) =>
      inner === null ? frame : tupleFrame(frame, inner, reduce ? item : null),
    );
    for (const [key, group] of groups) {
      const merged = reduce ? mergeTuples(group.data) : null;
      const context = merged === null ? group.data : merged['@'];
      const at = inner === null ? frame : tupleFrame(frame, inner, merged);
      const value = (pairs[group.pair] as (typeof pairs)[number]).value(runtime, context, at);
      if (value !== undefined) place(runtime, result, key, value);
    }
    return result;
  };
}

function collectGroups(
  runtime: Runtime,
  items: readonly Value[],
  pairs: readonly { readonly key: Code }[],
  frameOf: (item: Value) => Frame,
): Map<string, Group> {
  const groups = new Map<string, Group>();
  runtime.spend(items.length * pairs.length);
  for (const item of items) {
    const frame = frameOf(item);
    const context = frame.tuple !== null && '@' in frame.tuple ? frame.tuple['@'] : item;
    for (let pair = 0; pair < pairs.length; pair++) {
      const key = (pairs[pair] as { readonly key: Code }).key(runtime, context, frame);
      if (key === undefined) continue;
      if (typeof key !== 'string') throw new JsonataError('T1003', { value: key });
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { data: item, pair });
      else if (group.pair !== pair) throw new JsonataError('D1009', { value: key });
      else {
        if (isList(group.data)) runtime.allocateElements(group.data.length);
        if (!isPlain(item)) runtime.impure = true;
        group.data = appendValues(group.data, item);
      }
    }
  }
  return groups;
}

function constantKeys(clause: GroupClause): readonly string[] | null {
  const keys = clause.lhs.map(([key]) =>
    key.type === 'string' && key.predicate === undefined ? String(key.value) : null,
  );
  if (keys.includes(null) || new Set(keys).size !== keys.length) return null;
  return keys as string[];
}

/** Sets a property of a new object, and notes what is not plain JSON in it. */
export function place(runtime: Runtime, object: MutableObject, key: string, value: Value): void {
  if (!isPlain(value)) runtime.impure = true;
  setOwn(object, key, value);
}

function mergeTuples(data: Value): Tuple {
  if (!isList(data)) return { ...(data as Tuple) };
  const merged: Tuple = { ...(data[0] as Tuple) };
  for (const tuple of data.slice(1)) {
    for (const name of Object.keys(tuple as Tuple)) merged[name] = appendValues(merged[name], (tuple as Tuple)[name]);
  }
  return merged;
}

/** `^(term, >term)`: sorts a list; one of fewer than two elements is returned as it is. */
export function compileSort(
  node: SortNode,
  scope: Scope | null,
  compile: CompileNode,
  mode: TupleMode,
): (runtime: Runtime, input: List, frame: Frame) => List {
  const terms = node.terms.map(({ descending, expression }) => {
    const inner = mode === 'tuples' ? openTupleScope(scope, [expression]) : null;
    return { descending, inner, code: compile(expression, inner ?? scope) };
  });
  return (runtime, input, frame) => {
    const tuples = isTuples(input);
    const comesAfter = (left: Value, right: Value): boolean => {
      for (const { descending, inner, code } of terms) {
        const keyOf = (item: Value): Value => {
          const at = inner === null ? frame : tupleFrame(frame, inner, tuples ? item : null);
          return code(runtime, tuples ? (item as Tuple)['@'] : item, at);
        };
        const order = compareKeys(keyOf(left), keyOf(right));
        if (order.value !== 0) return (order.reversible && descending ? -order.value : order.value) === 1;
      }
      return false;
    };
    return mergeSort(runtime, input, comesAfter);
  };
}

function compareKeys(left: Value, right: Value): { readonly value: number; readonly reversible: boolean } {
  if (left === undefined) return { value: right === undefined ? 0 : 1, reversible: false };
  if (right === undefined) return { value: -1, reversible: false };
  const leftOk = typeof left === 'string' || typeof left === 'number';
  const rightOk = typeof right === 'string' || typeof right === 'number';
  if (!leftOk || !rightOk) throw new JsonataError('T2008', { value: leftOk ? right : left });
  if (typeof left !== typeof right) throw new JsonataError('T2007', { value: left, value2: right });
  if (left === right) return { value: 0, reversible: true };
  return { value: left < right ? -1 : 1, reversible: true };
}

/** Stable; asks whether two neighbours have to be swapped in the order in which the reference asks. */
export function mergeSort(runtime: Runtime, list: List, comesAfter: (left: Value, right: Value) => boolean): List {
  if (list.length <= 1) return list;
  const sort = (values: readonly Value[]): readonly Value[] => {
    if (values.length <= 1) return values;
    const middle = values.length >> 1;
    const left = sort(values.slice(0, middle));
    const right = sort(values.slice(middle));
    runtime.spend(values.length);
    const merged: Value[] = [];
    let l = 0;
    let r = 0;
    while (l < left.length && r < right.length) {
      if (comesAfter(left[l], right[r])) merged.push(right[r++]);
      else merged.push(left[l++]);
    }
    while (l < left.length) merged.push(left[l++]);
    while (r < right.length) merged.push(right[r++]);
    return merged;
  };
  const sorted = sort(list.slice());
  if (!runtime.impure && !sorted.every(isPlain)) runtime.impure = true;
  return sorted;
}

/** A sequence of the same elements, whatever the flags of the list. */
export function asSequence(list: List): List {
  const sequence = list.slice() as Value[] & { flags: number };
  sequence.flags = SEQUENCE;
  return sequence;
}
