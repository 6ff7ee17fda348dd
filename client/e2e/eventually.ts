/** Bounded waiting: on what can be seen, never for a fixed time, and with an error that says what was last seen. */

const pollMs = 100;

/** How long one thing on the screen may take on a busy machine. */
export const patience = 60_000;

/**
 * Asks again and again until the answer is not null, and gives it back.
 * @throws Error naming `what` and the last thing `probe` complained about, after `timeoutMs`.
 */
export async function eventually<T>(what: string, probe: () => Promise<T | null>, timeoutMs = patience): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let complaint = 'it never came';
  while (Date.now() < deadline) {
    try {
      const answer = await probe();
      if (answer !== null) return answer;
    } catch (error) {
      complaint = error instanceof Error ? error.message : String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new Error(`waited ${timeoutMs / 1000} s for ${what}: ${complaint}`);
}

/** Waits until `read` gives a value that `isRight` accepts; the error shows the last value that it did not. */
export async function eventuallyReads<T>(
  what: string,
  read: () => Promise<T>,
  isRight: (value: T) => boolean,
  timeoutMs = patience,
): Promise<T> {
  return eventually(
    what,
    async () => {
      const value = await read();
      if (isRight(value)) return { value };
      throw new Error(`last seen: ${JSON.stringify(value)}`);
    },
    timeoutMs,
  ).then(({ value }) => value);
}

/** The promise's result, or an error naming `what` when it takes longer. */
export async function within<T>(what: string, timeoutMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
