/** Where a thread stands, as drivers see it. */

import type { RunPosition } from '../events/run-snapshot.ts';
import type { Thread } from './thread.ts';

/** A nested execution stands at the task that started it: its own states are no places of the run's definition. */
export function placeOf(thread: Thread): RunPosition {
  const { execution, state } = thread;
  const { caller, ofMapRun, childIndex } = execution;
  if (caller !== null) return caller.place;
  return {
    execution: execution.number,
    child: ofMapRun === null ? null : { mapRun: ofMapRun.mapRun, index: childIndex },
    stateName: state.name,
    pointer: state.pointer,
  };
}
