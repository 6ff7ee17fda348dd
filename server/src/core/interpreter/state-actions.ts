/** What states do, as the engine calls it. */

import type { JoinPoint } from '../events/resume-point.ts';
import type { Engine } from './engine.ts';
import type { Execution, NestedCaller } from './execution.ts';
import type { Join } from './join.ts';
import type { Failure } from './state-failure.ts';
import type { Thread } from './thread.ts';

/** The way from the engine back up to the states; handed in, so that no file has to import its own importer. */
export interface StateActions {
  /** Works on the thread's state: right after its entry, and again for every retry. */
  begin(engine: Engine, thread: Thread): void;
  branchEnded(engine: Engine, thread: Thread, join: Join): void;
  branchFailed(engine: Engine, thread: Thread, join: Join, failure: Failure): void;
  deadlineReached(engine: Engine, execution: Execution): void;
  nestedEnded(engine: Engine, execution: Execution, caller: NestedCaller): void;
  /** Goes on with branches or iterations that stood still when the execution ended. */
  resumeJoin(engine: Engine, thread: Thread, join: JoinPoint): void;
}
