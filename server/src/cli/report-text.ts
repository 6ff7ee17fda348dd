/** Results of suites for people in a terminal. */

import { createColors } from 'picocolors';
import { describeFailure } from '../core/suite/failure-text.ts';
import type { CaseResult, PlacedFailure } from '../host/run-suite.ts';
import type { CliIo } from './cli-io.ts';
import { placeText } from './problem-lines.ts';
import type { SuiteReport } from './run-suite-command.ts';

/** One line for a case that passed; what went wrong, and where, for one that failed. */
export function caseText(
  result: CaseResult,
  io: Pick<CliIo, 'outColors' | 'workingFolder'>,
  detail: 'plain' | 'with-time' = 'plain',
): string {
  const colors = createColors(io.outColors);
  const time = detail === 'plain' ? '' : colors.dim(` (${result.durationMs.toFixed(1)} ms)`);
  if (result.status === 'passed') return `✅ ${result.name}${time}\n`;
  const failures = result.failures.map((failure) => failureText(failure, io));
  return `❌ ${colors.bold(result.name)}${time}\n${failures.join('')}`;
}

/** Above the cases of one of several suites. */
export function suiteHeading(name: string, path: string, { outColors }: Pick<CliIo, 'outColors'>): string {
  return `${name} ${createColors(outColors).dim(`(${path})`)}\n`;
}

/** The last lines: `All tests passed!`, or how many did not. */
export function summaryText(reports: readonly SuiteReport[], { outColors }: Pick<CliIo, 'outColors'>): string {
  const colors = createColors(outColors);
  const results = reports.flatMap((report) => report.results);
  const count = (status: CaseResult['status']): number => results.filter((result) => result.status === status).length;
  const failed = count('failed');
  const skipped = count('skipped');
  const skippedText = skipped === 0 ? '' : `${skipped} skipped, `;
  const where = reports.length > 1 ? ` in ${reports.length} suites` : '';
  if (failed > 0) return `\n${colors.red(`${failed} failed`)}, ${skippedText}${count('passed')} passed${where}\n`;
  const notes = [where === '' ? '' : `${count('passed')}${where}`, skipped === 0 ? '' : `${skipped} skipped`];
  const told = notes.filter((note) => note !== '').join(', ');
  const note = told === '' ? '' : colors.dim(` (${told})`);
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
