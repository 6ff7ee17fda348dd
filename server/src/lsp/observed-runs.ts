/**
 * Runs the first case of a suite in the background, with its mocks and in virtual time, so that completion and hovers know what the data
 * really looks like. Nothing outside is touched: no S3, no handlers, and what a run writes is gone after it.
 */

import { createObservation, type ObservedStates } from '../core/language/observed-states.ts';
import { createScratchStore } from '../host/run-suite-store.ts';
import { loadSuite, prepareCase } from '../host/run-suite.ts';
import { runToEnd } from '../host/run-to-end.ts';
import type { Workspace } from '../host/workspace/workspace.ts';

export interface ObservedRuns {
  /** What the last run has shown, null where none could be made. A new one is made when the stamp changes, which stands for the files. */
  of(suitePath: string, caseName: string, stamp: string): Promise<ObservedStates | null>;
}

const MAX_KEPT = 64;
/** A run that takes longer is given up; what it has shown by then is known. */
const PATIENCE_MS = 1_000;
const SLICE_TRANSITIONS = 500;
/** So many times as long as a run took, none follows: runs over much data must not get in the way of typing. */
const REST_FACTOR = 10;
/** The first children show what their data looks like. */
const OBSERVED_CHILDREN = 3;

export function createObservedRuns(workspace: Pick<Workspace, 'accessFor'>): ObservedRuns {
  const kept = new Map<string, Kept>();

  async function observe(suitePath: string, caseName: string): Promise<ObservedStates | null> {
    const loaded = await loadSuite(suitePath, { ...workspace.accessFor(suitePath), handlers: 'refused' });
    if (loaded.kind === 'refused') return null;
    const outcome = await prepareCase(loaded.suite, caseName, { store: createScratchStore() });
    if (outcome?.kind !== 'prepared') return null;
    const observation = createObservation();
    const { run } = outcome.prepared.start({
      sink: (event) => observation.apply(event),
      recording: { root: 'full', children: (_mapRun, index) => (index < OBSERVED_CHILDREN ? 'full' : 'none') },
    });
    await runToEnd(run, { signal: AbortSignal.timeout(PATIENCE_MS), sliceTransitions: SLICE_TRANSITIONS });
    return observation.states;
  }

  /** While a definition is being typed it often cannot run; what the last run has shown is as good then. */
  async function refresh(entry: Kept, suitePath: string, caseName: string, stamp: string): Promise<void> {
    const start = performance.now();
    const found = await observe(suitePath, caseName).catch(() => null);
    const now = performance.now();
    entry.restsUntil = now + REST_FACTOR * (now - start);
    entry.stamp = stamp;
    entry.states = found ?? entry.states;
    entry.running = null;
  }

  return {
    async of(suitePath, caseName, stamp) {
      const key = `${suitePath} ${caseName}`;
      const known = kept.get(key);
      if (known === undefined) {
        if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value as string);
        const entry: Kept = { stamp, states: null, running: null, restsUntil: 0 };
        kept.set(key, entry);
        entry.running = refresh(entry, suitePath, caseName, stamp);
        await entry.running;
        return entry.states;
      }
      // Only the first answer is waited for.
      const isDue = known.stamp !== stamp && performance.now() >= known.restsUntil;
      if (isDue) known.running ??= refresh(known, suitePath, caseName, stamp);
      return known.states;
    },
  };
}

interface Kept {
  stamp: string;
  states: ObservedStates | null;
  running: Promise<void> | null;
  /** By `performance.now()`. */
  restsUntil: number;
}
