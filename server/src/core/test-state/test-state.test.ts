/** What a caller of TestState sees. Values marked "measured" are AWS's own answers (captures of September 2026, retyped). */

import { describe, expect, it } from 'vitest';
import { itemDecoders } from '../../data/item-decoders.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { TaskPort } from '../interpreter/task-port.ts';
import { askingWith, DISTRIBUTED, ITEMS, MAP, MOCK_ERROR, PASS_SCOPE, TASK, type Options } from './test-requests.ts';

const { answered } = askingWith(itemDecoders);

describe('a Map state under a mock', () => {
  it('shows its items and selections, with Java separators (measured)', async () => {
    expect(await answered(MAP, { input: ITEMS, mock: { result: '[10,20,30]' } })).toEqual({
      output: '[10,20,30]',
      inspectionData: {
        input: '{"items":[1,2,3]}',
        afterInputPath: '{"items":[1,2,3]}',
        afterResultSelector: '[10,20,30]',
        afterResultPath: '[10,20,30]',
        afterItemsPath: '[1, 2, 3]',
        afterItemSelector: '[{"v":1,"i":0}, {"v":2,"i":1}, {"v":3,"i":2}]',
        maxConcurrency: 0,
      },
      status: 'SUCCEEDED',
    });
  });

  it('shows all selections where an iteration fails, whatever the concurrency (measured)', async () => {
    const answer = await answered({ ...MAP, MaxConcurrency: 1 }, { input: ITEMS, mock: MOCK_ERROR });
    expect(answer).toMatchObject({ error: 'Owned.Error', cause: 'mock', status: 'FAILED' });
    expect(answer.inspectionData).toMatchObject({
      afterItemSelector: '[{"v":1,"i":0}, {"v":2,"i":1}, {"v":3,"i":2}]',
      maxConcurrency: 1,
    });
  });

  it('shows batches with items as texts (measured)', async () => {
    const answer = await answered(DISTRIBUTED, { input: ITEMS, mock: { result: '[10,20]' } });
    expect(answer).toMatchObject({ output: '[10,20]', status: 'SUCCEEDED' });
    expect(answer.inspectionData).toEqual({
      input: '{"items":[1,2,3]}',
      afterInputPath: '{"items":[1,2,3]}',
      afterResultSelector: '[10,20]',
      afterResultPath: '[10,20]',
      afterItemsPath: '[1, 2, 3]',
      afterItemSelector: '[{"v":1,"i":0}, {"v":2,"i":1}, {"v":3,"i":2}]',
      afterItemBatcher: String.raw`[{"Items":["{\"v\":1,\"i\":0}","{\"v\":2,\"i\":1}"]}, {"Items":["{\"v\":3,\"i\":2}"]}]`,
      toleratedFailureCount: 1,
      maxConcurrency: 2,
    });
  });

  it('reads what its ItemReader is said to read (measured)', async () => {
    const { ItemsPath: _none, ...reading } = DISTRIBUTED;
    const answer = await answered(
      {
        ...reading,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON', ItemsPointer: '/items' },
          Parameters: { Bucket: 'bucket', Key: 'none.json' },
        },
      },
      { input: ITEMS, mock: { result: '[10]' }, stateConfiguration: { mapItemReaderData: '{"items":[4,5]}' } },
    );
    expect(answer.inspectionData).toMatchObject({
      afterItemSelector: '[{"v":4,"i":0}, {"v":5,"i":1}]',
      afterItemBatcher: String.raw`[{"Items":["{\"v\":4,\"i\":0}","{\"v\":5,\"i\":1}"]}]`,
      afterItemsPointer: '[4,5]',
    });
    expect(answer.inspectionData).not.toHaveProperty('afterItemsPath');
  });

  it.each([
    ['JSONL', '{"a":1}\n{"a":2}\n', '[{"a":1}, {"a":2}]'],
    ['CSV', 'a,b\n1,2\n', '[{"a":"1","b":"2"}]'],
  ])('reads %s data', async (format, data, selected) => {
    const { ItemsPath: _path, ItemBatcher: _batcher, ...reading } = DISTRIBUTED;
    const config = format === 'CSV' ? { InputType: format, CSVHeaderLocation: 'FIRST_ROW' } : { InputType: format };
    const answer = await answered(
      {
        ...reading,
        ItemSelector: { 'a.$': '$$.Map.Item.Value.a', 'all.$': '$$.Map.Item.Value' },
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: config,
          Parameters: { Bucket: 'bucket', Key: 'items' },
        },
      },
      {
        mock: { result: JSON.stringify(format === 'CSV' ? [1] : [1, 2]) },
        stateConfiguration: { mapItemReaderData: data },
      },
    );
    const found = JSON.parse(answer.inspectionData?.afterItemSelector ?? '[]') as readonly { readonly all: Json }[];
    expect(found.map(({ all }) => all)).toEqual(JSON.parse(selected));
  });

  it('fails as its tolerated failures say, before the length of the result counts (measured)', async () => {
    const options = { input: ITEMS, mock: { result: '[10,20,30]' } };
    expect(
      await answered(DISTRIBUTED, { ...options, stateConfiguration: { mapIterationFailureCount: 2 } }),
    ).toMatchObject({
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
      status: 'FAILED',
    });
    const { ToleratedFailureCount: _count, ItemBatcher: _batcher, ...untold } = DISTRIBUTED;
    expect(await answered(untold, { ...options, stateConfiguration: { mapIterationFailureCount: 2 } })).toMatchObject({
      output: '[10,20,30]',
      status: 'SUCCEEDED',
    });
    const percentage = { ...untold, ToleratedFailurePercentage: 50 };
    const failing = { ...options, stateConfiguration: { mapIterationFailureCount: 2 } };
    const answer = await answered(percentage, failing);
    expect(answer.status).toBe('FAILED');
    expect(answer.inspectionData).toMatchObject({ toleratedFailurePercentage: 50 });
  });

  it('hands a ResultWriter mock on as it is', async () => {
    const mock = { result: '{"MapRunArn":"arn","ResultWriterDetails":{"Bucket":"b","Key":"k"}}' };
    const writing = {
      ...DISTRIBUTED,
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } },
    };
    expect(await answered(writing, { input: ITEMS, mock })).toMatchObject({ output: mock.result, status: 'SUCCEEDED' });
  });

  it('takes JSONata items', async () => {
    const jsonata = {
      Type: 'Map',
      QueryLanguage: 'JSONata',
      Items: '{% $states.input.items %}',
      ItemProcessor: PASS_SCOPE,
      Output: '{% $sum($states.result) %}',
      End: true,
    };
    expect(await answered(jsonata, { input: ITEMS, mock: { result: '[1,2,4]' } })).toEqual({
      output: '7',
      inspectionData: { input: '{"items":[1,2,3]}', maxConcurrency: 0 },
      status: 'SUCCEEDED',
    });
  });
});

describe('a failing state', () => {
  it('would be retried after so many seconds (measured)', async () => {
    const retry = [{ ErrorEquals: ['Owned.Error'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 2 }];
    const retried = { mock: MOCK_ERROR, stateConfiguration: { retrierRetryCount: 1 } };
    expect(await answered({ ...TASK, Retry: retry }, { input: ITEMS, ...retried })).toEqual({
      error: 'Owned.Error',
      cause: 'mock',
      inspectionData: {
        input: '{"items":[1,2,3]}',
        afterInputPath: '{"items":[1,2,3]}',
        afterParameters: '{"FunctionName":"f"}',
        errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 4 },
      },
      status: 'RETRIABLE',
    });
  });

  it('is caught when its retries are used up', async () => {
    const handled = {
      ...TASK,
      Retry: [{ ErrorEquals: ['Other'] }, { ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['Owned.Error'], ResultPath: '$.error', Next: 'Caught' }],
    };
    expect(
      await answered(handled, { input: ITEMS, mock: MOCK_ERROR, stateConfiguration: { retrierRetryCount: 1 } }),
    ).toMatchObject({
      output: '{"items":[1,2,3],"error":{"Error":"Owned.Error","Cause":"mock"}}',
      inspectionData: {
        afterResultPath: '{"items":[1,2,3],"error":{"Error":"Owned.Error","Cause":"mock"}}',
        errorDetails: { retryIndex: 1, catchIndex: 0 },
      },
      nextState: 'Caught',
      status: 'CAUGHT_ERROR',
    });
  });

  it('says why without naming its place in an execution, also in what a catcher hands on', async () => {
    const failing = {
      ...TASK,
      QueryLanguage: 'JSONata',
      Arguments: { FunctionName: 'f' },
      Parameters: undefined,
      Output: '{% $states.result.none %}',
    } as unknown as JsonObject;
    const cause =
      "The JSONata expression '$states.result.none' specified for the field 'Output' returned nothing (undefined).";
    const error = 'States.QueryEvaluationError';
    expect(await answered(failing, { mock: { result: '{}' } })).toMatchObject({ error, cause, status: 'FAILED' });
    const caught = { ...failing, Catch: [{ ErrorEquals: [error], Next: 'Caught' }] };
    expect(await answered(caught, { mock: { result: '{}' } })).toMatchObject({
      output: JSON.stringify({ Error: error, Cause: cause }),
      status: 'CAUGHT_ERROR',
    });
  });

  it('is not saved by handlers from States.Runtime, nor by a catcher that fails itself', async () => {
    const handlers = {
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
    };
    const missing = await answered({ ...TASK, ...handlers, InputPath: '$.none' }, { mock: { result: '{}' } });
    expect(missing).toMatchObject({ error: 'States.Runtime', status: 'FAILED' });
    expect(missing.inspectionData).toEqual({ input: '{}' });
    const failingCatcher = {
      Type: 'Task',
      QueryLanguage: 'JSONata',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'f' },
      Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $none %}', Next: 'Caught' }],
      End: true,
    };
    expect(await answered(failingCatcher, { mock: MOCK_ERROR })).toMatchObject({
      error: 'States.QueryEvaluationError',
      status: 'FAILED',
    });
  });
});

describe('a state without a mock', () => {
  it('is taken out of its machine, at any depth, in the query language of the machine', async () => {
    const machine = {
      QueryLanguage: 'JSONata',
      StartAt: 'Outer',
      States: {
        Outer: {
          Type: 'Map',
          ItemProcessor: {
            StartAt: 'Inner',
            States: {
              Inner: { Type: 'Pass', Output: '{% $states.input + 1 %}', Next: 'Last' },
              Last: { Type: 'Succeed' },
            },
          },
          End: true,
        },
      },
    };
    expect(await answered(machine, { stateName: 'Inner', input: 1, inspectionLevel: 'INFO' })).toEqual({
      output: '2',
      nextState: 'Last',
      status: 'SUCCEEDED',
    });
  });

  it('may lead to itself, and to a state of the name it is given', async () => {
    const machine = {
      StartAt: 'Loop',
      States: {
        Loop: {
          Type: 'Choice',
          Choices: [{ Variable: '$', NumericGreaterThan: 0, Next: 'Loop' }],
          Default: 'StateName',
        },
        StateName: { Type: 'Succeed' },
      },
    };
    const options = { stateName: 'Loop', inspectionLevel: 'INFO' } as const;
    expect(await answered(machine, { ...options, input: 1 })).toMatchObject({ nextState: 'Loop', output: '1' });
    expect(await answered(machine, { ...options, input: 0 })).toMatchObject({ nextState: 'StateName', output: '0' });
  });

  it('has five minutes of virtual time', async () => {
    const wait = (seconds: number): Json => ({ Type: 'Wait', Seconds: seconds, End: true });
    expect(await answered(wait(299))).toMatchObject({ status: 'SUCCEEDED' });
    expect(await answered(wait(301))).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('sees the given variables, and shows them with its own after it', async () => {
    const assign = { Type: 'Pass', Assign: { 'sum.$': 'States.MathAdd($one, 1)', one: 5 }, End: true };
    const answer = await answered(assign, { variables: '{"one":1}' });
    expect(answer.inspectionData?.variables).toBe('{"one":5,"sum":2}');
  });

  it('sees the context object of an execution that is made up, or the given one and nothing else (measured)', async () => {
    const show = { ...TASK, Parameters: { FunctionName: 'f', 'Payload.$': '$$' } };
    const mock = { result: '{}' };
    const payload = async (options: Options): Promise<JsonObject> => {
      const { inspectionData } = await answered(show, { mock, ...options });
      return (JSON.parse(inspectionData?.afterParameters ?? '{}') as { Payload: JsonObject }).Payload;
    };
    const {
      Execution: execution,
      StateMachine: machine,
      State: state,
    } = (await payload({ input: 7 })) as {
      readonly [section: string]: JsonObject;
    };
    expect(Object.keys(execution ?? {})).toEqual(['Id', 'Input', 'Name', 'RoleArn', 'StartTime']);
    expect(execution).toMatchObject({ Input: 7, RoleArn: null });
    expect(execution?.['Id']).toBe(
      `arn:aws:states:eu-west-1:123456789012:express:${String(machine?.['Name'])}:${String(execution?.['Name'])}`,
    );
    expect(state).toMatchObject({ Name: 'StateName', RetryCount: 0 });
    expect(await payload({ context: '{"State":{"Name":"Configured"}}' })).toEqual({ State: { Name: 'Configured' } });
  });

  it('asks the tasks of its world once, and answers the same every time', async () => {
    let asked = 0;
    const tasks: TaskPort = {
      invoke() {
        asked++;
        return { kind: 'pending', answer: Promise.resolve({ kind: 'failed', error: 'Busy' }) };
      },
    };
    const caught = { ...TASK, Catch: [{ ErrorEquals: ['Busy'], Next: 'Later' }] };
    const options = { tasks, roleArn: 'arn:aws:iam::123456789012:role/r' };
    const first = await answered(caught, options);
    expect(first).toMatchObject({ status: 'CAUGHT_ERROR', nextState: 'Later', error: 'Busy' });
    expect(asked).toBe(1);
    expect(await answered(caught, options)).toEqual(first);
  });
});
