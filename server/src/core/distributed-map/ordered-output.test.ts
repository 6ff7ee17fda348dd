import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOrderedOutput, type TextSpill } from './ordered-output.ts';

/** A spill that counts what it is given. */
function createSpill(): TextSpill & { readonly texts: string[]; closed: boolean } {
  const texts: string[] = [];
  return {
    texts,
    closed: false,
    append: (text) => texts.push(text) - 1,
    read: (place) => texts[place] as string,
    close() {
      this.closed = true;
    },
  };
}

describe('records of children that end in any order', () => {
  it('come in the order of the children, each once, however much waits and wherever', () => {
    const aChild = fc.oneof(
      fc.constant(null),
      fc.array(fc.integer({ min: 0, max: 9_999 }).map(String), { maxLength: 3 }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(aChild, fc.integer()), { maxLength: 120 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (children, maxHeldCharacters, slice) => {
          const delivered: string[] = [];
          const spill = createSpill();
          const output = createOrderedOutput({
            deliver: (records) => delivered.push(...records),
            openSpill: () => spill,
            maxHeldCharacters,
          });
          const order = children.map(([, rank], child) => ({ child, rank })).sort((a, b) => a.rank - b.rank);
          for (const { child } of order) {
            output.put(child, children[child]?.[0] ?? null);
            output.release(slice);
          }
          while (output.release(slice));
          expect(delivered).toEqual(children.flatMap(([records]) => records ?? []));
          output.close();
          expect(spill.closed || spill.texts.length === 0).toBe(true);
        },
      ),
    );
  });

  it('wait in memory up to the limit, and outside beyond', () => {
    const spill = createSpill();
    const output = createOrderedOutput({ deliver: () => undefined, openSpill: () => spill, maxHeldCharacters: 100 });
    for (let child = 1; child <= 1_000; child++) output.put(child, ['0123456789']);
    expect(spill.texts).toHaveLength(990);
  });

  it('can be passed over where it is their turn and none waits, and only there', () => {
    const delivered: string[] = [];
    const output = createOrderedOutput({ deliver: (records) => delivered.push(...records), openSpill: null });
    expect(output.passOver(1, 2)).toBe(false);
    expect(output.passOver(0, 3)).toBe(true);
    output.put(4, ['four']);
    expect(output.passOver(3, 1)).toBe(false);
    output.put(3, ['three']);
    output.release(Infinity);
    expect(output.passOver(5, 100)).toBe(true);
    output.put(105, ['behind']);
    expect(delivered).toEqual(['three', 'four', 'behind']);
  });

  it('do not all come at once when the first child ends', () => {
    let nDelivered = 0;
    const output = createOrderedOutput({ deliver: () => nDelivered++, openSpill: null });
    for (let child = 1; child <= 1_000; child++) output.put(child, ['0123456789']);
    output.put(0, ['x']);
    expect(nDelivered).toBe(1);
    expect(output.release(110)).toBe(true);
    expect(nDelivered).toBe(11);
    expect(output.release(Infinity)).toBe(false);
    expect(nDelivered).toBe(1_001);
  });
});
