import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import type { Json } from '../../core/base/json.ts';
import type { ItemTable, RandomAccessBytes } from '../decode-types.ts';
import { createParquetItems } from '../parquet-items.ts';

type WriteOptions = Parameters<typeof parquetWriteBuffer>[0];

function write(columnData: readonly ColumnSource[], options: Partial<WriteOptions> = {}): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData: [...columnData], ...options }));
}

function bytesOf(bytes: Uint8Array): RandomAccessBytes & { readonly reads: [number, number][] } {
  const reads: [number, number][] = [];
  return {
    reads,
    size: bytes.length,
    read(offset, length) {
      reads.push([offset, length]);
      return Promise.resolve(bytes.slice(offset, offset + length));
    },
    close: () => Promise.resolve(),
  };
}

async function readAll(table: ItemTable, max = 1000): Promise<Json[]> {
  const rows: Json[] = [];
  for (;;) {
    const taken = table.take(max);
    rows.push(...taken);
    for (const row of taken) expect(JSON.stringify(row).length).toBeLessThanOrEqual(table.maxItemBytes);
    if (table.done) return rows;
    if (taken.length === 0) await table.fetch();
  }
}

async function rowsOf(bytes: Uint8Array, max?: number): Promise<Json[]> {
  const table = createParquetItems(bytesOf(bytes));
  const rows = await readAll(table, max);
  expect(table.problem).toBeNull();
  return rows;
}

async function problemOf(bytes: Uint8Array): Promise<string | undefined> {
  const table = createParquetItems(bytesOf(bytes));
  await readAll(table);
  return table.problem?.message;
}

const ids = (count: number): Int32Array => Int32Array.from({ length: count }, (_, index) => index);
const people: readonly ColumnSource[] = [
  { name: 'id', data: [1n, 2n, 3n], type: 'INT64' },
  { name: 'name', data: ['Ann', null, 'Bjørn "B"\n'], type: 'STRING' },
  { name: 'score', data: [1.5, 0.1, null], type: 'DOUBLE' },
  { name: 'active', data: [true, false, null], type: 'BOOLEAN' },
];
const peopleRows = [
  { id: 1, name: 'Ann', score: 1.5, active: true },
  { id: 2, name: null, score: 0.1, active: false },
  { id: 3, name: 'Bjørn "B"\n', score: null, active: null },
];

describe('a Parquet file', () => {
  it.each(['UNCOMPRESSED', 'SNAPPY'] as const)('gives an item a row, %s inside', async (codec) => {
    expect(await rowsOf(write(people, { codec }))).toEqual(peopleRows);
  });

  it('is read with GZIP inside', async () => {
    const bytes = write(people, { codec: 'GZIP', compressors: { GZIP: (page) => gzipSync(page) } });
    expect(await rowsOf(bytes)).toEqual(peopleRows);
  });

  it('is read with ZSTD inside', async () => {
    const bytes = write(people, { codec: 'ZSTD', compressors: { ZSTD: rawZstdFrame } });
    expect(await rowsOf(bytes)).toEqual(peopleRows);
  });

  it.each([1, 7, 1000])('gives rows of several row groups and pages, %i at a time', async (max) => {
    const count = 5000;
    const bytes = write(
      [
        { name: 'id', data: ids(count), type: 'INT32' },
        { name: 'text', data: Array.from({ length: count }, (_, index) => `text ${index}`), type: 'STRING' },
        {
          name: 'kind',
          data: Array.from({ length: count }, (_, index) => ['a', 'b', null][index % 3]),
          type: 'STRING',
        },
      ],
      { rowGroupSize: 1300, pageSize: 700 },
    );
    const rows = await rowsOf(bytes, max);
    expect(rows).toHaveLength(count);
    expect(rows[4999]).toEqual({ id: 4999, text: 'text 4999', kind: 'b' });
    expect(rows.every((row, index) => (row as { id: number }).id === index)).toBe(true);
  });

  it('has no rows', async () => {
    expect(await rowsOf(write([{ name: 'id', data: [], type: 'INT32' }]))).toEqual([]);
  });

  it('is not read beyond what was asked for', async () => {
    const count = 40_000;
    const file = bytesOf(write([{ name: 'id', data: ids(count), type: 'INT32' }], { rowGroupSize: 1000 }));
    const table = createParquetItems(file);
    let taken = table.take(10);
    while (taken.length === 0 && !table.done) {
      await table.fetch();
      taken = table.take(10);
    }
    expect(table.problem).toBeNull();
    expect(taken).toHaveLength(10);
    expect(file.reads.length).toBeLessThanOrEqual(4);
    expect(table.bytesRead).toBeLessThan(100_000);
  });
});

describe('nested columns', () => {
  it('are lists, maps and objects', async () => {
    const bytes = write([{ name: 'tags', data: [['a', 'b'], [], null, ['c', null]] }], {
      schema: [
        { name: 'root', num_children: 1 },
        { name: 'tags', converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      ],
    });
    expect(await rowsOf(bytes)).toEqual([{ tags: ['a', 'b'] }, { tags: [] }, { tags: null }, { tags: ['c', null] }]);
  });

  it('go on over the borders of pages', async () => {
    const lists = Array.from({ length: 300 }, (_, index) =>
      Array.from({ length: index % 23 }, (_, at) => `${index}.${at}`),
    );
    const bytes = write([{ name: 'tags', data: lists }], {
      pageSize: 200,
      schema: [
        { name: 'root', num_children: 1 },
        { name: 'tags', converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      ],
    });
    expect(await rowsOf(bytes, 11)).toEqual(lists.map((tags) => ({ tags })));
  });

  it('hold objects', async () => {
    const bytes = write([{ name: 'place', data: [{ city: 'Oslo', zip: 1 }, null, { city: null, zip: 3 }] }], {
      schema: [
        { name: 'root', num_children: 1 },
        { name: 'place', repetition_type: 'OPTIONAL', num_children: 2 },
        { name: 'city', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'zip', type: 'INT32', repetition_type: 'REQUIRED' },
      ],
    });
    expect(await rowsOf(bytes)).toEqual([
      { place: { city: 'Oslo', zip: 1 } },
      { place: null },
      { place: { city: null, zip: 3 } },
    ]);
  });
});

describe('what is wrong with a file is said with its place', () => {
  const good = write(people, { codec: 'SNAPPY' });
  const withByte = (offset: number, value: number): Uint8Array => {
    const bytes = good.slice();
    bytes[offset] = value;
    return bytes;
  };

  it.each<[string, Uint8Array, string | RegExp]>([
    ['nothing', new Uint8Array(0), 'the file is empty'],
    ['text', new TextEncoder().encode('id,name\n1,Ann\n'), 'the file does not begin and end with PAR1'],
    ['cut off', good.slice(0, -10), 'the file is cut off: its last four bytes are not PAR1'],
    ['four bytes', good.slice(0, 4), 'the file is cut off: its last four bytes are not PAR1'],
    ['gzip', gzipSync(good), 'the file is gzip data; Parquet is compressed inside'],
    ['long footer', withByte(good.length - 6, 0x40), /^its footer has \d+ bytes|^its footer is said to have \d+ bytes/],
    ['broken page', withByte(6, 0xff), /^column id of row group 0 \(byte 4\) is corrupt: /],
  ])('%s', async (_name, bytes, message) => {
    expect(await problemOf(bytes)).toMatch(message);
  });

  it('a broken footer', async () => {
    const bytes = good.slice();
    bytes.fill(0xff, bytes.length - 60, bytes.length - 8);
    expect(await problemOf(bytes)).toMatch(/^its footer \(from byte \d+\) cannot be read: /);
  });

  it('a file that loses its end while it is read', async () => {
    const table = createParquetItems({
      size: 1000,
      read: () => Promise.resolve(new Uint8Array(5)),
      close: () => Promise.resolve(),
    });
    await expect(table.fetch()).rejects.toThrow('it ends at byte 5, before byte 1000');
  });

  it('any byte that is wrong gives rows or a problem, never a loop or a crash', async () => {
    for (let offset = 4; offset < good.length - 8; offset++) {
      for (const value of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        const table = createParquetItems(bytesOf(withByte(offset, value)));
        let nReads = 0;
        while (!table.done) {
          if (table.take(1000).length === 0) await table.fetch();
          expect(nReads++, `byte ${offset} is ${value}`).toBeLessThan(20);
        }
        if (table.problem !== null) expect(table.problem.message).not.toMatch(/undefined \(|is not a function/);
      }
    }
  });
});

/** A Zstandard frame of uncompressed blocks: enough to be unpacked by any decoder. */
function rawZstdFrame(page: Uint8Array): Uint8Array {
  const header = (page.length << 3) | 1;
  const size = [page.length & 0xff, (page.length >> 8) & 0xff, (page.length >> 16) & 0xff, page.length >>> 24];
  const frame = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...size, header & 0xff, (header >> 8) & 0xff, (header >> 16) & 0xff];
  return Uint8Array.from([...frame, ...page]);
}
