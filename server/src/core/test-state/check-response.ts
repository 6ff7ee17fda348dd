/**
 * Compares a mocked result with the response shape of the API it stands for: STRICT wants every required field, PRESENT only that what is
 * there fits. Fields that the shape does not know are let pass, and only the innermost name of a field is told, as on AWS (recorded).
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { ApiShape, ResponseShape } from './api-shapes.ts';
import { refusals } from './refusals.ts';
import type { FieldValidationMode, Refusal } from './test-state-types.ts';

/** The first thing that does not fit. */
export function checkResponse(
  result: JsonObject,
  { root, shapes }: ResponseShape,
  mode: Exclude<FieldValidationMode, 'NONE'>,
): Refusal | null {
  const check = (name: string, value: Json, shapeName: string): Refusal | null => {
    const shape = shapes[shapeName];
    if (shape === undefined) return null;
    switch (shape.type) {
      case 'structure':
        return isJsonObject(value) ? checkMembers(value, shape) : refusals.responseFieldType(name, 'an object');
      case 'map':
        if (!isJsonObject(value)) return refusals.responseFieldType(name, 'an object');
        return firstOf(Object.entries(value), ([key, element]) => check(key, element, shape.value ?? ''));
      case 'list':
        if (!isJsonArray(value)) return refusals.responseFieldType(name, 'an array');
        return (
          checkLength(name, value.length, shape) ??
          firstOf(value, (element) => check(name, element, shape.member ?? ''))
        );
      case 'integer':
      case 'long':
      case 'float':
      case 'double':
        return typeof value === 'number'
          ? checkNumber(name, value, shape)
          : refusals.responseFieldType(name, 'a number');
      case 'boolean':
        return typeof value === 'boolean' ? null : refusals.responseFieldType(name, 'a boolean');
      default:
        // Texts, and what travels as one: blobs and timestamps.
        return typeof value === 'string' ? checkText(name, value, shape) : refusals.responseFieldType(name, 'a string');
    }
  };

  const checkMembers = (value: JsonObject, { members = {}, required = [] }: ApiShape): Refusal | null => {
    const missing = mode === 'STRICT' ? required.find((name) => !Object.hasOwn(value, name)) : undefined;
    if (missing !== undefined) return refusals.responseFieldMissing(missing);
    return firstOf(Object.entries(value), ([name, member]) =>
      Object.hasOwn(members, name) ? check(name, member, members[name] as string) : null,
    );
  };

  return check('', result, root);
}

function checkNumber(name: string, value: number, { min, max }: ApiShape): Refusal | null {
  if (min !== undefined && value < min) return refusals.responseFieldBelowMinimum(name);
  if (max !== undefined && value > max) return refusals.responseFieldAboveMaximum(name);
  return null;
}

function checkText(name: string, value: string, shape: ApiShape): Refusal | null {
  if (shape.enum !== undefined && !shape.enum.includes(value)) return refusals.responseFieldUnexpected(name);
  return checkLength(name, value.length, shape);
}

function checkLength(name: string, length: number, { min, max }: ApiShape): Refusal | null {
  if (min !== undefined && length < min) return refusals.responseFieldTooShort(name);
  if (max !== undefined && length > max) return refusals.responseFieldTooLong(name);
  return null;
}

function firstOf<T>(elements: readonly T[], check: (element: T) => Refusal | null): Refusal | null {
  for (const element of elements) {
    const found = check(element);
    if (found !== null) return found;
  }
  return null;
}
