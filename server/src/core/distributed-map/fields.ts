/**
 * Fields of a Distributed Map that hold numbers or small objects, in either query language, as closures: `X`, `XPath`, or an expression.
 *
 * A closure throws `StatesError` with the text recorded of the service. Where nothing was recorded, the text follows its neighbours.
 */

import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import type { Evaluate, EvaluationScope } from '../expressions/evaluation-scope.ts';
import { compileJsonataField, compileJsonataTyped } from '../expressions/jsonata/jsonata-fields.ts';
import { compilePathField } from '../expressions/path-fields.ts';
import { compilePayloadTemplate } from '../expressions/payload-template.ts';

export type QueryLanguage = 'JSONPath' | 'JSONata';
export type EvaluateNumber = (scope: EvaluationScope) => number;

/** Null where the state has neither the field nor its `…Path`. `where` is the slash-joined place for JSONata's texts. */
export function compileNumber(
  owner: JsonObject,
  field: string,
  where: string,
  language: QueryLanguage,
  kind: 'integer' | 'float',
): EvaluateNumber | null {
  const path = owner[`${field}Path`];
  if (language === 'JSONPath' && typeof path === 'string') {
    const evaluate = compilePathField(path, `${field}Path`);
    return (scope) => {
      const value = evaluate(scope);
      const number = toNumber(value, kind);
      if (number !== null) return number;
      const shown = typeof value === 'string' ? value : JSON.stringify(value);
      throw runtimeError(`The ${field}Path field refers to value "${shown}" which is not a valid ${kind}: ${path}`);
    };
  }
  const literal = owner[field];
  if (literal === undefined || literal === null) return null;
  if (language === 'JSONata' && typeof literal === 'string') {
    const evaluate = compileJsonataTyped(literal, where, kind === 'integer' ? 'integer' : 'number');
    return (scope) => evaluate(scope) as number;
  }
  const number = toNumber(literal, kind);
  if (number !== null) return () => number;
  return () => {
    throw runtimeError(`The field ${field} must be a valid ${kind}, but is ${JSON.stringify(literal)}.`);
  };
}

/** Any value in which templates or expressions may stand. */
export function compileValue(value: Json, where: string, language: QueryLanguage): Evaluate {
  return language === 'JSONata' ? compileJsonataField(value, where) : compilePayloadTemplate(value, where);
}

/** `Parameters` or `Arguments` of an ItemReader or ResultWriter. */
export function compileArguments(
  owner: JsonObject,
  place: string,
  language: QueryLanguage,
): (scope: EvaluationScope) => JsonObject {
  const name = language === 'JSONata' ? 'Arguments' : 'Parameters';
  const value = owner[name];
  if (value === undefined) return () => ({});
  const evaluate = compileValue(value, `${place}/${name}`, language);
  return (scope) => {
    const result = evaluate(scope);
    if (isJsonObject(result)) return result;
    throw runtimeError(`The ${name} of the ${place} must be an object, but are ${JSON.stringify(result)}.`);
  };
}

/** A member of evaluated arguments that has to be a text; empty where it is absent and may be. */
export function textArgument(args: JsonObject, name: string, place: string, need: 'required' | 'optional'): string {
  const value = args[name];
  if (typeof value === 'string' && (value !== '' || need === 'optional')) return value;
  if (value === undefined && need === 'optional') return '';
  throw runtimeError(`The ${name} of the ${place} must be a text, but is ${JSON.stringify(value ?? null)}.`);
}

export function runtimeError(cause: string): StatesError {
  return new StatesError('States.Runtime', cause, { prefixed: true });
}

/** `Long.MAX_VALUE`, as far as numbers here are exact. */
const LARGEST_INTEGER = 2 ** 63;

/**
 * Numeric texts count as numbers, as recorded for several `…Path` fields. An integer is read as the service reads it, as the text of a 64-bit
 * one: `"2"` is, `"2.0"` is not (measured on MaxItemsPath in September 2026, github.com/floci-io/floci, pull request 3732).
 */
function toNumber(value: Json, kind: 'integer' | 'float'): number | null {
  const pattern = kind === 'integer' ? /^[+-]?\d+$/ : /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;
  const number = typeof value === 'string' && pattern.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return null;
  if (kind === 'float') return number;
  return Number.isInteger(number) && Math.abs(number) < LARGEST_INTEGER ? number : null;
}
