/** What is passed over is exactly what would have been taken: the items behind it, and the end, are the same. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../core/base/json.ts';
import { createCsvDecoder } from './csv.ts';
import type { ItemDecoder } from './decode-types.ts';
import { decodeAll, decodeWithSkips, utf8, type Step } from './decoder-harness.ts';
import { createJsonDecoder } from './json-document.ts';
import { createJsonLinesDecoder } from './json-lines.ts';

/** Long texts are searched in another way than short ones. */
const longText = fc.string({ unit: fc.constantFrom('a', 'b', '"', '\\', 'é', ',', ']'), minLength: 20, maxLength: 90 });
const jsonValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
  fc.array(longText, { maxLength: 3 }),
);
const chunkSizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 300 })), {
  minLength: 1,
  maxLength: 5,
});
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ kind: fc.constantFrom('take', 'skip'), max: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(1e9)) }),
  { minLength: 1, maxLength: 6 },
);
const BOM = '\ufeff';

/** Any interleaving of take and skip gives at each place what take alone gives there, and ends as it does. */
function expectSame(
  create: () => ItemDecoder,
  bytes: Uint8Array,
  sizes: readonly number[],
  plan: readonly Step[],
): void {
  const whole = decodeAll(create(), bytes);
  const passed = decodeWithSkips(create(), bytes, sizes, plan);
  expect(passed.nItems).toBe(whole.items.length);
  expect(passed.problem).toEqual(whole.problem);
  for (const { index, item, maxItemBytes } of passed.taken) {
    expect(item).toEqual(whole.items[index]);
    expect(utf8(JSON.stringify(item)).length).toBeLessThanOrEqual(maxItemBytes);
  }
}

/** The beginning of `bytes`, whole as often as not. */
const cuts = fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }));
const cutAt = (bytes: Uint8Array, share: number): Uint8Array => bytes.slice(0, Math.round(bytes.length * share));

describe('passing over items changes nothing behind them', () => {
  it('in JSON Lines, blank lines and a cut-off end among them', () => {
    const line = fc.oneof(
      { weight: 4, arbitrary: jsonValue.map((value) => JSON.stringify(value)) },
      fc.constantFrom('', ' ', '\t \t', '\r', ' {"a":1} ', '  7'),
    );
    fc.assert(
      fc.property(
        fc.array(line),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\n', '\r\n', '\n \r'),
        fc.constantFrom('', BOM),
        cuts,
        chunkSizes,
        steps,
        (lines, eol, last, start, share, sizes, plan) => {
          const bytes = utf8(start + lines.join(eol) + last);
          expectSame(createJsonLinesDecoder, cutAt(bytes, share), sizes, plan);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('in JSON documents: arrays and objects, compact and indented, at the root and behind a pointer', () => {
    const container = fc.oneof(fc.array(jsonValue), fc.dictionary(fc.string(), jsonValue));
    fc.assert(
      fc.property(
        container,
        fc.constantFrom(0, 2),
        fc.constantFrom('', '/a~1b/1'),
        fc.constantFrom('', BOM),
        cuts,
        chunkSizes,
        steps,
        (items, indent, pointer, start, share, sizes, plan) => {
          const document = pointer === '' ? items : { before: ['x"', 1], 'a/b': [null, items], after: 1 };
          const bytes = utf8(start + JSON.stringify(document, null, indent));
          expectSame(() => createJsonDecoder({ pointer }), cutAt(bytes, share), sizes, plan);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('in texts of any delimiter, quoting and escaping', () => {
    const piece = fc.constantFrom(
      'a',
      'é',
      '𝒳',
      '"',
      '""',
      '\\',
      '\\"',
      ',',
      '|',
      ';',
      '\t',
      ' ',
      '\n',
      '\r',
      '\r\n',
      '"\n',
      '"x',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        fc.constantFrom(',', '|', ';', ' ', '\t'),
        fc.constantFrom<readonly string[] | null>(null, ['h', 'i']),
        fc.constantFrom('', BOM),
        cuts,
        chunkSizes,
        steps,
        (pieces, delimiter, headers, start, share, sizes, plan) => {
          const first = headers === null ? `x${delimiter}y\n` : '';
          const bytes = cutAt(utf8(start + first + pieces.join('')), share);
          expectSame(() => createCsvDecoder({ delimiter, headers }), bytes, sizes, plan);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('in CSV files whose fields are quoted where they must be', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '𝒳', '0') });
    const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 1, maxLength: 3 })),
        fc.constantFrom('\n', '\r\n', '\r'),
        chunkSizes,
        steps,
        (rows, eol, sizes, plan) => {
          const bytes = utf8(['x,y', ...rows.map((row) => row.map(quoted).join(','))].join(eol));
          expectSame(() => createCsvDecoder({ delimiter: ',', headers: null }), bytes, sizes, plan);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('what is wrong with where items begin and end is found in passing', () => {
  const json = (): ItemDecoder => createJsonDecoder({ pointer: '' });
  const csv = (): ItemDecoder => createCsvDecoder({ delimiter: ',', headers: null });
  it.each<[string, () => ItemDecoder]>([
    ['{"a":1}\n{"a":2', createJsonLinesDecoder],
    ['{"a":1}\n"é', createJsonLinesDecoder],
    ['[1,2', json],
    ['[1,{"a":"x', json],
    ['[1,,2]', json],
    ['[1,]', json],
    ['[1, ]', json],
    ['[ ]', json],
    ['[1}', json],
    ['[1] x', json],
    ['{"a":1,"b"}', json],
    ['{"a":1,}', json],
    ['{"a":1', json],
    ['', json],
    ['5', json],
    [`[1,${'['.repeat(1001)}`, json],
    ['a,b\n1,2\n3,"x\ny\n', csv],
    ['a,a\n1,2\n', csv],
    ['a\n1\n2', csv],
  ])('%j', (text, create) => {
    for (const size of [1, 3, 1000]) {
      for (const max of [1, 1e9]) expectSame(create, utf8(text), [size], [{ kind: 'skip', max }]);
    }
  });

  it('a line or element longer than an item may be is not waited for', () => {
    for (const [create, start] of [
      [createJsonLinesDecoder, '"'],
      [json, '["'],
    ] as const) {
      const decoder = create();
      decoder.push(utf8(start));
      const chunk = new Uint8Array(1 << 20).fill(0x61);
      for (let megabyte = 0; megabyte < 9; megabyte++) {
        expect(decoder.skip(10)).toBe(0);
        decoder.push(chunk);
      }
      expect(decoder.skip(10)).toBe(0);
      expect(decoder.problem?.message).toMatch(/longer than 8388608 bytes$/);
    }
  });
});

describe('what only making an item shows goes unnoticed in passing, and counts as an item', () => {
  it.each<[string, string, () => ItemDecoder]>([
    ['JSON Lines', '1\nnope\n{"a":\n4\n', createJsonLinesDecoder],
    ['JSON', '[1,nope,"a" "b",4]', () => createJsonDecoder({ pointer: '' })],
  ])('%s', (_format, text, create) => {
    const passed = decodeWithSkips(
      create(),
      utf8(text),
      [1000],
      [
        { kind: 'skip', max: 3 },
        { kind: 'take', max: 1 },
      ],
    );
    expect(passed).toMatchObject({ nItems: 4, problem: null, taken: [{ index: 3, item: 4 }] });
  });
});
