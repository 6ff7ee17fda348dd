/**
 * Tasks that start another state machine: the execution runs inside the same run, with its own history and name. `.sync` and
 * startSyncExecution wait for its end; `.waitForTaskToken` waits for who sends the token back.
 */

import { isJsonObject, type Json } from '../../base/json.ts';
import { createRng } from '../../base/rng.ts';
import { childSeed } from '../../events/child-identity.ts';
import type { RunPosition } from '../../events/run-snapshot.ts';
import { executionArn, stateMachineArn } from '../arn.ts';
import { abortExecution } from '../end-execution.ts';
import type { Engine } from '../engine.ts';
import { Execution, type NestedCaller } from '../execution.ts';
import { payloadBytes } from '../payload-size.ts';
import type { TaskPlan } from '../plan.ts';
import { placeOf } from '../run-position.ts';
import { startRootThread } from '../start-execution.ts';
import type { NestedMachine } from '../task-port.ts';
import type { Thread } from '../thread.ts';
import { limitMs, takeAnswer } from './task-answer.ts';
import { answerOf, inputOf, refusal, startedOutput } from './nested-envelopes.ts';
import { settleTask, tellStarted, type TaskTimes } from './task-events.ts';
import { awaitToken } from './task-token.ts';

/** Executions inside one another; a machine that starts itself is stopped here. AWS would run until somebody stops it. */
const MAX_DEPTH = 50;

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
  const { pattern } = plan.resource;
  const isSync = plan.resource.resource === 'startSyncExecution';
  const isJob = pattern === 'sync' || pattern === 'sync2';
  const isAwaited = isJob || isSync;
  const kind = isJob || pattern === 'callback' ? 'submitFailed' : 'failed';
  const refuse = (error: string, cause: string): void => {
    takeAnswer(engine, thread, plan, times, { kind, error, cause });
  };
  const depth = (execution.caller?.depth ?? 0) + 1;
  if (depth > MAX_DEPTH) {
    refuse('Stepscope.NestedTooDeeply', `More than ${String(MAX_DEPTH)} executions have started one another.`);
    return;
  }
  const seed = childSeed(execution.seed, SEED_OF_NESTED, execution.nNested++);
  const ids = createRng(seed ^ 0x1d);
  const request = isJsonObject(payload) ? payload : {};
  const decline = (code: string, message: string): void => {
    const { error, cause } = refusal(plan.resource, code, message, ids.uuid());
    refuse(error, cause);
  };
  if (isSync && machine.type === 'STANDARD') {
    decline('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
    return;
  }
  const input = inputOf(request['Input']);
  if (input === undefined) {
    decline('InvalidExecutionInput', `Invalid State Machine Execution Input: ${JSON.stringify(request['Input'])}`);
    return;
  }
  const name = typeof request['Name'] === 'string' ? request['Name'] : ids.uuid();
  const identity = { ...machine.identity, executionName: name };
  const standardArn = executionArn(identity, 'STANDARD', name, '');
  if (machine.type === 'STANDARD' && engine.nestedArns.has(standardArn)) {
    decline('ExecutionAlreadyExists', `Execution Already Exists: '${standardArn}'`);
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
      const answer = answerOf(plan.resource, nested, outcome, stateMachineArn(identity), engine.now);
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
    ofMapRun: null,
    runSeed: options.seed,
    lifetimeMs: Math.min(duration, timeout),
  };
  const nested = new Execution(setting, {
    number: ++engine.nExecutions,
    input,
    started: engine.moment,
    begun: engine.moment,
    seed,
    recording,
    childIndex: -1,
    iterations: [],
  });
  const scheduledEventId = thread.lastEventId;
  const open = (): void => {
    engine.openNested.add(nested);
    engine.nestedArns.add(nested.arn);
    engine.tellNestedStarted(nested, execution, scheduledEventId);
    startRootThread(engine, nested, payloadBytes(input));
  };
  const started = startedOutput(plan.resource, nested.arn, now, ids.uuid());
  if (pattern === 'callback') {
    tellStarted(engine, thread, plan, { kind: 'succeeded', output: null, submitted: started });
    awaitToken(engine, thread, plan, times);
    open();
    return;
  }
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
