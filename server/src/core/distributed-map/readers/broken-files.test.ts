import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { itemDecoders } from '../../../data/item-decoders.ts';
import { createMemoryObjectStore } from '../../../testing/object-store-memory.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { fileFormat } from './file-formats.ts';
import { openFile } from './open-file.ts';

const rows = Array.from({ length: 40 }, (_, id) => ({ id, name: `näme "${id}"`, tags: ['x', 'ÿ'.repeat(id % 5)] }));
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const jsonLines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** A Zstandard frame of blocks that hold their bytes as they are. */
function zstd(bytes: Uint8Array): Uint8Array {
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0b1010_0000, ...new Uint8Array(Uint32Array.of(bytes.length).buffer)];
  const blockHead = (bytes.length << 3) | 1;
  return Uint8Array.from([...head, blockHead & 255, (blockHead >> 8) & 255, (blockHead >> 16) & 255, ...bytes]);
}

const FILES: readonly (readonly [string, JsonObject, Uint8Array])[] = [
  ['JSON', { InputType: 'JSON' }, text(JSON.stringify(rows, null, 1))],
  ['JSON behind a pointer', { InputType: 'JSON', ItemsPointer: '/a/1' }, text(JSON.stringify({ b: 1, a: [0, rows] }))],
  ['JSONL', { InputType: 'JSONL' }, text(jsonLines)],
  [
    'CSV',
    { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
    text(['id,name', ...rows.map(({ id, name }) => `${id},"${name.replaceAll('"', '""')}"`)].join('\r\n')),
  ],
  [
    'PARQUET',
    { InputType: 'PARQUET' },
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'id', data: rows.map(({ id }) => id), type: 'INT32' },
          { name: 'name', data: rows.map(({ name }) => name), type: 'STRING' },
        ],
      }),
    ),
  ],
  ['JSONL in gzip', { InputType: 'JSONL' }, gzipSync(jsonLines)],
  ['JSONL in Zstandard', { InputType: 'JSONL' }, zstd(text(jsonLines))],
];

interface Read {
  readonly items: readonly Json[];
  readonly cause: string | null;
}

/** Reads a file to its end, which has to come. */
async function read(config: JsonObject, bytes: Uint8Array, chunkBytes: number): Promise<Read> {
  const store = createMemoryObjectStore({ chunkBytes });
  store.put('data', 'file', bytes);
  const inputType = String(config['InputType']);
  const source = openFile(
    { bucket: 'data', key: 'file', conditions: {} },
    { inputType, transformation: 'NONE', fields: config },
    fileFormat(inputType),
    { store, decoders: itemDecoders },
  );
  const items: Json[] = [];
  for (let turns = 0; turns < 100_000; turns++) {
    const pulled = source.pull(7);
    if (pulled.kind === 'wait') await pulled.ready;
    else if (pulled.kind === 'items') items.push(...pulled.chunk.items);
    else return { items, cause: pulled.kind === 'failed' ? pulled.cause : null };
  }
  throw new Error('The file has no end.');
}

const TOLD =
  /^(s3:\/\/data\/file (is not valid \S.*|could not be read): \S.*|The provided ReaderConfig\.ItemsPointer .*|Attempting to map .*|CSV headers .*)$/s;

describe.each(FILES)('a file of %s', (name, config, whole) => {
  it('is read, however its bytes come', async () => {
    const { items } = await read(config, whole, 1_000_000);
    expect(items).toHaveLength(rows.length);
    for (const chunkBytes of [1, 2, 3, 17])
      expect(await read(config, whole, chunkBytes)).toEqual({ items, cause: null });
  });

  it('that is cut off anywhere fails with its name, after the items that were whole', async () => {
    const { items } = await read(config, whole, 1_000_000);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: whole.length - 1 }),
        fc.constantFrom(5, 64, 4096),
        async (length, chunkBytes) => {
          const cut = await read(config, whole.slice(0, length), chunkBytes);
          if (cut.cause !== null) expect(cut.cause).toMatch(TOLD);
          // Lines and rows may well be all there, and what stands behind a pointer's target is not read.
          else expect(name).toMatch(/^(JSONL|CSV|JSON behind a pointer)$/);
          const inCommon = cut.cause === null ? cut.items.slice(0, -1) : cut.items;
          expect(items.slice(0, inCommon.length)).toEqual(inCommon);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('with any byte changed gives items or a cause with its name, and an end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: whole.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom(3, 64, 4096),
        async (place, change, chunkBytes) => {
          const changed = whole.slice();
          changed[place] = (changed[place] ?? 0) ^ change;
          const { items, cause } = await read(config, changed, chunkBytes);
          if (cause !== null) expect(cause).toMatch(TOLD);
          for (const item of items) expect(() => JSON.stringify(item)).not.toThrow();
        },
      ),
      { numRuns: 150 },
    );
  });
});
