/** The driver that goes on to the end: in slices, so that the process stays responsive, can be stopped and can show progress. */

import type { ExecutionOutcome } from '../core/events/run-snapshot.ts';
import type { Run, StopReason } from '../core/interpreter/run-types.ts';

export interface DriveOptions {
  /** Stops the execution as StopExecution does; the run still comes to its end (result files are closed). */
  readonly signal?: AbortSignal;
  /** Why, when the signal fires. */
  readonly stopReason?: StopReason;
  /** Called between slices, not more often than every `progressMs`. */
  readonly onProgress?: (progress: RunProgress) => void;
  readonly progressMs?: number;
  /** State transitions between two looks at the outside. */
  readonly sliceTransitions?: number;
}

export interface RunProgress {
  readonly transitions: number;
  /** Virtual milliseconds since the epoch. */
  readonly now: number;
}

const DEFAULT_SLICE_TRANSITIONS = 20_000;
const DEFAULT_PROGRESS_MS = 100;
/** How long a stopped run may still wait for the outside. */
const STOP_GRACE_MS = 2_000;

/** Rejects only for bugs: what a state machine does wrong is in the outcome. */
export async function runToEnd(run: Run, options: DriveOptions = {}): Promise<ExecutionOutcome> {
  const { signal, onProgress } = options;
  const slice = options.sliceTransitions ?? DEFAULT_SLICE_TRANSITIONS;
  const progressMs = options.progressMs ?? DEFAULT_PROGRESS_MS;
  let stopped = false;
  let lastProgress = performance.now();
  for (;;) {
    if (signal?.aborted === true && !stopped) {
      stopped = true;
      run.stop(options.stopReason ?? {});
    }
    const state = run.advance(slice);
    if (state === 'ended') break;
    if (state === 'waiting' && stopped && (await arrivesTooLate(run))) break;
    if (state === 'waiting') await arrivalOrStop(run, stopped ? undefined : signal);
    else await nextTurn();
    if (onProgress !== undefined && performance.now() - lastProgress >= progressMs) {
      lastProgress = performance.now();
      onProgress({ transitions: run.transitions, now: run.now });
    }
  }
  if (run.outcome === null) throw new Error('The run has ended without an outcome.');
  return run.outcome;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Express children cannot be stopped: what they wait for may never come. Files that are being closed get their time. */
async function arrivesTooLate(run: Run): Promise<boolean> {
  if (run.outcome === null) return false;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), STOP_GRACE_MS);
  });
  const arrived = await Promise.race([run.whenReady().then(() => false), late]);
  clearTimeout(timer);
  return arrived;
}

/** A stopped run does not have to wait for an answer that may never come. */
async function arrivalOrStop(run: Run, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) {
    await run.whenReady();
    return;
  }
  let onAbort: () => void = () => undefined;
  const stop = new Promise<void>((resolve) => {
    onAbort = resolve;
    signal.addEventListener('abort', onAbort, { once: true });
  });
  await Promise.race([run.whenReady(), stop]);
  signal.removeEventListener('abort', onAbort);
}
