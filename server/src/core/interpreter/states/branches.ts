/** The end of a branch or an inline iteration, well or badly, and what it means for the state that waits for it. */

import { killThread } from '../end-execution.ts';
import type { Engine } from '../engine.ts';
import { failState } from '../failure.ts';
import type { Join } from '../join.ts';
import type { Failure } from '../state-failure.ts';
import type { Thread } from '../thread.ts';
import { releaseVariables } from '../variable-limits.ts';
import { abortRunning, finishMap, finishParallel } from './join-end.ts';
import { startNextIteration } from './map.ts';

/** A branch's last state is over; its output is the thread's input. */
export function branchEnded(engine: Engine, thread: Thread, join: Join): void {
  join.running.delete(thread);
  thread.live = false;
  releaseVariables(thread);
  join.results[thread.index] = thread.input;
  join.resultBytes += thread.inputBytes + 1;
  join.nDone++;
  const last = thread.lastEventId;

  if (join.kind === 'Parallel') {
    if (join.nDone === join.plan.branches.length) finishParallel(engine, join, last);
    return;
  }
  const { execution } = thread;
  const succeeded = engine.nextEventId(execution);
  if (execution.records) {
    const details = { name: join.plan.name, index: thread.index };
    engine.record(execution, 'MapIterationSucceeded', succeeded, last, details);
  }
  if (join.nDone === join.items.length) finishMap(engine, join, succeeded);
  else startNextIteration(engine, join, last);
}

/** A branch failed and nobody inside caught it: its siblings are aborted and the failure becomes the state's own. */
export function branchFailed(engine: Engine, thread: Thread, join: Join, failure: Failure): void {
  const { owner } = join;
  const cause = thread.lastEventId;
  join.running.delete(thread);
  if (join.kind === 'Map') {
    engine.event(thread.execution, 'MapIterationFailed', cause, { name: join.plan.name, index: thread.index });
  }
  // AWS also tells the task that failed as aborted when its scope fails.
  if (thread.state.kind === 'Task' && thread.insideState) engine.event(thread.execution, 'TaskStateAborted', cause, {});
  killThread(engine, thread);
  abortRunning(engine, join, cause);
  owner.waitsForJoin = null;
  owner.lastEventId = cause;
  const { error, cause: text, alias } = failure;
  failState(engine, owner, { error, causeText: text, prefixed: false, location: undefined, alias });
}
