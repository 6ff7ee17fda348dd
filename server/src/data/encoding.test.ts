import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createCsvDecoder } from './csv.ts';
import { decodeAll, utf8 } from './decoder-harness.ts';
import { decompressed } from './gzip.ts';
import { createJsonDecoder } from './json-document.ts';
import { createJsonLinesDecoder } from './json-lines.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

describe.each([[3], [1000]])('text that is not UTF-8, in chunks of %i bytes', (size) => {
  it('in JSON Lines is found in its line', () => {
    const bytes = latin1('{"a":1}\n\n{"a":"é"}\n{"a":3}\n');
    expect(decodeAll(createJsonLinesDecoder(), bytes, [size])).toEqual({
      items: [{ a: 1 }],
      problem: { kind: 'malformed', message: 'line 3 (byte 9) is not a JSON value: it is not valid UTF-8' },
    });
  });

  it('in JSON is found in its item', () => {
    expect(decodeAll(createJsonDecoder({ pointer: '' }), latin1('["a","é"]'), [size]).problem).toEqual({
      kind: 'malformed',
      message: 'item 1 (byte 5) is not a JSON value: it is not valid UTF-8',
    });
  });

  it('in CSV is found at its byte', () => {
    const decoder = createCsvDecoder({ delimiter: ',', headers: null });
    const { items, problem } = decodeAll(decoder, latin1('a,b\n1,2\n3,é\n4,5\n'), [size]);
    expect(items).toEqual([{ a: '1', b: '2' }]);
    expect(problem?.message).toBe('the text at byte 10 is not valid UTF-8');
  });

  it('in CSV is found where the file ends inside a character', () => {
    const decoder = createCsvDecoder({ delimiter: ',', headers: null });
    expect(decodeAll(decoder, utf8('a\né').slice(0, -1), [size]).problem?.message).toBe(
      'the text at byte 2 is not valid UTF-8',
    );
  });
});

describe('UTF-16', () => {
  const sourceOf = (bytes: Uint8Array): { read(): Promise<Uint8Array | null>; close(): Promise<void> } => {
    let left: Uint8Array | null = bytes;
    return {
      read() {
        const chunk = left;
        left = null;
        return Promise.resolve(chunk);
      },
      close: () => Promise.resolve(),
    };
  };
  const text = Buffer.from('\ufeff{"a":1}\n', 'utf16le');

  it.each([
    ['plain', text],
    ['big-endian', Buffer.from(text).swap16()],
    ['packed', gzipSync(text)],
    ['without a byte order mark', Buffer.from('id,n\n1,2\n', 'utf16le')],
    ['big-endian, without a byte order mark', Buffer.from('id,n\n1,2\n', 'utf16le').swap16()],
  ])('is named (%s)', async (_name, bytes) => {
    await expect(decompressed(sourceOf(bytes)).read()).rejects.toThrow(
      'the text is encoded as UTF-16; only UTF-8 can be read',
    );
  });
});
