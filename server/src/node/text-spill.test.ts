import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createTextSpill } from './text-spill.ts';

const folder = mkdtempSync(join(tmpdir(), 'text-spill-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('texts that are put aside', () => {
  it('are read again in any order, also while more come', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.nat(3), fc.integer({ min: 1, max: 30_000 })),
          {
            maxLength: 60,
          },
        ),
        (writes) => {
          const spill = createTextSpill(folder);
          const texts: string[] = [];
          const places: number[] = [];
          for (const [text, nReads, times] of writes) {
            const long = text.repeat(times % 7 === 0 ? times : 1);
            places.push(spill.append(long));
            texts.push(long);
            for (let read = 0; read < nReads; read++) {
              const index = (times * (read + 1)) % texts.length;
              expect(spill.read(places[index] ?? 0)).toBe(texts[index]);
            }
          }
          for (const [index, place] of places.entries()) expect(spill.read(place)).toBe(texts[index]);
          spill.close();
          spill.close();
        },
      ),
      { numRuns: 40 },
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});
