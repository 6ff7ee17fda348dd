/**
 * Runs the cases of a suite and says what came of each: for the command line, the Test Explorer and anyone else who wants results as data.
 */

import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import type { HelperThreads, HelperThreadsOptions } from '../node/helper-threads.ts';
import type { RunEvent } from '../core/events/run-event.ts';
import { QUIET } from './crew-recipe.ts';
import { checkExpectations, type CaseFailure, type FailureDetail } from '../core/suite/check-expectations.ts';
import { diffTexts } from '../core/suite/failure-text.ts';
import { createFailedChildren } from '../core/views/failed-children.ts';
import { createRunRecord, type RunRecord } from '../core/suite/run-record.ts';
import { selectCases } from '../core/suite/suite-file.ts';
import type { TestCase } from '../core/suite/suite-types.ts';
import { createRunVisits, type Visits } from '../core/views/coverage.ts';
import { fileOf, prepareTestCase, type PreparedCase, type PreparedOutcome } from './run-suite-case.ts';
import type { LoadedSuite } from './run-suite-load.ts';
import type { FilePlace } from './run-suite-places.ts';
import { createScratchStore } from './run-suite-store.ts';
import { runToEnd } from './run-to-end.ts';

/** A case's time can be up between two slices only. */
const SLICE_TRANSITIONS = 2_000;
const PROGRESS_MS = 50;

export { loadSuite, type LoadedSuite, type SuiteOutcome } from './run-suite-load.ts';

export interface CaseResult {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Real milliseconds. */
  readonly durationMs: number;
  readonly failures: readonly PlacedFailure[];
  /** The case's name in the suite file. */
  readonly place: FilePlace;
}

export interface PlacedFailure {
  /** One line a person can act on. */
  readonly message: string;
  readonly detail: FailureDetail;
  /** Pretty texts for an editor's diff. */
  readonly expected?: string;
  readonly actual?: string;
  /** The expectation in the suite file, or the mistake in whatever file it is. */
  readonly place: FilePlace;
  /** The state to blame, and its place in the definition. */
  readonly state: string | null;
  readonly statePlace: FilePlace | null;
}

/** How far a case has come; told a few times a second. */
export interface CaseProgress {
  readonly name: string;
  readonly transitions: number;
  readonly childrenEnded: number;
}

export interface RunSuiteOptions {
  /** Cases by name; null: those the suite says. A named case runs also when it says `skip`. */
  readonly caseNames: readonly string[] | null;
  /** Stands in for S3; by default what is written is gone after each case. */
  readonly store?: ObjectStore;
  /** Who helps with large Map Runs of a case into whose children nobody looks. */
  readonly createCrew?: (caseName: string, own: HelperThreadsOptions['own']) => HelperThreads | null;
  /** Helpers were lost; one sentence for the user. */
  readonly onCrewProblem?: (problem: string) => void;
  readonly onCaseStarted?: (name: string) => void;
  readonly onCaseFinished?: (result: CaseResult) => void;
  readonly onProgress?: (progress: CaseProgress) => void;
  /** What a case has visited of its state machine, when it has come to its end; also of one that failed. */
  readonly onVisits?: (visits: Visits) => void;
  readonly signal?: AbortSignal;
}

/** Runs cases one after the other. Cases that were not run (skipped, or after `stopOnFailure`) are not in the results, but for `skip`. */
export async function runSuite(loaded: LoadedSuite, options: RunSuiteOptions): Promise<readonly CaseResult[]> {
  const { cases, settings } = loaded.suite;
  const { caseNames, signal } = options;
  const selected =
    caseNames === null ? selectCases(cases) : cases.filter((testCase) => caseNames.includes(testCase.name));
  const results: CaseResult[] = [];
  try {
    await runCases();
  } finally {
    loaded.handlers?.close();
  }
  return results;

  async function runCases(): Promise<void> {
    for (const testCase of cases) {
      if (signal?.aborted === true) break;
      if (!selected.includes(testCase)) {
        if (caseNames === null && testCase.skip && !testCase.only) results.push(skipped(loaded, testCase));
        continue;
      }
      options.onCaseStarted?.(testCase.name);
      const result = await runTestCase(loaded, testCase, options);
      if (result === null) break;
      results.push(result);
      options.onCaseFinished?.(result);
      if (settings.stopOnFailure && result.status === 'failed') break;
    }
  }
}

/** Makes a case ready to be debugged. Null: the suite has no case of that name. */
export async function prepareCase(
  loaded: LoadedSuite,
  caseName: string,
  options: { readonly store?: ObjectStore } = {},
): Promise<PreparedOutcome | null> {
  const testCase = loaded.suite.cases.find((candidate) => candidate.name === caseName);
  return testCase === undefined ? null : prepareTestCase(loaded, testCase, options.store ?? createScratchStore());
}

/** Null: cancelled. */
async function runTestCase(
  loaded: LoadedSuite,
  testCase: TestCase,
  options: RunSuiteOptions,
): Promise<CaseResult | null> {
  const startedAt = performance.now();
  const outcome = await prepareTestCase(loaded, testCase, options.store ?? createScratchStore());
  const place = loaded.file.placeOf(testCase.nameRange);
  const finish = (failures: readonly PlacedFailure[]): CaseResult => ({
    name: testCase.name,
    status: failures.length === 0 ? 'passed' : 'failed',
    durationMs: performance.now() - startedAt,
    failures,
    place,
  });
  if (outcome.kind === 'refused') {
    return finish(outcome.problems.map((problem) => plainFailure(problem.message, problem.place)));
  }
  const failures = await runPrepared(loaded, outcome.prepared, options);
  return failures === null ? null : finish(failures);
}

async function runPrepared(
  loaded: LoadedSuite,
  prepared: PreparedCase,
  options: RunSuiteOptions,
): Promise<readonly PlacedFailure[] | null> {
  const { testCase } = prepared;
  const { states } = loaded.definition;
  const record = createRunRecord(states, testCase.expectations);
  const failedChildren = createFailedChildren();
  const visits = options.onVisits === undefined ? null : createRunVisits();
  let childrenEnded = 0;
  const watchesChildren = record.recordsChildren || visits !== null;
  const crew = watchesChildren ? null : crewFor(prepared, options);
  const { run, mockProblems } = prepared.start({
    sink(event: RunEvent) {
      if (event.kind === 'child-ended') childrenEnded++;
      record.apply(event);
      visits?.apply(event);
      failedChildren.apply(event);
    },
    recording: { root: 'history', children: visits === null ? record.recordChild : atLeastHistory(record.recordChild) },
    ...(watchesChildren ? {} : { unwatchedChildren: { crew } }),
  });
  const timeoutMs = testCase.timeoutMs ?? loaded.suite.settings.timeoutMs;
  const patience = startPatience(timeoutMs, options.signal);
  const outcome = await runToEnd(run, {
    signal: patience.signal,
    onProgress: () => options.onProgress?.({ name: testCase.name, transitions: run.transitions, childrenEnded }),
    progressMs: PROGRESS_MS,
    sliceTransitions: SLICE_TRANSITIONS,
  }).finally(() => crew?.dispose());
  const stopped = patience.end();
  if (crew !== null && crew.problem !== null) options.onCrewProblem?.(crew.problem);
  if (stopped === 'cancelled') return null;
  const mockFailures = mockProblems().map(({ message, place }) =>
    plainFailure(message, fileOf(loaded, place.file).placeOf(place.range)),
  );
  if (stopped === 'timeout') {
    const message = `The case took longer than ${timeoutMs} ms (\`timeout\`); it had made ${run.transitions} state transitions.`;
    return [...mockFailures, plainFailure(message, loaded.file.placeOf(testCase.nameRange))];
  }
  if (visits !== null) options.onVisits?.(visits.visits());
  const failures = checkExpectations(testCase, {
    ...{ outcome, record, states },
    failedChildren: failedChildren.explain(),
  });
  return [...mockFailures, ...failures.map((failure) => placeFailure(loaded, failure))];
}

function crewFor({ testCase, setUp }: PreparedCase, { createCrew }: RunSuiteOptions): HelperThreads | null {
  if (createCrew === undefined) return null;
  const { options: run, nMockProblems: nProblems } = setUp(QUIET);
  return createCrew(testCase.name, { run, nProblems });
}

function atLeastHistory(level: RunRecord['recordChild']): RunRecord['recordChild'] {
  return (mapRun, index) => {
    const wanted = level(mapRun, index);
    return wanted === 'none' ? 'history' : wanted;
  };
}

/** A signal that fires when the time of a case is up or the caller has had enough, and what it was that fired it. */
function startPatience(
  timeoutMs: number,
  cancel: AbortSignal | undefined,
): { readonly signal: AbortSignal; readonly end: () => 'timeout' | 'cancelled' | null } {
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(), timeoutMs);
  return {
    signal: cancel === undefined ? time.signal : AbortSignal.any([time.signal, cancel]),
    end() {
      clearTimeout(timer);
      if (cancel?.aborted === true) return 'cancelled';
      return time.signal.aborted ? 'timeout' : null;
    },
  };
}

function placeFailure(loaded: LoadedSuite, failure: CaseFailure): PlacedFailure {
  const { message, detail, range, state } = failure;
  const texts = diffTexts(detail);
  return {
    message,
    detail,
    ...(texts ?? {}),
    place: loaded.file.placeOf(range),
    state,
    statePlace: state === null ? null : loaded.definition.placeOfState(state),
  };
}

function plainFailure(message: string, place: FilePlace): PlacedFailure {
  return { message, detail: { kind: 'none' }, place, state: null, statePlace: null };
}

function skipped(loaded: LoadedSuite, testCase: TestCase): CaseResult {
  const place = loaded.file.placeOf(testCase.nameRange);
  return { name: testCase.name, status: 'skipped', durationMs: 0, failures: [], place };
}
