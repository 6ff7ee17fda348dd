import { describe, expect, it } from 'vitest';
import type { Json } from '../base/json.ts';
import { matchesPartially } from './mock-matching.ts';

describe('a partial match', () => {
  const cases: readonly [what: string, expected: Json, actual: Json, matches: boolean][] = [
    ['equal numbers', 1, 1, true],
    ['a number and its text', 1, '1', false],
    ['null and null', null, null, true],
    ['null and nothing', { a: null }, {}, false],
    ['null and false', null, false, false],
    ['a number and null', 0, null, false],
    ['fewer keys than there are', { a: 1 }, { a: 1, b: 2 }, true],
    ['a key that is not there', { a: 1, c: 1 }, { a: 1, b: 2 }, false],
    ['nested objects', { a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }, true],
    ['an empty object and any object', {}, { a: 1 }, true],
    ['an empty object and a list', {}, [], false],
    ['an empty object and a text', {}, 'a', false],
    ['a list and an object', [], {}, false],
    ['lists of the same length', [1, { a: 1 }], [1, { a: 1, b: 2 }], true],
    ['a shorter list', [1], [1, 2], false],
    ['a longer list', [1, 2], [1], false],
    ['lists in another order', [1, 2], [2, 1], false],
    ['an inherited name is no key', { toString: 1 }, {}, false],
  ];
  it.each(cases)('%s', (_what, expected, actual, matches) => {
    expect(matchesPartially(expected, actual)).toBe(matches);
  });
});
