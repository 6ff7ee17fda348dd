import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { historyViolations } from '../events/invariants.ts';
import type { RunOptions } from './run-types.ts';
import { historyOf, outline, planOf, runMachine, startMachine, START, type MachineRun } from './test-runs.ts';
import type { NestedMachine, TaskAnswer, TaskRequest } from './task-port.ts';

const CHILD_ARN = 'arn:aws:states:eu-central-1:123456789012:stateMachine:Child';
const CHILD_EXECUTION = 'arn:aws:states:eu-central-1:123456789012:execution:Child:c1';

function task(suffix: string, more: JsonObject = {}): JsonObject {
  return {
    Type: 'Task',
    Resource: `arn:aws:states:::states:startExecution${suffix}`,
    Parameters: { StateMachineArn: CHILD_ARN, 'Input.$': '$.given', Name: 'c1' },
    End: true,
    ...more,
  };
}

const one = (state: JsonObject): JsonObject => ({ StartAt: 'Start', States: { Start: state } });
const pass = one({ Type: 'Pass', Result: { done: true }, End: true });
const waiting = one({ Type: 'Wait', Seconds: 60, End: true });
const failing = one({ Type: 'Fail', Error: 'Broken', Cause: 'why' });

function nested(definition: Json, more: Partial<NestedMachine> = {}): NestedMachine {
  return {
    plan: planOf(definition),
    type: 'STANDARD',
    identity: {
      partition: 'aws',
      region: 'eu-central-1',
      accountId: '123456789012',
      stateMachineName: 'Child',
      roleArn: 'arn:aws:iam::123456789012:role/Child',
    },
    tasks: { invoke: () => ({ kind: 'succeeded', output: {} }) },
    ...more,
  };
}

function run(definition: Json, machine: NestedMachine, input: Json = { given: { a: 1 } }): Promise<MachineRun> {
  const answer = (): ReturnType<NestedMachine['tasks']['invoke']> => ({ kind: 'nested', machine });
  const recording: RunOptions['recording'] = { root: 'history', children: () => 'none', nested: 'history' };
  return runMachine(definition, { input, answer, options: { recording } });
}

function outputOf({ outcome }: MachineRun): JsonObject {
  expect(outcome.status).toBe('SUCCEEDED');
  return (outcome as { readonly output: JsonObject }).output;
}

describe('a task that starts another state machine', () => {
  it('without waiting goes on at once; the other execution comes to its own end', async () => {
    const machine = await run(one(task('')), nested(waiting));
    expect(outputOf(machine)).toMatchObject({ ExecutionArn: CHILD_EXECUTION, StartDate: START });
    expect(outline(machine.history)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 TaskStateEntered Start',
      '3<-2 TaskScheduled',
      '4<-3 TaskStarted',
      '5<-4 TaskSucceeded',
      '6<-5 TaskStateExited Start',
      '7<-6 ExecutionSucceeded',
    ]);
    expect(machine.history.at(-1)?.time).toBe(START);
    expect(historyOf(machine.events, 1).at(-1)).toMatchObject({ type: 'ExecutionSucceeded', time: START + 60_000 });
    expect(machine.run.now).toBe(START + 60_000);
  });

  it.each([
    ['.sync', { Input: '{"a":1}', Output: '{"done":true}' }],
    ['.sync:2', { Input: { a: 1 }, Output: { done: true } }],
  ])('%s waits and answers as AWS does', async (suffix, data) => {
    const machine = await run(one(task(suffix)), nested(pass));
    expect(outputOf(machine)).toEqual({
      ...data,
      ExecutionArn: CHILD_EXECUTION,
      InputDetails: { Included: true },
      Name: 'c1',
      OutputDetails: { Included: true },
      RedriveCount: 0,
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      StartDate: START,
      StateMachineArn: CHILD_ARN,
      Status: 'SUCCEEDED',
      StopDate: START,
    });
    expect(outline(machine.history).slice(2, 6)).toEqual([
      '3<-2 TaskScheduled',
      '4<-3 TaskStarted',
      '5<-4 TaskSubmitted',
      '6<-5 TaskSucceeded',
    ]);
    const own = historyOf(machine.events, 1);
    expect(historyViolations(own)).toEqual([]);
    expect(outline(own)[1]).toBe('2<-0 PassStateEntered Start');
    expect(machine.events.filter(({ kind }) => kind.startsWith('nested'))).toMatchObject([
      { kind: 'nested-execution-started', execution: 1, parent: 0, arn: CHILD_EXECUTION, stateMachineArn: CHILD_ARN },
      { kind: 'nested-execution-ended', execution: 1, status: 'SUCCEEDED' },
    ]);
  });

  it('.sync fails with States.TaskFailed and the description of what failed', async () => {
    const { outcome } = await run(one(task('.sync')), nested(failing));
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse((outcome as { readonly cause: string }).cause)).toMatchObject({
      Cause: 'why',
      Error: 'Broken',
      ExecutionArn: CHILD_EXECUTION,
      Input: '{"a":1}',
      Status: 'FAILED',
    });
  });

  it.each<[what: string, given: Json, input: Json]>([
    ['null', null, {}],
    ['a text of JSON', '{"b":[1]}', { b: [1] }],
    ['a JSON text of a text', '"x"', 'x'],
    ['a value', [1, 2], [1, 2]],
  ])('takes %s as the input', async (_, given, input) => {
    const machine = await run(one(task('.sync:2')), nested(pass), { given });
    expect(outputOf(machine)['Input']).toEqual(input);
  });

  it('refuses an input that is no JSON, before anything starts', async () => {
    const machine = await run(one(task('.sync')), nested(pass), { given: 'not' });
    expect(machine.outcome).toMatchObject({ error: 'StepFunctions.InvalidExecutionInputException' });
    expect(outline(machine.history)[4]).toBe('5<-4 TaskSubmitFailed');
    expect(historyOf(machine.events, 1)).toEqual([]);
  });

  it('refuses a name that was taken already', async () => {
    const twice = {
      StartAt: 'First',
      States: { First: task('', { End: false, Next: 'Second', ResultPath: null }), Second: task('') },
    };
    const { outcome } = await run(twice, nested(pass));
    expect(outcome).toMatchObject({ error: 'StepFunctions.ExecutionAlreadyExistsException' });
    expect((outcome as { readonly cause: string }).cause).toContain(`Execution Already Exists: '${CHILD_EXECUTION}'`);
  });

  it('stops the execution it waits for when its own time is up', async () => {
    const machine = await run(one(task('.sync', { TimeoutSeconds: 5 })), nested(waiting));
    expect(machine.outcome).toMatchObject({ error: 'States.Timeout' });
    expect(historyOf(machine.events, 1).at(-1)).toMatchObject({ type: 'ExecutionAborted', time: START + 5000 });
    expect(machine.run.now).toBe(START + 5000);
  });

  it('stops it, too, when a branch beside it fails', async () => {
    const branches = [one(task('.sync')), { StartAt: 'No', States: { No: { Type: 'Fail', Error: 'E' } } }];
    const machine = await run(one({ Type: 'Parallel', Branches: branches, End: true }), nested(waiting));
    expect(machine.outcome).toMatchObject({ error: 'E' });
    expect(historyOf(machine.events, 1).at(-1)?.type).toBe('ExecutionAborted');
  });

  it('is stopped itself by the time limit of the machine around it', async () => {
    const machine = await run({ ...one(task('.sync')), TimeoutSeconds: 7 }, nested(waiting));
    expect(machine.outcome.status).toBe('TIMED_OUT');
    expect(machine.run.now).toBe(START + 7000);
  });

  it('that starts itself is stopped at some depth', async () => {
    let self: NestedMachine | null = null;
    const unnamed = task('.sync', { Parameters: { StateMachineArn: CHILD_ARN } });
    const tasks = {
      invoke: (_request: TaskRequest): TaskAnswer | { kind: 'nested'; machine: NestedMachine } =>
        self === null ? { kind: 'succeeded', output: 0 } : { kind: 'nested', machine: self },
    };
    self = nested(one(unnamed), { tasks });
    const { outcome, events } = await run(one(unnamed), self);
    expect(outcome.status).toBe('FAILED');
    expect(outcome).toMatchObject({ error: 'States.TaskFailed' });
    expect(events.filter(({ kind }) => kind === 'nested-execution-started')).toHaveLength(50);
  });

  it('counts and stands in its own definition: the run is at the task', () => {
    const machine = startMachine(one(task('.sync')), {
      input: { given: {} },
      answer: () => ({ kind: 'nested', machine: nested(waiting) }),
    });
    machine.run.advance(1);
    expect(machine.run.position()).toMatchObject({ execution: 0, stateName: 'Start', pointer: '/States/Start' });
    machine.run.advance(1);
    expect(machine.run.counters()).toMatchObject([{ entered: 1, exited: 0 }]);
    expect(machine.events.every((event) => event.kind === 'history' && event.execution === 0)).toBe(true);
  });

  it('ends with all it has started when it is stopped', () => {
    const long = { Type: 'Wait', Seconds: 90, End: true };
    const definition = { StartAt: 'Start', States: { Start: task('', { Next: 'Long', End: false }), Long: long } };
    const machine = startMachine(definition, {
      input: { given: {} },
      answer: () => ({ kind: 'nested', machine: nested(waiting) }),
    });
    machine.run.advance(2);
    machine.run.stop({});
    expect(machine.run.advance(10)).toBe('ended');
    expect(machine.run.now).toBe(START);
  });
});
