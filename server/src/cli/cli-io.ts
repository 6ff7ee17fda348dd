/** The terminal as the commands see it, so that tests can stand in for it. */

export interface CliIo {
  /** Machine-readable results and reports; nothing else goes here. */
  out(text: string): void;
  /** Problems and progress. */
  err(text: string): void;
  readonly workingFolder: string;
  readonly outColors: boolean;
  readonly errColors: boolean;
  /** Whether progress may be drawn over itself on the error stream. */
  readonly errIsTerminal: boolean;
  /** Width of the terminal. */
  readonly columns: number;
  /** From here on an interrupt stops what runs, so that it can close its files; a second one ends the process. */
  interruption?(): AbortSignal;
  /** Everything that was piped in. */
  readInput(): Promise<string>;
}

/** Exit codes: all well, something failed, the command could not be carried out. */
export const EXIT_OK = 0;
export const EXIT_FAILURES = 1;
export const EXIT_USAGE = 2;

/** A mistake of the command's user: one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
