import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../core/base/json.ts';
import type { TaskPort } from '../core/interpreter/task-port.ts';
import { createMemoryObjectStore } from '../testing/object-store-memory.ts';
import { getObject, inputsOf, outlineOf, runMap, type RanMap, type TestMap } from '../testing/run-distributed-map.ts';

const UUID_3 = '[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const failureOf = ({ outcome }: RanMap): { readonly error?: string; readonly cause?: string } =>
  outcome.status === 'SUCCEEDED' ? {} : outcome;
const prefix = (state = 'Fan', event = 2): string =>
  `An error occurred while executing the state '${state}' (entered at the event id #${event}). `;

describe('the input of a child', () => {
  it.each<[string, TestMap, readonly Json[]]>([
    [
      'is a batch with what the BatchInput template makes of the state’s input',
      {
        input: { tag: 't', items: [1, 2, 3] },
        map: { ItemsPath: '$.items', ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'tag.$': '$.tag', at: 1 } } },
      },
      [
        { BatchInput: { tag: 't', at: 1 }, Items: [1, 2] },
        { BatchInput: { tag: 't', at: 1 }, Items: [3] },
      ],
    ],
    [
      'has no BatchInput where the ItemBatcher has none',
      { input: [1, 2], map: { ItemBatcher: { MaxItemsPerBatch: 5 } } },
      [{ Items: [1, 2] }],
    ],
    [
      'takes limits from paths, numeric texts too',
      {
        input: { n: '2', bytes: '15000', items: [1, 2, 3] },
        map: {
          ItemsPath: '$.items',
          ItemBatcher: { MaxItemsPerBatchPath: '$.n', MaxInputBytesPerBatchPath: '$.bytes' },
        },
      },
      [{ Items: [1, 2] }, { Items: [3] }],
    ],
    [
      'takes limits and BatchInput from JSONata',
      {
        language: 'JSONata',
        input: { n: 2, items: [1, 2, 3] },
        map: {
          Items: '{% $states.input.items %}',
          ItemBatcher: { MaxItemsPerBatch: '{% $states.input.n %}', BatchInput: { n: '{% $states.input.n * 2 %}' } },
        },
      },
      [
        { BatchInput: { n: 4 }, Items: [1, 2] },
        { BatchInput: { n: 4 }, Items: [3] },
      ],
    ],
    [
      'holds what the ItemSelector made, with indices that run on',
      {
        input: { id: 9, items: ['a', 'b', 'c'] },
        map: {
          ItemsPath: '$.items',
          ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'id.$': '$.id' },
          ItemBatcher: { MaxItemsPerBatch: 2 },
        },
      },
      [
        {
          Items: [
            { i: 0, v: 'a', id: 9 },
            { i: 1, v: 'b', id: 9 },
          ],
        },
        { Items: [{ i: 2, v: 'c', id: 9 }] },
      ],
    ],
    [
      'is made by the older Parameters too',
      { input: ['a'], map: { Parameters: { 'v.$': '$$.Map.Item.Value' } } },
      [{ v: 'a' }],
    ],
    [
      'is made in the parent, whose variables and context it sees',
      {
        before: { Type: 'Pass', Assign: { who: 'parent', size: 1 } },
        input: ['a'],
        map: {
          ItemSelector: { 'who.$': '$who', 'name.$': '$$.Execution.Name' },
          ItemBatcher: { MaxItemsPerBatchPath: '$size', BatchInput: { 'who.$': '$who' } },
        },
      },
      [{ BatchInput: { who: 'parent' }, Items: [{ who: 'parent', name: 'test-execution' }] }],
    ],
    [
      'is chosen by InputPath and ItemsPath',
      { input: { a: { b: [4] } }, map: { InputPath: '$.a', ItemsPath: '$.b' } },
      [4],
    ],
  ])('%s', async (_what, machine, inputs) => {
    expect(inputsOf(await runMap(machine))).toEqual(inputs);
  });

  it('is as large as both limits allow, and never more than 256 KiB', async () => {
    const items = Array.from({ length: 40 }, () => 'x'.repeat(10_000));
    const batches = async (ItemBatcher: JsonObject): Promise<readonly number[]> => {
      const ran = await runMap({ input: items, map: { ItemBatcher, ResultPath: null }, child: SMALL });
      return inputsOf(ran).map((input) => (input as unknown as { Items: Json[] }).Items.length);
    };
    expect(await batches({ MaxItemsPerBatch: 100 })).toEqual([26, 14]);
    expect(await batches({ MaxInputBytesPerBatch: 262_144 })).toEqual([26, 14]);
    expect(await batches({ MaxItemsPerBatch: 3, MaxInputBytesPerBatch: 20_100 })).toEqual(
      Array.from({ length: 20 }, () => 2),
    );
  });

  it('counts items and batches: 1,130 items in hundreds are twelve children', async () => {
    const input = Array.from({ length: 1130 }, (_, index) => index);
    const ran = await runMap({ input, map: { ItemBatcher: { MaxItemsPerBatch: 100 } } });
    expect(ran.mapRuns[0]).toMatchObject({ itemCounts: { total: 1130 }, executionCounts: { total: 12 } });
    expect((inputsOf(ran).at(-1) as unknown as { Items: Json[] }).Items).toHaveLength(30);
    expect(ran.outcome).toMatchObject({ output: { length: 12 } });
  });
});

const SMALL: JsonObject = { Child: { Type: 'Pass', Result: 1, End: true } };

describe('before the Map Run', () => {
  const BEFORE_START = ['1<-0 ExecutionStarted', '2<-0 MapStateEntered', '3<-2 ExecutionFailed'];
  const AFTER_START = [...BEFORE_START.slice(0, 2), '3<-2 MapStateStarted', '4<-3 ExecutionFailed'];
  const BAD = {
    point: '2.0',
    huge: '99999999999999999999',
    no: 'NoNumber',
    half: 1.5,
    minus: -1,
    many: 101,
    object: {},
    items: [1],
  };
  it.each<[string, JsonObject, readonly string[], string]>([
    [
      'MaxConcurrencyPath',
      { MaxConcurrencyPath: '$.no' },
      BEFORE_START,
      'The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: $.no',
    ],
    [
      'ToleratedFailureCountPath',
      { ToleratedFailureCountPath: '$.no' },
      AFTER_START,
      'The ToleratedFailureCountPath field refers to value "NoNumber" which is not a valid integer: $.no',
    ],
    [
      'ToleratedFailurePercentagePath',
      { ToleratedFailurePercentagePath: '$.object' },
      AFTER_START,
      'The ToleratedFailurePercentagePath field refers to value "{}" which is not a valid float: $.object',
    ],
    [
      'a negative count',
      { ToleratedFailureCountPath: '$.minus' },
      AFTER_START,
      'ToleratedFailureCount cannot be negative.',
    ],
    [
      'a percentage over 100',
      { ToleratedFailurePercentagePath: '$.many' },
      AFTER_START,
      'ToleratedFailurePercentage must be between 0 and 100.',
    ],
    [
      'MaxItemsPath',
      { ItemReader: getObject({ InputType: 'JSON', MaxItemsPath: '$.half' }), ItemsPath: '$' },
      AFTER_START,
      'The MaxItemsPath field refers to value "1.5" which is not a valid integer: $.half',
    ],
    [
      'MaxItemsPath to a text of a fraction',
      { ItemReader: getObject({ InputType: 'JSON', MaxItemsPath: '$.point' }), ItemsPath: '$' },
      AFTER_START,
      'The MaxItemsPath field refers to value "2.0" which is not a valid integer: $.point',
    ],
    [
      'MaxItemsPath to more than 64 bits',
      { ItemReader: getObject({ InputType: 'JSON', MaxItemsPath: '$.huge' }), ItemsPath: '$' },
      AFTER_START,
      'The MaxItemsPath field refers to value "99999999999999999999" which is not a valid integer: $.huge',
    ],
  ])('%s fails the execution, and nothing catches it', async (_what, map, outline, cause) => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'After' }];
    const ran = await runMap({
      input: BAD,
      map: { ItemsPath: '$.items', ...map, Catch },
      states: { After: { Type: 'Pass', End: true } },
    });
    expect(failureOf(ran)).toEqual({ status: 'FAILED', error: 'States.Runtime', cause: prefix() + cause });
    expect(outlineOf(ran)).toEqual(outline);
  });

  it('an ItemsPath to what is neither array nor object is told without the state', async () => {
    const ran = await runMap({ input: { items: 5 }, map: { ItemsPath: '$.items' } });
    expect(failureOf(ran)).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'Reference path "$.items" must point to array.',
    });
    expect(outlineOf(ran)).toEqual(BEFORE_START);
  });

  it('JSONata Items that are a number fail the state', async () => {
    const ran = await runMap({ language: 'JSONata', input: {}, map: { Items: '{% 1 %}' } });
    expect(failureOf(ran)).toEqual({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause:
        prefix() +
        "The JSONata expression '1' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1",
    });
    expect(outlineOf(ran)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 MapStateEntered',
      '3<-0 EvaluationFailed',
      '4<-3 MapStateFailed',
      '5<-4 ExecutionFailed',
    ]);
  });

  it('entries of an object cannot be batched', async () => {
    const ran = await runMap({ input: { a: 1 }, map: { ItemBatcher: { MaxItemsPerBatch: 2 } } });
    expect(failureOf(ran)).toMatchObject({ error: 'States.Runtime', cause: expect.stringMatching(/ItemBatcher/) });
  });

  it('a place for results that cannot be written is found by the test manifest', async () => {
    const store = createMemoryObjectStore({ buckets: 'declared' });
    const ran = await runMap({
      input: [1],
      store,
      map: { ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } } },
    });
    expect(failureOf(ran).cause).toBe(
      `${prefix()}Failed to write a test manifest into the specified output bucket. The specified bucket does not exist: b`,
    );
    expect(outlineOf(ran)).toEqual(AFTER_START);
  });
});

describe('a child execution', () => {
  const CONTEXT: JsonObject = {
    Child: { Type: 'Pass', Parameters: { 'all.$': '$$' }, OutputPath: '$.all', End: true },
  };

  it('has a context object of its own, without the Map', async () => {
    const { children } = await runMap({ input: ['a'], child: CONTEXT, map: { Label: 'Label' } });
    const [child] = children;
    expect(child?.output).toEqual({
      Execution: {
        Id: expect.stringMatching(
          new RegExp(`^arn:aws:states:us-east-1:123456789012:execution:StateMachine/Label:${UUID_3}$`),
        ) as Json,
        Input: 'a',
        StartTime: '2024-01-01T00:00:00Z',
        Name: expect.stringMatching(new RegExp(`^${UUID_3}$`)) as Json,
        RoleArn: 'arn:aws:iam::123456789012:role/StepFunctionsRole',
        RedriveCount: 0,
      },
      StateMachine: {
        Id: 'arn:aws:states:us-east-1:123456789012:stateMachine:StateMachine/Label',
        Name: 'StateMachine',
      },
      State: { Name: 'Child', EnteredTime: '2024-01-01T00:00:00Z' },
    });
  });

  it('that is Express has its execution id in its ARN, and its name alone in its context', async () => {
    const { children } = await runMap({ input: ['a'], child: CONTEXT, type: 'EXPRESS' });
    const { Execution } = children[0]?.output as unknown as { Execution: { Id: string; Name: string } };
    expect(Execution.Id).toMatch(
      new RegExp(`^arn:aws:states:us-east-1:123456789012:express:StateMachine/Fan:${Execution.Name}:[^:]+$`),
    );
  });

  it('starts without the variables of its parent', async () => {
    const ran = await runMap({
      before: { Type: 'Pass', Assign: { who: 'parent' } },
      input: ['a'],
      child: { Child: { Type: 'Pass', Parameters: { 'who.$': '$who' }, End: true } },
    });
    expect(ran.children[0]?.status).toBe('FAILED');
    expect(failureOf(ran).error).toBe('States.ExceedToleratedFailureThreshold');
  });

  it('has a history of its own, from its input to its output', async () => {
    const { children } = await runMap({ input: ['a'], children: 'history' });
    expect(children[0]?.history.map(({ type, previousEventId }) => `${previousEventId} ${type}`)).toEqual([
      '0 ExecutionStarted',
      '0 PassStateEntered',
      '2 PassStateExited',
      '3 ExecutionSucceeded',
    ]);
  });

  it.each(['States.ALL', 'Custom'])('keeps its own error, which Catch of the Map (%s) does not see', async (error) => {
    const ran = await runMap({
      input: [1],
      child: { Child: { Type: 'Fail', Error: 'Custom', Cause: 'own' } },
      map: { Catch: [{ ErrorEquals: [error], Next: 'After' }] },
      states: { After: { Type: 'Pass', End: true } },
    });
    expect(ran.children[0]).toMatchObject({ status: 'FAILED', error: 'Custom', cause: 'own' });
    const { error: Error, cause: Cause } = ran.mapRuns[0] ?? {};
    expect([Error, Cause]).toEqual([
      'States.ExceedToleratedFailureThreshold',
      'The specified tolerated failure threshold was exceeded',
    ]);
    if (error === 'States.ALL') expect(ran.outcome).toMatchObject({ status: 'SUCCEEDED', output: { Error, Cause } });
    else expect(failureOf(ran)).toMatchObject({ error: Error, cause: Cause });
  });
});

describe('the parent', () => {
  it('tells a Map Run as the service does since November 2024', async () => {
    const ran = await runMap({ input: [1] });
    expect(outlineOf(ran)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 MapStateEntered',
      '3<-2 MapStateStarted',
      '4<-3 MapRunStarted',
      '5<-4 MapRunSucceeded',
      '6<-5 MapStateSucceeded',
      '7<-4 MapStateExited',
      '8<-7 ExecutionSucceeded',
    ]);
    const { mapRunArn } = ran.mapRuns[0] ?? {};
    expect(mapRunArn).toMatch(/^arn:aws:states:us-east-1:123456789012:mapRun:StateMachine\/Fan:[0-9a-f-]{36}$/);
    expect(ran.history[3]?.details).toEqual({ mapRunArn });
  });

  it.each<[string, TestMap, Json]>([
    ['an array in item order', { input: [1, 2] }, [1, 2]],
    ['nothing of nothing', { input: [] }, []],
    [
      'one element a batch',
      { input: [1, 2, 3], map: { ItemBatcher: { MaxItemsPerBatch: 2 } } },
      [{ Items: [1, 2] }, { Items: [3] }],
    ],
    [
      'what ResultSelector, ResultPath and OutputPath make of it',
      {
        input: { items: [1] },
        map: { ItemsPath: '$.items', ResultSelector: { 'all.$': '$' }, ResultPath: '$.r', OutputPath: '$.r.all' },
      },
      [1],
    ],
    [
      'what Output makes of $states.result',
      { language: 'JSONata', input: [1, 2], map: { Output: '{% $sum($states.result) %}' } },
      3,
    ],
    [
      'arrays spliced by FLATTEN',
      {
        input: [[1, [2]], 3],
        map: { ResultWriter: { WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' } } },
      },
      [1, [2], 3],
    ],
    [
      'arrays kept by COMPACT',
      { input: [[1], 3], map: { ResultWriter: { WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' } } } },
      [[1], 3],
    ],
    [
      'lines for JSONL',
      { input: [[1], 3], map: { ResultWriter: { WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSONL' } } } },
      '1\n3\n',
    ],
  ])('yields %s', async (_what, machine, output) => {
    expect((await runMap(machine)).outcome).toEqual({ status: 'SUCCEEDED', output });
  });

  it('yields records for NONE without a place', async () => {
    const map = { ResultWriter: { WriterConfig: { Transformation: 'NONE', OutputType: 'JSON' } } };
    const { outcome } = await runMap({ input: [1], map });
    expect(outcome).toMatchObject({
      output: [{ Input: '1', Output: '1', Status: 'SUCCEEDED', RedriveStatus: 'NOT_REDRIVABLE' }],
    });
  });

  it('fails with an output of more than 256 KiB', async () => {
    const child = { Child: { Type: 'Pass', Result: 'x'.repeat(3000), End: true } };
    const input = Array.from({ length: 100 }, () => 1);
    expect(failureOf(await runMap({ input, child }))).toMatchObject({ error: 'States.DataLimitExceeded' });
    expect((await runMap({ input: input.slice(20), child })).outcome.status).toBe('SUCCEEDED');
  });
});

describe('MaxConcurrency', () => {
  const slow: TaskPort = {
    invoke: ({ input }) => ({ kind: 'succeeded', output: input, delayMs: Number(input) }),
  };
  const child: JsonObject = { Child: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true } };

  it.each<[string, JsonObject]>([
    ['MaxConcurrency', { MaxConcurrency: 2 }],
    ['MaxConcurrencyPath', { MaxConcurrencyPath: '$[0]' }],
  ])('%s is a window that slides: a child starts when one ends', async (_what, map) => {
    const ran = await runMap({ input: [2, 30, 10, 10, 10, 10], tasks: slow, child, map });
    const starts = ran.events.flatMap((event) => (event.kind === 'child-started' ? [event.time] : []));
    const zero = starts[0] ?? 0;
    expect(starts.map((time) => time - zero)).toEqual([0, 0, 2, 12, 22, 30]);
    expect(ran.mapRuns[0]?.maxConcurrency).toBe(2);
  });

  it('of 0 is 10,000 at once', async () => {
    const input = Array.from({ length: 10_001 }, () => 5);
    const ran = await runMap({ input, tasks: slow, child });
    const starts = ran.events.flatMap((event) => (event.kind === 'child-started' ? [event.time] : []));
    expect(starts.filter((time) => time === starts[0])).toHaveLength(10_000);
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBe(5);
  });
});
