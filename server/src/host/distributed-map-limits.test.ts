import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../core/base/json.ts';
import { createMemoryObjectStore } from '../testing/object-store-memory.ts';
import { inputsOf, outlineOf, runMap, type RanMap } from '../testing/run-distributed-map.ts';

const failureOf = ({ outcome }: RanMap): { readonly error?: string; readonly cause?: string } =>
  outcome.status === 'SUCCEEDED' ? {} : outcome;

describe('an Express child', () => {
  const waiting: JsonObject = {
    Child: { Type: 'Wait', SecondsPath: '$', End: true },
  };

  it('of more than five minutes has timed out, which is a failure, and lies with the failed ones', async () => {
    const store = createMemoryObjectStore();
    const ran = await runMap({
      input: [10, 301, 20],
      type: 'EXPRESS',
      child: waiting,
      store,
      map: {
        ToleratedFailureCount: 1,
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'out', Prefix: 'p' } },
      },
    });
    expect(ran.outcome.status).toBe('SUCCEEDED');
    expect(ran.children.map(({ status }) => status)).toEqual(['SUCCEEDED', 'TIMED_OUT', 'SUCCEEDED']);
    expect(ran.mapRuns[0]?.itemCounts).toMatchObject({ succeeded: 2, failed: 0, timedOut: 1, total: 3 });
    const key = store.keys('out').find((one) => one.endsWith('/FAILED_0.json')) ?? '';
    expect(JSON.parse(store.text('out', key) ?? '')).toMatchObject([{ Input: '301', Status: 'TIMED_OUT' }]);
    const intolerant = await runMap({ input: [301], type: 'EXPRESS', child: waiting });
    expect(failureOf(intolerant).error).toBe('States.ExceedToleratedFailureThreshold');
  });

  it('is waited for, a Standard one takes as long as it likes', async () => {
    expect((await runMap({ input: [86_400], child: waiting })).outcome.status).toBe('SUCCEEDED');
  });
});

describe('a Map state that is entered again', () => {
  it('opens a Map Run of its own each time', async () => {
    const ran = await runMap({
      input: { items: ['a', 'b'], n: 0 },
      map: { ItemsPath: '$.items', ResultPath: '$.items', End: undefined as never, Next: 'Count' },
      states: {
        Count: {
          Type: 'Pass',
          Parameters: { 'items.$': '$.items', 'n.$': 'States.MathAdd($.n, 1)' },
          Next: 'Again',
        },
        Again: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 3, Next: 'Fan' }], Default: 'Done' },
        Done: { Type: 'Succeed' },
      },
    });
    expect(ran.outcome).toEqual({ status: 'SUCCEEDED', output: { items: ['a', 'b'], n: 3 } });
    expect(ran.mapRuns.map(({ itemCounts }) => itemCounts.total)).toEqual([2, 2, 2]);
    expect(new Set(ran.mapRuns.map(({ mapRunArn }) => mapRunArn)).size).toBe(3);
  });
});

describe('the query language', () => {
  it('of a child is that of the definition, not of the Map state', async () => {
    const ran = await runMap({
      input: { list: [1] },
      map: { QueryLanguage: 'JSONata', Items: '{% $states.input.list %}', ItemSelector: { n: '{% 1 + 1 %}' } },
      child: { Child: { Type: 'Pass', Parameters: { 'm.$': '$.n' }, End: true } },
    });
    expect(inputsOf(ran)).toEqual([{ n: 2 }]);
    expect(ran.outcome).toEqual({ status: 'SUCCEEDED', output: [{ m: 2 }] });
  });

  it.each<[Json]>([[5], ['text'], [null]])('JSONata without Items over %j says what it wants', async (input) => {
    const ran = await runMap({ language: 'JSONata', input });
    expect(failureOf(ran)).toMatchObject({ error: 'States.QueryEvaluationError' });
    expect(failureOf(ran).cause).toMatch(/Map state input must be an array but was: /);
  });
});

describe('fields of a Distributed Map on one that is not', () => {
  it.each(['ItemReader', 'ItemBatcher', 'ResultWriter'])('%s fails an inline Map when it runs', async (field) => {
    const ran = await runMap({
      input: [1],
      map: {
        ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
        Label: undefined as never,
        [field]: { Resource: 'arn:aws:states:::s3:getObject', Parameters: {}, MaxItemsPerBatch: 1 },
      },
    });
    expect(failureOf(ran)).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'Fan' (entered at the event id #2). " +
        'The ItemReader, ItemBatcher and ResultWriter fields are not supported for INLINE maps',
    });
  });
});

describe('an ItemSelector that fails for an item', () => {
  it('fails the Map Run after the children before it, and cannot be caught', async () => {
    const ran = await runMap({
      input: [{ a: 1 }, { a: 2 }, { b: 3 }],
      map: {
        ItemSelector: { 'a.$': '$$.Map.Item.Value.a' },
        MaxConcurrency: 1,
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
      },
      states: { After: { Type: 'Pass', End: true } },
    });
    expect(failureOf(ran)).toMatchObject({ error: 'States.Runtime' });
    expect(failureOf(ran).cause).toMatch(
      /^An error occurred while executing the state 'Fan' \(entered at the event id #2\)\. /,
    );
    expect(outlineOf(ran).slice(3)).toEqual([
      '4<-3 MapRunStarted',
      '5<-4 MapRunFailed',
      '6<-5 MapStateFailed',
      '7<-6 ExecutionFailed',
    ]);
  });
});
