/** How a state of the definition stands, over all executions of the run. */

import type { RunPosition, StateCounters } from '../../../server/src/core/events/run-snapshot.ts';
import type { RunState } from './run-state.ts';

export type NodeStatus = 'idle' | 'active' | 'succeeded' | 'failed' | 'caught';

/** The word a person reads or hears for a status. */
export const NODE_STATUS_TEXT: Readonly<Record<NodeStatus, string>> = {
  idle: 'not reached',
  active: 'active',
  succeeded: 'succeeded',
  failed: 'failed',
  caught: 'error caught',
};

export function nodeStatus(pointer: string, run: RunState | null): NodeStatus {
  if (run === null) return 'idle';
  const counters = run.counters.get(pointer);
  if (run.phase !== 'ended' && (isAt(run.position, pointer) || nInside(counters) > 0)) return 'active';
  if (counters === undefined || counters.entered === 0) return 'idle';
  if (nUncaught(counters) > 0 || (run.phase === 'ended' && run.outcome?.status === 'FAILED' && nInside(counters) > 0))
    return 'failed';
  if (counters.caught > 0) return 'caught';
  return counters.exited > 0 ? 'succeeded' : 'idle';
}

/** Whether the run stands at this state or inside it. */
export function isAt(position: RunPosition | null, pointer: string): boolean {
  return position !== null && (position.pointer === pointer || position.pointer.startsWith(`${pointer}/`));
}

/** Visits that have neither ended well nor badly. */
function nInside(counters: StateCounters | undefined): number {
  return counters === undefined ? 0 : counters.entered - counters.exited - nUncaught(counters);
}

/** Every failed attempt counts as a failure, also one that was retried or caught. */
function nUncaught({ failed, caught, retried }: StateCounters): number {
  return Math.max(0, failed - caught - retried);
}
