/**
 * Task tokens inside a run: a task that started another machine with `.waitForTaskToken` waits until an execution of the run sends its token
 * back with an SDK task (`aws-sdk:sfn:sendTaskSuccess`, `sendTaskFailure`, `sendTaskHeartbeat`), or until its own times are over.
 */

import { isJsonObject, type Json } from '../../base/json.ts';
import type { Engine } from '../engine.ts';
import type { TaskPlan } from '../plan.ts';
import type { TaskAnswer, TaskResource } from '../task-port.ts';
import type { Thread } from '../thread.ts';
import { inputOf } from './nested-envelopes.ts';
import { settleTask, type TaskLimit, type TaskTimes } from './task-events.ts';

/** Call after TaskSubmitted. */
export function awaitToken(engine: Engine, thread: Thread, plan: TaskPlan, times: TaskTimes): void {
  const { taskToken: token, generation, execution } = thread;
  if (token === null) return;
  let lastBeat = engine.now;
  const settle = (answer: TaskAnswer, limit: TaskLimit): void => {
    engine.waitingTokens.delete(token);
    // Timers of this wait have become void.
    thread.generation++;
    engine.ready(thread, (target) => {
      settleTask(engine, target, plan, answer, limit);
    });
  };
  engine.waitingTokens.set(token, {
    isOpen: () => thread.live && thread.generation === generation,
    settle: (answer) => {
      settle(answer, 'timeout');
    },
    beat: () => {
      lastBeat = engine.now;
    },
  });
  const { timeout, heartbeat } = times;
  if (timeout !== null) {
    engine.wakeAt(thread, engine.now + timeout * 1000, () => {
      settle({ kind: 'timedOut' }, 'timeout');
    });
  } else engine.setDeadline(execution);
  if (heartbeat === null) return;
  const watch = (): void => {
    const due = lastBeat + heartbeat * 1000;
    if (due <= engine.now) settle({ kind: 'timedOut' }, 'heartbeat');
    else engine.wakeAt(thread, due, watch);
  };
  engine.wakeAt(thread, engine.now + heartbeat * 1000, watch);
}

/** Whether a resource sends tokens back. */
export function sendsToken({ resourceType, resource }: TaskResource): boolean {
  return resourceType === 'aws-sdk:sfn' && /^sendTask(?:Success|Failure|Heartbeat)$/.test(resource);
}

/** Gives a token to the task of this run that waits with it. Null where none does. */
export function sendToken(engine: Engine, { resource }: TaskResource, payload: Json): TaskAnswer | null {
  if (!isJsonObject(payload)) return null;
  const { TaskToken: token, Output, Error: error, Cause: cause } = payload;
  const waiting = typeof token === 'string' ? engine.waitingTokens.get(token) : undefined;
  if (waiting === undefined || !waiting.isOpen()) return null;
  if (resource === 'sendTaskHeartbeat') waiting.beat();
  else if (resource === 'sendTaskFailure') {
    waiting.settle({
      kind: 'failed',
      ...(typeof error === 'string' ? { error } : {}),
      ...(typeof cause === 'string' ? { cause } : {}),
    });
  } else {
    const output = inputOf(Output);
    if (output === undefined) {
      return { kind: 'failed', error: 'Sfn.InvalidOutputException', cause: `Invalid Output: '${String(Output)}'` };
    }
    waiting.settle({ kind: 'succeeded', output });
  }
  return { kind: 'succeeded', output: {} };
}
