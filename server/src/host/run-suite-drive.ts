/** Drives a run to its end in big slices, so that a timeout, a cancellation or a progress line come through in between. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExecutionOutcome } from '../core/events/run-snapshot.ts';
import type { Run } from '../core/interpreter/run-types.ts';

export interface DriveOptions {
  /** Real milliseconds; null: as long as it takes. */
  readonly timeoutMs: number | null;
  readonly signal?: AbortSignal;
  /** Called between slices, about twenty times a second. */
  readonly onSlice?: () => void;
}

export type DriveEnd =
  | { readonly kind: 'ended'; readonly outcome: ExecutionOutcome }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'cancelled' };

const TRANSITIONS_PER_LOOK = 2_000;
const SLICE_MS = 50;

export async function driveToEnd(run: Run, { timeoutMs, signal, onSlice }: DriveOptions): Promise<DriveEnd> {
  const startedAt = performance.now();
  let sliceStart = startedAt;
  for (;;) {
    const state = run.advance(TRANSITIONS_PER_LOOK);
    if (state === 'ended' && run.outcome !== null) return { kind: 'ended', outcome: run.outcome };
    const now = performance.now();
    if (now - sliceStart >= SLICE_MS) {
      onSlice?.();
      await nextTurn();
      sliceStart = performance.now();
    }
    if (timeoutMs !== null && now - startedAt > timeoutMs) return { kind: 'timeout' };
    if (isAborted(signal)) return { kind: 'cancelled' };
    if (state === 'waiting' && !(await ready(run, timeoutMs === null ? null : startedAt + timeoutMs - now, signal))) {
      return { kind: isAborted(signal) ? 'cancelled' : 'timeout' };
    }
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Waits for the run's own news; false when the time is up or the caller has had enough. */
async function ready(run: Run, waitMs: number | null, signal: AbortSignal | undefined): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const impatience = new Promise<false>((resolve) => {
    if (waitMs !== null) timer = setTimeout(() => resolve(false), Math.max(0, waitMs));
    onAbort = () => resolve(false);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([run.whenReady().then(() => true as const), impatience]);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
  }
}
