/**
 * Fields of JSONata states: any JSON with `{% … %}` texts in it, evaluated in a scope.
 *
 * Every failure is a `StatesError` with AWS's words for it, told with the path of the field in which the expression stands
 * (`Output/result`, `Arguments/Items[0]`).
 */

import { isJsonArray, isJsonObject, jsonTypeOf, type Json, type JsonArray, type JsonObject } from '../../base/json.ts';
import { StatesError } from '../../base/states-error.ts';
import type { Evaluate } from '../evaluation-scope.ts';
import { compileJsonata } from './compile-jsonata.ts';
import { JsonataError, UnsupportedResultError } from './jsonata-error.ts';

/** What a field may need its expression to give. */
export type JsonataFieldType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';

/** Whether the text is an expression: all of it, from `{%` to `%}`. */
export function isJsonataString(text: string): boolean {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');
}

/** The expression inside `{% %}`, without the blanks around it. */
function jsonataSource(text: string): string {
  return text.slice(2, -2).trim();
}

/** Compiles a field's value. Parts without expressions are constants, and the same object each time. */
export function compileJsonataField(value: Json, field: string): Evaluate {
  const compiled = compileValue(value, field);
  if (compiled !== null) return compiled;
  return () => value;
}

/** Like `compileJsonataField`, for a field that takes one type only. */
export function compileJsonataTyped(value: Json, field: string, type: JsonataFieldType): Evaluate {
  const evaluate = compileJsonataField(value, field);
  const source = typeof value === 'string' && isJsonataString(value) ? jsonataSource(value) : textOf(value);
  return (scope) => {
    const result = evaluate(scope);
    if (hasType(result, type)) return result;
    throw failure(
      source,
      field,
      ` returned an unexpected result type. Expected '${type}', but was '${jsonTypeOf(result)}' for value: ${textOf(result)}`,
    );
  };
}

function hasType(value: Json, type: JsonataFieldType): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return jsonTypeOf(value) === type;
}

function textOf(value: Json): string {
  return JSON.stringify(value);
}

/** `null` for a constant. */
function compileValue(value: Json, field: string): Evaluate | null {
  if (typeof value === 'string') return isJsonataString(value) ? compileExpression(jsonataSource(value), field) : null;
  if (isJsonArray(value)) return compileArray(value, field);
  return isJsonObject(value) ? compileObject(value, field) : null;
}

function compileExpression(source: string, field: string): Evaluate {
  const { expression, problem } = compileJsonata(source);
  if (expression === null) {
    const text = problem === null ? '' : `${problem.code}: ${problem.message}`;
    return () => {
      throw failure(source, field, ` threw an error during evaluation. ${text}`);
    };
  }
  return (scope) => {
    let value: Json | undefined;
    try {
      value = expression.evaluate(scope);
    } catch (error) {
      throw describeFailure(error, source, field);
    }
    if (value === undefined) throw failure(source, field, ' returned nothing (undefined).');
    return value;
  };
}

function describeFailure(error: unknown, source: string, field: string): unknown {
  if (error instanceof UnsupportedResultError) return failure(source, field, ' returned an unsupported result type.');
  if (!(error instanceof JsonataError)) return error;
  // A sentence with a code stands by itself; the service's own limits have none.
  const separator = error.code === null ? ': ' : '. ';
  return failure(source, field, ` threw an error during evaluation${separator}${error.text}`);
}

function failure(source: string, field: string, rest: string): StatesError {
  const cause = `The JSONata expression '${source}' specified for the field '${field}'${rest}`;
  return new StatesError('States.QueryEvaluationError', cause, { prefixed: true, location: field });
}

function compileArray(value: JsonArray, field: string): Evaluate | null {
  const elements = value.map((element, index) => compileValue(element, `${field}[${index}]`));
  if (elements.every((element) => element === null)) return null;
  return (scope) => elements.map((element, index) => (element === null ? (value[index] as Json) : element(scope)));
}

function compileObject(value: JsonObject, field: string): Evaluate | null {
  const keys = Object.keys(value);
  const members = keys.map((key) => compileValue(value[key] as Json, `${field}/${key}`));
  if (members.every((member) => member === null)) return null;
  return (scope) => {
    const result: Record<string, Json> = {};
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] as string;
      const member = members[index];
      const evaluated = member === null || member === undefined ? (value[key] as Json) : member(scope);
      if (key === '__proto__') {
        Object.defineProperty(result, key, { value: evaluated, enumerable: true, configurable: true, writable: true });
      } else result[key] = evaluated;
    }
    return result;
  };
}
