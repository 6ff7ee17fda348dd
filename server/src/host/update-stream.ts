/**
 * When updates are sent: not more often than views can draw, and not more than they have taken in. Knows nothing of what is in them.
 *
 * A view that is slow costs nothing: what is new waits in the session and goes with the next update. Where a run stands still, the
 * update goes out whatever the view has taken in, so that no view is left with a moment that has passed.
 */

const UPDATE_INTERVAL_MS = 50;
const MAX_UPDATES_IN_FLIGHT = 2;

export interface UpdateStream {
  /** The number of the update that is made now. */
  next(): number;
  /** Sends at once. */
  flush(): void;
  /** Sends when the time has come and the view has taken in what it got. */
  flushSoon(): void;
  /** The view has taken in updates up to this number. */
  applied(sequence: number): void;
  /** A view starts afresh with the update made last: what was sent before is no longer waited for. */
  startedAfresh(): void;
  dispose(): void;
}

export function createUpdateStream(send: () => void, clock: { now(): number } = performance): UpdateStream {
  let sequence = 0;
  let appliedSequence = 0;
  let lastSentAt = -Infinity;
  let timer: NodeJS.Timeout | null = null;
  let wanted = false;
  let disposed = false;

  const flush = (): void => {
    if (disposed) return;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    wanted = false;
    lastSentAt = clock.now();
    send();
  };

  const flushSoon = (): void => {
    if (disposed || timer !== null) return;
    wanted = sequence - appliedSequence >= MAX_UPDATES_IN_FLIGHT;
    if (wanted) return;
    const wait = lastSentAt + UPDATE_INTERVAL_MS - clock.now();
    if (wait <= 0) flush();
    else timer = setTimeout(flush, wait);
  };

  return {
    next: () => ++sequence,
    flush,
    flushSoon,
    applied(newSequence) {
      // A number that was never sent is no acknowledgement: it would open the flood gates.
      appliedSequence = Math.max(appliedSequence, Math.min(newSequence, sequence));
      if (wanted) flushSoon();
    },
    startedAfresh() {
      appliedSequence = sequence;
      wanted = false;
    },
    dispose() {
      disposed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
