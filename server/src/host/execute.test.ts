import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../core/base/json.ts';
import type { ItemOverrides } from '../core/distributed-map/item-overrides.ts';
import type { RunEvent } from '../core/events/run-event.ts';
import type { ExecutionOutcome } from '../core/events/run-snapshot.ts';
import type { TaskPort } from '../core/interpreter/task-port.ts';
import { createMemoryObjectStore, type MemoryObjectStore } from '../testing/object-store-memory.ts';
import { startExecution } from './execute.ts';
import { runToEnd } from './run-to-end.ts';

const LINES = '{"n":1}\n{"n":2}\n\n{"n":3}\n';
const pass: JsonObject = { StartAt: 'Keep', States: { Keep: { Type: 'Pass', End: true } } };

interface Setup {
  readonly map: JsonObject;
  readonly input?: Json;
  readonly language?: 'JSONata';
  readonly childType?: 'STANDARD' | 'EXPRESS';
  readonly processor?: JsonObject;
  readonly store?: MemoryObjectStore;
  readonly overrides?: ItemOverrides;
  readonly tasks?: TaskPort;
}

interface Ran {
  readonly outcome: ExecutionOutcome;
  readonly events: readonly RunEvent[];
  readonly history: readonly string[];
}

function start(setup: Setup, events: RunEvent[]) {
  const processor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: setup.childType ?? 'STANDARD' },
    ...(setup.processor ?? pass),
  };
  const started = startExecution({
    definition: {
      ...(setup.language === undefined ? {} : { QueryLanguage: setup.language }),
      StartAt: 'Fan',
      States: { Fan: { Type: 'Map', ItemProcessor: processor, ...setup.map, End: true } },
    },
    input: setup.input ?? {},
    store: setup.store ?? createMemoryObjectStore(),
    itemOverrides: setup.overrides ?? null,
    tasks: setup.tasks ?? { invoke: () => ({ kind: 'succeeded', output: null }) },
    sink: (event) => void events.push(event),
  });
  if (started.kind === 'refused') throw new Error(started.problems[0]?.message);
  return started.run;
}

async function run(setup: Setup): Promise<Ran> {
  const events: RunEvent[] = [];
  const outcome = await runToEnd(start(setup, events));
  const history = events.flatMap((event) => (event.kind === 'history' ? [event.event.type as string] : []));
  return { outcome, events, history };
}

const outputOf = async (setup: Setup): Promise<Json> => {
  const { outcome } = await run(setup);
  if (outcome.status !== 'SUCCEEDED') throw new Error(JSON.stringify(outcome));
  return outcome.output;
};

const reader = (key: string, config: JsonObject, resource = 's3:getObject'): JsonObject => ({
  Resource: `arn:aws:states:::${resource}`,
  ReaderConfig: config,
  Parameters: resource === 's3:getObject' ? { Bucket: 'data', Key: key } : { Bucket: 'data', Prefix: key },
});

function dataStore(): MemoryObjectStore {
  const store = createMemoryObjectStore({ chunkBytes: 7 });
  store.put('data', 'lines.jsonl', LINES);
  store.put('data', 'lines.jsonl.gz', gzipSync(LINES));
  store.put('data', 'array.json', '[{"n":1},{"n":2},{"n":3}]');
  store.put('data', 'nested.json', '{"a":{"list":[1,2],"map":{"x":10,"y":20},"one":5}}');
  store.put('data', 'text.json', '"[1]"');
  store.put('data', 'rows.csv', 'id|text\n1|"a|b"\n2|c\n');
  store.put('data', 'twice.csv', 'id,id\n1,2\n');
  store.put('data', 'broken.jsonl', '{"n":1}\n{"n":');
  store.put('data', 'parts/1.jsonl', '1\n2\n');
  store.put('data', 'parts/2.jsonl', '3\n');
  return store;
}

describe('items of a Distributed Map', () => {
  it.each<[string, JsonObject, Json]>([
    ['JSON Lines', reader('lines.jsonl', { InputType: 'JSONL' }), [{ n: 1 }, { n: 2 }, { n: 3 }]],
    ['gzip', reader('lines.jsonl.gz', { InputType: 'JSONL' }), [{ n: 1 }, { n: 2 }, { n: 3 }]],
    ['a JSON array', reader('array.json', { InputType: 'JSON' }), [{ n: 1 }, { n: 2 }, { n: 3 }]],
    ['an array inside', reader('nested.json', { InputType: 'JSON', ItemsPointer: '/a/list' }), [1, 2]],
    [
      'an object inside',
      reader('nested.json', { InputType: 'JSON', ItemsPointer: '/a/map' }),
      [
        { Key: 'x', Value: 10 },
        { Key: 'y', Value: 20 },
      ],
    ],
    [
      'CSV with a header row',
      reader('rows.csv', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'PIPE' }),
      [
        { id: '1', text: 'a|b' },
        { id: '2', text: 'c' },
      ],
    ],
    [
      'CSV with given headers',
      reader('rows.csv', {
        InputType: 'CSV',
        CSVHeaderLocation: 'GIVEN',
        CSVHeaders: ['x'],
        CSVDelimiter: 'PIPE',
        MaxItems: 2,
      }),
      [{ x: 'id' }, { x: '1' }],
    ],
    ['MaxItems', reader('lines.jsonl', { InputType: 'JSONL', MaxItems: 2 }), [{ n: 1 }, { n: 2 }]],
    [
      'MaxItems 0 is no limit',
      reader('lines.jsonl', { InputType: 'JSONL', MaxItems: 0 }),
      [{ n: 1 }, { n: 2 }, { n: 3 }],
    ],
    [
      'objects listed and loaded',
      reader('parts/', { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' }, 's3:listObjectsV2'),
      [1, 2, 3],
    ],
  ])('%s', async (_case, itemReader, items) => {
    const { outcome, events } = await run({ map: { ItemReader: itemReader }, store: dataStore() });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: items });
    const started = events.find((event) => event.kind === 'history' && event.event.type === 'MapStateStarted');
    expect(started).toMatchObject({ event: { details: { length: 0 } } });
  });

  it('object metadata has the recorded shape', async () => {
    const output = await outputOf({
      map: { ItemReader: reader('parts/', {}, 's3:listObjectsV2') },
      store: dataStore(),
    });
    expect(output).toEqual([
      {
        Etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
        Key: 'parts/1.jsonl',
        LastModified: 1704067200,
        Size: 4,
        StorageClass: 'STANDARD',
      },
      {
        Etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
        Key: 'parts/2.jsonl',
        LastModified: 1704067200,
        Size: 2,
        StorageClass: 'STANDARD',
      },
    ]);
  });

  it('ItemSelector sees index, value, key and source', async () => {
    const select = {
      'at.$': '$$.Map.Item.Index',
      'it.$': '$$.Map.Item.Value',
      'from.$': '$$.Map.Item.Source',
      'tag.$': '$.tag',
    };
    const file = { ItemReader: reader('lines.jsonl', { InputType: 'JSONL', MaxItems: 1 }), ItemSelector: select };
    expect(await outputOf({ map: file, store: dataStore(), input: { tag: 'T' } })).toEqual([
      { at: 0, it: { n: 1 }, from: 's3://data/lines.jsonl', tag: 'T' },
    ]);
    const state = { ItemsPath: '$.object', ItemSelector: { ...select, 'key.$': '$$.Map.Item.Key' } };
    expect(await outputOf({ map: state, input: { tag: 'T', object: { k: 7 } } })).toEqual([
      { at: 0, it: 7, from: 'STATE_DATA', tag: 'T', key: 'k' },
    ]);
  });

  it('in JSONata', async () => {
    const map: JsonObject = {
      Items: '{% $states.input.list %}',
      ItemSelector: { at: '{% $states.context.Map.Item.Index %}', twice: '{% $states.context.Map.Item.Value * 2 %}' },
      ItemBatcher: { MaxItemsPerBatch: '{% 1 + 1 %}', BatchInput: { tag: '{% $states.input.tag %}' } },
    };
    expect(await outputOf({ language: 'JSONata', map, input: { list: [1, 2, 3], tag: 'T' } })).toEqual([
      {
        BatchInput: { tag: 'T' },
        Items: [
          { at: 0, twice: 2 },
          { at: 1, twice: 4 },
        ],
      },
      { BatchInput: { tag: 'T' }, Items: [{ at: 2, twice: 6 }] },
    ]);
  });

  it('a byte limit splits batches', async () => {
    const map = { ItemsPath: '$.list', ItemBatcher: { MaxItemsPerBatch: 10, MaxInputBytesPerBatch: 30 } };
    expect(await outputOf({ map, input: { list: ['12345', '12345', '12345'] } })).toEqual([
      { Items: ['12345', '12345'] },
      { Items: ['12345'] },
    ]);
  });

  it('come from a mock instead, cut to MaxItems', async () => {
    const overrides: ItemOverrides = {
      itemsFor: (state) => (state === 'Fan' ? { kind: 'items', items: [7, 8, 9] } : null),
    };
    const map = { ItemReader: reader('nowhere', { InputType: 'JSONL', MaxItems: 2 }) };
    expect(await outputOf({ map, overrides })).toEqual([7, 8]);
  });

  it("a mock's file is read as what it is", async () => {
    const store = dataStore();
    const overrides: ItemOverrides = {
      itemsFor: () => ({
        kind: 'file',
        format: 'JSONL',
        name: 'lines.jsonl',
        open: () => store.open('data', 'lines.jsonl'),
      }),
    };
    const map = { ItemReader: reader('nowhere', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }) };
    expect(await outputOf({ map, overrides })).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });
});

const PREFIX = "An error occurred while executing the state 'Fan' (entered at the event id #2). ";
const EARLY = ['ExecutionStarted', 'MapStateEntered', 'MapStateStarted', 'ExecutionFailed'];
const LATE = [
  'ExecutionStarted',
  'MapStateEntered',
  'MapStateStarted',
  'MapRunStarted',
  'MapRunFailed',
  'MapStateFailed',
  'ExecutionFailed',
];

describe('failures of a Distributed Map', () => {
  it.each<[string, JsonObject, Json, string, string, readonly string[]]>([
    [
      'MaxConcurrencyPath',
      { MaxConcurrencyPath: '$.v' },
      { v: 'NoNumber' },
      'States.Runtime',
      `${PREFIX}The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: $.v`,
      ['ExecutionStarted', 'MapStateEntered', 'ExecutionFailed'],
    ],
    [
      'ToleratedFailureCountPath',
      { ItemsPath: '$.l', ToleratedFailureCountPath: '$.v' },
      { l: [1], v: 'NoNumber' },
      'States.Runtime',
      `${PREFIX}The ToleratedFailureCountPath field refers to value "NoNumber" which is not a valid integer: $.v`,
      EARLY,
    ],
    [
      'ToleratedFailurePercentagePath',
      { ItemsPath: '$.l', ToleratedFailurePercentagePath: '$.v' },
      { l: [1], v: {} },
      'States.Runtime',
      `${PREFIX}The ToleratedFailurePercentagePath field refers to value "{}" which is not a valid float: $.v`,
      EARLY,
    ],
    [
      'a negative count',
      { ItemsPath: '$.l', ToleratedFailureCountPath: '$.v' },
      { l: [1], v: -1 },
      'States.Runtime',
      `${PREFIX}ToleratedFailureCount cannot be negative.`,
      EARLY,
    ],
    [
      'a percentage above 100',
      { ItemsPath: '$.l', ToleratedFailurePercentagePath: '$.v' },
      { l: [1], v: 100.1 },
      'States.Runtime',
      `${PREFIX}ToleratedFailurePercentage must be between 0 and 100.`,
      EARLY,
    ],
    [
      'MaxItemsPath',
      { ItemReader: reader('lines.jsonl', { InputType: 'JSONL', MaxItemsPath: '$.v' }) },
      { v: 1.5 },
      'States.Runtime',
      `${PREFIX}The MaxItemsPath field refers to value "1.5" which is not a valid integer: $.v`,
      EARLY,
    ],
    [
      'items that are no array',
      { ItemsPath: '$.l' },
      { l: 5 },
      'States.Runtime',
      'Reference path "$.l" must point to array.',
      ['ExecutionStarted', 'MapStateEntered', 'ExecutionFailed'],
    ],
    [
      'MaxItems below 0',
      { ItemReader: reader('lines.jsonl', { InputType: 'JSONL', MaxItemsPath: '$.v' }) },
      { v: -1 },
      'States.ItemReaderFailed',
      'field MaxItems must be positive',
      LATE,
    ],
    [
      'a document without items',
      { ItemReader: reader('nested.json', { InputType: 'JSON', ItemsPointer: '/a/one' }) },
      {},
      'States.ItemReaderFailed',
      'Attempting to map over non-iterable node.',
      LATE,
    ],
    [
      'a document that is a text',
      { ItemReader: reader('text.json', { InputType: 'JSON' }) },
      {},
      'States.ItemReaderFailed',
      'Attempting to map over non-iterable node.',
      LATE,
    ],
    [
      'a pointer to nothing',
      { ItemReader: reader('nested.json', { InputType: 'JSON', ItemsPointer: '/b' }) },
      {},
      'States.ItemReaderFailed',
      'The provided ReaderConfig.ItemsPointer does not match any valid path in the JSON structure.',
      LATE,
    ],
    [
      'headers that repeat',
      { ItemReader: reader('twice.csv', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }) },
      {},
      'States.ItemReaderFailed',
      'CSV headers cannot contain duplicates.',
      LATE,
    ],
    [
      'a file that is cut off',
      { ItemReader: reader('broken.jsonl', { InputType: 'JSONL' }) },
      {},
      'States.ItemReaderFailed',
      's3://data/broken.jsonl is not valid JSON Lines: line 2 (byte 8) is not a JSON value: it is cut off by the end of the file.',
      LATE,
    ],
    [
      'a missing key',
      { ItemReader: reader('missing', { InputType: 'JSONL' }) },
      {},
      'States.ItemReaderFailed',
      'The specified key does not exist: s3://data/missing',
      LATE,
    ],
    [
      'another format',
      { ItemReader: reader('lines.jsonl', { InputType: 'PARQUET' }) },
      {},
      'States.ItemReaderFailed',
      's3://data/lines.jsonl is not valid Parquet: the file does not begin and end with PAR1.',
      LATE,
    ],
    [
      'an ItemSelector that misses',
      { ItemsPath: '$.l', ItemSelector: { 'x.$': '$$.Map.Item.Value.x' } },
      { l: [{}] },
      'States.Runtime',
      expect.stringMatching(/^An error occurred while executing the state 'Fan' .*could not be found in the input/),
      LATE,
    ],
  ])('%s', async (_case, map, input, error, cause, history) => {
    const ran = await run({ map, input, store: dataStore() });
    expect(ran.outcome).toEqual({ status: 'FAILED', error, cause });
    expect(ran.history).toEqual(history);
  });

  it('a bucket that cannot be written to fails the execution before the Map Run', async () => {
    const store = createMemoryObjectStore({ buckets: 'declared' });
    const writer = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'results', Prefix: 'p' } };
    const { outcome, history } = await run({
      map: { ItemsPath: '$.l', ResultWriter: writer },
      input: { l: [1] },
      store,
    });
    expect(outcome).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: `${PREFIX}Failed to write a test manifest into the specified output bucket. The specified bucket does not exist: results`,
    });
    expect(history).toEqual(EARLY);
  });

  it("a child's own error is lost, and the threshold's can be caught", async () => {
    const processor = { StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Own', Cause: 'c' } } };
    const { outcome } = await run({ map: { ItemsPath: '$.l' }, input: { l: [1] }, processor });
    expect(outcome).toEqual({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    });
  });
});

describe('drivers', () => {
  it('stop a run, which still writes what it knows', async () => {
    const store = createMemoryObjectStore();
    const writer = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'out', Prefix: 'p' } };
    const never: TaskPort = { invoke: () => ({ kind: 'pending', answer: new Promise(() => undefined) }) };
    const processor = {
      StartAt: 'T',
      States: { T: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: {}, End: true } },
    };
    const stopping = new AbortController();
    const going = runToEnd(
      start(
        {
          map: { ItemsPath: '$.l', MaxConcurrency: 1, ResultWriter: writer },
          input: { l: [1, 2, 3] },
          store,
          tasks: never,
          processor,
        },
        [],
      ),
      { signal: stopping.signal, stopReason: { error: 'Stopped', cause: 'by hand' } },
    );
    stopping.abort();
    expect(await going).toEqual({ status: 'ABORTED', error: 'Stopped', cause: 'by hand' });
    const names = store.keys('out').map((key) => key.split('/').at(-1));
    expect(names).toEqual(['FAILED_0.json', 'PENDING_0.json', 'manifest.json']);
  });

  it('tell progress', async () => {
    const seen: number[] = [];
    await runToEnd(start({ map: { ItemsPath: '$.l' }, input: { l: [1, 2, 3] } }, []), {
      sliceTransitions: 1,
      progressMs: 0,
      onProgress: ({ transitions }) => seen.push(transitions),
    });
    expect(seen.length).toBeGreaterThan(2);
    expect([...seen].sort((left, right) => left - right)).toEqual(seen);
  });
});
