/** One line that is drawn over itself while a run takes long. Only on a terminal, never in a log. */

import type { CliIo } from './cli-io.ts';

export interface ProgressLine {
  /** Draws the line, but not before a run has taken a moment. */
  show(name: string, transitions: number, childrenEnded: number): void;
  /** Takes the line away, before anything else is printed. */
  clear(): void;
  /** A new run begins. */
  restart(): void;
}

const QUIET_MS = 300;

export function createProgressLine(io: CliIo): ProgressLine {
  if (!io.errIsTerminal) return { show: () => undefined, clear: () => undefined, restart: () => undefined };
  let startedAt = performance.now();
  let shown = false;
  return {
    show(name, transitions, childrenEnded) {
      if (performance.now() - startedAt < QUIET_MS) return;
      const children = childrenEnded === 0 ? '' : `, ${count(childrenEnded)} child executions ended`;
      const text = `${name}: ${count(transitions)} state transitions${children}`;
      io.err(`\r\u001b[K${text.slice(0, Math.max(10, io.columns - 1))}`);
      shown = true;
    },
    clear() {
      if (shown) io.err('\r\u001b[K');
      shown = false;
    },
    restart() {
      startedAt = performance.now();
    },
  };
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
