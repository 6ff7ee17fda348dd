import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { outline, planOf, runMachine, START, historyOf, type MachineRun } from './test-runs.ts';
import type { NestedMachine, TaskReply, TaskRequest } from './task-port.ts';

const CHILD_ARN = 'arn:aws:states:eu-central-1:123456789012:stateMachine:Child';
const one = (state: JsonObject): JsonObject => ({ StartAt: 'Start', States: { Start: { End: true, ...state } } });

function childOf(definition: Json, type: NestedMachine['type'] = 'STANDARD'): NestedMachine {
  return {
    plan: planOf(definition),
    type,
    identity: {
      partition: 'aws',
      region: 'eu-central-1',
      accountId: '123456789012',
      stateMachineName: 'Child',
      roleArn: 'arn:aws:iam::123456789012:role/Child',
    },
    tasks: { invoke: sends },
  };
}

const sends = ({ stateName }: TaskRequest): TaskReply => ({
  kind: 'sends-token',
  otherwise: () => ({ kind: 'succeeded', output: `${stateName} was mocked` }),
});

function run(definition: JsonObject, child: NestedMachine): Promise<MachineRun> {
  return runMachine(definition, {
    answer: () => ({ kind: 'nested', machine: child }),
    options: { recording: { root: 'history', children: () => 'none', nested: 'history' } },
  });
}

const start = (more: JsonObject = {}): JsonObject =>
  one({
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.waitForTaskToken',
    Parameters: { StateMachineArn: CHILD_ARN, Name: 'c', Input: { 'token.$': '$$.Task.Token' } },
    ...more,
  });
const send = (action: string, more: JsonObject): JsonObject => ({
  Type: 'Task',
  Resource: `arn:aws:states:::aws-sdk:sfn:sendTask${action}`,
  Parameters: { 'TaskToken.$': '$.token', ...more },
});

describe('a task that hands its token to another state machine', () => {
  it('goes on with what that machine sends', async () => {
    const child = {
      StartAt: 'Wait',
      States: {
        Wait: { Type: 'Wait', Seconds: 5, Next: 'Send' },
        Send: { ...send('Success', { Output: { a: 1 } }), End: true },
      },
    };
    const machine = await run(start(), childOf(child));
    expect(outline(machine.history)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 TaskStateEntered Start',
      '3<-2 TaskScheduled',
      '4<-3 TaskStarted',
      '5<-4 TaskSubmitted',
      '6<-5 TaskSucceeded',
      '7<-6 TaskStateExited Start',
      '8<-7 ExecutionSucceeded',
    ]);
    expect(machine.outcome).toEqual({ status: 'SUCCEEDED', output: { a: 1 } });
    expect(machine.run.now).toBe(START + 5000);
    expect(historyOf(machine.events, 1).at(-1)?.details).toEqual({ output: {} });
  });

  it('fails with what that machine says', async () => {
    const machine = await run(start(), childOf(one(send('Failure', { Error: 'Refused', Cause: 'no' }))));
    expect(machine.outcome).toEqual({ status: 'FAILED', error: 'Refused', cause: 'no' });
  });

  it('waits on when that machine ends without a word, until its own time is over', async () => {
    const machine = await run(start({ TimeoutSeconds: 30 }), childOf(one({ Type: 'Pass' })));
    expect(machine.outcome).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(machine.run.now).toBe(START + 30_000);
  });

  it('lives as long as heartbeats come', async () => {
    const wait = (Seconds: number, Next: string): JsonObject => ({ Type: 'Wait', Seconds, Next });
    const beat = { ...send('Heartbeat', {}), ResultPath: null };
    const child = {
      StartAt: 'A',
      States: { A: wait(8, 'B'), B: { ...beat, Next: 'C' }, C: wait(8, 'D'), D: { ...beat, End: true } },
    };
    const { outcome, run: driven } = await run(start({ HeartbeatSeconds: 10 }), childOf(child));
    expect(outcome).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(driven.now).toBe(START + 26_000);
  });

  it('takes a token once; what comes later, and a token of somebody else, is answered by a mock', async () => {
    const twice = {
      StartAt: 'A',
      States: {
        A: { ...send('Success', { Output: 1 }), ResultPath: null, Next: 'B' },
        B: { ...send('Success', { Output: 2 }), End: true },
      },
    };
    const machine = await run(start(), childOf(twice));
    expect(machine.outcome).toEqual({ status: 'SUCCEEDED', output: 1 });
    expect(historyOf(machine.events, 1).at(-1)?.details).toEqual({ output: 'B was mocked' });
  });
});

describe('a start through the SDK integration', () => {
  const call = (action: string): JsonObject =>
    one({
      Type: 'Task',
      Resource: `arn:aws:states:::aws-sdk:sfn:${action}`,
      Parameters: { StateMachineArn: CHILD_ARN, Name: 'c', Input: { n: 1 } },
    });
  const waiting = one({ Type: 'Wait', Seconds: 2 });

  it('goes on at once, with its date as a text', async () => {
    const { outcome, run: driven } = await run(call('startExecution'), childOf(waiting));
    const ExecutionArn = 'arn:aws:states:eu-central-1:123456789012:execution:Child:c';
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: { ExecutionArn, StartDate: '2024-01-01T00:00:00Z' } });
    expect(driven.now).toBe(START + 2000);
  });

  it('waits for an Express execution, and succeeds also where that fails', async () => {
    const { outcome } = await run(call('startSyncExecution'), childOf(waiting, 'EXPRESS'));
    expect(outcome).toMatchObject({
      output: {
        BillingDetails: { BilledDurationInMilliseconds: 2000, BilledMemoryUsedInMB: 64 },
        Input: '{"n":1}',
        Output: '{"n":1}',
        Name: 'c',
        StartDate: '2024-01-01T00:00:00Z',
        Status: 'SUCCEEDED',
        StopDate: '2024-01-01T00:00:02Z',
      },
    });
    const failing = await run(call('startSyncExecution'), childOf(one({ Type: 'Fail', Error: 'E' }), 'EXPRESS'));
    expect(failing.outcome).toMatchObject({ status: 'SUCCEEDED', output: { Status: 'FAILED', Error: 'E' } });
  });

  it('refuses to wait for a Standard execution', async () => {
    const { outcome } = await run(call('startSyncExecution'), childOf(waiting));
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'Sfn.StateMachineTypeNotSupportedException' });
  });
});
