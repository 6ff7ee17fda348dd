/** One turn of a thread, and the table of what states do, for whoever keeps an engine going. */

import { failExecution, timeOutExecution } from './end-execution.ts';
import { HistoryLimitReached, type Engine } from './engine.ts';
import { failState } from './failure.ts';
import { enterState } from './flow.ts';
import type { StateActions } from './state-actions.ts';
import { stateFailureOf } from './state-failure.ts';
import { beginState } from './states/begin-state.ts';
import { branchEnded, branchFailed } from './states/branches.ts';
import { nestedEnded } from './states/nested-execution.ts';
import { resumeJoin } from './states/resume-join.ts';
import type { Thread } from './thread.ts';

export const STATE_ACTIONS: StateActions = {
  begin: beginState,
  branchEnded,
  branchFailed,
  deadlineReached: timeOutExecution,
  nestedEnded,
  resumeJoin,
};

/** Enters its state, or continues in it. Every failure that AWS names ends up here. */
export function step(engine: Engine, thread: Thread): void {
  try {
    try {
      const { resume } = thread;
      if (resume === null) {
        enterState(engine, thread);
        beginState(engine, thread);
      } else {
        thread.resume = null;
        resume(thread, engine);
      }
    } catch (thrown) {
      failState(engine, thread, stateFailureOf(thrown));
    }
  } catch (thrown) {
    if (!(thrown instanceof HistoryLimitReached)) throw thrown;
    const limit = String(engine.limits.historyEvents);
    const cause = `The execution reached the maximum number of history events (${limit}).`;
    failExecution(engine, thread.execution, thread.lastEventId, 'States.Runtime', cause);
  }
}
