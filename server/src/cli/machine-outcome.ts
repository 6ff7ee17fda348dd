/** How the end of one execution is told: its output as JSON, or one line that says why there is none. */

import type { ExecutionOutcome } from '../core/events/run-snapshot.ts';
import { EXIT_FAILURES, EXIT_OK, type CliIo } from './cli-io.ts';

/** The exit code. `failedChildren`: why a Map Run passed its threshold, for where that is why the execution failed. */
export function tellOutcome(outcome: ExecutionOutcome, failedChildren: string | null, io: CliIo): number {
  if (outcome.status === 'SUCCEEDED') {
    io.out(`${JSON.stringify(outcome.output, null, 2)}\n`);
    return EXIT_OK;
  }
  const reason = [outcome.error, outcome.cause].filter((part) => part !== undefined && part !== '').join(': ');
  const words = { FAILED: 'failed', TIMED_OUT: 'timed out', ABORTED: 'was stopped' }[outcome.status];
  io.err(`The execution ${words}${reason === '' ? '.' : `: ${reason}`}\n`);
  const isThreshold = outcome.error === 'States.ExceedToleratedFailureThreshold';
  if (isThreshold && failedChildren !== null) io.err(`${failedChildren}\n`);
  return EXIT_FAILURES;
}
