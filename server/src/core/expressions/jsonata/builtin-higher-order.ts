/** Built-in functions that take a function. */

import { define, type BuiltinDefinitions } from './builtin-definition.ts';
import { place } from './jsonata-clauses.ts';
import { JsonataError } from './jsonata-error.ts';
import { callback, callbackArguments } from './jsonata-functions.ts';
import { isTruthy } from './jsonata-operators.ts';
import {
  createSequence,
  isFunction,
  isObject,
  type FunctionValue,
  type List,
  type MutableObject,
  type Value,
} from './jsonata-value.ts';

export const HIGHER_ORDER_FUNCTIONS: BuiltinDefinitions = {
  map: define('<af>', 2, ([list, mapper], runtime) => {
    if (list === undefined) return undefined;
    const values = list as List;
    const callee = mapper as FunctionValue;
    const results = createSequence();
    for (let index = 0; index < values.length; index++) {
      const result = callback(runtime, callee, callbackArguments(callee, values[index], index, values));
      if (result !== undefined) results.push(result);
    }
    runtime.allocateElements(results.length);
    return results;
  }),
  filter: define('<af>', 2, ([list, predicate], runtime) => {
    if (list === undefined) return undefined;
    const values = list as List;
    const callee = predicate as FunctionValue;
    const results = createSequence();
    for (let index = 0; index < values.length; index++) {
      const value = values[index];
      if (isTruthy(callback(runtime, callee, callbackArguments(callee, value, index, values)))) results.push(value);
    }
    return results;
  }),
  single: define('<af?>', 2, ([list, predicate], runtime) => {
    if (list === undefined) return undefined;
    const values = list as List;
    let found: { readonly value: Value } | null = null;
    for (let index = 0; index < values.length; index++) {
      const value = values[index];
      const fits =
        !isFunction(predicate) ||
        isTruthy(callback(runtime, predicate, callbackArguments(predicate, value, index, values)));
      if (!fits) continue;
      if (found !== null) throw new JsonataError('D3138', { index });
      found = { value };
    }
    if (found === null) throw new JsonataError('D3139');
    return found.value;
  }),
  reduce: define('<afj?:j>', 3, ([list, reducer, initial], runtime) => {
    if (list === undefined) return undefined;
    const values = list as List;
    const callee = reducer as FunctionValue;
    if (callee.arity < 2) throw new JsonataError('D3050', { index: 1 });
    const fromFirst = initial === undefined && values.length > 0;
    let result = fromFirst ? values[0] : initial;
    for (let index = fromFirst ? 1 : 0; index < values.length; index++) {
      const args: Value[] = [result, values[index]];
      if (callee.arity >= 3) args.push(index);
      if (callee.arity >= 4) args.push(values);
      result = callback(runtime, callee, args);
    }
    return result;
  }),
  each: define('<o-f:a>', 2, ([object, visitor], runtime) => {
    const results = createSequence();
    const callee = visitor as FunctionValue;
    if (isObject(object)) {
      for (const key of Object.keys(object)) {
        const result = callback(runtime, callee, callbackArguments(callee, object[key], key, object));
        if (result !== undefined) results.push(result);
      }
    }
    return results;
  }),
  sift: define('<o-f?:o>', 2, ([object, predicate], runtime) => {
    const kept: MutableObject = {};
    if (isObject(object) && isFunction(predicate)) {
      for (const key of Object.keys(object)) {
        const value = object[key];
        if (isTruthy(callback(runtime, predicate, callbackArguments(predicate, value, key, object)))) {
          place(runtime, kept, key, value);
        }
      }
    }
    return Object.keys(kept).length === 0 ? undefined : kept;
  }),
};
