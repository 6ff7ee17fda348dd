import { describe, expect, it } from 'vitest';
import { ChildStatuses } from '../store/child-statuses.ts';
import { mapRunOf } from '../store/fixtures.ts';
import { childTitle, itemsOf, itemsText, mostTelling, spanText } from './child-text.ts';

function statusesOf(...codes: readonly number[]): ChildStatuses {
  const statuses = new ChildStatuses();
  statuses.write(0, Uint8Array.from(codes));
  return statuses;
}

describe('what is said of children', () => {
  it('names a child, how it stands and its items', () => {
    expect(childTitle({ facts: mapRunOf({}), statuses: statusesOf(2, 3, 1) }, 2)).toBe(
      'Child 2 · running · items 20–24',
    );
  });

  it('counts the children of a block by status', () => {
    expect(spanText(statusesOf(2, 2, 3, 0), 0, 4)).toBe('Children 0–3 · 1 pending · 2 succeeded · 1 failed');
  });

  it.each([
    ['a failure before all', [2, 1, 3, 0], 2],
    ['a timeout before what runs', [2, 1, 4, 0], 2],
    ['what runs before what is done', [2, 0, 1], 2],
    ['the first where all are alike', [2, 2, 2], 0],
  ])('opens %s', (_, codes, expected) => {
    expect(mostTelling(statusesOf(...codes), 0, codes.length)).toBe(expected);
  });

  it('knows the items only where the batch size alone decides', () => {
    const facts = mapRunOf({});
    expect(itemsOf(facts, 0)).toEqual({ first: 0, count: 10 });
    expect(itemsOf(facts, 2)).toEqual({ first: 20, count: 5 });
    expect(itemsOf(facts, 3)).toBeNull();
    expect(itemsOf({ ...facts, batcher: { maxItems: null, maxBytes: null, nBatches: 25 } }, 7)).toEqual({
      first: 7,
      count: 1,
    });
    expect(itemsOf({ ...facts, batcher: { maxItems: 10, maxBytes: 1024, nBatches: 3 } }, 0)).toBeNull();
  });

  it('speaks of one item in the singular', () => {
    expect(itemsText({ first: 7, count: 1 })).toBe('item 7');
  });
});
