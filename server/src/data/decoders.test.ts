import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../core/base/json.ts';
import { createCsvDecoder } from './csv.ts';
import { decodeAll, utf8 } from './decoder-harness.ts';
import { createJsonDecoder } from './json-document.ts';
import { createJsonLinesDecoder } from './json-lines.ts';

const jsonValue = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const chunkSizes = fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 5 });
const BOM = '\ufeff';

describe('chunk boundaries anywhere give the same items', () => {
  it('JSON Lines', () => {
    fc.assert(
      fc.property(
        fc.array(jsonValue),
        chunkSizes,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        (values, sizes, max, eol) => {
          const text = values.map((value) => JSON.stringify(value)).join(eol);
          const { items, problem } = decodeAll(createJsonLinesDecoder(), utf8(text), sizes, max);
          expect(problem).toBeNull();
          expect(items).toEqual(values);
        },
      ),
    );
  });

  it('JSON arrays, compact and indented', () => {
    fc.assert(
      fc.property(
        fc.array(jsonValue),
        chunkSizes,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(0, 2),
        (values, sizes, max, indent) => {
          const { items, problem } = decodeAll(
            createJsonDecoder({ pointer: '' }),
            utf8(JSON.stringify(values, null, indent)),
            sizes,
            max,
          );
          expect(problem).toBeNull();
          expect(items).toEqual(values);
        },
      ),
    );
  });

  it('JSON objects, as entries', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), jsonValue),
        chunkSizes,
        fc.integer({ min: 1, max: 4 }),
        (object, sizes, max) => {
          const text = JSON.stringify(object);
          const { items, problem } = decodeAll(createJsonDecoder({ pointer: '' }), utf8(text), sizes, max);
          expect(problem).toBeNull();
          expect(items).toEqual(Object.entries(object).map(([Key, Value]) => ({ Key, Value })));
        },
      ),
    );
  });

  it('the target of a pointer', () => {
    fc.assert(
      fc.property(fc.array(jsonValue), jsonValue, chunkSizes, (values, other, sizes) => {
        const text = JSON.stringify({ before: other, 'a/b': [other, { '~': values }], after: other });
        const { items, problem } = decodeAll(createJsonDecoder({ pointer: '/a~1b/1/~0' }), utf8(text), sizes, 3);
        expect(problem).toBeNull();
        expect(items).toEqual(values);
      }),
    );
  });

  it('CSV with every field quoted', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '𝒳') });
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field)), chunkSizes, fc.integer({ min: 1, max: 3 }), (rows, sizes, max) => {
        const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const text = ['x,y', ...rows.map((row) => row.map(quote).join(','))].join('\n');
        const { items, problem } = decodeAll(
          createCsvDecoder({ delimiter: ',', headers: null }),
          utf8(text),
          sizes,
          max,
        );
        expect(problem).toBeNull();
        expect(items).toEqual(rows.map(([x, y]) => ({ x, y })));
      }),
    );
  });

  it('the byte bound of items is never too small', () => {
    fc.assert(
      fc.property(fc.array(jsonValue, { minLength: 1 }), (values) => {
        const decoder = createJsonLinesDecoder();
        decoder.push(utf8(values.map((value) => JSON.stringify(value)).join('\n')));
        decoder.end();
        for (let items = decoder.take(2); items.length > 0; items = decoder.take(2)) {
          for (const item of items) expect(utf8(JSON.stringify(item)).length).toBeLessThanOrEqual(decoder.maxItemBytes);
        }
      }),
    );
    const decoder = createJsonLinesDecoder();
    decoder.push(utf8('1e20\n'));
    expect(decoder.take(1)).toEqual([1e20]);
    expect(decoder.maxItemBytes).toBeGreaterThanOrEqual(21);
  });
});

describe('JSON Lines that are broken', () => {
  it.each([
    ['', [], null],
    ['\n \n\r\n', [], null],
    [BOM + '{"a":1}\n', [{ a: 1 }], null],
    ['{"a":1}\n{"a":2', [{ a: 1 }], 'line 2 (byte 8) is not a JSON value: it is cut off by the end of the file'],
    ['{"a":1}\n\n{"é":1}\nnope\n3', [{ a: 1 }, { é: 1 }], "line 4 (byte 18) is not a JSON value: unexpected 'o'"],
    ['1,2\n', [], 'line 1 (byte 0) is not a JSON value: unexpected non-whitespace character after the value'],
    ['[1\n2]\n3,4', [], "line 1 (byte 0) is not a JSON value: expected ',' or ']' after array element"],
  ])('%j', (text, items, message) => {
    const decoded = decodeAll(createJsonLinesDecoder(), utf8(text));
    expect(decoded.items).toEqual(items);
    expect(decoded.problem?.message ?? null).toBe(message);
  });

  it('refuses a line longer than an item may be, without waiting for its end', () => {
    const decoder = createJsonLinesDecoder();
    const chunk = new Uint8Array(1 << 20).fill(0x61);
    for (let megabyte = 0; megabyte < 9; megabyte++) {
      decoder.push(chunk);
      decoder.take(10);
    }
    expect(decoder.problem?.message).toMatch(/^line 1 \(byte 0\) .* longer than 8388608 bytes$/);
  });
});

describe('JSON documents that are broken, or hold no items', () => {
  it.each([
    ['[]', '', [], null],
    [' [ ] \n', '', [], null],
    ['{}', '', [], null],
    [BOM + '[1]', '', [1], null],
    ['', '', [], 'the file is empty'],
    ['[1,2', '', [1], 'the text ends at byte 4 inside the array; item 1 (byte 3) is cut off'],
    ['[1,{"a":"x', '', [1], 'the text ends at byte 10 inside the array; item 1 (byte 3) is cut off'],
    ['[1,,2]', '', [1], 'item 1 (byte 3) is missing: a comma too many'],
    ['[1,]', '', [1], 'item 1 (byte 3) is missing: a comma too many'],
    ['[1}', '', [], 'the array is closed by the wrong bracket at byte 2'],
    ['[1] x', '', [1], 'unexpected text after the end of the document, at byte 4'],
    ['[1,tru]', '', [1], 'item 1 (byte 3) is not a JSON value: it ends too early'],
    ['{"a":1,b:2}', '', [{ Key: 'a', Value: 1 }], "item 1 (byte 7) is not a JSON value: unexpected 'b'"],
    [
      '{"a":1,"b"}',
      '',
      [{ Key: 'a', Value: 1 }],
      'item 1 (byte 7) is not a JSON value: an entry needs a name in quotes and a value',
    ],
    ['{"a":{"b":[1,2]}}', '/a/b', [1, 2], null],
    ['{"a":{"b":[1,2', '/a/b', [1], 'the text ends at byte 14 inside the array; item 1 (byte 13) is cut off'],
  ])('%j at %j', (text, pointer, items, message) => {
    for (const size of [1, 2, 1000]) {
      const decoded = decodeAll(createJsonDecoder({ pointer }), utf8(text), [size]);
      expect(decoded.items).toEqual(items);
      expect(decoded.problem?.message ?? null).toBe(message);
    }
  });

  it.each([
    ['5', '', 'not-iterable'],
    ['"[1]"', '', 'not-iterable'],
    ['null', '', 'not-iterable'],
    ['<html>', '', 'malformed'],
    ['{"a":5}', '/a', 'not-iterable'],
    ['{"a":5}', '/b', 'no-target'],
    ['[[1],[2]]', '/2', 'no-target'],
    ['[[1],[2]]', '/01', 'no-target'],
    ['{"a":5}', 'a', 'no-target'],
  ])('%s at %j is %s', (text, pointer, kind) => {
    expect(decodeAll(createJsonDecoder({ pointer }), utf8(text), [1]).problem?.kind).toBe(kind);
  });

  it('keeps names like __proto__ as data', () => {
    const [item] = decodeAll(createJsonDecoder({ pointer: '' }), utf8('[{"__proto__":1}]')).items;
    expect(Object.keys(item as object)).toEqual(['__proto__']);
  });
});

describe('items nested too deeply', () => {
  const deep = (depth: number): string => '['.repeat(depth) + '"]["' + ']'.repeat(depth);

  it('are refused with their place, up to the limit they are read', () => {
    expect(decodeAll(createJsonLinesDecoder(), utf8(deep(1000))).problem).toBeNull();
    expect(decodeAll(createJsonLinesDecoder(), utf8(`1\n${deep(1001)}`)).problem?.message).toBe(
      'line 2 (byte 2) is not a JSON value: it is nested more than 1000 deep',
    );
    expect(decodeAll(createJsonDecoder({ pointer: '' }), utf8(`[${deep(1000)}]`)).problem).toBeNull();
    expect(decodeAll(createJsonDecoder({ pointer: '' }), utf8(`[1,${deep(1001)}]`))).toEqual({
      items: [1],
      problem: { kind: 'malformed', message: 'item 1 (byte 3) is nested more than 1000 deep' },
    });
    expect(decodeAll(createJsonDecoder({ pointer: '' }), utf8('['.repeat(10_000_000))).problem?.message).toMatch(
      /nested more than 1000 deep/,
    );
  });
});

describe('CSV rules', () => {
  it.each([
    ['extra fields are dropped', ',', 'a,b\n1,2,3\n', [{ a: '1', b: '2' }]],
    ['missing fields are empty', ',', 'a,b\n1\n', [{ a: '1', b: '' }]],
    ['a row of delimiters is a row of empty texts', ',', 'a,b\n,,,\n', [{ a: '', b: '' }]],
    [
      'blanks are kept',
      ',',
      'a,b\n   \n x , y\n',
      [
        { a: '   ', b: '' },
        { a: ' x ', b: ' y' },
      ],
    ],
    ['an empty line is no row', ',', 'a,b\n\n1,2\n\r\n', [{ a: '1', b: '2' }]],
    ['a quoted empty text is a row', ',', 'a\n""\n', [{ a: '' }]],
    ['single quotes are text', ',', "a,b\n1,'x,y'\n", [{ a: '1', b: "'x" }]],
    [
      'quoted delimiter, quote and line break',
      '|',
      'id|text\n1|"one|pipe"\n2|"two ""quoted"""\n3|"three\nnewline"',
      [
        { id: '1', text: 'one|pipe' },
        { id: '2', text: 'two "quoted"' },
        { id: '3', text: 'three\nnewline' },
      ],
    ],
    [
      'backslash escapes',
      ',',
      'a,b\nx\\,y,\\"z\\"\n\\\\,d\\n\n',
      [
        { a: 'x,y', b: '"z"' },
        { a: '\\', b: 'dn' },
      ],
    ],
    ['backslash before the delimiter', ';', 'a;b\nx\\;y;z', [{ a: 'x;y', b: 'z' }]],
    ['a quote within a field is text', ',', 'a,b\nx"y,5" disk\n', [{ a: 'x"y', b: '5" disk' }]],
    ['tabs and carriage returns', '\t', 'a\tb\r\n1\t2\r\n', [{ a: '1', b: '2' }]],
    ['spaces', ' ', 'a b\n1 2', [{ a: '1', b: '2' }]],
    [
      'lone carriage returns end rows',
      ',',
      'a,b\r1,2\r3,4',
      [
        { a: '1', b: '2' },
        { a: '3', b: '4' },
      ],
    ],
    ['an empty header cell', ',', 'a,,c\n1,2,3', [{ a: '1', '': '2', c: '3' }]],
    ['headers that look like values', ',', '0,True,{}\nx,y,z', [{ '0': 'x', True: 'y', '{}': 'z' }]],
    ['a byte order mark is no part of the header', ',', BOM + 'a\n1', [{ a: '1' }]],
    ['header only', ',', 'a,b\n', []],
    ['nothing', ',', '', []],
  ])('%s', (_rule, delimiter, text, expected) => {
    for (const size of [1, 2, 5, 1000]) {
      const decoded = decodeAll(createCsvDecoder({ delimiter, headers: null }), utf8(text), [size]);
      expect(decoded).toEqual({ items: expected, problem: null });
    }
  });

  it('given headers make the first row data, and fewer headers drop columns', () => {
    const decoded = decodeAll(createCsvDecoder({ delimiter: ',', headers: ['H1'] }), utf8('a,b\n1,2'));
    expect(decoded.items).toEqual([{ H1: 'a' }, { H1: '1' }]);
  });

  it.each([
    [null, 'a,b,a\n1,2,3'],
    [['x', 'x'], '1,2'],
  ])('headers %j may not repeat', (headers, text) => {
    const { items, problem } = decodeAll(createCsvDecoder({ delimiter: ',', headers }), utf8(text));
    expect(items).toEqual([]);
    expect(problem?.kind).toBe('duplicate-headers');
  });

  it.each([null, ['x'.repeat(10_241)]])('headers of more than 10 KiB are refused', (headers) => {
    const text = headers === null ? `${'é,'.repeat(3_413)}é,\n1` : '1';
    const { items, problem } = decodeAll(createCsvDecoder({ delimiter: ',', headers }), utf8(text));
    expect(items).toEqual([]);
    expect(problem?.message).toMatch(/^the header has 1024\d bytes; at most 10240 are read$/);
  });

  it('names the line where a quote is left open', () => {
    const { items, problem } = decodeAll(
      createCsvDecoder({ delimiter: ',', headers: null }),
      utf8('a,b\n1,2\n3,"x\ny\n'),
    );
    expect(items).toEqual([{ a: '1', b: '2' }]);
    expect(problem?.message).toBe('the quoted field that begins in line 3 is never closed');
  });

  it('keeps a header named __proto__ as data', () => {
    const [item] = decodeAll(createCsvDecoder({ delimiter: ',', headers: null }), utf8('__proto__\nx')).items;
    expect(JSON.stringify(item)).toBe('{"__proto__":"x"}');
  });
});
