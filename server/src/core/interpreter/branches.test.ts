import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import { historyOf, outline, runMachine, START } from './test-runs.ts';
import type { TaskAnswer, TaskRequest } from './task-port.ts';

const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:f';

function machine(states: Record<string, JsonObject>): JsonObject {
  return { StartAt: Object.keys(states)[0] ?? '', States: states };
}

const pass = (name: string, more: JsonObject = {}): JsonObject =>
  machine({ [name]: { Type: 'Pass', End: true, ...more } });
const task = (name: string): JsonObject => machine({ [name]: { Type: 'Task', Resource: FUNCTION, End: true } });
const wait = (name: string, seconds: number): JsonObject =>
  machine({ [name]: { Type: 'Wait', Seconds: seconds, End: true } });

describe('Parallel', () => {
  it('interleaves its branches state by state and keeps their order in the output', async () => {
    const two = machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Result: 'ab', End: true } });
    const { outcome, history } = await runMachine(
      machine({ P: { Type: 'Parallel', Branches: [two, pass('C', { Result: 'c' })], End: true } }),
    );
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: ['ab', 'c'] });
    expect(outline(history)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 ParallelStateEntered P',
      '3<-2 ParallelStateStarted',
      '4<-3 PassStateEntered A',
      '5<-4 PassStateExited A',
      '6<-3 PassStateEntered C',
      '7<-6 PassStateExited C',
      '8<-5 PassStateEntered B',
      '9<-8 PassStateExited B',
      '10<-9 ParallelStateSucceeded',
      '11<-9 ParallelStateExited P',
      '12<-11 ExecutionSucceeded',
    ]);
  });

  it('a failing branch aborts the others, at any depth, and the state can be retried', async () => {
    let nCalls = 0;
    const answer = (): TaskAnswer =>
      nCalls++ === 0 ? { kind: 'failed', error: 'E', cause: 'c', delayMs: 1000 } : { kind: 'succeeded', output: 'ok' };
    const nested = machine({ Inner: { Type: 'Parallel', Branches: [wait('W', 5)], End: true } });
    const { outcome, history, run } = await runMachine(
      machine({
        P: {
          Type: 'Parallel',
          Branches: [task('T'), nested],
          Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 1 }],
          End: true,
        },
      }),
      { answer },
    );
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: ['ok', [{}]] });
    const from = history.findIndex(({ type }) => type === 'LambdaFunctionFailed');
    expect(outline(history).slice(from, from + 5)).toEqual([
      '10<-6 LambdaFunctionFailed',
      '11<-10 TaskStateAborted',
      '12<-10 ParallelStateAborted',
      '13<-10 WaitStateAborted',
      '14<-10 ParallelStateStarted',
    ]);
    expect(history.at(-1)?.time).toBe(START + 1000 + 1000 + 5000);
    const name = (pointer: string): string => pointer.slice(pointer.lastIndexOf('/') + 1);
    expect(
      run
        .counters()
        .map(({ pointer, entered, exited, failed, aborted }) => [name(pointer), entered, exited, failed, aborted]),
    ).toEqual([
      ['P', 1, 1, 1, 0],
      ['T', 2, 1, 1, 0],
      ['Inner', 2, 1, 0, 1],
      ['W', 2, 1, 0, 1],
    ]);
  });
});

describe('inline Map', () => {
  const map = (processor: JsonObject, more: JsonObject = {}): JsonObject =>
    machine({ M: { Type: 'Map', ItemProcessor: processor, End: true, ...more } });

  it('with MaxConcurrency 1 goes item by item; the next start points to the end of the last', async () => {
    const { outcome, history } = await runMachine(map(pass('P'), { MaxConcurrency: 1 }), { input: ['a', 'b'] });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: ['a', 'b'] });
    expect(outline(history)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 MapStateEntered M',
      '3<-2 MapStateStarted',
      '4<-3 MapIterationStarted M 0',
      '5<-4 PassStateEntered P',
      '6<-5 PassStateExited P',
      '7<-6 MapIterationSucceeded M 0',
      '8<-6 MapIterationStarted M 1',
      '9<-8 PassStateEntered P',
      '10<-9 PassStateExited P',
      '11<-10 MapIterationSucceeded M 1',
      '12<-11 MapStateSucceeded',
      '13<-11 MapStateExited M',
      '14<-13 ExecutionSucceeded',
    ]);
  });

  it('keeps item order whatever order the iterations end in', async () => {
    const answer = ({ input }: TaskRequest): TaskAnswer => ({
      kind: 'succeeded',
      output: input,
      delayMs: (4 - (input as number)) * 1000,
    });
    const { outcome, run } = await runMachine(map(task('T')), { input: [1, 2, 3], answer });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: [1, 2, 3] });
    expect(run.now - START).toBe(3000);
  });

  it('runs at most 40 iterations at once', async () => {
    const { run } = await runMachine(map(wait('W', 1)), { input: Array.from({ length: 81 }, () => 0) });
    expect(run.now - START).toBe(3000);
  });

  it('no items: started, succeeded and left with an empty list', async () => {
    const { outcome, history } = await runMachine(map(pass('P')), { input: [] });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: [] });
    expect(outline(history).slice(2, 5)).toEqual([
      '3<-2 MapStateStarted',
      '4<-3 MapStateSucceeded',
      '5<-3 MapStateExited M',
    ]);
  });

  it('ItemSelector sees the input, the item and its index; the context inside has the item', async () => {
    const inside = pass('P', { Parameters: { 'in.$': '$', 'index.$': '$$.Map.Item.Index' } });
    const { outcome } = await runMachine(
      map(inside, { ItemsPath: '$.list', ItemSelector: { 'all.$': '$.shared', 'item.$': '$$.Map.Item.Value' } }),
      { input: { list: ['x', 'y'], shared: 7 } },
    );
    expect(outcome).toEqual({
      status: 'SUCCEEDED',
      output: [
        { in: { all: 7, item: 'x' }, index: 0 },
        { in: { all: 7, item: 'y' }, index: 1 },
      ],
    });
  });

  it('items that are no list end the execution without a word about the state', async () => {
    const { outcome, history } = await runMachine(map(pass('P'), { ItemsPath: '$.list' }), { input: { list: 1 } });
    expect(outcome).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'Reference path "$.list" must point to array.',
    });
    expect(outline(history).at(-1)).toBe('3<-2 ExecutionFailed');
  });

  it('a failing iteration aborts the others; the state catches it', async () => {
    const answer = ({ input }: TaskRequest): TaskAnswer =>
      input === 1
        ? { kind: 'failed', error: 'E', cause: 'c', delayMs: 10 }
        : { kind: 'succeeded', output: 0, delayMs: 99 };
    const definition = {
      StartAt: 'M',
      States: {
        M: { Type: 'Map', ItemProcessor: task('T'), Catch: [{ ErrorEquals: ['E'], Next: 'Caught' }], End: true },
        Caught: { Type: 'Pass', End: true },
      },
    };
    const { outcome, history, requests } = await runMachine(definition, { input: [0, 1], answer });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: { Error: 'E', Cause: 'c' } });
    expect(requests.map(({ iterations }) => iterations)).toEqual([
      [{ state: 'M', index: 0 }],
      [{ state: 'M', index: 1 }],
    ]);
    const from = history.findIndex(({ type }) => type === 'LambdaFunctionFailed');
    expect(outline(history).slice(from, from + 7)).toEqual([
      '12<-11 LambdaFunctionFailed',
      '13<-12 MapIterationFailed M 1',
      '14<-12 TaskStateAborted',
      '15<-12 MapIterationAborted M 0',
      '16<-12 TaskStateAborted',
      '17<-12 MapStateFailed',
      '18<-17 MapStateExited M',
    ]);
  });

  it('reader, batcher and writer are refused when it runs', async () => {
    const { outcome } = await runMachine(map(pass('P'), { ItemBatcher: { MaxItemsPerBatch: 2 } }), { input: [] });
    expect(outcome).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'M' (entered at the event id #2). The ItemReader, ItemBatcher and ResultWriter fields are not supported for INLINE maps",
    });
  });
});

describe('recording levels', () => {
  it('full tells the stations of the data flow besides the history', async () => {
    const { events } = await runMachine(pass('P', { Parameters: { 'x.$': '$.a' }, ResultPath: '$.r' }), {
      input: { a: 1 },
      recording: 'full',
    });
    const stages = events.flatMap((event) => (event.kind === 'data-stage' ? [[event.stage, event.value]] : []));
    expect(stages).toEqual([
      ['input', { a: 1 }],
      ['afterParameters', { x: 1 }],
      ['result', { x: 1 }],
      ['afterResultPath', { a: 1, r: { x: 1 } }],
      ['output', { a: 1, r: { x: 1 } }],
    ]);
    expect(historyOf(events, 0)).toHaveLength(4);
  });

  it('none tells nothing and ends the same', async () => {
    const { events, outcome } = await runMachine(pass('P'), { recording: 'none' });
    expect(events).toEqual([]);
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: {} });
  });
});
