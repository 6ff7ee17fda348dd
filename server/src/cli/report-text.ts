/** Results of suites for people in a terminal. */

import { createColors } from 'picocolors';
import { describeFailure } from '../core/suite/failure-text.ts';
import type { CaseResult, PlacedFailure } from '../host/run-suite.ts';
import type { CliIo } from './cli-io.ts';
import { placeText } from './problem-lines.ts';
import type { SuiteReport } from './run-suite-command.ts';

/** One line for a case that passed; what went wrong, and where, for one that failed. */
export function caseText(result: CaseResult, io: Pick<CliIo, 'outColors' | 'workingFolder'>): string {
  if (result.status === 'passed') return `✅ ${result.name}\n`;
  const colors = createColors(io.outColors);
  const failures = result.failures.map((failure) => failureText(failure, io));
  return `❌ ${colors.bold(result.name)}\n${failures.join('')}`;
}

/** The last lines: `All tests passed!`, or how many did not. */
export function summaryText(reports: readonly SuiteReport[], { outColors }: Pick<CliIo, 'outColors'>): string {
  const colors = createColors(outColors);
  const results = reports.flatMap((report) => report.results);
  const count = (status: CaseResult['status']): number => results.filter((result) => result.status === status).length;
  const failed = count('failed');
  const skipped = count('skipped');
  const skippedText = skipped === 0 ? '' : `${skipped} skipped, `;
  if (failed > 0) return `\n${colors.red(`${failed} failed`)}, ${skippedText}${count('passed')} passed\n`;
  const note = skipped === 0 ? '' : colors.dim(` (${skipped} skipped)`);
  return `\n${colors.green('All tests passed!')}${note}\n`;
}

function failureText(
  failure: PlacedFailure,
  { outColors, workingFolder }: Pick<CliIo, 'outColors' | 'workingFolder'>,
): string {
  const colors = createColors(outColors);
  const lines = describeFailure(failure.detail, { expected: colors.red, actual: colors.green, dim: colors.dim });
  const place = placeText(failure.place, workingFolder);
  const state =
    failure.state === null || failure.statePlace === null
      ? ''
      : `, state "${failure.state}" at ${placeText(failure.statePlace, workingFolder)}`;
  const legend = failure.detail.kind === 'none' ? '' : colors.dim(' (- expected, + actual)');
  return [
    `   ${failure.message}${legend}`,
    ...lines.map((line) => `     ${line}`),
    colors.dim(`     at ${place}${state}`),
    '',
  ].join('\n');
}
