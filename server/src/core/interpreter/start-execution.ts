/** The first moment of an execution: ExecutionStarted and its root thread. */

import type { Engine } from './engine.ts';
import type { Execution } from './execution.ts';
import { ROOT_PLACE, Thread } from './thread.ts';

/** Puts the execution on top of those with ready work. The first state's Entered points to 0, not to ExecutionStarted, as on AWS. */
export function startRootThread(engine: Engine, execution: Execution, inputBytes: number): void {
  const { input } = execution;
  const id = engine.nextEventId(execution);
  if (execution.records) {
    engine.record(execution, 'ExecutionStarted', id, 0, { input, roleArn: execution.roleArn });
  }
  const start = { state: execution.scope.start, input, inputBytes };
  const thread = new Thread(execution, start, null, ROOT_PLACE);
  if (execution.alone !== null) thread.assign(execution.alone.variables);
  execution.root = thread;
  engine.ready(thread, null);
}
