import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../base/json.ts';
import { matches, retryDelaySeconds } from './failure.ts';
import { boundWithinLimit, payloadBytes } from './payload-size.ts';
import { readLocalMocks } from './local-mock-answers.ts';
import { createRecordedTasks, readRecordedAnswers } from './recorded-answers.ts';
import type { IterationStep, TaskRequest } from './task-port.ts';
import { parseTaskResource } from './task-resource.ts';
import { createTimerHeap } from './timer-heap.ts';

describe('task resources', () => {
  const rows: readonly [arn: string, pattern: string | null, type?: string, resource?: string][] = [
    ['arn:aws:states:::lambda:invoke', 'request-response', 'lambda', 'invoke'],
    ['arn:aws:states:::sqs:sendMessage.waitForTaskToken', 'callback', 'sqs', 'sendMessage.waitForTaskToken'],
    ['arn:aws:states:::states:startExecution.sync', 'sync', 'states', 'startExecution.sync'],
    ['arn:aws:states:::states:startExecution.sync:2', 'sync2', 'states', 'startExecution.sync:2'],
    ['arn:aws:states:::aws-sdk:s3:getObject', 'request-response', 'aws-sdk:s3', 'getObject'],
    ['arn:aws:lambda:us-east-1:1:function:f:live', 'lambda-function', '', 'arn:aws:lambda:us-east-1:1:function:f:live'],
    ['arn:aws:states:us-east-1:1:activity:a', 'activity', '', 'arn:aws:states:us-east-1:1:activity:a'],
    ['${ProcessFunctionArn}', 'lambda-function', '', '${ProcessFunctionArn}'],
    ['arn:aws:states:::lambda', null],
    ['lambda:invoke', null],
  ];
  it.each(rows)('%s', (arn, pattern, resourceType, resource) => {
    const expected = pattern === null ? null : { arn, pattern, resourceType, resource };
    expect(parseTaskResource(arn)).toEqual(expected);
  });
});

describe('timers', () => {
  it('come out by due time, then in the order they were set', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (dues) => {
        const heap = createTimerHeap<{ readonly due: number; readonly sequence: number }>();
        dues.forEach((due, sequence) => {
          heap.push(due, { due, sequence });
        });
        const out: number[][] = [];
        for (let timer = heap.pop(); timer !== undefined; timer = heap.pop()) out.push([timer.due, timer.sequence]);
        const expected = dues.map((due, sequence) => [due, sequence]);
        expected.sort((left, right) => (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0));
        expect(out).toEqual(expected);
      }),
    );
  });
});

describe('error names', () => {
  it.each([
    [['States.ALL'], 'Anything', true],
    [['States.TaskFailed'], 'Anything', true],
    [['States.TaskFailed'], 'States.Timeout', false],
    [['States.TaskFailed'], 'States.QueryEvaluationError', false],
    [['States.Timeout'], 'States.Timeout', true],
    [['States.HeartbeatTimeout'], 'States.Timeout', false],
    [['A', 'B'], 'B', true],
    [['A'], undefined, false],
  ])('%j matches %s: %s', (errorEquals, error, expected) => {
    expect(matches(errorEquals, { error, cause: undefined })).toBe(expected);
  });

  it('a missed heartbeat answers to both names', () => {
    const failure = { error: 'States.Timeout', cause: undefined, alias: 'States.HeartbeatTimeout' };
    expect(matches(['States.HeartbeatTimeout'], failure)).toBe(true);
    expect(matches(['States.Timeout'], failure)).toBe(true);
  });
});

it('the delay of a retry is Interval × Rate^n, at most MaxDelaySeconds', () => {
  const retrier = { errorEquals: [], intervalSeconds: 2, maxAttempts: 9, backoffRate: 2, jitter: 'NONE' } as const;
  expect([0, 1, 2].map((nDone) => retryDelaySeconds({ ...retrier, maxDelaySeconds: null }, nDone))).toEqual([2, 4, 8]);
  expect(retryDelaySeconds({ ...retrier, maxDelaySeconds: 5 }, 2)).toBe(5);
});

describe('payload sizes', () => {
  it('a bound is never below the size', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(payloadBytes(value as never)).toBeGreaterThanOrEqual(Buffer.byteLength(text));
      }),
    );
  });

  it('a bound over the limit is measured before anything is refused', () => {
    expect(boundWithinLimit('short', 1000, 100, 'S')).toBe(7);
    expect(() => boundWithinLimit('x'.repeat(200), 1000, 100, 'S')).toThrow(/The state\/task 'S' returned a result/);
  });
});

const request = (stateName: string, attempt: number, iterations: readonly IterationStep[] = []): TaskRequest => ({
  execution: 0,
  stateName,
  resource: { arn: 'a', pattern: 'lambda-function', resourceType: '', resource: 'a' },
  input: null,
  attempt,
  iterations,
  context: () => ({}),
});

describe('answers of a Step Functions Local mock file', () => {
  const config = (mocked: Json): Json => ({
    StateMachines: { M: { TestCases: { Case: { T: 'answers' } } } },
    MockedResponses: { answers: mocked },
  });

  it('are found by the number of the invocation, in ranges', () => {
    const { tasks } = readLocalMocks(
      config({ '0': { Throw: { Error: 'E', Cause: 'c' } }, '1-2': { Return: { StatusCode: 200, Payload: 'p' } } }),
      'M',
      'Case',
    );
    expect([1, 2, 3, 4].map(() => tasks?.invoke(request('T', 1)))).toMatchObject([
      { kind: 'failed', error: 'E', cause: 'c' },
      // The state names the function itself, so it gets the payload.
      { kind: 'succeeded', output: 'p' },
      { kind: 'succeeded', output: 'p' },
      { kind: 'failed', error: 'Stepscope.NoMockedResponse' },
    ]);
  });

  it.each([
    [{ '1': { Return: 1 } }, /do not follow one another from 0: "1"/],
    [{ first: { Return: 1 } }, /"first" of the mocked response "answers"/],
    [{ '0': { Return: 1, Throw: { Error: 'E', Cause: 'c' } } }, /one of Return and Throw/],
    [{ '0': { Throw: { Error: 'E' } } }, /one of Return and Throw/],
    [7, /names a mocked response that is not there/],
  ])('that make no sense are problems (%j)', (mocked, problem) => {
    const { tasks, problems } = readLocalMocks(config(mocked), 'M', 'Case');
    expect(tasks).toBeNull();
    expect(problems.join(' ')).toMatch(problem);
  });

  it('a test case that is not there is a problem', () => {
    expect(readLocalMocks(config({}), 'M', 'Other').problems).toHaveLength(1);
  });
});

describe('recorded answers', () => {
  it('are found by state, iteration and attempt, whatever their order, and used up by visits', () => {
    const { answers, problems } = readRecordedAnswers([
      { state: 'T', attempt: 2, outcome: { succeeded: 'second' } },
      { state: 'T', attempt: 1, outcome: { failed: { error: 'E', cause: 'c' } }, submitted: { id: 1 } },
      { state: 'T', attempt: 1, outcome: { succeeded: 'next visit' } },
      {
        state: 'T',
        attempt: 1,
        iteration: [{ map: 'M', index: 3 }],
        outcome: { timedOut: { error: 'States.Timeout' } },
      },
    ]);
    const tasks = createRecordedTasks(answers);
    expect(problems).toEqual([]);
    expect(tasks.invoke(request('T', 1, [{ state: 'M', index: 3 }]))).toEqual({
      kind: 'timedOut',
      error: 'States.Timeout',
    });
    expect(tasks.invoke(request('T', 1))).toEqual({ kind: 'failed', error: 'E', cause: 'c', submitted: { id: 1 } });
    expect(tasks.invoke(request('T', 2))).toEqual({ kind: 'succeeded', output: 'second' });
    expect(tasks.invoke(request('T', 1))).toEqual({ kind: 'succeeded', output: 'next visit' });
    expect(tasks.invoke(request('T', 1))).toMatchObject({ kind: 'failed', error: 'Stepscope.NoRecordedAnswer' });
  });

  it.each([
    [5, 'Recorded tasks must be a list.'],
    [[1], 'Recorded task 0 is not an object.'],
    [[{ state: null }], 'Recorded task 0 names no state.'],
    [[{ state: 'T', outcome: null }], 'Recorded task 0 has no outcome.'],
    [[{ state: 'T', outcome: { exploded: 1 } }], 'Recorded task 0 has an unknown outcome.'],
    [
      [{ state: 'T', outcome: { succeeded: 1 }, iteration: [1] }],
      'Recorded task 0 has an iteration that is no list of {map, index}.',
    ],
  ])('that say too little are problems (%j)', (value, problem) => {
    expect(readRecordedAnswers(value).problems).toEqual([problem]);
  });
});
