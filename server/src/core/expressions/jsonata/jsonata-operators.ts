/** The operators on values that are already evaluated, and the casts they share with the built-in functions. */

import { JsonataError } from './jsonata-error.ts';
import type { Runtime } from './jsonata-runtime.ts';
import { SEQUENCE, isFunction, isList, isObject, type List, type Sequence, type Value } from './jsonata-value.ts';

/** Whether it is a number that JSON can hold. An infinite one is an error, not-a-number is no number. */
export function isNumeric(value: Value): value is number {
  if (typeof value !== 'number') return false;
  if (Number.isFinite(value)) return true;
  if (Number.isNaN(value)) return false;
  throw new JsonataError('D1001', { value });
}

export function isListOfNumbers(value: Value): boolean {
  if (!isList(value)) return false;
  for (const element of value) if (!isNumeric(element)) return false;
  return true;
}

export function isListOfStrings(value: Value): boolean {
  return isList(value) && value.every((element) => typeof element === 'string');
}

/** The effective boolean value; `undefined` of nothing. */
export function toBoolean(value: Value): boolean | undefined {
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'boolean':
      return value;
    case 'string':
      return value.length > 0;
    case 'number':
      return isNumeric(value) && value !== 0;
    default:
  }
  if (value === null || isFunction(value)) return false;
  if (isList(value)) {
    if (value.length === 1) return toBoolean(value[0]);
    let truthy = false;
    // Every element is looked at: an infinite number further on is still an error.
    for (const element of value) if (toBoolean(element) === true) truthy = true;
    return truthy;
  }
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}

/** Truth as `and`, `or` and `?` see it: nothing is false. */
export function isTruthy(value: Value): boolean {
  return typeof value === 'boolean' ? value : toBoolean(value) === true;
}

/** Casts to text as `$string` and `&` do; `undefined` stays. */
export function toText(value: Value, indent = 0): string | undefined {
  switch (typeof value) {
    case 'undefined':
    case 'string':
      return value;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new JsonataError('D3001', { value });
      return String(roundForText(value));
    default:
  }
  if (isFunction(value)) return '';
  return JSON.stringify(value, replaceForText, indent);
}

function roundForText(value: number): number {
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(15));
  return rounded === 0 ? 0 : rounded;
}

function replaceForText(_key: string, value: unknown): unknown {
  if (typeof value === 'number') {
    if (isNumeric(value)) return roundForText(value);
    return value;
  }
  return isFunction(value as Value) ? '' : value;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

export function arithmetic(left: Value, right: Value, token: ArithmeticOperator): Value {
  if (left !== undefined) requireNumber(left, 'T2001', token);
  if (right !== undefined) requireNumber(right, 'T2002', token);
  if (left === undefined || right === undefined) return undefined;
  const a = left as number;
  const b = right as number;
  switch (token) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
  }
}

function requireNumber(value: Value, code: string, token: string): void {
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value === 'number' && !Number.isNaN(value)) throw new JsonataError('D1001', { value, token });
  throw new JsonataError(code, { value, token });
}

export function deepEquals(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (isList(left)) {
    if (!isList(right) || left.length !== right.length) return false;
    for (let index = 0; index < left.length; index++) if (!deepEquals(left[index], right[index])) return false;
    return true;
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  for (const key of keys) if (!Object.hasOwn(right, key) || !deepEquals(left[key], right[key])) return false;
  return true;
}

export function equality(left: Value, right: Value, token: '=' | '!='): boolean {
  if (left === undefined || right === undefined) return false;
  const equal = left === right || deepEquals(left, right);
  return token === '=' ? equal : !equal;
}

export type ComparisonOperator = '<' | '<=' | '>' | '>=';

export function comparison(left: Value, right: Value, token: ComparisonOperator): Value {
  const leftType = typeof left;
  const rightType = typeof right;
  const leftOk = leftType === 'number' || leftType === 'string' || leftType === 'undefined';
  const rightOk = rightType === 'number' || rightType === 'string' || rightType === 'undefined';
  if (!leftOk || !rightOk) {
    const comparable = leftType === 'number' || leftType === 'string';
    throw new JsonataError('T2010', { token, value: comparable ? right : left });
  }
  if (left === undefined || right === undefined) return undefined;
  if (leftType !== rightType) throw new JsonataError('T2009', { token, value: left, value2: right });
  const a = left as number;
  const b = right as number;
  switch (token) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

export function includes(left: Value, right: Value): boolean {
  if (left === undefined || right === undefined) return false;
  return isList(right) ? right.includes(left) && left === left : right === left;
}

export function concatenate(runtime: Runtime, left: Value, right: Value): string {
  const head = toText(left) ?? '';
  const tail = toText(right) ?? '';
  runtime.allocateText(head.length + tail.length);
  return head + tail;
}

export function range(runtime: Runtime, left: Value, right: Value): List | undefined {
  if (left !== undefined && !Number.isInteger(left)) throw new JsonataError('T2003', { value: left, token: '..' });
  if (right !== undefined && !Number.isInteger(right)) throw new JsonataError('T2004', { value: right, token: '..' });
  if (left === undefined || right === undefined) return undefined;
  const first = left as number;
  const last = right as number;
  if (first > last) return undefined;
  const size = last - first + 1;
  if (size > 1e6) throw new JsonataError('D2014', { value: size, token: '..' });
  runtime.allocateElements(size);
  runtime.spend(size >> 2);
  const values = new Array<Value>(size) as unknown as Sequence;
  for (let index = 0; index < size; index++) values[index] = first + index;
  values.flags = SEQUENCE;
  return values;
}
