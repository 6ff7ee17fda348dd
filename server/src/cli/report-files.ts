/** Results of suites for machines: one JSON object, or JUnit's XML. */

import { describeFailure, NO_COLORS } from '../core/suite/failure-text.ts';
import type { CoverageReport } from '../core/views/coverage.ts';
import type { CaseResult, PlacedFailure } from '../host/run-suite.ts';
import { shownPath } from '../host/run-suite-files.ts';
import { placeText } from './problem-lines.ts';
import type { SuiteReport } from './run-suite-command.ts';

/** `{ totalTests, passedTests, failedTests, skippedTests, duration, suites: [{ suiteName, file, duration, results }], coverage? }`; times in ms. */
export function jsonReport(
  reports: readonly SuiteReport[],
  coverage: CoverageReport | null,
  workingFolder: string,
): string {
  const results = reports.flatMap((report) => report.results);
  const report = {
    ...totals(results),
    duration: milliseconds(reports.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    suites: reports.map((suite) => ({
      suiteName: suite.name,
      file: shownPath(suite.path, { workingFolder }),
      ...totals(suite.results),
      duration: milliseconds(suite.durationMs),
      results: suite.results.map((result) => ({
        name: result.name,
        status: result.status,
        duration: milliseconds(result.durationMs),
        place: placeText(result.place, workingFolder),
        failures: result.failures.map((failure) => jsonFailure(failure, workingFolder)),
      })),
    })),
    ...(coverage === null ? {} : { coverage }),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** One `testsuite` a suite, with what failed in the text of each failure. */
export function junitReport(reports: readonly SuiteReport[], workingFolder: string): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>'];
  for (const report of reports) {
    const { totalTests, failedTests, skippedTests } = totals(report.results);
    lines.push(
      `  <testsuite name=${quoted(report.name)} tests="${totalTests + skippedTests}" failures="${failedTests}" skipped="${skippedTests}" time="${seconds(report.durationMs)}">`,
    );
    for (const result of report.results) lines.push(...junitCase(result, report, workingFolder));
    lines.push('  </testsuite>');
  }
  lines.push('</testsuites>', '');
  return lines.join('\n');
}

function junitCase(result: CaseResult, report: SuiteReport, workingFolder: string): readonly string[] {
  const place = result.place;
  const head = `    <testcase name=${quoted(result.name)} classname=${quoted(report.name)} file=${quoted(shownPath(place.path, { workingFolder }))} line="${place.range.start.line + 1}" time="${seconds(result.durationMs)}"`;
  if (result.status === 'skipped') return [`${head}>`, '      <skipped/>', '    </testcase>'];
  if (result.failures.length === 0) return [`${head}/>`];
  const lines = [`${head}>`];
  for (const failure of result.failures) {
    const text = [...describeFailure(failure.detail, NO_COLORS), `at ${placeText(failure.place, workingFolder)}`].join(
      '\n',
    );
    lines.push(`      <failure message=${quoted(failure.message)}>${escaped(text)}</failure>`);
  }
  return [...lines, '    </testcase>'];
}

function totals(results: readonly CaseResult[]): {
  readonly totalTests: number;
  readonly passedTests: number;
  readonly failedTests: number;
  readonly skippedTests: number;
} {
  const count = (status: CaseResult['status']): number => results.filter((result) => result.status === status).length;
  const [passedTests, failedTests, skippedTests] = [count('passed'), count('failed'), count('skipped')];
  return { totalTests: passedTests + failedTests, passedTests, failedTests, skippedTests };
}

function jsonFailure(failure: PlacedFailure, workingFolder: string): object {
  const { message, detail, place, state, statePlace } = failure;
  return {
    message,
    ...(detail.kind === 'none' ? {} : { expected: detail.expected, actual: detail.actual }),
    place: placeText(place, workingFolder),
    ...(state === null ? {} : { state }),
    ...(statePlace === null ? {} : { statePlace: placeText(statePlace, workingFolder) }),
  };
}

function milliseconds(value: number): number {
  return Math.round(value * 10) / 10;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`;
}

/** XML text; characters that XML 1.0 has no place for become U+FFFD. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
