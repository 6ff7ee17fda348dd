import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { outline, planOf, runMachine, START, startMachine } from './test-runs.ts';
import type { TaskAnswer, TaskReply } from './task-port.ts';

const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:f';
const INVOKE = 'arn:aws:states:::lambda:invoke';

function machine(states: Record<string, JsonObject>, more: JsonObject = {}): JsonObject {
  return { StartAt: Object.keys(states)[0] ?? '', States: states, ...more };
}

const failed = (error: string, cause = 'because'): TaskAnswer => ({ kind: 'failed', error, cause });

describe('the data flow of a JSONPath state', () => {
  const rows: readonly {
    readonly title: string;
    readonly state: JsonObject;
    readonly input: Json;
    readonly output: Json;
  }[] = [
    { title: 'Pass hands on its input', state: { Type: 'Pass' }, input: { a: 1 }, output: { a: 1 } },
    { title: 'Result replaces it', state: { Type: 'Pass', Result: [1] }, input: { a: 1 }, output: [1] },
    {
      title: 'ResultPath puts the result into the input',
      state: { Type: 'Pass', Result: 2, ResultPath: '$.b.c' },
      input: { a: 1 },
      output: { a: 1, b: { c: 2 } },
    },
    {
      title: 'ResultPath null keeps the input',
      state: { Type: 'Pass', Result: 2, ResultPath: null },
      input: { a: 1 },
      output: { a: 1 },
    },
    {
      title: 'InputPath null is an empty object',
      state: { Type: 'Pass', InputPath: null },
      input: { a: 1 },
      output: {},
    },
    { title: 'OutputPath selects', state: { Type: 'Pass', OutputPath: '$.a' }, input: { a: [3] }, output: [3] },
    {
      title: 'OutputPath null is an empty object',
      state: { Type: 'Pass', OutputPath: null },
      input: { a: 1 },
      output: {},
    },
    {
      title: 'ResultPath merges into the raw input, not the effective one',
      state: { Type: 'Pass', InputPath: '$.a', Parameters: { 'x.$': '$.b' }, ResultPath: '$.r' },
      input: { a: { b: 5 }, c: 6 },
      output: { a: { b: 5 }, c: 6, r: { x: 5 } },
    },
    {
      title: 'Succeed applies InputPath and OutputPath',
      state: { Type: 'Succeed', InputPath: '$.a', OutputPath: '$.b' },
      input: { a: { b: 5 } },
      output: 5,
    },
  ];
  it.each(rows)('$title', async ({ state, input, output }) => {
    const states = { S: state['Type'] === 'Succeed' ? state : { ...state, End: true } };
    expect((await runMachine(machine(states), { input })).outcome).toEqual({ status: 'SUCCEEDED', output });
  });

  it('shapes a task: Parameters, ResultSelector, ResultPath, OutputPath', async () => {
    const state = {
      Type: 'Task',
      Resource: INVOKE,
      Parameters: { FunctionName: 'f', 'Payload.$': '$.order' },
      ResultSelector: { 'price.$': '$.Payload.price' },
      ResultPath: '$.quote',
      OutputPath: '$.quote',
      End: true,
    };
    const { outcome, requests } = await runMachine(machine({ T: state }), {
      input: { order: { id: 1 } },
      answer: () => ({ kind: 'succeeded', output: { Payload: { price: 9 }, StatusCode: 200 } }),
    });
    expect(requests[0]?.input).toEqual({ FunctionName: 'f', Payload: { id: 1 } });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: { price: 9 } });
  });
});

describe('variables', () => {
  it('are assigned together from the values at entry, and swap', async () => {
    const { outcome, history } = await runMachine(
      machine({
        A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'B' },
        B: { Type: 'Pass', Assign: { 'x.$': '$y', 'y.$': '$x' }, Next: 'C' },
        C: { Type: 'Pass', Parameters: { 'x.$': '$x', 'y.$': '$y' }, End: true },
      }),
    );
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: { x: 2, y: 1 } });
    expect(history[4]?.details).toMatchObject({ assignedVariables: { x: 2, y: 1 } });
  });

  it('of a branch are not seen outside, and outer ones are seen inside', async () => {
    const branch = machine({ P: { Type: 'Pass', Parameters: { 'v.$': '$outer' }, Assign: { inner: 1 }, End: true } });
    const { outcome } = await runMachine(
      machine({
        A: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'Par' },
        Par: { Type: 'Parallel', Branches: [branch], Next: 'C' },
        C: { Type: 'Pass', Parameters: { 'v.$': '$inner' }, End: true },
      }),
    );
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('Choice', () => {
  const states = {
    C: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'One' }], Default: 'Other' },
    One: { Type: 'Pass', Result: 'one', End: true },
    Other: { Type: 'Pass', Result: 'other', End: true },
  };
  it.each([
    [1, 'one'],
    [2, 'other'],
  ])('goes where the first matching rule points (%j)', async (n, output) => {
    expect((await runMachine(machine(states), { input: { n } })).outcome).toEqual({ status: 'SUCCEEDED', output });
  });

  it('without a match and a Default fails as AWS says', async () => {
    const { Default: _, ...choice } = states.C;
    const { outcome } = await runMachine(machine({ ...states, C: choice }), { input: { n: 3 } });
    expect(outcome).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'C' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    });
  });
});

describe('time', () => {
  it('Wait takes virtual seconds and no real ones', async () => {
    const { run, history } = await runMachine(machine({ W: { Type: 'Wait', Seconds: 86_400, End: true } }));
    expect(run.now).toBe(START + 86_400_000);
    expect(history.map(({ time }) => time - START)).toEqual([0, 0, 86_400_000, 86_400_000]);
  });

  it('a timestamp in the past does not wait', async () => {
    const { run } = await runMachine(machine({ W: { Type: 'Wait', Timestamp: '2016-03-14T01:59:00Z', End: true } }));
    expect(run.now).toBe(START);
  });

  it('a task takes its delay, and times out when that is too long', async () => {
    const task = { Type: 'Task', Resource: FUNCTION, TimeoutSeconds: 5, End: true };
    const answer = (delayMs: number) => (): TaskReply => ({ kind: 'succeeded', output: 1, delayMs });
    const quick = await runMachine(machine({ T: task }), { answer: answer(5000) });
    expect([quick.outcome.status, quick.run.now - START]).toEqual(['SUCCEEDED', 5000]);
    const slow = await runMachine(machine({ T: task }), { answer: answer(5001) });
    expect(slow.outcome).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(slow.run.now - START).toBe(5000);
    expect(outline(slow.history)).toContain('5<-4 LambdaFunctionTimedOut');
  });

  it("the machine's TimeoutSeconds ends it wherever it is", async () => {
    const { outcome, run, history } = await runMachine(
      machine({ W: { Type: 'Wait', Seconds: 60, End: true } }, { TimeoutSeconds: 5 }),
    );
    expect(outcome).toEqual({ status: 'TIMED_OUT' });
    expect(run.now - START).toBe(5000);
    expect(outline(history).at(-1)).toBe('3<-0 ExecutionTimedOut');
  });

  it('a missed heartbeat is called a timeout, and both names match it', async () => {
    const state = {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      HeartbeatSeconds: 10,
      Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Late' }],
      End: true,
    };
    const { outcome, run } = await runMachine(machine({ T: state, Late: { Type: 'Pass', End: true } }), {
      answer: () => ({ kind: 'timedOut' }),
    });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: { Error: 'States.Timeout', Cause: '' } });
    expect(run.now - START).toBe(10_000);
  });
});

describe('Retry and Catch', () => {
  const task = (more: JsonObject): JsonObject =>
    machine({ T: { Type: 'Task', Resource: FUNCTION, End: true, ...more }, Caught: { Type: 'Pass', End: true } });
  const failing = (times: number) => {
    let left = times;
    return (): TaskAnswer => (left-- > 0 ? failed('Flaky') : { kind: 'succeeded', output: 'done' });
  };

  it('retries after IntervalSeconds times BackoffRate, capped by MaxDelaySeconds', async () => {
    const retry = [{ ErrorEquals: ['Flaky'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 10 }];
    const { outcome, run, requests } = await runMachine(task({ Retry: retry }), { answer: failing(4) });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: 'done' });
    expect(run.now - START).toBe((2 + 6 + 10 + 10) * 1000);
    expect(requests.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(requests.map(({ context }) => (context()['State'] as JsonObject)['Name'])).toEqual(Array(5).fill('T'));
  });

  it('only the first matching retrier counts, also when it is used up', async () => {
    const retry = [
      { ErrorEquals: ['Flaky'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 9 },
    ];
    const { outcome, requests } = await runMachine(task({ Retry: retry }), { answer: failing(9) });
    expect(outcome).toEqual({ status: 'FAILED', error: 'Flaky', cause: 'because' });
    expect(requests).toHaveLength(2);
  });

  it('jitter is drawn from the seed: the same run twice', async () => {
    const retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100, JitterStrategy: 'FULL' }];
    const runs = [
      await runMachine(task({ Retry: retry }), { answer: failing(3) }),
      await runMachine(task({ Retry: retry }), { answer: failing(3) }),
    ];
    expect(runs[0]?.events).toEqual(runs[1]?.events);
    const [first] = runs;
    expect((first?.run.now ?? 0) - START).toBeGreaterThan(0);
    expect((first?.run.now ?? 0) - START).toBeLessThan(700_000);
  });

  it('the second catcher takes what the first does not match, and keeps the input with a ResultPath', async () => {
    const { outcome, history } = await runMachine(
      task({
        Catch: [
          { ErrorEquals: ['Other'], Next: 'T' },
          { ErrorEquals: ['States.TaskFailed'], ResultPath: '$.error', Next: 'Caught' },
        ],
      }),
      { input: { a: 1 }, answer: () => failed('Flaky') },
    );
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: { a: 1, error: { Error: 'Flaky', Cause: 'because' } } });
    expect(outline(history).slice(4, 6)).toEqual(['5<-4 LambdaFunctionFailed', '6<-5 TaskStateExited T']);
  });

  it('States.Runtime is never caught', async () => {
    const { outcome } = await runMachine(
      task({ InputPath: '$.missing', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }),
    );
    expect(outcome).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'T' (entered at the event id #2). Invalid path '$.missing' : No results for path: $['missing']",
    });
  });

  it.each([
    [FUNCTION, FUNCTION],
    [INVOKE, 'lambda'],
  ])('a result over the limit is caught, with the origin in its cause (%s)', async (resource, origin) => {
    const big = 'x'.repeat(300_000);
    const { outcome } = await runMachine(
      task({ Resource: resource, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }),
      { answer: () => ({ kind: 'succeeded', output: big }) },
    );
    expect(outcome).toEqual({
      status: 'SUCCEEDED',
      output: {
        Error: 'States.DataLimitExceeded',
        Cause: `The state/task '${origin}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      },
    });
  });
});

describe('limits', () => {
  const loop = machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } });

  it('a Standard history ends at its limit of events', async () => {
    const { outcome, history } = await runMachine(loop);
    expect(history).toHaveLength(25_000);
    expect(outcome).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  });

  it('a payload that grows in a loop is stopped at the limit', async () => {
    const grow = machine({
      A: { Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' }, Next: 'A' },
    });
    const { outcome } = await runMachine(grow, { input: { text: 'some text' } });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('a payload that stays small is measured again when its bound has grown', async () => {
    const overwrite = machine({
      A: { Type: 'Pass', Result: 'x'.repeat(1000), ResultPath: '$.same', Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Variable: '$.never', IsPresent: true, Next: 'A' }], Default: 'A' },
    });
    const { outcome } = await runMachine(overwrite);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('stopping and stepping', () => {
  const definition = machine({
    A: { Type: 'Pass', Next: 'W' },
    W: { Type: 'Wait', Seconds: 10, Next: 'B' },
    B: { Type: 'Pass', End: true },
  });

  it('advance(1) enters one state, and position names the next', () => {
    const { run } = startMachine(definition);
    const seen: string[] = [];
    for (let state = run.advance(0); state !== 'ended'; state = run.advance(1)) {
      seen.push(`${String(run.transitions)} ${run.position()?.pointer ?? 'nowhere'}`);
    }
    expect(seen).toEqual(['0 /States/A', '1 /States/W', '2 /States/W']);
    expect(run.transitions).toBe(3);
    expect(run.outcome).toEqual({ status: 'SUCCEEDED', output: {} });
    expect(run.position()).toBeNull();
  });

  it('stop aborts with the reason given, out of nowhere', () => {
    const { run, outcome, history } = (() => {
      const started = startMachine(definition);
      started.run.advance(2);
      started.run.stop({ error: 'Enough', cause: 'of it' });
      return started;
    })();
    expect(run.advance(10)).toBe('ended');
    expect(outcome).toEqual({ status: 'ABORTED', error: 'Enough', cause: 'of it' });
    expect(outline(history).at(-1)).toBe('5<-0 ExecutionAborted');
  });

  it('counts every state', async () => {
    const { run } = await runMachine(definition);
    expect(run.counters().map(({ pointer, entered, exited }) => [pointer, entered, exited])).toEqual([
      ['/States/A', 1, 1],
      ['/States/W', 1, 1],
      ['/States/B', 1, 1],
    ]);
  });
});

describe('answers that take real time', () => {
  it('are applied in the order of asking, and take no virtual time', async () => {
    const settle: ((answer: TaskAnswer) => void)[] = [];
    const branch = (name: string): JsonObject => machine({ [name]: { Type: 'Task', Resource: FUNCTION, End: true } });
    const started = startMachine(
      machine({ P: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } }),
      {
        answer: () => ({
          kind: 'pending',
          answer: new Promise((resolve) => {
            settle.push(resolve);
          }),
        }),
      },
    );
    expect(started.run.advance(100)).toBe('waiting');
    settle[1]?.({ kind: 'succeeded', output: 'b' });
    settle[0]?.({ kind: 'succeeded', output: 'a' });
    await started.run.whenReady();
    while (started.run.advance(100) !== 'ended') await started.run.whenReady();
    expect(started.outcome).toEqual({ status: 'SUCCEEDED', output: ['a', 'b'] });
    expect(started.run.now).toBe(START);
  });

  it('a rejection of a port is a defect and is thrown', async () => {
    const { run } = startMachine(machine({ T: { Type: 'Task', Resource: FUNCTION, End: true } }), {
      answer: () => ({ kind: 'pending', answer: Promise.reject(new Error('broken port')) }),
    });
    expect(run.advance(10)).toBe('waiting');
    await run.whenReady();
    expect(() => run.advance(10)).toThrow('broken port');
  });
});

describe('plans', () => {
  it('number all states of the definition, nested ones too', () => {
    const inner = machine({ X: { Type: 'Pass', End: true } });
    const plan = planOf(
      machine({ P: { Type: 'Parallel', Branches: [inner], Next: 'Z/1' }, 'Z/1': { Type: 'Succeed' } }),
    );
    expect(plan.states.map(({ pointer, ordinal }) => [ordinal, pointer])).toEqual([
      [0, '/States/P'],
      [1, '/States/P/Branches/0/States/X'],
      [2, '/States/Z~11'],
    ]);
  });
});
