import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIndexWindow } from './index-window.ts';

describe('an index window', () => {
  it('holds what a Map would hold', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 30 })), { maxLength: 200 }), (steps) => {
        const window = createIndexWindow<{ readonly index: number }>();
        const map = new Map<number, { readonly index: number }>();
        let next = 0;
        for (const [adds, pick] of steps) {
          if (adds || map.size === 0) {
            next += 1 + (pick % 3);
            const value = { index: next };
            window.set(next, value);
            map.set(next, value);
          } else {
            const index = [...map.keys()][pick % map.size] as number;
            window.delete(index);
            map.delete(index);
          }
          expect(window.size).toBe(map.size);
          expect(window.values()).toEqual([...map.values()]);
          for (let index = 0; index <= next + 1; index++) expect(window.get(index)).toBe(map.get(index));
        }
      }),
    );
  });

  it('forgets the past as it goes', () => {
    const window = createIndexWindow<object>();
    const first = {};
    window.set(0, first);
    for (let index = 1; index < 10_000; index++) {
      window.set(index, {});
      window.delete(index);
    }
    expect(window.values()).toEqual([first]);
    window.delete(0);
    window.set(20_000, first);
    expect(window.get(20_000)).toBe(first);
    expect(() => window.set(5, first)).toThrow(RangeError);
  });
});
