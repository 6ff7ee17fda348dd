/** When a mock's condition matches what a task was given, and when an actual value contains an expected one. */

import { isJsonArray, isJsonObject, type Json } from '../base/json.ts';

/**
 * Partial equality: objects may have more keys than expected, lists must have the same length and match element by element, everything
 * else must be equal. A list never matches an object, null only null, `1` never `"1"`.
 */
export function matchesPartially(expected: Json, actual: Json): boolean {
  if (expected === actual) return true;
  if (typeof expected !== 'object' || typeof actual !== 'object' || expected === null || actual === null) return false;
  if (isJsonArray(expected)) {
    return (
      isJsonArray(actual) &&
      actual.length === expected.length &&
      expected.every((element, index) => matchesPartially(element, actual[index] as Json))
    );
  }
  if (!isJsonObject(actual)) return false;
  for (const key in expected) {
    if (!Object.hasOwn(expected, key)) continue;
    if (!Object.hasOwn(actual, key)) return false;
    if (!matchesPartially(expected[key] as Json, actual[key] as Json)) return false;
  }
  return true;
}
