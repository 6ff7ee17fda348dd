/**
 * Makes one test case ready to be run, as often as its driver likes: files read, mocks put together, names and times decided.
 *
 * The suite runner, the debugger and replays all start runs of the same prepared case; every start has fresh counters and the same seed.
 */

import type { Json } from '../core/base/json.ts';
import type { ItemOverride, ItemOverrides } from '../core/distributed-map/item-overrides.ts';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import type { MachinePlan } from '../core/interpreter/plan.ts';
import { startRun } from '../core/interpreter/run.ts';
import type { Run, RunIdentity, RunOptions } from '../core/interpreter/run-types.ts';
import { createMockEngine } from '../core/suite/mock-engine.ts';
import { answerFiles, createMockSet, type MockProblem, type MockSet } from '../core/suite/mock-set.ts';
import {
  isFileReference,
  type ExecutionContextFields,
  type FileReference,
  type MockEntry,
  type SourcePlace,
  type TestCase,
} from '../core/suite/suite-types.ts';
import { compileDefinition, DEFAULT_IDENTITY, DEFAULT_START_TIME } from './execute.ts';
import { formatOfDataFile, parseDataText } from './run-suite-data.ts';
import { findDataFile, openByteSource, readTextFile, shownPath, type FileAccess } from './run-suite-files.ts';
import type { LoadedSuite } from './run-suite-load.ts';
import type { FilePlace, TextFile } from './run-suite-places.ts';

const DEFAULT_SEED = 1;

export interface CaseProblem {
  readonly message: string;
  readonly place: FilePlace;
}

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
}

export type CaseStartOptions = Pick<RunOptions, 'sink' | 'recording'> & {
  /** Instead of the store that the case was prepared with, for this run alone. */
  readonly store?: ObjectStore;
};

export interface CaseRun {
  readonly run: Run;
  /** Mocks that had no answer so far. */
  readonly mockProblems: readonly MockProblem[];
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
  return {
    kind: 'prepared',
    prepared: {
      testCase,
      plan,
      identity,
      startTime,
      seed,
      start({ sink, recording, store: ownStore }) {
        const tasks = createMockEngine({ mocks, files, seed });
        const ownPlan = ownStore === undefined ? null : compile(ownStore).plan;
        const run = startRun({
          plan: ownPlan ?? plan,
          input,
          type: 'STANDARD',
          identity,
          startTime,
          seed,
          tasks,
          sink,
          recording,
        });
        return { run, mockProblems: tasks.problems };
      },
    },
  };
}

export interface MockResources {
  readonly files: ReadonlyMap<FileReference, Json>;
  readonly itemOverrides: ItemOverrides;
  readonly problems: readonly CaseProblem[];
}

/** Reads the files of answers and finds those of items. */
export async function readMockFiles(
  mocks: MockSet,
  access: FileAccess,
  placeOf: (place: SourcePlace) => FilePlace,
): Promise<MockResources> {
  const problems: CaseProblem[] = [];
  const files = new Map<FileReference, Json>();
  for (const reference of answerFiles(mocks)) {
    const value = await readData(reference, access, placeOf, problems);
    if (value !== undefined) files.set(reference, value);
  }
  const overrides = new Map<string, ItemOverride>();
  for (const [state, entry] of mocks.items) {
    const override = await itemOverrideOf(entry, access, placeOf, problems);
    if (override !== null) overrides.set(state, override);
  }
  return { files, problems, itemOverrides: { itemsFor: (state) => overrides.get(state) ?? null } };
}

async function itemOverrideOf(
  entry: MockEntry,
  access: FileAccess,
  placeOf: (place: SourcePlace) => FilePlace,
  problems: CaseProblem[],
): Promise<ItemOverride | null> {
  if (entry.kind === 'itemReader') {
    if (!isFileReference(entry.items)) return { kind: 'items', items: entry.items };
    return fileOverride(entry.items, access, placeOf, problems);
  }
  if (entry.kind !== 'fixed') return null;
  if (entry.answer.kind === 'file') return fileOverride(entry.answer.file, access, placeOf, problems);
  if (entry.answer.kind === 'value' && Array.isArray(entry.answer.value)) {
    return { kind: 'items', items: entry.answer.value as readonly Json[] };
  }
  problems.push({ message: `The mock of "${entry.state}" must give a list of items.`, place: placeOf(entry.place) });
  return null;
}

async function fileOverride(
  reference: FileReference,
  access: FileAccess,
  placeOf: (place: SourcePlace) => FilePlace,
  problems: CaseProblem[],
): Promise<ItemOverride | null> {
  const path = await findDataFile(reference.path, reference.place.file, access);
  if (path === null) {
    problems.push(missingFile(reference, access, placeOf));
    return null;
  }
  const format = formatOfDataFile(path, reference.format);
  if (format === 'yaml') {
    const value = await readData(reference, access, placeOf, problems);
    if (value === undefined) return null;
    if (Array.isArray(value)) return { kind: 'items', items: value as readonly Json[] };
    problems.push({
      message: `${shownPath(path, access)} must hold a list of items.`,
      place: placeOf(reference.place),
    });
    return null;
  }
  const upper = ({ json: 'JSON', jsonl: 'JSONL', csv: 'CSV' } as const)[format];
  return { kind: 'file', format: upper, name: shownPath(path, access), open: () => openByteSource(path, access) };
}

async function readData(
  reference: FileReference,
  access: FileAccess,
  placeOf: (place: SourcePlace) => FilePlace,
  problems: CaseProblem[],
): Promise<Json | undefined> {
  const path = await findDataFile(reference.path, reference.place.file, access);
  if (path === null) {
    problems.push(missingFile(reference, access, placeOf));
    return undefined;
  }
  const read = await readTextFile(path, access);
  if (read.kind === 'unreadable') {
    problems.push({ message: read.message, place: placeOf(reference.place) });
    return undefined;
  }
  const data = parseDataText(read.file.text, formatOfDataFile(path, reference.format));
  if (data.kind === 'value') return data.value;
  const inside = data.range === null ? wholeFile(read.file) : read.file.placeOf(data.range);
  problems.push({ message: data.message, place: inside });
  return undefined;
}

function wholeFile(file: TextFile): FilePlace {
  return file.placeOf({ start: 0, end: 0 });
}

function missingFile(
  reference: FileReference,
  access: FileAccess,
  placeOf: (place: SourcePlace) => FilePlace,
): CaseProblem {
  const beside = shownPath(reference.place.file, access);
  const message = `There is no file ${reference.path}, neither beside ${beside} nor in the working folder.`;
  return { message, place: placeOf(reference.place) };
}

function fileOf(loaded: LoadedSuite, path: string): TextFile {
  return loaded.mockFile !== null && loaded.mockFile.path === path ? loaded.mockFile : loaded.file;
}
