import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../core/base/json.ts';
import type { AccessConditions } from '../core/distributed-map/object-store.ts';
import { createMemoryObjectStore, type MemoryObjectStore } from '../testing/object-store-memory.ts';
import { getObject, inputsOf, listObjects, outlineOf, runMap, type RanMap } from '../testing/run-distributed-map.ts';

/** Shows what the service offers of each item. */
const SHOWN = {
  index: '$$.Map.Item.Index',
  value: '$$.Map.Item.Value',
  source: '$$.Map.Item.Source',
} as const;
const SELECTOR = { 'i.$': SHOWN.index, 'v.$': SHOWN.value, 's.$': SHOWN.source };

function storeOf(objects: Readonly<Record<string, string | Uint8Array>>, bucket = 'data'): MemoryObjectStore {
  const store = createMemoryObjectStore({ chunkBytes: 13, pageSize: 2 });
  store.addBucket(bucket);
  for (const [key, body] of Object.entries(objects)) store.put(bucket, key, body);
  return store;
}

const read = (reader: JsonObject, body: string | Uint8Array, map: JsonObject = {}): Promise<RanMap> =>
  runMap({ input: {}, store: storeOf({ items: body }), map: { ItemReader: reader, ...map } });

const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
const JSON_FILE = { InputType: 'JSON' };
const parquet = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'id', data: [1, 2], type: 'INT32' }] }));

describe('an item', () => {
  it('of an array of the state is its element', async () => {
    const ran = await runMap({ input: ['a', { b: 1 }], map: { ItemSelector: SELECTOR } });
    expect(inputsOf(ran)).toEqual([
      { i: 0, v: 'a', s: 'STATE_DATA' },
      { i: 1, v: { b: 1 }, s: 'STATE_DATA' },
    ]);
    expect(outlineOf(ran)[2]).toBe('3<-2 MapStateStarted');
    expect(ran.history[2]?.details).toEqual({ length: 2 });
  });

  it('of an object of the state is a pair of Key and Value', async () => {
    const input = { z: 1, a: { b: 2 } };
    expect(inputsOf(await runMap({ input }))).toEqual([
      { Key: 'z', Value: 1 },
      { Key: 'a', Value: { b: 2 } },
    ]);
    const ItemSelector = { 'k.$': '$$.Map.Item.Key', 'v.$': '$$.Map.Item.Value', 's.$': '$$.Map.Item.Source' };
    expect(inputsOf(await runMap({ input, map: { ItemSelector } }))).toEqual([
      { k: 'z', v: 1, s: 'STATE_DATA' },
      { k: 'a', v: { b: 2 }, s: 'STATE_DATA' },
    ]);
  });

  it('in JSONata is told by $states.context, over Items that are an array or an object', async () => {
    const context = '$states.context.Map.Item';
    const ItemSelector = { all: `{% ${context} %}`, parent: '{% $states.input.id %}' };
    const run = (Items: Json): Promise<RanMap> =>
      runMap({ language: 'JSONata', input: { id: 7, list: [5] }, map: { Items, ItemSelector } });
    expect(inputsOf(await run('{% $states.input.list %}'))).toEqual([
      { all: { Index: 0, Value: 5, Source: 'STATE_DATA' }, parent: 7 },
    ]);
    expect(inputsOf(await run({ k: 'v' }))).toEqual([
      { all: { Index: 0, Key: 'k', Value: 'v', Source: 'STATE_DATA' }, parent: 7 },
    ]);
  });

  it.each<[string, JsonObject, string | Uint8Array, readonly Json[]]>([
    ['a JSON array', JSON_FILE, '[1,{"a":2}]', [1, { a: 2 }]],
    ['JSON Lines, blank lines skipped', { InputType: 'JSONL' }, '{"a":1}\n\n[2]\r\n3', [{ a: 1 }, [2], 3]],
    ['CSV', CSV, 'id,n\n1,x\n', [{ id: '1', n: 'x' }]],
    ['Parquet', { InputType: 'PARQUET' }, parquet.slice(), [{ id: 1 }, { id: 2 }]],
  ])('of a file of %s has the file as its source', async (_what, config, body, items) => {
    const ran = await read(getObject(config), body, { ItemSelector: SELECTOR });
    expect(inputsOf(ran)).toEqual(items.map((v, i) => ({ i, v, s: 's3://data/items' })));
    expect(ran.history[2]?.details).toEqual({ length: 0 });
  });

  it.each([
    ['the whole file', '', '{"x":1,"y":[2]}'],
    ['where an ItemsPointer leads', '/a~1b/0', '{"a/b":[{"x":1,"y":[2]}]}'],
  ])('of a JSON object is a pair of Key and Value: %s', async (_what, ItemsPointer, body) => {
    const ItemSelector = { 'k.$': '$$.Map.Item.Key', 'v.$': '$$.Map.Item.Value', 's.$': SHOWN.source };
    const reader = getObject({ ...JSON_FILE, ...(ItemsPointer === '' ? {} : { ItemsPointer }) });
    expect(inputsOf(await read(reader, body, { ItemSelector }))).toEqual([
      { k: 'x', v: 1, s: 's3://data/items' },
      { k: 'y', v: [2], s: 's3://data/items' },
    ]);
    expect(inputsOf(await read(reader, body))).toEqual([
      { Key: 'x', Value: 1 },
      { Key: 'y', Value: [2] },
    ]);
  });

  it('of a listing is the object’s metadata', async () => {
    const store = storeOf({ 'in/a': 'x', 'in/b/': '', 'in/b/c': 'yz', other: '' });
    const ran = await runMap({
      input: {},
      store,
      map: { ItemReader: listObjects({}, { Prefix: 'in/' }), ItemSelector: SELECTOR },
    });
    expect(inputsOf(ran)).toMatchObject([
      { i: 0, s: 's3://data', v: { Key: 'in/a', Size: 1, StorageClass: 'STANDARD', LastModified: 1_704_067_200 } },
      { i: 1, s: 's3://data', v: { Key: 'in/b/', Size: 0 } },
      { i: 2, s: 's3://data', v: { Key: 'in/b/c', Size: 2 } },
    ]);
    const [first] = inputsOf(ran) as readonly { readonly v: JsonObject }[];
    expect(Object.keys(first?.v ?? {})).toEqual(['Etag', 'Key', 'LastModified', 'Size', 'StorageClass']);
    expect(first?.v['Etag']).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it('of LOAD_AND_FLATTEN has the object it comes from as its source, and an index over all of them', async () => {
    const store = storeOf({ 'in/': '', 'in/1': '[1,2]', 'in/2': '[]', 'in/3': '[3]' });
    const reader = listObjects({ ...JSON_FILE, Transformation: 'LOAD_AND_FLATTEN' }, { Prefix: 'in/' });
    const ran = await runMap({ input: {}, store, map: { ItemReader: reader, ItemSelector: SELECTOR } });
    expect(inputsOf(ran)).toEqual([
      { i: 0, v: 1, s: 's3://data/in/1' },
      { i: 1, v: 2, s: 's3://data/in/1' },
      { i: 2, v: 3, s: 's3://data/in/3' },
    ]);
  });
});

describe('ReaderConfig', () => {
  it.each([
    ['COMMA', ','],
    ['PIPE', '|'],
    ['SEMICOLON', ';'],
    ['SPACE', ' '],
    ['TAB', '\t'],
  ])('CSVDelimiter %s', async (name, delimiter) => {
    const body = [`a${delimiter}b`, `1${delimiter}"x${delimiter}y"`, `2${delimiter}p\\${delimiter}q`].join('\n');
    expect(inputsOf(await read(getObject({ ...CSV, CSVDelimiter: name }), body))).toEqual([
      { a: '1', b: `x${delimiter}y` },
      { a: '2', b: `p${delimiter}q` },
    ]);
  });

  it('CSVHeaders that are GIVEN make the first row an item, and fewer of them drop columns', async () => {
    const config = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['x', 'y'] };
    expect(inputsOf(await read(getObject(config), 'a,b,c\n1\n'))).toEqual([
      { x: 'a', y: 'b' },
      { x: '1', y: '' },
    ]);
  });

  it.each<[string, JsonObject, number]>([
    ['MaxItems', { MaxItems: 2 }, 2],
    ['more than there are', { MaxItems: 100_000_001 }, 4],
    ['0, which is no limit', { MaxItems: 0 }, 4],
    ['MaxItemsPath', { MaxItemsPath: '$.limit' }, 3],
    ['MaxItemsPath to a numeric text', { MaxItemsPath: '$.text' }, 1],
  ])('%s', async (_what, limit, nItems) => {
    const config = { ...JSON_FILE, ...limit };
    const ran = await runMap({
      input: { limit: 3, text: '1' },
      store: storeOf({ items: '[1,2,3,4]' }),
      map: { ItemReader: getObject(config) },
    });
    expect(ran.mapRuns[0]?.itemCounts.total).toBe(nItems);
  });

  it('MaxItems may be an expression in JSONata, and the Arguments too', async () => {
    const reader = {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON', MaxItems: '{% $states.input.limit %}' },
      Arguments: { Bucket: '{% $states.input.bucket %}', Key: '{% "it" & "ems" %}' },
    };
    const input = { limit: 2, bucket: 'data' };
    const ran = await runMap({
      language: 'JSONata',
      input,
      store: storeOf({ items: '[1,2,3]' }),
      map: { ItemReader: reader },
    });
    expect(inputsOf(ran)).toEqual([1, 2]);
  });

  it('MaxItems limits objects of a listing, and items of LOAD_AND_FLATTEN', async () => {
    const store = storeOf({ 1: '[1,2]', 2: '[3,4]', 3: '[5]' });
    const listing = await runMap({ input: {}, store, map: { ItemReader: listObjects({ MaxItems: 2 }) } });
    expect(inputsOf(listing)).toMatchObject([{ Key: '1' }, { Key: '2' }]);
    const config = { ...JSON_FILE, Transformation: 'LOAD_AND_FLATTEN', MaxItems: 3 };
    expect(inputsOf(await runMap({ input: {}, store, map: { ItemReader: listObjects(config) } }))).toEqual([1, 2, 3]);
  });

  it('StartAfter and Delimiter narrow a listing as S3 does; MaxKeys only makes its pages smaller', async () => {
    const store = storeOf({ a: '[1]', b: '[2]', 'b/c': '[3]', d: '[4]' });
    const arguments_ = { Bucket: 'data', 'StartAfter.$': '$.last', Delimiter: '/', MaxKeys: 1 };
    const reader = { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: arguments_ };
    const ran = await runMap({ input: { last: 'a' }, store, map: { ItemReader: reader } });
    expect(inputsOf(ran)).toMatchObject([{ Key: 'b' }, { Key: 'd' }]);
  });

  it.each(['', '/rows'])('ItemsPointer "%s"', async (ItemsPointer) => {
    const body = ItemsPointer === '' ? '[1,2]' : '{"head":[9],"rows":[1,2]}';
    expect(inputsOf(await read(getObject({ ...JSON_FILE, ItemsPointer }), body))).toEqual([1, 2]);
  });

  it.each(['$.from_previous', '$[0]', '$.not.there'])('makes ItemsPath %s count for nothing', async (ItemsPath) => {
    expect(inputsOf(await read(getObject(JSON_FILE), '[1,2]', { ItemsPath }))).toEqual([1, 2]);
  });

  it('Parameters may hold paths, and what is asked of the object reaches S3', async () => {
    const asked: (AccessConditions | undefined)[] = [];
    const store = storeOf({ items: '[1]' });
    const spy: MemoryObjectStore = {
      ...store,
      open: (bucket, key, conditions) => (asked.push(conditions), store.open(bucket, key)),
      createWriter: (bucket, key, conditions) => (asked.push(conditions), store.createWriter(bucket, key)),
    };
    const ran = await runMap({
      input: { key: 'items', owner: '123456789012' },
      store: spy,
      map: {
        ItemReader: {
          ...getObject(JSON_FILE),
          Parameters: { Bucket: 'data', 'Key.$': '$.key', VersionId: 'v1', 'ExpectedBucketOwner.$': '$.owner' },
        },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: 'out', Prefix: 'p', 'ExpectedBucketOwner.$': '$.owner' },
        },
      },
    });
    expect(ran.outcome.status).toBe('SUCCEEDED');
    const expectedBucketOwner = '123456789012';
    expect(asked).toEqual([{ versionId: 'v1', expectedBucketOwner }, { expectedBucketOwner }, { expectedBucketOwner }]);
  });
});

describe('what cannot be read', () => {
  const NOT_ITERABLE = 'Attempting to map over non-iterable node.';
  const NO_TARGET = 'The provided ReaderConfig.ItemsPointer does not match any valid path in the JSON structure.';
  it.each<[string, JsonObject, string | Uint8Array, string | RegExp]>([
    ['a number', getObject(JSON_FILE), '5', NOT_ITERABLE],
    ['a text', getObject(JSON_FILE), '"[1]"', NOT_ITERABLE],
    ['a text at the pointer', getObject({ ...JSON_FILE, ItemsPointer: '/a' }), '{"a":"x"}', NOT_ITERABLE],
    ['a pointer that misses', getObject({ ...JSON_FILE, ItemsPointer: '/b' }), '{"a":[]}', NO_TARGET],
    ['headers twice', getObject(CSV), 'a,b,a\n1,2,3', 'CSV headers cannot contain duplicates.'],
    ['a negative MaxItems', getObject({ ...JSON_FILE, MaxItems: -1 }), '[]', 'field MaxItems must be positive'],
    [
      'an object that is not there',
      getObject(JSON_FILE, 'other'),
      '',
      'The specified key does not exist: s3://data/other',
    ],
    [
      'a bucket that is not there',
      getObject(JSON_FILE, 'items', { Bucket: 'b' }),
      '',
      'The specified bucket does not exist: b',
    ],
    ['an empty JSON file', getObject(JSON_FILE), '', 's3://data/items is not valid JSON: the file is empty.'],
    [
      'a broken line',
      getObject({ InputType: 'JSONL' }),
      '1\n{\n',
      /^s3:\/\/data\/items is not valid JSON Lines: line 2 /,
    ],
    ['an open quote', getObject(CSV), 'a\n"x', /^s3:\/\/data\/items is not valid CSV: .*line 2/],
    ['no Parquet', getObject({ InputType: 'PARQUET' }), 'PAR1', /^s3:\/\/data\/items is not valid Parquet: /],
    ['UTF-16', getObject(JSON_FILE), Buffer.from('[1]', 'utf16le'), /^s3:\/\/data\/items could not be read: .*UTF-16/],
    [
      'gzip cut off',
      getObject(JSON_FILE),
      Uint8Array.of(0x1f, 0x8b, 8, 0, 0),
      /^s3:\/\/data\/items could not be read: .*gzip/,
    ],
    [
      'zstd cut off',
      getObject(JSON_FILE),
      Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 4),
      /^s3:\/\/data\/items could not be read: /,
    ],
  ])('%s fails the Map Run, which can be caught', async (_what, reader, body, cause) => {
    const ran = await read(reader, body);
    expect(ran.outcome).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    const told = 'cause' in ran.outcome ? (ran.outcome.cause ?? '') : '';
    if (typeof cause === 'string') expect(told).toBe(cause);
    else expect(told).toMatch(cause);
    expect(outlineOf(ran)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 MapStateEntered',
      '3<-2 MapStateStarted',
      '4<-3 MapRunStarted',
      '5<-4 MapRunFailed',
      '6<-5 MapStateFailed',
      '7<-6 ExecutionFailed',
    ]);
    expect(ran.history[2]?.details).toEqual({ length: 0 });
    expect(ran.history[4]?.details).toEqual({ error: 'States.ItemReaderFailed', cause: told });
    const caught = await runMap({
      input: {},
      store: storeOf({ items: body }),
      map: { ItemReader: reader, Catch: [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'After' }] },
      states: { After: { Type: 'Pass', End: true } },
    });
    expect(caught.outcome).toEqual({
      status: 'SUCCEEDED',
      output: { Error: 'States.ItemReaderFailed', Cause: told },
    });
  });

  it.each<[string, JsonObject, string]>([
    ['CSV', CSV, ''],
    ['CSV with a header alone', CSV, 'a,b\n'],
    ['JSON Lines', { InputType: 'JSONL' }, ''],
    ['a JSON array', JSON_FILE, '[]'],
  ])('is not an empty %s: it has no items', async (_what, config, body) => {
    const ran = await read(getObject(config), body);
    expect(ran.outcome).toEqual({ status: 'SUCCEEDED', output: [] });
    expect(ran.mapRuns[0]?.itemCounts.total).toBe(0);
  });

  it('is not an item of more than 256 KiB, where the ItemSelector makes it small', async () => {
    const body = JSON.stringify([{ id: 1, blob: 'x'.repeat(2_000_000) }]);
    const ItemSelector = { 'id.$': '$$.Map.Item.Value.id' };
    expect(inputsOf(await read(getObject(JSON_FILE), body, { ItemSelector }))).toEqual([{ id: 1 }]);
    expect((await read(getObject(JSON_FILE), body)).outcome).toMatchObject({ error: 'States.DataLimitExceeded' });
  });
});
