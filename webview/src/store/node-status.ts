/** How a state of the definition stands, over all executions of the run. */

import type { RunPosition, StateCounters } from '../../../server/src/core/events/run-snapshot.ts';
import type { RunState } from './run-state.ts';

export type NodeStatus = 'idle' | 'active' | 'succeeded' | 'failed' | 'caught' | 'aborted';

/** The word a person reads or hears for a status. */
export const NODE_STATUS_TEXT: Readonly<Record<NodeStatus, string>> = {
  idle: 'not reached',
  active: 'active',
  succeeded: 'succeeded',
  failed: 'failed',
  caught: 'error caught',
  aborted: 'aborted',
};

export function nodeStatus(pointer: string, run: RunState | null): NodeStatus {
  if (run === null) return 'idle';
  const counters = run.counters.get(pointer);
  if (run.phase !== 'ended' && (isAt(run.position, pointer) || nInside(counters) > 0)) return 'active';
  if (counters === undefined || counters.entered === 0) return 'idle';
  if (nUncaught(counters) > 0 || (run.phase === 'ended' && run.outcome?.status === 'FAILED' && nInside(counters) > 0))
    return 'failed';
  if (counters.caught > 0) return 'caught';
  // A container that was ended because of what failed inside has failed with it.
  if (counters.aborted > 0) return failsInside(pointer, run) ? 'failed' : 'aborted';
  return counters.exited > 0 ? 'succeeded' : 'idle';
}

/** Whether the run stands at this state or inside it. */
export function isAt(position: RunPosition | null, pointer: string): boolean {
  return position !== null && (position.pointer === pointer || position.pointer.startsWith(`${pointer}/`));
}

/** Visits that have neither ended well nor badly. */
function nInside(counters: StateCounters | undefined): number {
  return counters === undefined ? 0 : counters.entered - counters.exited - counters.aborted - nUncaught(counters);
}

function failsInside(pointer: string, { counters, outcome }: RunState): boolean {
  if (outcome?.status !== 'FAILED') return false;
  for (const inner of counters.values())
    if (inner.pointer.startsWith(`${pointer}/`) && nUncaught(inner) > 0) return true;
  return false;
}

/** Every failed attempt counts as a failure, also one that was retried or caught. */
function nUncaught({ failed, caught, retried }: StateCounters): number {
  return Math.max(0, failed - caught - retried);
}
