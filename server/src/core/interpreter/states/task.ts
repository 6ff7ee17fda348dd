/** Task: asks the outer world, waits for the answer in virtual time, and keeps the state's timeouts. */

import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Rng } from '../../base/rng.ts';
import { StatesError } from '../../base/states-error.ts';
import type { Engine } from '../engine.ts';
import type { FieldReader } from '../field-reader.ts';
import { effectiveInput, payloadOf } from '../flow.ts';
import type { StateCommon, TaskPlan } from '../plan.ts';
import { parseTaskResource } from '../task-resource.ts';
import { checkTaskParameters } from '../task-parameters.ts';
import type { TaskAnswer, TaskPattern } from '../task-port.ts';
import { scopeOf, type Thread } from '../thread.ts';
import { startNested } from './nested-execution.ts';
import { takeAnswer } from './task-answer.ts';
import { tellScheduled, type TaskTimes } from './task-events.ts';
import { ThreadRequest } from './task-request.ts';
import { sendToken } from './task-token.ts';

export function compileTask(state: JsonObject, common: StateCommon, fields: FieldReader): TaskPlan | null {
  const arn = state['Resource'];
  const resource = typeof arn === 'string' ? parseTaskResource(arn) : null;
  if (resource === null) {
    fields.problem('Resource must be the ARN of a Lambda function, an activity or a service integration.', 'Resource');
    return null;
  }
  return {
    ...common,
    kind: 'Task',
    resource,
    timeoutSeconds: fields.wholeNumber(state, 'TimeoutSeconds'),
    heartbeatSeconds: fields.wholeNumber(state, 'HeartbeatSeconds'),
    credentials: fields.template(state, 'Credentials'),
    ...fields.resultFlow('Parameters', 'Arguments'),
    ...fields.errorHandlers(state),
  };
}

export function beginTask(engine: Engine, thread: Thread, plan: TaskPlan): void {
  const { execution } = thread;
  if (HOLDS_TOKEN.has(plan.resource.pattern)) thread.taskToken = taskToken(execution.rng);
  const input = effectiveInput(engine, thread, plan);
  const payload = payloadOf(engine, thread, plan, input);
  const times = timesOf(engine, thread, plan, input);
  checkTaskParameters(plan.resource, payload);

  const credentials = credentialsOf(engine, thread, plan, input);
  const scheduled = engine.nextEventId(execution);
  if (execution.records) tellScheduled(engine, thread, plan, scheduled, payload, times, credentials);
  thread.lastEventId = scheduled;

  let reply = execution.machine.tasks.invoke(new ThreadRequest(thread, plan, payload));
  while (reply.kind === 'sends-token') reply = sendToken(engine, plan.resource, payload) ?? reply.otherwise();
  if (reply.kind === 'nested') {
    startNested(engine, thread, plan, times, reply.machine, payload);
    return;
  }
  if (reply.kind !== 'pending') {
    takeAnswer(engine, thread, plan, times, reply);
    return;
  }
  takeAnswerLater(engine, thread, plan, times, reply.answer);
}

function takeAnswerLater(
  engine: Engine,
  thread: Thread,
  plan: TaskPlan,
  times: TaskTimes,
  pending: Promise<TaskAnswer>,
): void {
  engine.awaitOutside(thread, pending, (target, answer) => takeAnswer(engine, target, plan, times, answer));
}

/** AWS hands out a token to jobs as well (recorded for startExecution.sync). */
const HOLDS_TOKEN: ReadonlySet<TaskPattern> = new Set<TaskPattern>(['callback', 'sync', 'sync2']);

function taskToken(rng: Rng): string {
  return `${rng.uuid()}${rng.uuid()}`.replaceAll('-', '');
}

function timesOf(engine: Engine, thread: Thread, plan: TaskPlan, input: Json): TaskTimes {
  if (plan.timeoutSeconds === null && plan.heartbeatSeconds === null) return NO_TIMES;
  const scope = scopeOf(thread, input, engine);
  return {
    timeout: plan.timeoutSeconds === null ? null : positive(plan.timeoutSeconds(scope), 'TimeoutSeconds'),
    heartbeat: plan.heartbeatSeconds === null ? null : positive(plan.heartbeatSeconds(scope), 'HeartbeatSeconds'),
  };
}

/** The guide wants positive values where paths or expressions give them; the cause's text is not recorded. */
function positive(seconds: Json, field: string): number {
  if (typeof seconds === 'number' && seconds > 0) return seconds;
  const cause = `The field ${field} must be positive, but is ${JSON.stringify(seconds)}.`;
  throw new StatesError('States.Runtime', cause, { prefixed: true });
}

const NO_TIMES: TaskTimes = { timeout: null, heartbeat: null };

function credentialsOf(engine: Engine, thread: Thread, plan: TaskPlan, input: Json): string | null {
  if (plan.credentials === null) return null;
  const credentials = plan.credentials(scopeOf(thread, input, engine));
  const roleArn = isJsonObject(credentials) ? credentials['RoleArn'] : null;
  return typeof roleArn === 'string' ? roleArn : null;
}
