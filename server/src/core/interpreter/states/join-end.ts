/** The end of a join: its state succeeds, or what still runs in it is aborted. */

import { abandonMapRun, killThread } from '../end-execution.ts';
import type { Engine } from '../engine.ts';
import { completeState } from '../flow.ts';
import type { Join, MapJoin, ParallelJoin } from '../join.ts';
import type { Thread } from '../thread.ts';

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
  killThread(engine, thread);
}
