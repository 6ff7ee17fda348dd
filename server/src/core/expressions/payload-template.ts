/**
 * Payload templates (Parameters, ResultSelector, ItemSelector, BatchInput, Assign in JSONPath states).
 *
 * A key that ends in `.$` holds a path or an intrinsic call; its result stands under the key without the suffix. This holds in nested
 * objects and in objects inside arrays. Parts without such a key are returned as they are, one shared object for all evaluations.
 */

import { isJsonArray, isJsonObject, type Json, type JsonArray, type JsonObject } from '../base/json.ts';
import type { Evaluate } from './evaluation-scope.ts';
import { invalidExpression } from './path-errors.ts';
import { compilePathOrIntrinsic } from './path-fields.ts';

const SUFFIX = '.$';

/** @param field the ASL field that holds the template; error texts name it where the template itself is wrong */
export function compilePayloadTemplate(template: Json, field: string): Evaluate {
  return compileValue(template, field) ?? (() => template);
}

/** Null for a constant. */
function compileValue(value: Json, field: string): Evaluate | null {
  if (isJsonArray(value)) return compileArray(value, field);
  return isJsonObject(value) ? compileObject(value, field) : null;
}

function compileArray(array: JsonArray, field: string): Evaluate | null {
  const elements = array.map((element) => compileValue(element, field));
  if (elements.every((element) => element === null)) return null;
  return (scope) => {
    const result = array.slice();
    for (let at = 0; at < elements.length; at++) {
      const element = elements[at];
      if (element !== null && element !== undefined) result[at] = element(scope);
    }
    return result;
  };
}

function compileObject(object: JsonObject, field: string): Evaluate | null {
  const names: string[] = [];
  const members: Evaluate[] = [];
  let isConstant = true;
  for (const [key, value] of Object.entries(object)) {
    const isDynamic = key.endsWith(SUFFIX);
    const member = isDynamic ? compileDynamic(value, key, field) : compileValue(value, field);
    if (member !== null) isConstant = false;
    names.push(isDynamic ? key.slice(0, -SUFFIX.length) : key);
    members.push(member ?? (() => value));
  }
  if (isConstant) return null;
  if (names.includes('__proto__')) {
    return (scope) => Object.fromEntries(names.map((name, at) => [name, (members[at] as Evaluate)(scope)]));
  }
  return (scope) => {
    const result: Record<string, Json> = {};
    for (let at = 0; at < names.length; at++) result[names[at] as string] = (members[at] as Evaluate)(scope);
    return result;
  };
}

function compileDynamic(value: Json, key: string, field: string): Evaluate {
  if (typeof value === 'string') return compilePathOrIntrinsic(value, key);
  return () => {
    throw invalidExpression(key, field);
  };
}
