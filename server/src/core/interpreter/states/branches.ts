/** The end of a branch or an inline iteration, well or badly, and what it means for the state that waits for it. */

import { StatesError } from '../../base/states-error.ts';
import { abandonMapRun, killThread } from '../end-execution.ts';
import type { Engine } from '../engine.ts';
import { failState, HeartbeatMissed, type Failure } from '../failure.ts';
import { completeState } from '../flow.ts';
import type { Join, MapJoin, ParallelJoin } from '../join.ts';
import type { Thread } from '../thread.ts';
import { startNextIteration } from './map.ts';

/** A branch's last state is over; its output is the thread's input. */
export function branchEnded(engine: Engine, thread: Thread, join: Join): void {
  join.running.delete(thread);
  thread.live = false;
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

/** ParallelStateSucceeded and ParallelStateExited both point to the last branch's last event. */
export function finishParallel(engine: Engine, join: ParallelJoin, last: number): void {
  const { owner, plan } = join;
  owner.waitsForJoin = null;
  owner.lastEventId = last;
  engine.ready(owner, (thread) => {
    engine.event(thread.execution, 'ParallelStateSucceeded', last, {});
    completeState(engine, thread, plan, join.results, join.resultBytes);
  });
}

/** MapStateSucceeded and MapStateExited both point to the last iteration's end. */
export function finishMap(engine: Engine, join: MapJoin, last: number): void {
  const { owner, plan } = join;
  owner.waitsForJoin = null;
  owner.lastEventId = last;
  engine.ready(owner, (thread) => {
    engine.event(thread.execution, 'MapStateSucceeded', last, {});
    completeState(engine, thread, plan, join.results, join.resultBytes);
  });
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
  killThread(thread);
  abortRunning(engine, join, cause);
  owner.waitsForJoin = null;
  owner.lastEventId = cause;
  const { error, cause: text, alias } = failure;
  failState(engine, owner, alias === undefined ? new StatesError(error, text) : new HeartbeatMissed(error, text));
}

/** Aborts what still runs in a join; every event points to what broke it. */
export function abortRunning(engine: Engine, join: Join, cause: number): void {
  for (const thread of join.running) {
    if (join.kind === 'Map') {
      engine.event(thread.execution, 'MapIterationAborted', cause, { name: join.plan.name, index: thread.index });
    }
    abortThread(engine, thread, cause);
  }
  join.running.clear();
}

function abortThread(engine: Engine, thread: Thread, cause: number): void {
  const { execution } = thread;
  if (thread.insideState) {
    if (thread.state.kind === 'Task') engine.event(execution, 'TaskStateAborted', cause, {});
    else if (thread.state.kind === 'Wait') engine.event(execution, 'WaitStateAborted', cause, {});
    else if (thread.state.kind === 'Parallel') engine.event(execution, 'ParallelStateAborted', cause, {});
    else if (thread.state.kind === 'Map') {
      if (thread.waitsForMapRun !== null) engine.event(execution, 'MapRunAborted', cause, {});
      engine.event(execution, 'MapStateAborted', cause, {});
    }
  }
  if (thread.waitsForMapRun !== null) abandonMapRun(engine, thread.waitsForMapRun);
  if (thread.waitsForJoin !== null) abortRunning(engine, thread.waitsForJoin, cause);
  killThread(thread);
}
