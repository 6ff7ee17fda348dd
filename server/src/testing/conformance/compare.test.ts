import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../core/base/json.ts';
import { fits, historyDifference } from './compare.ts';

describe('expected values with placeholders', () => {
  const rows: readonly [expected: Json, actual: Json, expectation: boolean][] = [
    ['<uuid:1>', 5, true],
    ['arn:<partition>:states:<region>:1:x', 'arn:aws:states:eu-west-1:1:x', true],
    ['arn:<partition>:states:<region>:1:x', 'arn:aws:states:eu-west-1:1:y', false],
    ['<<token>:1>', 'anything', true],
    ['1 < 2', '1 < 2', true],
    ['1 < 2', '1 < 3', false],
    ['at date now', 'at 2024-01-01T00:00:00.123Z now', true],
    [{ '<key>': 1, b: 2 }, { b: 2, x: 1 }, true],
    [{ '<key>': 1, b: 2 }, { b: 2, x: 3 }, false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1 }, '{"a":1}', true],
    [[1, '<n>'], [1, null], true],
    [[1], [1, 2], false],
  ];
  it.each(rows)('%j and %j: %s', (expected, actual, expectation) => {
    expect(fits(expected, actual)).toBe(expectation);
  });
});

describe('histories as causal trees', () => {
  const entered = (id: number, previousEventId: number, name: string, input: string): JsonObject => ({
    type: 'PassStateEntered',
    id,
    previousEventId,
    stateEnteredEventDetails: { name, input },
  });
  const start = { type: 'MapStateStarted', id: 1, previousEventId: 0 };
  const recorded = [start, entered(2, 1, 'A', 'one'), entered(3, 1, 'A', 'two')];

  it('the order of concurrent work does not matter', () => {
    const run = [start, entered(2, 1, 'A', '"two"'), entered(3, 1, 'A', '"one"')];
    expect(historyDifference(recorded, run, 'causal')).toBeNull();
  });

  it('the chain does', () => {
    const run = [start, entered(2, 1, 'A', '"one"'), entered(3, 2, 'A', '"two"')];
    expect(historyDifference(recorded, run, 'causal')).toMatch(/^2 × PassStateEntered A expected, 1 found/);
    expect(historyDifference(recorded, run, 'unordered')).toBeNull();
  });

  it('details do, and so does an event too many', () => {
    expect(
      historyDifference(recorded, [start, entered(2, 1, 'A', '"one"'), entered(3, 1, 'A', '"3"')], 'causal'),
    ).toMatch(/^PassStateEntered A: /);
    const more = [start, entered(2, 1, 'A', '"one"'), entered(3, 1, 'A', '"two"'), entered(4, 3, 'B', '1')];
    expect(historyDifference(recorded, more, 'causal')).toMatch(/^1 × PassStateEntered B too many/);
  });
});
