/**
 * The stories of children that were not kept: run the case again with only that child recorded, up to the moment the debugger stands at.
 *
 * Such a run is kept aside while the same child is looked at, so that following a child through a long run costs each part of it once.
 * Only the child asked for last is worked on: whoever leafs through children does not pay for those passed over.
 */

import type { RecordingLevel } from '../core/events/run-event.ts';
import type { Run } from '../core/interpreter/run-types.ts';
import type { StartRun } from './debug-session.ts';
import { createSessionRecords, type ExecutionRecord, type SessionRecords } from './session-records.ts';
import { nextTurn } from './turns.ts';

/** Steps between two looks at whether somebody still wants the child. */
const STRIDE = 4_096;

export interface ChildStories {
  /** Null: the child does not exist, or another one was asked for since. */
  storyAt(transitions: number, mapRun: number, index: number): Promise<ExecutionRecord | null>;
  dispose(): void;
}

interface Rerun {
  readonly mapRun: number;
  readonly index: number;
  readonly run: Run;
  readonly records: SessionRecords;
}

export function createChildStories(startRun: StartRun): ChildStories {
  let kept: Rerun | null = null;
  let latest = 0;

  const rerunFor = (transitions: number, mapRun: number, index: number): Rerun => {
    if (kept !== null && kept.mapRun === mapRun && kept.index === index && kept.run.transitions <= transitions)
      return kept;
    const isIt = (otherRun: number, otherIndex: number): boolean => otherRun === mapRun && otherIndex === index;
    const records = createSessionRecords(isIt);
    const level = (otherRun: number, otherIndex: number): RecordingLevel =>
      isIt(otherRun, otherIndex) ? 'full' : 'none';
    const run = startRun({ purpose: 'look-back', sink: records.apply, recordChild: level });
    return { mapRun, index, run, records };
  };

  return {
    async storyAt(transitions, mapRun, index) {
      const mine = ++latest;
      const rerun = rerunFor(transitions, mapRun, index);
      kept = rerun;
      const { run, records } = rerun;
      while (run.transitions < transitions) {
        const state = run.advance(Math.min(STRIDE, transitions - run.transitions));
        const record = records.child(mapRun, index);
        if (state === 'ended' || (record !== null && record.status !== 'RUNNING')) break;
        if (state === 'waiting') await run.whenReady();
        else await nextTurn();
        if (mine !== latest) return null;
      }
      return records.child(mapRun, index);
    },
    dispose() {
      latest++;
      kept = null;
    },
  };
}
