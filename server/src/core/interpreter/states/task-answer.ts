/** The answer of a task: it may take virtual time, and may come too late. */

import type { Engine } from '../engine.ts';
import type { TaskPlan } from '../plan.ts';
import type { TaskAnswer } from '../task-port.ts';
import type { Thread } from '../thread.ts';
import { settleTask, tellStarted, type TaskLimit, type TaskTimes } from './task-events.ts';

/** AWS's default TimeoutSeconds. */
const DEFAULT_TIMEOUT_SECONDS = 99_999_999;

/** An answer has arrived; it may still take virtual time, and may come too late. */
export function takeAnswer(engine: Engine, thread: Thread, plan: TaskPlan, times: TaskTimes, answer: TaskAnswer): void {
  tellStarted(engine, thread, plan, answer);
  const limit = limitMs(plan, times);
  const delay =
    answer.kind === 'timedOut' ? (limit ?? answer.delayMs ?? DEFAULT_TIMEOUT_SECONDS * 1000) : (answer.delayMs ?? 0);
  const late = limit !== null && delay > limit;
  const taken: TaskAnswer = late ? { kind: 'timedOut', error: 'States.Timeout' } : answer;
  const wait = late ? limit : delay;
  const passed: TaskLimit =
    taken.kind === 'timedOut' && limit !== null && limit !== (times.timeout ?? Infinity) * 1000
      ? 'heartbeat'
      : 'timeout';
  if (wait <= 0) {
    settleTask(engine, thread, plan, taken, passed);
    return;
  }
  settleLater(engine, thread, wait, plan, taken, passed);
}

/** A function of its own: one that may make a closure pays for it also where it makes none. */
function settleLater(
  engine: Engine,
  thread: Thread,
  wait: number,
  plan: TaskPlan,
  answer: TaskAnswer,
  limit: TaskLimit,
): void {
  engine.wakeAt(thread, engine.now + wait, (target, current) => settleTask(current, target, plan, answer, limit));
}

/** A heartbeat is only asked of who holds a task token: while an answer is awaited, nobody sends one. */
export function limitMs(plan: TaskPlan, { timeout, heartbeat }: TaskTimes): number | null {
  const { pattern } = plan.resource;
  const beats = heartbeat !== null && (pattern === 'callback' || pattern === 'activity') ? heartbeat : Infinity;
  const limit = Math.min(timeout ?? Infinity, beats);
  return limit === Infinity ? null : limit * 1000;
}
