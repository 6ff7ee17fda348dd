/** The events of a task, which differ by kind of resource: Task*, LambdaFunction* and Activity*. */

import type { Json } from '../../base/json.ts';
import { StatesError } from '../../base/states-error.ts';
import { failureDetails } from '../end-execution.ts';
import type { Engine } from '../engine.ts';
import { completeState } from '../flow.ts';
import { boundWithinLimit, cachedPayloadBytes } from '../payload-size.ts';
import type { TaskPlan } from '../plan.ts';
import { failState } from '../failure.ts';
import { HEARTBEAT_TIMEOUT, type StateProblem } from '../state-failure.ts';
import type { TaskAnswer } from '../task-port.ts';
import type { Thread } from '../thread.ts';

/** Whole seconds; null where the state sets none. */
export interface TaskTimes {
  readonly timeout: number | null;
  readonly heartbeat: number | null;
}

/** Which of the state's times a task that came too late has passed. */
export type TaskLimit = 'timeout' | 'heartbeat';

/** Call only where the execution is recorded. */
export function tellScheduled(
  engine: Engine,
  thread: Thread,
  plan: TaskPlan,
  id: number,
  payload: Json,
  times: TaskTimes,
  credentials: string | null,
): void {
  const { execution } = thread;
  const { resource } = plan;
  const timeout = times.timeout === null ? {} : { timeoutInSeconds: times.timeout };
  const heartbeat = times.heartbeat === null ? {} : { heartbeatInSeconds: times.heartbeat };
  const taskCredentials = credentials === null ? {} : { taskCredentials: { roleArn: credentials } };
  if (resource.pattern === 'lambda-function') {
    const details = { resource: resource.arn, input: payload, ...timeout, ...taskCredentials };
    engine.record(execution, 'LambdaFunctionScheduled', id, thread.lastEventId, details);
  } else if (resource.pattern === 'activity') {
    const details = { resource: resource.arn, input: payload, ...timeout, ...heartbeat };
    engine.record(execution, 'ActivityScheduled', id, thread.lastEventId, details);
  } else {
    const { region } = execution.machine.identity;
    engine.record(execution, 'TaskScheduled', id, thread.lastEventId, {
      resourceType: resource.resourceType,
      resource: resource.resource,
      region,
      parameters: payload,
      ...timeout,
      ...heartbeat,
      ...taskCredentials,
    });
  }
}

/** Started, and Submitted where the service has taken a job or a task token; nothing where it could not start. */
export function tellStarted(engine: Engine, thread: Thread, plan: TaskPlan, answer: TaskAnswer): void {
  if (answer.kind === 'startFailed' || answer.kind === 'scheduleFailed') return;
  const { execution } = thread;
  const { resource } = plan;
  const { pattern } = resource;
  const started = engine.nextEventId(execution);
  if (execution.records) {
    if (pattern === 'lambda-function')
      engine.record(execution, 'LambdaFunctionStarted', started, thread.lastEventId, {});
    else if (pattern === 'activity') {
      const { workerName } = answer;
      const details = workerName === undefined ? {} : { workerName };
      engine.record(execution, 'ActivityStarted', started, thread.lastEventId, details);
    } else engine.record(execution, 'TaskStarted', started, thread.lastEventId, names(plan));
  }
  thread.lastEventId = started;
  if (pattern !== 'sync' && pattern !== 'sync2' && pattern !== 'callback') return;
  if (answer.kind === 'submitFailed') return;
  if (answer.submitted === undefined && answer.kind === 'failed') return;
  const submitted = { ...names(plan), output: answer.submitted ?? {} };
  thread.lastEventId = engine.event(execution, 'TaskSubmitted', thread.lastEventId, submitted);
}

/** The task is over: tells how, and completes the state or lets it fail. */
export function settleTask(engine: Engine, thread: Thread, plan: TaskPlan, answer: TaskAnswer, limit: TaskLimit): void {
  if (answer.kind === 'succeeded') {
    succeed(engine, thread, plan, answer.output);
    return;
  }
  const error = answer.kind === 'timedOut' ? (answer.error ?? 'States.Timeout') : answer.error;
  tellFailed(engine, thread, plan, answer.kind, error, answer.cause);
  const alias = limit === 'heartbeat' ? HEARTBEAT_TIMEOUT : undefined;
  const problem: StateProblem = { error, causeText: answer.cause, prefixed: false, location: undefined, alias };
  if (thread.join === null) failState(engine, thread, problem);
  else failAfterOthers(engine, thread, problem);
}

/** Concurrent tasks that fail at the same moment all say so before their scope fails. */
function failAfterOthers(engine: Engine, thread: Thread, problem: StateProblem): void {
  engine.ready(thread, () => failState(engine, thread, problem));
}

function succeed(engine: Engine, thread: Thread, plan: TaskPlan, output: Json): void {
  const { execution } = thread;
  const { pattern, resourceType, arn } = plan.resource;
  const origin = resourceType === '' ? arn : resourceType;
  let bytes: number;
  try {
    bytes = boundWithinLimit(output, cachedPayloadBytes(output), engine.limits.payloadBytes, origin);
  } catch (thrown) {
    if (!(thrown instanceof StatesError)) throw thrown;
    tellFailed(engine, thread, plan, 'failed', thrown.error, thrown.causeText);
    throw thrown;
  }
  const id = engine.nextEventId(execution);
  if (execution.records) {
    if (pattern === 'lambda-function')
      engine.record(execution, 'LambdaFunctionSucceeded', id, thread.lastEventId, { output });
    else if (pattern === 'activity') engine.record(execution, 'ActivitySucceeded', id, thread.lastEventId, { output });
    else engine.record(execution, 'TaskSucceeded', id, thread.lastEventId, { ...names(plan), output });
  }
  thread.lastEventId = id;
  completeState(engine, thread, plan, output, bytes);
}

function tellFailed(
  engine: Engine,
  thread: Thread,
  plan: TaskPlan,
  kind: Exclude<TaskAnswer['kind'], 'succeeded'>,
  error: string | undefined,
  cause: string | undefined,
): void {
  const { execution, lastEventId } = thread;
  const id = engine.nextEventId(execution);
  thread.lastEventId = id;
  if (!execution.records) return;
  const { pattern } = plan.resource;
  const failure = failureDetails(error, cause);
  if (pattern === 'lambda-function') engine.record(execution, FUNCTION_FAILED[kind], id, lastEventId, failure);
  else if (pattern === 'activity') engine.record(execution, ACTIVITY_FAILED[kind], id, lastEventId, failure);
  else engine.record(execution, TASK_FAILED[kind], id, lastEventId, { ...names(plan), ...failure });
}

const TASK_FAILED = {
  failed: 'TaskFailed',
  timedOut: 'TaskTimedOut',
  startFailed: 'TaskStartFailed',
  scheduleFailed: 'TaskStartFailed',
  submitFailed: 'TaskSubmitFailed',
} as const;

const FUNCTION_FAILED = {
  failed: 'LambdaFunctionFailed',
  timedOut: 'LambdaFunctionTimedOut',
  startFailed: 'LambdaFunctionStartFailed',
  scheduleFailed: 'LambdaFunctionScheduleFailed',
  submitFailed: 'LambdaFunctionFailed',
} as const;

const ACTIVITY_FAILED = {
  failed: 'ActivityFailed',
  timedOut: 'ActivityTimedOut',
  startFailed: 'ActivityScheduleFailed',
  scheduleFailed: 'ActivityScheduleFailed',
  submitFailed: 'ActivityFailed',
} as const;

function names(plan: TaskPlan): { readonly resourceType: string; readonly resource: string } {
  return { resourceType: plan.resource.resourceType, resource: plan.resource.resource };
}
