/**
 * Tasks that start another state machine: the execution runs inside the same run, with its own history and name, and `.sync` waits for its
 * end. Envelopes as recorded for states:startExecution; dates are epoch milliseconds, as the integration gives them.
 */

import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { createRng } from '../../base/rng.ts';
import { childSeed } from '../../events/child-identity.ts';
import type { ExecutionOutcome, RunPosition } from '../../events/run-snapshot.ts';
import { executionArn, stateMachineArn } from '../arn.ts';
import { abortExecution } from '../end-execution.ts';
import type { Engine } from '../engine.ts';
import { Execution, type NestedCaller } from '../execution.ts';
import { payloadBytes } from '../payload-size.ts';
import type { TaskPlan } from '../plan.ts';
import { placeOf } from '../run-position.ts';
import { startRootThread } from '../start-execution.ts';
import type { NestedMachine, TaskAnswer } from '../task-port.ts';
import type { Thread } from '../thread.ts';
import { limitMs, takeAnswer } from './task-answer.ts';
import { settleTask, tellStarted, type TaskTimes } from './task-events.ts';

/** Executions inside one another; a machine that starts itself is stopped here. AWS would run until somebody stops it. */
const MAX_DEPTH = 50;

/** Longest cause that the service keeps; causes of nested failures would double in length at each level. */
const MAX_CAUSE = 32_768;

/** Keeps the seeds of nested executions apart from those of children. */
const SEED_OF_NESTED = 0x4e455354;

export function startNested(
  engine: Engine,
  thread: Thread,
  plan: TaskPlan,
  times: TaskTimes,
  machine: NestedMachine,
  payload: Json,
): void {
  const { execution } = thread;
  const isAwaited = plan.resource.pattern === 'sync' || plan.resource.pattern === 'sync2';
  const refuse = (error: string, cause: string): void => {
    takeAnswer(engine, thread, plan, times, { kind: isAwaited ? 'submitFailed' : 'failed', error, cause });
  };
  const depth = (execution.caller?.depth ?? 0) + 1;
  if (depth > MAX_DEPTH) {
    refuse('Stepscope.NestedTooDeeply', `More than ${String(MAX_DEPTH)} executions have started one another.`);
    return;
  }
  const seed = childSeed(execution.seed, SEED_OF_NESTED, execution.nNested++);
  const ids = createRng(seed ^ 0x1d);
  const request = isJsonObject(payload) ? payload : {};
  const input = inputOf(request['Input']);
  if (input === undefined) {
    const text = `Invalid State Machine Execution Input: ${JSON.stringify(request['Input'])}`;
    refuse('StepFunctions.InvalidExecutionInputException', serviceCause(text, 'InvalidExecutionInput', ids.uuid()));
    return;
  }
  const name = typeof request['Name'] === 'string' ? request['Name'] : ids.uuid();
  const identity = { ...machine.identity, executionName: name };
  const standardArn = executionArn(identity, 'STANDARD', name, '');
  if (machine.type === 'STANDARD' && engine.nestedArns.has(standardArn)) {
    const text = `Execution Already Exists: '${standardArn}'`;
    refuse('StepFunctions.ExecutionAlreadyExistsException', serviceCause(text, 'ExecutionAlreadyExists', ids.uuid()));
    return;
  }

  const { limits, now, options } = engine;
  const { plan: nestedPlan, type } = machine;
  const caller: NestedCaller = {
    thread,
    isAwaited,
    place: placeInRunsOwn(thread),
    depth,
    answer: (nested, outcome) => {
      const answer = answerOf(plan, nested, outcome, stateMachineArn(identity), engine.now);
      settleTask(engine, thread, plan, answer, 'timeout');
    },
  };
  const duration = type === 'STANDARD' ? limits.standardDurationMs : limits.expressDurationMs;
  const timeout = nestedPlan.timeoutSeconds === null ? Infinity : nestedPlan.timeoutSeconds * 1000;
  const recording = options.sink === null ? 'none' : (options.recording.nested ?? 'none');
  const setting = {
    type,
    identity,
    scope: nestedPlan.root,
    eventLimit: type === 'STANDARD' ? limits.historyEvents - 1 : Infinity,
    caller,
    machine: engine.machineFor(machine),
    tells: recording !== 'none',
    alone: null,
  };
  const nested = new Execution(setting, {
    number: ++engine.nExecutions,
    input,
    startTime: now,
    seed,
    recording,
    deadline: now + Math.min(duration, timeout),
    child: null,
    iterations: [],
  });
  const scheduledEventId = thread.lastEventId;
  const open = (): void => {
    engine.openNested.add(nested);
    engine.nestedArns.add(nested.arn);
    engine.tellNestedStarted(nested, execution, scheduledEventId);
    startRootThread(engine, nested, payloadBytes(input));
  };
  const started = startedOutput(nested.arn, now, ids.uuid());
  if (!isAwaited) {
    open();
    takeAnswer(engine, thread, plan, times, { kind: 'succeeded', output: started });
    return;
  }
  // First what may find no room in the history, then what cannot be taken back.
  tellStarted(engine, thread, plan, { kind: 'succeeded', output: null, submitted: started });
  thread.waitsForNested = nested;
  const limit = limitMs(plan, times);
  if (limit === null) engine.setDeadline(execution);
  else {
    engine.wakeAt(thread, now + limit, (target) => {
      target.waitsForNested = null;
      abortExecution(engine, nested, undefined, undefined);
      settleTask(engine, target, plan, { kind: 'timedOut' }, 'timeout');
    });
  }
  open();
}

/** The end of a nested execution is news for the task only while it waits. */
export function nestedEnded(engine: Engine, nested: Execution, caller: NestedCaller): void {
  const { thread } = caller;
  if (nested.outcome !== null) engine.tellNestedEnded(nested, nested.outcome);
  if (!thread.live || thread.waitsForNested !== nested) return;
  thread.waitsForNested = null;
  // The timer of the task's own timeout has become void.
  thread.generation++;
  engine.ready(thread, () => {
    if (nested.outcome !== null) caller.answer(nested, nested.outcome);
  });
}

/** Seen from the run's own definition, a nested execution stands at the task that started it. */
function placeInRunsOwn(thread: Thread): RunPosition {
  return thread.execution.caller?.place ?? placeOf(thread);
}

/** Undefined for a text that is no JSON. */
function inputOf(given: Json | undefined): Json | undefined {
  if (given === undefined || given === null) return {};
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given) as Json;
  } catch {
    return undefined;
  }
}

/** What StartExecution answers. */
function startedOutput(arn: string, now: number, requestId: string): JsonObject {
  const date = new Date(now).toUTCString();
  const length = String(arn.length + 50);
  const type = 'application/x-amz-json-1.0';
  return {
    ExecutionArn: arn,
    SdkHttpMetadata: {
      AllHttpHeaders: {
        'x-amzn-RequestId': [requestId],
        connection: ['keep-alive'],
        'Content-Length': [length],
        Date: [date],
        'Content-Type': [type],
      },
      HttpHeaders: {
        connection: 'keep-alive',
        'Content-Length': length,
        'Content-Type': type,
        Date: date,
        'x-amzn-RequestId': requestId,
      },
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StartDate: now,
  };
}

/** What `.sync` and `.sync:2` make of DescribeExecution. */
function answerOf(
  { resource }: TaskPlan,
  nested: Execution,
  outcome: ExecutionOutcome,
  machineArn: string,
  now: number,
): TaskAnswer {
  const included = { Included: true };
  if (outcome.status !== 'SUCCEEDED') {
    const description: JsonObject = {
      ...(outcome.cause === undefined ? {} : { Cause: outcome.cause.slice(0, MAX_CAUSE) }),
      ...(outcome.error === undefined ? {} : { Error: outcome.error }),
      ExecutionArn: nested.arn,
      Input: JSON.stringify(nested.input),
      InputDetails: included,
      Name: nested.name,
      RedriveCount: 0,
      RedriveStatus: 'REDRIVABLE',
      StartDate: nested.startTime,
      StateMachineArn: machineArn,
      Status: outcome.status,
      StopDate: now,
    };
    return { kind: 'failed', error: 'States.TaskFailed', cause: JSON.stringify(description) };
  }
  const asGiven = (value: Json): Json => (resource.pattern === 'sync2' ? value : JSON.stringify(value));
  return {
    kind: 'succeeded',
    output: {
      ExecutionArn: nested.arn,
      Input: asGiven(nested.input),
      InputDetails: included,
      Name: nested.name,
      Output: asGiven(outcome.output),
      OutputDetails: included,
      RedriveCount: 0,
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      StartDate: nested.startTime,
      StateMachineArn: machineArn,
      Status: 'SUCCEEDED',
      StopDate: now,
    },
  };
}

function serviceCause(message: string, code: string, requestId: string): string {
  return `${message} (Service: AWSStepFunctions; Status Code: 400; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`;
}
