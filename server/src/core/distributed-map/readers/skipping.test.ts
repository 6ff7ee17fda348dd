/** Whatever the items come from: what is pulled after some were passed over is what pulling alone gives there, and the end is the same. */

import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { itemDecoders } from '../../../data/item-decoders.ts';
import { createMemoryObjectStore } from '../../../testing/object-store-memory.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import {
  createArraySource,
  createFailedSource,
  limitItems,
  skipByPulling,
  type ItemSource,
  type NoItems,
} from '../item-source.ts';
import { skipItems } from '../redriven-inputs.ts';
import { fileFormat } from './file-formats.ts';
import { itemReader } from './reader-table.ts';

interface Step {
  readonly kind: 'pull' | 'skip';
  readonly max: number;
}

interface Pulled {
  readonly index: number;
  readonly item: Json;
  /** `$$.Map.Item.Source`. */
  readonly source: string;
}

interface Walk {
  readonly nItems: number;
  readonly pulled: readonly Pulled[];
  readonly end: NoItems;
}

/** `steps` are used in turn, over and over, to the end. */
async function walk(source: ItemSource, steps: readonly Step[]): Promise<Walk> {
  const pulled: Pulled[] = [];
  let nItems = 0;
  for (let turn = 0; turn < 1_000_000; turn++) {
    const { kind, max } = steps[turn % steps.length] as Step;
    const told = kind === 'pull' ? source.pull(max) : source.skip(max);
    if (told.kind === 'wait') await told.ready;
    else if (told.kind === 'skipped') {
      expect(told.nItems).toBeGreaterThan(0);
      expect(told.nItems).toBeLessThanOrEqual(max);
      nItems += told.nItems;
    } else if (told.kind === 'items') {
      const { items, maxItemBytes, source: name } = told.chunk;
      for (const item of items) {
        expect(new TextEncoder().encode(JSON.stringify(item)).length).toBeLessThanOrEqual(maxItemBytes);
        pulled.push({ index: nItems++, item, source: name });
      }
    } else return { nItems, pulled, end: told };
  }
  throw new Error('The source has no end.');
}

const ALONE: readonly Step[] = [{ kind: 'pull', max: 1000 }];
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ kind: fc.constantFrom('pull', 'skip'), max: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(1e9)) }),
  { minLength: 1, maxLength: 6 },
);

async function expectSame(open: () => ItemSource, plan: readonly Step[]): Promise<void> {
  const alone = await walk(open(), ALONE);
  const mixed = await walk(open(), plan);
  expect(mixed.nItems).toBe(alone.nItems);
  expect(mixed.end).toEqual(alone.end);
  for (const pulled of mixed.pulled) expect(pulled).toEqual(alone.pulled[pulled.index]);
}

const ids = (first: number, count: number): number[] => Array.from({ length: count }, (_, index) => first + index);
const jsonLines = (numbers: readonly number[]): string =>
  numbers.map((id) => `{"id":${id},"name":"näme"}\n${id % 4 === 0 ? ' \r\n' : ''}`).join('');
const csv = (numbers: readonly number[]): string => numbers.map((id) => `${id},"a\n""${id}"""\r\n`).join('');
const parquet = (numbers: readonly number[]): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: 'id', data: [...numbers], type: 'INT32' }],
      rowGroupSize: 7,
      pageSize: 9,
    }),
  );

/** A Zstandard frame of one block that holds its bytes as they are. */
function zstd(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0b1010_0000, ...new Uint8Array(Uint32Array.of(bytes.length).buffer)];
  const blockHead = (bytes.length << 3) | 1;
  return Uint8Array.from([...head, blockHead & 255, (blockHead >> 8) & 255, (blockHead >> 16) & 255, ...bytes]);
}

type Objects = readonly (readonly [key: string, body: string | Uint8Array])[];

const header = 'id,name\n';
const rows = JSON.stringify(ids(0, 40).map((id) => ({ id })));
const byKey = Object.fromEntries(ids(0, 40).map((id) => [`k${id}`, { id }]));
const inventory = {
  destinationBucket: 'arn:aws:s3:::data',
  fileFormat: 'CSV',
  fileSchema: 'id, name',
  files: [{ key: 'part/1' }, { key: 'part/2.gz' }, { key: 'part/empty' }, { key: 'part/3' }],
};
const GIVEN = { CSVHeaderLocation: 'GIVEN', CSVHeaders: ['id', 'name'] };

const SOURCES: readonly (readonly [string, 'getObject' | 'listObjectsV2', JsonObject, Objects])[] = [
  ['JSON Lines', 'getObject', { InputType: 'JSONL' }, [['items', jsonLines(ids(0, 40))]]],
  ['JSON Lines in gzip', 'getObject', { InputType: 'JSONL' }, [['items', gzipSync(jsonLines(ids(0, 40)))]]],
  ['JSON Lines in Zstandard', 'getObject', { InputType: 'JSONL' }, [['items', zstd(jsonLines(ids(0, 40)))]]],
  ['JSON Lines, cut off', 'getObject', { InputType: 'JSONL' }, [['items', jsonLines(ids(0, 9)).slice(0, -4)]]],
  ['gzip, cut off', 'getObject', { InputType: 'JSONL' }, [['items', gzipSync(jsonLines(ids(0, 40))).subarray(0, -9)]]],
  ['a JSON array', 'getObject', { InputType: 'JSON' }, [['items', rows]]],
  ['a JSON array, cut off', 'getObject', { InputType: 'JSON' }, [['items', rows.slice(0, -5)]]],
  ['a JSON object', 'getObject', { InputType: 'JSON' }, [['items', JSON.stringify(byKey)]]],
  ['JSON behind a pointer', 'getObject', { InputType: 'JSON', ItemsPointer: '/a/1' }, [['items', `{"a":[0,${rows}]}`]]],
  ['CSV', 'getObject', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }, [['items', header + csv(ids(0, 40))]]],
  ['Parquet', 'getObject', { InputType: 'PARQUET' }, [['items', parquet(ids(0, 40))]]],
  ['nothing', 'getObject', { InputType: 'JSONL' }, []],
  [
    'a manifest of an inventory',
    'getObject',
    { ManifestType: 'S3_INVENTORY' },
    [
      ['items', JSON.stringify(inventory)],
      ['part/1', csv(ids(0, 11))],
      ['part/2.gz', gzipSync(csv(ids(11, 12)))],
      ['part/empty', ''],
      ['part/3', csv(ids(23, 5))],
    ],
  ],
  [
    'a manifest of Athena with Parquet files',
    'getObject',
    { ManifestType: 'ATHENA_DATA', InputType: 'PARQUET' },
    [
      ['items', 's3://data/p1\ns3://data/p2\n'],
      ['p1', parquet(ids(0, 20))],
      ['p2', parquet(ids(20, 20))],
    ],
  ],
  [
    'a manifest of Athena that names a file which is not there',
    'getObject',
    { ManifestType: 'ATHENA_DATA', InputType: 'CSV', ...GIVEN },
    [
      ['items', 's3://data/c1\ns3://data/c2\n'],
      ['c1', csv(ids(0, 20))],
    ],
  ],
  ['a listing', 'listObjectsV2', {}, ids(10, 25).map((id) => [`key-${id}`, 'x'.repeat(id)] as const)],
  [
    'the items of all listed files',
    'listObjectsV2',
    { Transformation: 'LOAD_AND_FLATTEN', InputType: 'JSONL' },
    [
      ['a', jsonLines(ids(0, 5))],
      ['b/', ''],
      ['c', gzipSync(jsonLines(ids(5, 13)))],
      ['d', '\n\n'],
      ['e', jsonLines(ids(18, 2))],
    ],
  ],
];

function reading(action: 'getObject' | 'listObjectsV2', fields: JsonObject, objects: Objects, chunkBytes: number) {
  const store = createMemoryObjectStore({ chunkBytes, pageSize: 3 });
  store.addBucket('data');
  for (const [key, body] of objects) store.put('data', key, body);
  const inputType = typeof fields['InputType'] === 'string' ? fields['InputType'] : null;
  const transformation = fields['Transformation'] === 'LOAD_AND_FLATTEN' ? 'LOAD_AND_FLATTEN' : 'NONE';
  const reader = itemReader(`arn:aws:states:::s3:${action}`, transformation);
  if (reader === null) throw new Error('There is no such reader.');
  const where = { bucket: 'data', key: 'items', prefix: '', conditions: {} };
  const config = { inputType, transformation, fields };
  return (): ItemSource => reader.open(where, config, fileFormat(inputType ?? ''), { store, decoders: itemDecoders });
}

describe('passing over items changes nothing behind them', () => {
  it.each(SOURCES)('in %s', async (_name, action, fields, objects) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 5, 64, 100_000), steps, async (chunkBytes, plan) => {
        await expectSame(reading(action, fields, objects, chunkBytes), plan);
      }),
      { numRuns: 40 },
    );
  });

  it('in what is there: state data, and what fails from the start', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), steps, async (items, plan) => {
        await expectSame(() => createArraySource(items, 'STATE_DATA', 'elements'), plan);
        await expectSame(() => createFailedSource('field MaxItems must be positive'), plan);
      }),
    );
  });

  it('under MaxItems, and behind what earlier attempts have had', async () => {
    const open = reading('getObject', { InputType: 'JSONL' }, [['items', jsonLines(ids(0, 40))]], 100);
    const all = await walk(open(), ALONE);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 50 }),
        steps,
        async (limit, n, plan) => {
          const cut = (): ItemSource => skipItems(limitItems(open(), limit), n);
          expect((await walk(cut(), ALONE)).pulled.map(({ item }) => item)).toEqual(
            all.pulled
              .slice(0, limit)
              .slice(n)
              .map(({ item }) => item),
          );
          await expectSame(cut, plan);
        },
      ),
    );
  });

  it('in a source that knows no shorter way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), steps, async (items, plan) => {
        await expectSame(() => {
          const array = createArraySource(items, 'STATE_DATA', 'elements');
          const source: ItemSource = { ...array, skip: (max) => skipByPulling(array, max) };
          return source;
        }, plan);
      }),
    );
  });
});

describe('bytes that are read in passing', () => {
  it('are told as those that are read for items', async () => {
    const open = reading('getObject', { InputType: 'JSONL' }, [['items', jsonLines(ids(0, 40))]], 64);
    const pulled = open();
    await walk(pulled, ALONE);
    const skipped = open();
    expect(await walk(skipped, [{ kind: 'skip', max: 1e9 }])).toEqual({ nItems: 40, pulled: [], end: { kind: 'end' } });
    expect(skipped.bytesRead).toBe(pulled.bytesRead);
    expect(skipped.bytesRead).toBeGreaterThan(0);
  });

  it('are few where the place of rows is known: Parquet', async () => {
    const body = new Uint8Array(
      parquetWriteBuffer({ columnData: [{ name: 'id', data: ids(0, 100_000), type: 'INT32' }], rowGroupSize: 20_000 }),
    );
    const source = reading('getObject', { InputType: 'PARQUET' }, [['items', body]], 1_000_000)();
    expect((await walk(source, [{ kind: 'skip', max: 1e9 }])).nItems).toBe(100_000);
    expect(source.bytesRead).toBeLessThan(body.length / 2);
  });
});
