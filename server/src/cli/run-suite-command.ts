/** `sfn-test run --suite`: runs suites and reports them. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { didYouMean } from '../core/base/closest-name.ts';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import type { CoverageReport } from '../core/views/coverage.ts';
import { describeWriteError, shownPath, type FileAccess } from '../host/run-suite-files.ts';
import type { Project } from '../host/run-suite-project.ts';
import { loadSuite, runSuite, type CaseResult, type LoadedSuite } from '../host/run-suite.ts';
import type { HelperThreads } from '../node/helper-threads.ts';
import { openObjectStore } from '../node/open-object-store.ts';
import { EXIT_FAILURES, EXIT_OK, EXIT_USAGE, UsageError, type CliIo } from './cli-io.ts';
import {
  COVERAGE_FORMATS,
  coverageHtml,
  coverageJson,
  coverageText,
  createCoverageCollector,
  type CoverageCollector,
  type CoverageFormat,
} from './coverage-report.ts';
import { crewMaker, type OwnSetup } from './crew.ts';
import { storePlaceOf } from './object-store.ts';
import type { ParsedOptions } from './parse-options.ts';
import { problemLine, problemLines } from './problem-lines.ts';
import { createProgressLine } from './progress-line.ts';
import { caseText, suiteHeading, summaryText } from './report-text.ts';
import { selectSuites, type SelectedSuites } from './select-suites.ts';

/** A suite that was run, as reports take it. */
export interface SuiteReport {
  readonly path: string;
  readonly name: string;
  readonly durationMs: number;
  readonly results: readonly CaseResult[];
}

const REPORTERS = ['default', 'json', 'junit'] as const;

/** How the run is told. */
interface Telling {
  readonly reporter: (typeof REPORTERS)[number];
  /** Only what failed is told of cases. */
  readonly quiet: boolean;
  /** Times are told, too. */
  readonly verbose: boolean;
}

export async function runSuiteCommand(options: ParsedOptions, io: CliIo): Promise<number> {
  const reporter = options.choice('reporter', REPORTERS) ?? 'default';
  const output = options.text('output');
  if (output !== undefined && reporter === 'default')
    throw new UsageError('--output needs --reporter json or --reporter junit.');
  const format = options.choice('coverage', COVERAGE_FORMATS);
  const storePlace = await storePlaceOf(options, io);
  const store = storePlace === undefined ? undefined : openObjectStore(storePlace);
  const config = options.text('config');
  const access: FileAccess = {
    workingFolder: io.workingFolder,
    handlers: 'run',
    ...(config === undefined ? {} : { config }),
  };
  const selected = await selectSuites(options, access);
  const cases = createCaseSelection(options.has('case') ? options.texts('case') : null);
  const coverage = format === undefined ? null : createCoverageCollector(io.workingFolder);
  const makeCrew = crewMaker(options);
  const createCrew: RunSuitesOptions['createCrew'] = (path, caseName, own) =>
    makeCrew({ subject: { kind: 'case', path, caseName }, access, store: storePlace ?? null }, own);
  const telling: Telling = { reporter, quiet: options.has('quiet'), verbose: options.has('verbose') };
  const { reports, refused } = await runSuites(
    selected,
    { access, cases, coverage, telling, store, createCrew },
    options,
    io,
  );
  cases.checkAllFound();
  const report = format === undefined || coverage === null ? null : { format, collector: coverage };
  if (reporter === 'default') {
    if (reports.length > 0) io.out(summaryText(reports, io));
  } else await writeReport(reporter, reports, report?.format === 'json' ? report.collector.report() : null, output, io);
  if (report !== null && !(report.format === 'json' && reporter === 'json')) {
    await tellCoverage(report.format, report.collector, selected.project, io);
  }
  if (refused) return EXIT_USAGE;
  return reports.some(hasFailures) ? EXIT_FAILURES : EXIT_OK;
}

interface RunSuitesOptions {
  readonly access: FileAccess;
  readonly cases: CaseSelection;
  readonly coverage: CoverageCollector | null;
  readonly telling: Telling;
  readonly store: ObjectStore | undefined;
  readonly createCrew: (path: string, caseName: string, own: OwnSetup) => HelperThreads | null;
}

async function runSuites(
  { paths, all }: SelectedSuites,
  given: RunSuitesOptions,
  options: ParsedOptions,
  io: CliIo,
): Promise<{ readonly reports: readonly SuiteReport[]; readonly refused: boolean }> {
  const { access, cases, coverage, telling } = given;
  const reports: SuiteReport[] = [];
  let refused = false;
  const told = new Set<string>();
  for (const path of paths) {
    const outcome = await loadSuite(path, access);
    const problems = outcome.kind === 'refused' ? outcome.problems : outcome.suite.warnings;
    // What is wrong with a file that several suites use is told once.
    const fresh = problems.filter((problem) => !told.has(problemLine(problem, io.workingFolder)));
    for (const problem of fresh) told.add(problemLine(problem, io.workingFolder));
    if (outcome.kind === 'refused' && all) io.err(`${path} cannot be run:\n`);
    io.err(problemLines(outcome.kind === 'refused' && fresh.length === 0 ? problems : fresh, io.workingFolder));
    if (outcome.kind === 'refused') {
      refused = true;
      if (options.has('bail')) break;
      continue;
    }
    const { suite } = outcome;
    const caseNames = cases.in(suite);
    if (caseNames?.length === 0 && paths.length > 1) continue;
    coverage?.expect(suite.definition);
    if (telling.reporter === 'default' && paths.length > 1 && !telling.quiet) {
      io.out(suiteHeading(suite.suite.name, shownPath(suite.file.path, access), io));
    }
    const report = await runOne(suite, caseNames, given, io);
    reports.push(report);
    if (options.has('bail') && hasFailures(report)) break;
  }
  return { reports, refused };
}

async function runOne(
  loaded: LoadedSuite,
  caseNames: readonly string[] | null,
  { coverage, telling, store, createCrew }: RunSuitesOptions,
  io: CliIo,
): Promise<SuiteReport> {
  const startedAt = performance.now();
  const progress = createProgressLine(io);
  const results = await runSuite(loaded, {
    caseNames,
    ...(store === undefined ? {} : { store }),
    ...(coverage === null ? {} : { onVisits: (visits) => coverage.add(loaded.definition, visits) }),
    createCrew: (caseName, own) => createCrew(loaded.file.path, caseName, own),
    onCrewProblem(problem) {
      progress.clear();
      io.err(`${problem}\n`);
    },
    onCaseStarted: () => progress.restart(),
    onProgress: ({ name, transitions, childrenEnded }) => progress.show(name, transitions, childrenEnded),
    onCaseFinished(result) {
      progress.clear();
      const isTold = !telling.quiet || result.status === 'failed';
      if (telling.reporter === 'default' && isTold)
        io.out(caseText(result, io, telling.verbose ? 'with-time' : 'plain'));
    },
  });
  progress.clear();
  return { path: loaded.file.path, name: loaded.suite.name, durationMs: performance.now() - startedAt, results };
}

function hasFailures({ results }: SuiteReport): boolean {
  return results.some(({ status }) => status === 'failed');
}

interface CaseSelection {
  /** The names that the suite has; null: all its cases. */
  in(loaded: LoadedSuite): readonly string[] | null;
  /** Fails where a name is in none of the suites. */
  checkAllFound(): void;
}

function createCaseSelection(names: readonly string[] | null): CaseSelection {
  const found = new Set<string>();
  const known: string[] = [];
  return {
    in({ suite }) {
      if (names === null) return null;
      const own = suite.cases.map(({ name }) => name);
      known.push(...own);
      const wanted = names.filter((name) => own.includes(name));
      for (const name of wanted) found.add(name);
      return wanted;
    },
    checkAllFound() {
      const unknown = known.length === 0 ? undefined : names?.find((name) => !found.has(name));
      if (unknown === undefined) return;
      throw new UsageError(
        `The suite has no case "${unknown}".${didYouMean(unknown, known)} It has: ${known.join('; ')}.`,
      );
    },
  };
}

async function tellCoverage(
  format: CoverageFormat,
  collector: CoverageCollector,
  { folder, config }: Project,
  io: CliIo,
): Promise<void> {
  if (format === 'text') return io.out(coverageText(collector.report(), io));
  if (format === 'json') return io.out(coverageJson(collector.report()));
  const name = format === 'html' ? 'coverage.html' : 'lcov.info';
  const path = resolve(folder, config.paths.coverage, name);
  await writeText(path, format === 'html' ? coverageHtml(collector.report()) : collector.lcov(), io);
  io.err(`Coverage: ${shownPath(path, io)}\n`);
}

async function writeReport(
  reporter: 'json' | 'junit',
  reports: readonly SuiteReport[],
  coverage: CoverageReport | null,
  output: string | undefined,
  io: CliIo,
): Promise<void> {
  const { jsonReport, junitReport } = await import('./report-files.ts');
  const text =
    reporter === 'json' ? jsonReport(reports, coverage, io.workingFolder) : junitReport(reports, io.workingFolder);
  if (output === undefined) return io.out(text);
  await writeText(resolve(io.workingFolder, output), text, io);
}

async function writeText(path: string, text: string, { workingFolder }: CliIo): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(
      `The report could not be written: ${describeWriteError(error, shownPath(path, { workingFolder }))}`,
    );
  }
}
