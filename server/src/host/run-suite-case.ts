/**
 * Makes one test case ready to be run, as often as its driver likes: files read, mocks put together, names and times decided.
 *
 * The suite runner, the debugger and replays all start runs of the same prepared case; every start has fresh counters and the same seed.
 */

import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import type { MachinePlan } from '../core/interpreter/plan.ts';
import { startRun } from '../core/interpreter/run.ts';
import type { Run, RunIdentity, RunOptions } from '../core/interpreter/run-types.ts';
import { createMockEngine } from '../core/suite/mock-engine.ts';
import { createMockSet, type MockProblem } from '../core/suite/mock-set.ts';
import type { ExecutionContextFields, SourcePlace, TestCase } from '../core/suite/suite-types.ts';
import { compileDefinition, DEFAULT_IDENTITY, DEFAULT_START_TIME } from './execute.ts';
import { readMockFiles, type CaseProblem } from './mock-files.ts';
import type { LoadedSuite } from './run-suite-load.ts';
import type { FilePlace, TextFile } from './run-suite-places.ts';
import { createTaskWorld } from './task-world.ts';

const DEFAULT_SEED = 1;

/** Everything that a run of the case is started with, and the start itself. */
export interface PreparedCase {
  readonly testCase: TestCase;
  readonly plan: MachinePlan;
  readonly identity: RunIdentity;
  /** Virtual milliseconds since the epoch. */
  readonly startTime: number;
  readonly seed: number;
  /** Starts the case from its beginning: fresh mocks and counters, same seed, same answers. */
  start(options: CaseStartOptions): CaseRun;
  /** What it would be started with. */
  setUp(options: CaseStartOptions): RunSetup;
}

export interface RunSetup {
  readonly options: RunOptions;
  /** Mocks that had no answer so far. */
  readonly mockProblems: () => readonly MockProblem[];
  /** Requests of the case's own machine that had no answer so far, each counted. */
  readonly nMockProblems: () => number;
}

export type CaseStartOptions = Pick<RunOptions, 'sink' | 'recording' | 'unwatchedChildren'> & {
  /** Instead of the store that the case was prepared with, for this run alone. */
  readonly store?: ObjectStore;
};

export interface CaseRun {
  readonly run: Run;
  /** Mocks that had no answer so far. */
  readonly mockProblems: () => readonly MockProblem[];
}

export type PreparedOutcome =
  | { readonly kind: 'prepared'; readonly prepared: PreparedCase }
  | { readonly kind: 'refused'; readonly problems: readonly CaseProblem[] };

function identityOf({ name, region, accountId, roleArn }: ExecutionContextFields): RunIdentity {
  return {
    ...DEFAULT_IDENTITY,
    ...(name === undefined ? {} : { executionName: name }),
    ...(region === undefined ? {} : { region }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}

/** Reads what the case's mocks name and compiles the definition. Refused: a file is missing or broken, or the definition cannot be run. */
export async function prepareTestCase(
  loaded: LoadedSuite,
  testCase: TestCase,
  store: ObjectStore,
): Promise<PreparedOutcome> {
  const mocks = createMockSet(loaded.mocks, testCase.mockOverrides, loaded.definition.states);
  const placeOf = (place: SourcePlace): FilePlace => fileOf(loaded, place.file).placeOf(place.range);
  const resources = await readMockFiles(mocks, loaded.access, placeOf);
  if (resources.problems.length > 0) return { kind: 'refused', problems: resources.problems };
  const { files, itemOverrides } = resources;
  const compile = (usedStore: ObjectStore): ReturnType<typeof compileDefinition> =>
    compileDefinition(loaded.definition.json, { store: usedStore, itemOverrides });
  const { plan, problems } = compile(store);
  if (plan === null) {
    const placed = problems.map(({ message, pointer }) => ({
      message,
      place: loaded.definition.placeOfPointer(pointer),
    }));
    return { kind: 'refused', problems: placed };
  }
  const context = { ...loaded.suite.executionContext, ...testCase.executionContext };
  const identity = identityOf(context);
  const startTime = context.startTime === undefined ? DEFAULT_START_TIME : Date.parse(context.startTime);
  const seed = DEFAULT_SEED;
  const { input } = testCase;
  const { world, problems: worldProblems } = await createTaskWorld({
    machines: loaded.machines,
    handlers: loaded.handlers,
    mocks: { base: loaded.mocks, overrides: testCase.mockOverrides },
    identity,
    seed,
    store,
    access: loaded.access,
    placeOf: (file, range) => fileOf(loaded, file).placeOf(range),
  });
  if (worldProblems.length > 0) return { kind: 'refused', problems: worldProblems };
  const setUp = ({ store: ownStore, ...given }: CaseStartOptions): RunSetup => {
    const engine = createMockEngine({ mocks, files, seed });
    const { tasks, mockProblems } = world.createTasks(engine, (state) => mocks.tasks.has(state));
    const ownPlan = ownStore === undefined ? null : compile(ownStore).plan;
    return {
      options: { plan: ownPlan ?? plan, input, type: 'STANDARD', identity, startTime, seed, tasks, ...given },
      mockProblems: () => [...engine.problems, ...mockProblems()],
      nMockProblems: () => engine.nUnanswered,
    };
  };
  return {
    kind: 'prepared',
    prepared: {
      testCase,
      plan,
      identity,
      startTime,
      seed,
      setUp,
      start(given) {
        const { options, mockProblems } = setUp(given);
        return { run: startRun(options), mockProblems };
      },
    },
  };
}

/** The file of the suite that has that path: its mock file, that of another machine, or the suite itself. */
export function fileOf(loaded: LoadedSuite, path: string): TextFile {
  const { file, mockFile, machines } = loaded;
  const others = machines.map(({ own }) => own?.file);
  return [mockFile, ...others].find((candidate) => candidate?.path === path) ?? file;
}
