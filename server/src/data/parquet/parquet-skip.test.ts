/** Rows that are passed over: those behind them are the same, and nothing is read for them that need not be. */

import fc from 'fast-check';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/base/json.ts';
import type { ItemTable, RandomAccessBytes } from '../decode-types.ts';
import { createParquetItems } from '../parquet-items.ts';

interface Step {
  readonly kind: 'take' | 'skip';
  readonly max: number;
}

interface CountedBytes extends RandomAccessBytes {
  nBytes: number;
}

function bytesOf(whole: Uint8Array): CountedBytes {
  const file: CountedBytes = {
    nBytes: 0,
    size: whole.length,
    read(offset, length) {
      const bytes = whole.subarray(offset, offset + length);
      file.nBytes += bytes.length;
      return Promise.resolve(bytes);
    },
    close: () => Promise.resolve(),
  };
  return file;
}

interface Read {
  readonly nRows: number;
  readonly taken: readonly { readonly index: number; readonly row: Json; readonly maxItemBytes: number }[];
  readonly problem: string | null;
}

/** `steps` are used in turn, over and over. */
async function readWith(table: ItemTable, steps: readonly Step[]): Promise<Read> {
  const taken: { index: number; row: Json; maxItemBytes: number }[] = [];
  let nRows = 0;
  let nFetches = 0;
  for (let turn = 0; !table.done; turn++) {
    const { kind, max } = steps[turn % steps.length] as Step;
    let nGiven: number;
    if (kind === 'skip') nGiven = table.skip(max);
    else {
      const rows = table.take(max);
      const { maxItemBytes } = table;
      for (const [at, row] of rows.entries()) taken.push({ index: nRows + at, row, maxItemBytes });
      nGiven = rows.length;
    }
    nRows += nGiven;
    if (nGiven > 0 || table.done) continue;
    if (++nFetches > 2000) throw new Error('The table has no end.');
    await table.fetch();
  }
  return { nRows, taken, problem: table.problem?.message ?? null };
}

const TAKE_ALL: readonly Step[] = [{ kind: 'take', max: 1000 }];
const SKIP_ALL: readonly Step[] = [{ kind: 'skip', max: 1e9 }];
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ kind: fc.constantFrom('take', 'skip'), max: fc.constantFrom(1, 2, 7, 50, 333, 1e9) }),
  { minLength: 1, maxLength: 6 },
);

const COUNT = 600;
const numbers = Array.from({ length: COUNT }, (_, index) => index);
const FLAT: readonly ColumnSource[] = [
  { name: 'id', data: Int32Array.from(numbers) },
  { name: 'text', data: numbers.map((id) => (id % 3 === 0 ? null : `text ${id}`)) },
  { name: 'kind', data: numbers.map((id) => ['a', 'b', null][id % 3]) },
];
const LISTS: ColumnSource = {
  name: 'tags',
  data: numbers.map((id) => (id % 11 === 0 ? null : Array.from({ length: id % 5 }, (_, at) => `${id}.${at}`))),
};
const FLAT_SCHEMA: SchemaElement[] = [
  { name: 'id', type: 'INT32', repetition_type: 'REQUIRED' },
  { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'kind', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
];
const LIST_SCHEMA: SchemaElement[] = [
  { name: 'tags', converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
];

function write(
  sizes: { readonly rowGroupSize: number; readonly pageSize: number },
  lists: 'flat' | 'lists',
): Uint8Array {
  const columnData = lists === 'flat' ? [...FLAT] : [...FLAT, LISTS];
  const columns = lists === 'flat' ? FLAT_SCHEMA : [...FLAT_SCHEMA, ...LIST_SCHEMA];
  const schema: SchemaElement[] = [{ name: 'root', num_children: columnData.length }, ...columns];
  return new Uint8Array(parquetWriteBuffer({ columnData, schema, codec: 'SNAPPY', ...sizes }));
}

describe('passing over rows of a Parquet file', () => {
  it.each(['flat', 'lists'] as const)('changes nothing behind them (%s)', async (lists) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(70, 250, 1000),
        fc.constantFrom(100, 300, 100_000),
        steps,
        async (rowGroupSize, pageSize, plan) => {
          const bytes = write({ rowGroupSize, pageSize }, lists);
          const whole = await readWith(createParquetItems(bytesOf(bytes)), TAKE_ALL);
          expect(whole.nRows).toBe(COUNT);
          const passed = await readWith(createParquetItems(bytesOf(bytes)), plan);
          expect(passed).toMatchObject({ nRows: COUNT, problem: null });
          for (const { index, row, maxItemBytes } of passed.taken) {
            expect(row).toEqual(whole.taken[index]?.row);
            expect(new TextEncoder().encode(JSON.stringify(row)).length).toBeLessThanOrEqual(maxItemBytes);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads the footer only where none is taken', async () => {
    const data = Int32Array.from({ length: 200_000 }, (_, index) => (index * 7919) % 1_000_003);
    const bytes = new Uint8Array(
      parquetWriteBuffer({ columnData: [{ name: 'id', data, type: 'INT32' }], rowGroupSize: 50_000 }),
    );
    const file = bytesOf(bytes);
    expect(await readWith(createParquetItems(file), SKIP_ALL)).toEqual({ nRows: 200_000, taken: [], problem: null });
    expect(file.nBytes).toBeLessThan(70_000);
    expect(file.nBytes).toBeLessThan(bytes.length / 4);
  });

  it('does not unpack pages that hold no row that is taken', async () => {
    const data = numbers.map((id) => `text ${id} with some length`);
    const bytes = new Uint8Array(
      parquetWriteBuffer({ columnData: [{ name: 'text', data, type: 'STRING' }], pageSize: 300 }),
    );
    const whole = await readWith(createParquetItems(bytesOf(bytes)), TAKE_ALL);
    // The first page is destroyed, its header is not.
    const torn = bytes.slice();
    torn.fill(0xff, 60, 120);
    expect((await readWith(createParquetItems(bytesOf(torn)), TAKE_ALL)).problem).not.toBeNull();
    const passed = await readWith(createParquetItems(bytesOf(torn)), [
      { kind: 'skip', max: 500 },
      { kind: 'take', max: 100 },
    ]);
    expect(passed.problem).toBeNull();
    expect(passed.taken.map(({ row }) => row)).toEqual(whole.taken.slice(500).map(({ row }) => row));
  });

  it('finds a file that is cut off', async () => {
    const bytes = write({ rowGroupSize: 250, pageSize: 300 }, 'flat');
    expect(await readWith(createParquetItems(bytesOf(bytes.slice(0, -10))), SKIP_ALL)).toEqual({
      nRows: 0,
      taken: [],
      problem: 'the file is cut off: its last four bytes are not PAR1',
    });
  });

  it('ends in rows or a problem whatever byte is wrong', async () => {
    const bytes = write({ rowGroupSize: 300, pageSize: 300 }, 'lists');
    const plan: readonly Step[] = [
      { kind: 'skip', max: 120 },
      { kind: 'take', max: 3 },
    ];
    for (let offset = 4; offset < bytes.length - 8; offset += 7) {
      const torn = bytes.slice();
      torn[offset] = (bytes[offset] ?? 0) ^ 0xff;
      const { problem } = await readWith(createParquetItems(bytesOf(torn)), plan);
      if (problem !== null) expect(problem).not.toMatch(/undefined \(|is not a function/);
    }
  });
});
