import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonByteLength } from '../base/byte-length.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { createBatcher, createSingleItemBatcher, type Batcher, type BatchLimits, type ChildInput } from './batcher.ts';

const jsonValue = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

/** Feeds items in chunks; `bound` decides whether the batcher is told how large they are at most. */
function batchAll(batcher: Batcher, items: readonly Json[], chunk: number, bound: 'told' | 'unknown'): ChildInput[] {
  const children: ChildInput[] = [];
  for (let start = 0; start < items.length && batcher.oversized === null; start += chunk) {
    const part = items.slice(start, start + chunk);
    const maxItemBytes = bound === 'told' ? Math.max(...part.map(jsonByteLength)) : Infinity;
    let position = 0;
    while (position < part.length && batcher.oversized === null) {
      position += batcher.add(part, position, maxItemBytes);
      const full = batcher.takeFull();
      if (full !== null) children.push(full);
    }
  }
  const rest = batcher.oversized === null ? batcher.takeRest() : null;
  return rest === null ? children : [...children, rest];
}

const itemsOf = (child: ChildInput): readonly Json[] => (child.input as { Items: Json[] }).Items;

describe('batches', () => {
  it('hold the items in order, within both limits, whatever the limits, chunks and hints', () => {
    fc.assert(
      fc.property(
        fc.array(jsonValue, { maxLength: 40 }),
        fc.option(fc.integer({ min: 1, max: 9 })),
        fc.integer({ min: 1, max: 400 }),
        fc.option(jsonValue, { nil: undefined }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom<'told' | 'unknown'>('told', 'unknown'),
        (items, maxItems, maxBytes, batchInput, chunk, bound) => {
          const batcher = createBatcher({ maxItems, maxBytes }, batchInput);
          const children = batchAll(batcher, items, chunk, bound);
          const batched = children.flatMap(itemsOf);
          expect(batched).toEqual(items.slice(0, batched.length));
          if (batcher.oversized === null) expect(batched).toHaveLength(items.length);
          let firstItem = 0;
          for (const child of children) {
            const bytes = new TextEncoder().encode(JSON.stringify(child.input)).length;
            expect(child.firstItem).toBe(firstItem);
            expect(child.nItems).toBe(itemsOf(child).length);
            expect(child.nItems).toBeGreaterThan(0);
            expect(child.nItems).toBeLessThanOrEqual(maxItems ?? Infinity);
            expect(bytes).toBeLessThanOrEqual(child.maxBytes);
            expect(child.maxBytes).toBeLessThanOrEqual(maxBytes);
            if (child.measured) expect(child.maxBytes).toBe(bytes);
            firstItem += child.nItems;
          }
        },
      ),
    );
  });

  it('are as large as the limits allow', () => {
    fc.assert(
      fc.property(
        fc.array(jsonValue, { minLength: 2, maxLength: 20 }),
        fc.integer({ min: 60, max: 200 }),
        (items, maxBytes) => {
          const batcher = createBatcher({ maxItems: 4, maxBytes }, undefined);
          const children = batchAll(batcher, items, 7, 'unknown');
          for (const [position, child] of children.slice(0, -1).entries()) {
            const next = itemsOf(children[position + 1] as ChildInput)[0] as Json;
            const grown: JsonObject = { Items: [...itemsOf(child), next] };
            expect(child.nItems === 4 || jsonByteLength(grown) > maxBytes).toBe(true);
          }
        },
      ),
    );
  });

  it.each<[string, Json[], BatchLimits, Json | undefined, Json[]]>([
    [
      'by count',
      [1, 2, 3, 4, 5],
      { maxItems: 2, maxBytes: 1000 },
      undefined,
      [{ Items: [1, 2] }, { Items: [3, 4] }, { Items: [5] }],
    ],
    [
      'by bytes: {"Items":[1,2]} is 15 bytes',
      [1, 2, 3],
      { maxItems: null, maxBytes: 15 },
      undefined,
      [{ Items: [1, 2] }, { Items: [3] }],
    ],
    [
      'bytes count as UTF-8',
      ['é', 'é'],
      { maxItems: null, maxBytes: 20 },
      undefined,
      [{ Items: ['é'] }, { Items: ['é'] }],
    ],
    [
      'bytes include BatchInput',
      [1, 2],
      { maxItems: null, maxBytes: 30 },
      'x',
      [
        { BatchInput: 'x', Items: [1] },
        { BatchInput: 'x', Items: [2] },
      ],
    ],
    [
      'BatchInput comes first',
      [1],
      { maxItems: 1, maxBytes: 1000 },
      { tag: 'a' },
      [{ BatchInput: { tag: 'a' }, Items: [1] }],
    ],
    ['no items, no batch', [], { maxItems: 2, maxBytes: 1000 }, undefined, []],
  ])('%s', (_case, items, limits, batchInput, expected) => {
    const inputs = batchAll(createBatcher(limits, batchInput), items, 3, 'unknown').map((child) => child.input);
    expect(JSON.stringify(inputs)).toBe(JSON.stringify(expected));
  });

  it('name the item that is too large alone', () => {
    const batcher = createBatcher({ maxItems: 10, maxBytes: 30 }, undefined);
    const children = batchAll(batcher, [1, 'x'.repeat(30), 2], 10, 'unknown');
    expect(children.map((child) => child.input)).toEqual([{ Items: [1] }]);
    expect(batcher.oversized).toEqual({ item: 1, bytes: 44, limit: 30 });
  });
});

describe('without an ItemBatcher', () => {
  it('every item is a child input', () => {
    const children = batchAll(createSingleItemBatcher(), [{ a: 1 }, 'b'], 10, 'told');
    expect(children).toEqual([
      { input: { a: 1 }, firstItem: 0, nItems: 1, maxBytes: 7, measured: false },
      { input: 'b', firstItem: 1, nItems: 1, maxBytes: 7, measured: false },
    ]);
  });

  it('an item of more than 256 KiB is named', () => {
    const batcher = createSingleItemBatcher();
    batchAll(batcher, ['x'.repeat(262143)], 1, 'unknown');
    expect(batcher.oversized).toEqual({ item: 0, bytes: 262145, limit: 262144 });
  });
});
