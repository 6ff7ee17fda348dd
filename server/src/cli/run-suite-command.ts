/** `sfn-test run --suite`: runs suites and reports them. */

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import { describeFileError } from '../host/run-suite-files.ts';
import { loadSuite, runSuite, type CaseResult, type LoadedSuite } from '../host/run-suite.ts';
import { EXIT_FAILURES, EXIT_OK, EXIT_USAGE, UsageError, type CliIo } from './cli-io.ts';
import { openStoreOf } from './object-store.ts';
import type { ParsedOptions } from './parse-options.ts';
import { problemLines } from './problem-lines.ts';
import { createProgressLine } from './progress-line.ts';
import { caseText, summaryText } from './report-text.ts';

/** A suite that was run, as reports take it. */
export interface SuiteReport {
  readonly path: string;
  readonly name: string;
  readonly durationMs: number;
  readonly results: readonly CaseResult[];
}

const REPORTERS = ['default', 'json', 'junit'] as const;

export async function runSuiteCommand(options: ParsedOptions, io: CliIo): Promise<number> {
  const reporter = options.choice('reporter', REPORTERS) ?? 'default';
  const output = options.text('output');
  if (output !== undefined && reporter === 'default')
    throw new UsageError('--output needs --reporter json or --reporter junit.');
  const store = await openStoreOf(options, io);
  const paths = options.texts('suite');
  const reports: SuiteReport[] = [];
  let refused = false;
  for (const path of paths) {
    const outcome = await loadSuite(path, { workingFolder: io.workingFolder, handlers: 'run' });
    if (outcome.kind === 'refused') {
      io.err(problemLines(outcome.problems, io.workingFolder));
      refused = true;
      continue;
    }
    io.err(problemLines(outcome.suite.warnings, io.workingFolder));
    const caseNames = options.has('case') ? options.texts('case') : null;
    checkCaseNames(outcome.suite, caseNames);
    if (reporter === 'default' && paths.length > 1) io.out(`${outcome.suite.suite.name}\n`);
    reports.push(await runOne(outcome.suite, { caseNames, reporter, store }, io));
  }
  if (reporter === 'default') {
    if (reports.length > 0) io.out(summaryText(reports, io));
  } else await writeReport(reporter, reports, output, io);
  if (refused) return EXIT_USAGE;
  return reports.some(({ results }) => results.some(({ status }) => status === 'failed')) ? EXIT_FAILURES : EXIT_OK;
}

interface RunOneOptions {
  readonly caseNames: readonly string[] | null;
  readonly reporter: (typeof REPORTERS)[number];
  readonly store: ObjectStore | undefined;
}

async function runOne(
  loaded: LoadedSuite,
  { caseNames, reporter, store }: RunOneOptions,
  io: CliIo,
): Promise<SuiteReport> {
  const startedAt = performance.now();
  const progress = createProgressLine(io);
  const results = await runSuite(loaded, {
    caseNames,
    ...(store === undefined ? {} : { store }),
    onCaseStarted: () => progress.restart(),
    onProgress: ({ name, transitions, childrenEnded }) => progress.show(name, transitions, childrenEnded),
    onCaseFinished(result) {
      progress.clear();
      if (reporter === 'default') io.out(caseText(result, io));
    },
  });
  progress.clear();
  return { path: loaded.file.path, name: loaded.suite.name, durationMs: performance.now() - startedAt, results };
}

function checkCaseNames({ suite }: LoadedSuite, caseNames: readonly string[] | null): void {
  const unknown = caseNames?.find((name) => !suite.cases.some((testCase) => testCase.name === name));
  if (unknown === undefined) return;
  throw new UsageError(
    `The suite has no case "${unknown}". It has: ${suite.cases.map(({ name }) => name).join('; ')}.`,
  );
}

async function writeReport(
  reporter: 'json' | 'junit',
  reports: readonly SuiteReport[],
  output: string | undefined,
  io: CliIo,
): Promise<void> {
  const { jsonReport, junitReport } = await import('./report-files.ts');
  const text = reporter === 'json' ? jsonReport(reports, io.workingFolder) : junitReport(reports, io.workingFolder);
  if (output === undefined) return io.out(text);
  try {
    await writeFile(resolve(io.workingFolder, output), text);
  } catch (error) {
    throw new UsageError(`The report could not be written: ${describeFileError(error, output)}`);
  }
}
