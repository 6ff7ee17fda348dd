/** A time limit on a promise, with the clock given, so that it can be tested without waiting. */

import { RequestFailure } from './request-failure.ts';

export interface Timer {
  /** Calls back after so many milliseconds, unless the returned function is called first. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const realTimer: Timer = {
  after(milliseconds, callback) {
    const handle = setTimeout(callback, milliseconds);
    return () => clearTimeout(handle);
  },
};

/**
 * Settles as `work` does, or fails with a `timed-out` failure after `milliseconds`.
 * @param onTimeout is called once when the time is up, to stop the work.
 */
export function withDeadline<T>(
  work: Promise<T>,
  milliseconds: number,
  { timer, what, onTimeout }: { readonly timer: Timer; readonly what: string; readonly onTimeout: () => void },
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancelTimer = timer.after(milliseconds, () => {
      onTimeout();
      reject(
        new RequestFailure(
          'timed-out',
          `${what} took longer than ${Math.round(milliseconds / 1000)} s and was given up.`,
        ),
      );
    });
    work.then(resolve, reject).finally(cancelTimer);
  });
}
