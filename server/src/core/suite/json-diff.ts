/** Differences between an expected and an actual value as data, so that a terminal, an editor and a report can each show them. */

import { diffArrays } from 'diff';
import { isJsonArray, isJsonObject, jsonEquals, type Json } from '../base/json.ts';
import { matchesPartially } from './mock-matching.ts';
import type { OutputMatching } from './suite-types.ts';

export type JsonDifference =
  | { readonly kind: 'changed'; readonly path: string; readonly expected: Json; readonly actual: Json }
  | { readonly kind: 'missing'; readonly path: string; readonly expected: Json }
  | { readonly kind: 'extra'; readonly path: string; readonly actual: Json };

/** Every difference that matters for this kind of matching, in the order of the expected value. Paths start with `$`. */
export function diffJson(expected: Json, actual: Json, matching: OutputMatching): readonly JsonDifference[] {
  const differences: JsonDifference[] = [];
  compare(expected, actual, '$', matching, differences);
  return differences;
}

export function jsonMatches(expected: Json, actual: Json, matching: OutputMatching): boolean {
  return matching === 'exact' ? jsonEquals(expected, actual) : matchesPartially(expected, actual);
}

/** The actual value with only what a partial expectation looks at: what an editor shows beside it. */
export function onlyExpectedParts(expected: Json, actual: Json): Json {
  if (isJsonArray(expected) && isJsonArray(actual)) {
    return actual.map((element, index) =>
      index < expected.length ? onlyExpectedParts(expected[index] as Json, element) : element,
    );
  }
  if (!isJsonObject(expected) || !isJsonObject(actual)) return actual;
  return Object.fromEntries(
    Object.keys(expected)
      .filter((key) => Object.hasOwn(actual, key))
      .map((key) => [key, onlyExpectedParts(expected[key] as Json, actual[key] as Json)]),
  );
}

export type PathStep = { readonly kind: 'same' | 'missing' | 'extra'; readonly states: readonly string[] };

/** Two paths of states side by side: what both have, what only was expected, what only happened. */
export function diffPaths(expected: readonly string[], actual: readonly string[]): readonly PathStep[] {
  return diffArrays([...expected], [...actual]).map((part) => ({
    kind: part.added ? 'extra' : part.removed ? 'missing' : 'same',
    states: part.value,
  }));
}

function compare(expected: Json, actual: Json, path: string, matching: OutputMatching, into: JsonDifference[]): void {
  if (isJsonArray(expected) && isJsonArray(actual)) {
    for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
      const place = `${path}[${index}]`;
      if (index >= actual.length) into.push({ kind: 'missing', path: place, expected: expected[index] as Json });
      else if (index >= expected.length) into.push({ kind: 'extra', path: place, actual: actual[index] as Json });
      else compare(expected[index] as Json, actual[index] as Json, place, matching, into);
    }
  } else if (isJsonObject(expected) && isJsonObject(actual)) {
    for (const key of Object.keys(expected)) {
      const place = path + step(key);
      if (!Object.hasOwn(actual, key)) into.push({ kind: 'missing', path: place, expected: expected[key] as Json });
      else compare(expected[key] as Json, actual[key] as Json, place, matching, into);
    }
    if (matching === 'partial') return;
    for (const key of Object.keys(actual)) {
      if (!Object.hasOwn(expected, key))
        into.push({ kind: 'extra', path: path + step(key), actual: actual[key] as Json });
    }
  } else if (!jsonEquals(expected, actual)) into.push({ kind: 'changed', path, expected, actual });
}

function step(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `['${key.replaceAll("'", "\\'")}']`;
}
