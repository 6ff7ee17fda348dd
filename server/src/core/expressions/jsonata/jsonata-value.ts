/**
 * What an expression computes with: JSON values, sequences and functions.
 *
 * A sequence is an array with flags. The flags decide when one element collapses to itself, so they live as long as the evaluation and
 * never leave it. Arrays without flags may belong to the workflow's data and are never written to.
 */

import type { Json } from '../../base/json.ts';

/** Collapses to its element, or to nothing, at the end of each sub-expression. */
export const SEQUENCE = 1;
/** A sequence of one that stays an array (`[]` after a step). */
export const KEEP_SINGLETON = 2;
/** Made by an array constructor that is a path's first or last step: not flattened. */
export const CONSTRUCTED = 4;
/** Its elements are tuples of variable bindings with the context under `@`. */
export const TUPLES = 8;

export interface List extends ReadonlyArray<Value> {
  readonly flags?: number;
}
export interface Sequence extends Array<Value> {
  flags: number;
}
export interface ValueObject {
  readonly [key: string]: Value;
}
export interface MutableObject {
  [key: string]: Value;
}
export type Value = undefined | null | boolean | number | string | List | ValueObject | FunctionValue;

/** Anything that can be called. Subclasses hold what the call needs. */
export abstract class FunctionValue {
  readonly isJsonataFunction = true;
  /** How many arguments a higher-order function passes at most. */
  readonly arity: number;

  constructor(arity: number) {
    this.arity = arity;
  }
}

export function createSequence(): Sequence {
  const sequence = [] as unknown as Sequence;
  sequence.flags = SEQUENCE;
  return sequence;
}

export function sequenceOf(value: Value): Sequence {
  const sequence = [value] as unknown as Sequence;
  sequence.flags = SEQUENCE;
  return sequence;
}

export function isList(value: Value): value is List {
  return Array.isArray(value);
}

export function isSequence(value: Value): value is Sequence {
  return Array.isArray(value) && (((value as List).flags ?? 0) & SEQUENCE) !== 0;
}

export function flagsOf(list: List): number {
  return list.flags ?? 0;
}

export function isFunction(value: Value): value is FunctionValue {
  return value instanceof FunctionValue;
}

export function isObject(value: Value): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof FunctionValue);
}

/** The end of a sub-expression: an empty sequence is nothing, a sequence of one is its element. */
export function collapse(value: Value): Value {
  if (!Array.isArray(value)) return value;
  const list = value as List;
  const flags = list.flags;
  if (flags === undefined || (flags & (SEQUENCE | TUPLES)) !== SEQUENCE) return value;
  if (list.length === 0) return undefined;
  if (list.length === 1 && (flags & KEEP_SINGLETON) === 0) return list[0];
  return value;
}

/** Like `collapse`, for an expression followed by `[]`. */
export function collapseKeepingArray(value: Value): Value {
  if (isSequence(value) && (value.flags & TUPLES) === 0) value.flags |= KEEP_SINGLETON;
  return collapse(value);
}

/** Whether the value can leave the evaluation as it is, provided that its own parts can. */
export function isPlain(value: Value): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      return value === null || (Array.isArray(value) ? (value as List).flags === undefined : !isFunction(value));
    default:
      return false;
  }
}

/** An own property; inherited ones (`constructor`) are not data. */
export function getOwn(object: ValueObject, key: string): Value {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets a property that may be called `__proto__`. */
export function setOwn(object: MutableObject, key: string, value: Value): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else object[key] = value;
}

/** JSON values are values: nothing is copied. */
export function fromJson(json: Json | undefined): Value {
  return json;
}

/** The array that joining makes, as the array constructor and `$append` do: no flags, neither argument changed. */
export function appendValues(left: Value, right: Value): Value {
  if (left === undefined) return right;
  if (right === undefined) return left;
  const head: readonly Value[] = isList(left) ? left : [left];
  return isList(right) ? head.concat(right) : [...head, right];
}
