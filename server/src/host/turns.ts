/** How long work leaves the thread to others: messages, timers, other sessions. */

/** Resolves when everybody else has had a turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Resolves after so many milliseconds; at the next turn where there are none to wait. */
export function afterMilliseconds(milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return nextTurn();
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
