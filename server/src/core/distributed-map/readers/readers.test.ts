import { parquetWriteBuffer } from 'hyparquet-writer';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { itemDecoders } from '../../../data/item-decoders.ts';
import { createMemoryObjectStore, type MemoryObjectStore } from '../../../testing/object-store-memory.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { ItemSource } from '../item-source.ts';
import { fileFormat } from './file-formats.ts';
import { limitUnpacked } from './file-size.ts';
import type { ReaderArguments, ReaderConfig } from './item-reader.ts';
import { itemReader } from './reader-table.ts';

interface Read {
  readonly items: readonly Json[];
  /** Of each item. */
  readonly sources: readonly string[];
  readonly cause: string | null;
}

async function readAll(source: ItemSource): Promise<Read> {
  const items: Json[] = [];
  const sources: string[] = [];
  for (;;) {
    const pulled = source.pull(3);
    if (pulled.kind === 'wait') await pulled.ready;
    else if (pulled.kind === 'end') return { items, sources, cause: null };
    else if (pulled.kind === 'failed') return { items, sources, cause: pulled.cause };
    else {
      items.push(...pulled.chunk.items);
      for (const _item of pulled.chunk.items) sources.push(pulled.chunk.source);
    }
  }
}

function read(
  store: MemoryObjectStore,
  action: 'getObject' | 'listObjectsV2',
  args: Partial<ReaderArguments>,
  fields: JsonObject,
): Promise<Read> {
  const text = (name: string): string | null => (typeof fields[name] === 'string' ? fields[name] : null);
  const config: ReaderConfig = {
    inputType: text('InputType'),
    transformation: text('Transformation') ?? 'NONE',
    fields,
  };
  const reader = itemReader(`arn:aws:states:::s3:${action}`, config.transformation);
  if (reader === null) throw new Error('There is no such reader.');
  const where = { bucket: 'data', key: '', prefix: '', conditions: {}, ...args };
  return readAll(reader.open(where, config, fileFormat(config.inputType ?? ''), { store, decoders: itemDecoders }));
}

const parquet = (ids: readonly number[]): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'id', data: [...ids], type: 'INT32' }] }));

/** The same two items in every format. */
const FILES: readonly (readonly [
  string,
  JsonObject,
  (ids: readonly number[]) => string | Uint8Array,
  (id: number) => Json,
])[] = [
  ['JSON', { InputType: 'JSON' }, (ids) => JSON.stringify(ids.map((id) => ({ id }))), (id) => ({ id })],
  ['JSONL', { InputType: 'JSONL' }, (ids) => ids.map((id) => `{"id":${id}}\n`).join(''), (id) => ({ id })],
  [
    'CSV',
    { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
    (ids) => `id\n${ids.join('\n')}\n`,
    (id) => ({ id: String(id) }),
  ],
  ['PARQUET', { InputType: 'PARQUET' }, parquet, (id) => ({ id })],
];

describe.each(FILES)('%s', (_name, config, make, item) => {
  it('is read as one object', async () => {
    const store = createMemoryObjectStore({ chunkBytes: 11 });
    store.put('data', 'items', make([1, 2, 3, 4, 5]));
    expect(await read(store, 'getObject', { key: 'items' }, config)).toEqual({
      items: [1, 2, 3, 4, 5].map(item),
      sources: Array.from({ length: 5 }, () => 's3://data/items'),
      cause: null,
    });
  });

  it('is read of all objects below a prefix, each item with its own source', async () => {
    const store = createMemoryObjectStore({ chunkBytes: 7, pageSize: 1 });
    store.put('data', 'in/', '');
    store.put('data', 'in/b', make([3]));
    store.put('data', 'in/a', make([1, 2]));
    store.put('data', 'out/c', make([9]));
    expect(
      await read(store, 'listObjectsV2', { prefix: 'in/' }, { ...config, Transformation: 'LOAD_AND_FLATTEN' }),
    ).toEqual({
      items: [1, 2, 3].map(item),
      sources: ['s3://data/in/a', 's3://data/in/a', 's3://data/in/b'],
      cause: null,
    });
  });

  it('that is cut off or corrupt fails with its name', async () => {
    const store = createMemoryObjectStore({ chunkBytes: 7 });
    const whole = make([1, 2, 3]);
    store.put('data', 'ok', whole);
    store.put('data', 'torn', config['InputType'] === 'CSV' ? 'id\n"1' : whole.slice(0, -2));
    const { cause } = await read(store, 'listObjectsV2', {}, { ...config, Transformation: 'LOAD_AND_FLATTEN' });
    expect(cause).toMatch(/^s3:\/\/data\/torn is not valid (JSON|JSON Lines|CSV|Parquet): .+\.$/);
  });

  it('that is not there fails with its name', async () => {
    const store = createMemoryObjectStore();
    store.addBucket('data');
    const { cause } = await read(store, 'getObject', { key: 'nothing' }, config);
    expect(cause).toBe('The specified key does not exist: s3://data/nothing');
  });
});

describe('a manifest of Athena', () => {
  const store = createMemoryObjectStore({ chunkBytes: 13 });
  store.put('data', 'manifest.csv', 's3://data/part-1\ns3://more/part 2.gz\n');
  store.put('data', 'part-1', '{"id":1}\n{"id":2}\n');
  store.put('more', 'part 2.gz', gzipSync('{"id":3}\n'));

  it('names the files of the items', async () => {
    const config = { ManifestType: 'ATHENA_DATA', InputType: 'JSONL' };
    expect(await read(store, 'getObject', { key: 'manifest.csv' }, config)).toEqual({
      items: [{ id: 1 }, { id: 2 }, { id: 3 }],
      sources: ['s3://data/part-1', 's3://data/part-1', 's3://more/part 2.gz'],
      cause: null,
    });
  });

  it('may name CSV files without a header and Parquet files', async () => {
    store.put('data', 'csv-manifest.csv', 's3://data/rows\n');
    store.put('data', 'rows', '"1","a"\n"2","b"\n');
    const csv = {
      ManifestType: 'ATHENA_DATA',
      InputType: 'CSV',
      CSVHeaderLocation: 'GIVEN',
      CSVHeaders: ['id', 'name'],
    };
    expect((await read(store, 'getObject', { key: 'csv-manifest.csv' }, csv)).items).toEqual([
      { id: '1', name: 'a' },
      { id: '2', name: 'b' },
    ]);
    store.put('data', 'parquet-manifest.csv', 's3://data/rows.parquet\n');
    store.put('data', 'rows.parquet', parquet([7]));
    const config = { ManifestType: 'ATHENA_DATA', InputType: 'PARQUET' };
    expect((await read(store, 'getObject', { key: 'parquet-manifest.csv' }, config)).items).toEqual([{ id: 7 }]);
  });

  it.each([
    [
      's3://data/part-1\nhttp://x/y\n',
      's3://data/bad is not a manifest of Athena: entry 2, "http://x/y", is no s3://bucket/key.',
    ],
    ['s3://data/none\n', 'The specified key does not exist: s3://data/none'],
    ['s3://nowhere/none\n', 'The specified bucket does not exist: nowhere'],
  ])('%j fails', async (text, cause) => {
    store.put('data', 'bad', text);
    const config = { ManifestType: 'ATHENA_DATA', InputType: 'JSONL' };
    expect((await read(store, 'getObject', { key: 'bad' }, config)).cause).toBe(cause);
  });
});

describe('a manifest of an S3 inventory', () => {
  const manifest = {
    files: [{ key: 'inventory/1.csv.gz', size: 10, MD5checksum: 'x' }, { key: 'inventory/2.csv' }],
    sourceBucket: 'pictures',
    destinationBucket: 'arn:aws:s3:::lists',
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key, Size',
  };
  const store = createMemoryObjectStore({ chunkBytes: 9 });
  store.put('lists', 'inventory/1.csv.gz', gzipSync('"pictures","a%20b.png","12"\n'));
  store.put('lists', 'inventory/2.csv', '"pictures","c.png","3"\n');

  it.each<[string, JsonObject]>([
    ['InputType MANIFEST', { InputType: 'MANIFEST' }],
    ['ManifestType S3_INVENTORY', { ManifestType: 'S3_INVENTORY' }],
  ])('gives an item an object that it lists (%s)', async (_name, config) => {
    store.put('data', 'manifest.json', JSON.stringify(manifest));
    expect(await read(store, 'getObject', { key: 'manifest.json' }, config)).toEqual({
      items: [
        { Bucket: 'pictures', Key: 'a%20b.png', Size: '12' },
        { Bucket: 'pictures', Key: 'c.png', Size: '3' },
      ],
      sources: ['s3://lists/inventory/1.csv.gz', 's3://lists/inventory/2.csv'],
      cause: null,
    });
  });

  it('takes the columns and the delimiter that the ReaderConfig names', async () => {
    const files = [{ key: 'inventory/3.csv' }];
    store.put('data', 'manifest-3.json', JSON.stringify({ ...manifest, files }));
    store.put('lists', 'inventory/3.csv', 'b|k\npictures|d.png\n');
    const readAs = async (config: JsonObject) =>
      (await read(store, 'getObject', { key: 'manifest-3.json' }, { CSVDelimiter: 'PIPE', ...config })).items;
    const manifestType = { InputType: 'MANIFEST', CSVHeaderLocation: 'FIRST_ROW' };
    expect(await readAs(manifestType)).toEqual([{ b: 'pictures', k: 'd.png' }]);
    const given = { ManifestType: 'S3_INVENTORY', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['Bucket'] };
    expect(await readAs(given)).toEqual([{ Bucket: 'b' }, { Bucket: 'pictures' }]);
    expect(await readAs({ InputType: 'MANIFEST' })).toHaveLength(2);
  });

  it.each<[string, unknown, string]>([
    ['ORC', { ...manifest, fileFormat: 'ORC' }, 'its files are "ORC"; only inventories in CSV can be read.'],
    ['no schema', { ...manifest, fileSchema: undefined }, 'it has no fileSchema that names the columns.'],
    ['no bucket', { ...manifest, destinationBucket: 1 }, 'it has no destinationBucket.'],
    ['no files', { ...manifest, files: {} }, 'it has no list of files.'],
    ['no key', { ...manifest, files: [{ key: 'a' }, {}] }, 'file 1 has no key.'],
  ])('%s fails', async (_name, document, reason) => {
    store.put('data', 'bad.json', JSON.stringify(document));
    const { cause } = await read(store, 'getObject', { key: 'bad.json' }, { InputType: 'MANIFEST' });
    expect(cause).toBe(`s3://data/bad.json is not a manifest of an S3 inventory: ${reason}`);
  });

  it('that is no JSON fails with the place', async () => {
    store.put('data', 'bad.json', '{"files": [');
    const { cause } = await read(store, 'getObject', { key: 'bad.json' }, { InputType: 'MANIFEST' });
    expect(cause).toMatch(/^s3:\/\/data\/bad.json is not valid JSON: .*byte 11/);
  });
});

describe('a listing', () => {
  const store = createMemoryObjectStore({ pageSize: 2 });
  for (const key of ['in/a', 'in/a/1', 'in/b', 'in/b/1', 'in/b/2', 'in/c', 'in/\uFFFD', 'in/😀']) {
    store.put('data', key, '["x"]');
  }
  it.each<[string, NonNullable<ReaderArguments['narrowing']>, readonly string[]]>([
    ['begins behind StartAfter, which need not be there', { startAfter: 'in/b/11' }, ['b/2', 'c', '\uFFFD', '😀']],
    ['StartAfter itself is left out', { startAfter: 'in/c' }, ['\uFFFD', '😀']],
    ['is in the order of code points', { startAfter: 'in/\uFFFD' }, ['😀']],
    ['ends at a StartAfter behind all keys', { startAfter: 'in/😀' }, []],
    ['leaves out what a Delimiter makes common prefixes', { delimiter: '/' }, ['a', 'b', 'c', '\uFFFD', '😀']],
    ['takes both', { delimiter: '/', startAfter: 'in/b' }, ['c', '\uFFFD', '😀']],
  ])('%s', async (_name, narrowing, keys) => {
    const listed = await read(store, 'listObjectsV2', { prefix: 'in/', narrowing }, {});
    expect(listed.items.map((item) => (item as { readonly Key: string }).Key)).toEqual(keys.map((key) => `in/${key}`));
    const fields = { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' };
    const loaded = await read(store, 'listObjectsV2', { prefix: 'in/', narrowing }, fields);
    expect(loaded.sources).toEqual(keys.map((key) => `s3://data/in/${key}`));
  });
});

describe('a file of more than 10 GB', () => {
  const LIMIT = 10 * 1024 ** 3;
  const storeOf = (size: number): MemoryObjectStore => {
    const store = createMemoryObjectStore();
    for (const [, fields, encode] of FILES) store.put('data', String(fields['InputType']), encode([1]));
    return {
      ...store,
      async open(bucket, key) {
        const opened = await store.open(bucket, key);
        return opened.kind === 'problem' ? opened : { ...opened, value: { ...opened.value, size } };
      },
      openRandomAccess: () =>
        Promise.resolve({
          kind: 'found',
          value: { size, read: () => Promise.reject(new Error('It was read.')), close: () => Promise.resolve() },
        }),
    };
  };
  it.each(FILES)('%s is not read', async (inputType, fields) => {
    const { items, cause } = await read(storeOf(LIMIT + 1), 'getObject', { key: inputType }, fields);
    expect(items).toEqual([]);
    expect(cause).toMatch(`s3://data/${inputType} has 10737418241 bytes; Step Functions reads files of at most 10 GB`);
    const small = await read(storeOf(LIMIT), 'getObject', { key: inputType }, fields);
    expect(small.cause ?? '').not.toMatch('10 GB');
  });

  it('is found out while it is unpacked, for those of an inventory', async () => {
    const parts = ['ab', 'c', 'd'].map((text) => new TextEncoder().encode(text));
    const source = { read: () => Promise.resolve(parts.shift() ?? null), close: () => Promise.resolve() };
    const limited = limitUnpacked(source, 3);
    expect([(await limited.read())?.length, (await limited.read())?.length]).toEqual([2, 1]);
    await expect(limited.read()).rejects.toThrow(/more than 3 bytes when it is unpacked/);
  });
});

describe('what a definition asks of an object', () => {
  it('reaches the store', async () => {
    const asked: unknown[] = [];
    const store = createMemoryObjectStore();
    store.put('data', 'a', '[1]');
    const spy: MemoryObjectStore = {
      ...store,
      open: (bucket, key, conditions) => (asked.push(conditions), store.open(bucket, key)),
      list: (bucket, prefix, conditions) => (asked.push(conditions), store.list(bucket, prefix)),
    };
    const conditions = { versionId: 'v1', expectedBucketOwner: '123456789012' };
    await read(spy, 'getObject', { key: 'a', conditions }, { InputType: 'JSON' });
    const narrowing = { startAfter: 'a', delimiter: '/' };
    await read(spy, 'listObjectsV2', { conditions, narrowing }, {});
    expect(asked).toEqual([conditions, { ...conditions, ...narrowing }]);
  });

  it('is refused where the service has none: a version of a Parquet file', async () => {
    const { cause } = await read(
      createMemoryObjectStore(),
      'getObject',
      { key: 'a', conditions: { versionId: 'v1' } },
      { InputType: 'PARQUET' },
    );
    expect(cause).toBe('VersionId is not supported for the InputType PARQUET.');
  });
});
