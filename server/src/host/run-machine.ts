/** Makes a single state machine ready to be run: the definition, what answers its tasks, and where its items come from. */

import type { Json } from '../core/base/json.ts';
import type { HistoryEvent } from '../core/events/history-event.ts';
import type { TextRange } from '../core/base/text-range.ts';
import type { ItemOverrides } from '../core/distributed-map/item-overrides.ts';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import type { MachinePlan } from '../core/interpreter/plan.ts';
import { startRun } from '../core/interpreter/run.ts';
import type { Run, RunIdentity, RunOptions } from '../core/interpreter/run-types.ts';
import type { TaskPort } from '../core/interpreter/task-port.ts';
import { createMockEngine } from '../core/suite/mock-engine.ts';
import { parseWholeMockFile, type MockFile } from '../core/suite/mock-file.ts';
import type { MachineReference } from '../core/suite/mock-sections.ts';
import { checkMocks, createMockSet } from '../core/suite/mock-set.ts';
import { mapRunsToResume, startsAnew } from '../core/views/map-runs-to-resume.ts';
import { redriveStart, type RedriveOutcome } from '../core/views/resume-point.ts';
import { compileDefinition, DEFAULT_IDENTITY, DEFAULT_START_TIME } from './execute.ts';
import { createLocalHandlers } from './local-handlers.ts';
import { readMockFiles, type CaseProblem } from './mock-files.ts';
import { loadDefinition, type LoadedDefinition } from './load-definition.ts';
import { readTextFile, type FileAccess } from './run-suite-files.ts';
import { refusedHandlers } from './run-suite-load.ts';
import { createTextFile, type FilePlace, type PlacedProblem, type TextFile } from './run-suite-places.ts';
import { createTaskWorld, loadOtherMachines, statesWithMocks } from './task-world.ts';

/** What answers the tasks. `defaults`: every task answers in the shape of its integration. */
export type MachineTasks =
  | { readonly kind: 'defaults' }
  | { readonly kind: 'mock-file'; readonly path: string }
  | { readonly kind: 'port'; readonly create: () => TaskPort };

export interface MachineOptions {
  readonly path: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly input: Json;
  readonly seed: number;
  readonly tasks: MachineTasks;
  readonly store: ObjectStore;
  readonly access: FileAccess;
  /** The state machine's name, for ARNs. */
  readonly name?: string;
  /** The history of the same machine's failed execution: it goes on instead of starting anew. */
  readonly redriveFrom?: readonly HistoryEvent[];
  /** State machines that tasks start, beside those of the mock file. */
  readonly machines?: readonly MachineReference[];
}

export type MachineOutcome =
  | {
      readonly kind: 'prepared';
      readonly warnings: readonly PlacedProblem[];
      readonly plan: MachinePlan;
      readonly identity: RunIdentity;
      readonly definition: Json;
      /** Starts the machine from its beginning, unless the options say otherwise. `mockProblems` fills up while it runs. */
      start(options: MachineStart): {
        readonly run: Run;
        readonly mockProblems: Iterable<CaseProblem>;
      };
      /** What it would be started with. */
      setUp(options: MachineStart): {
        readonly options: RunOptions;
        readonly mockProblems: Iterable<CaseProblem>;
        /** Requests that had no answer so far, each counted. */
        readonly nMockProblems: () => number;
      };
      /** Ends the processes of local handlers. */
      close(): void;
    }
  | { readonly kind: 'refused'; readonly problems: readonly PlacedProblem[] };

type Prepared = Extract<MachineOutcome, { kind: 'prepared' }>;

export interface MachineStart extends Pick<
  RunOptions,
  'sink' | 'recording' | 'loneChild' | 'redrive' | 'unwatchedChildren'
> {
  /** What the machine was prepared with by default. */
  readonly input?: Json;
  readonly startTime?: number;
  /** Stands between the run and what answers its tasks. */
  readonly wrapTasks?: (tasks: TaskPort) => TaskPort;
}

interface CreatedTasks {
  readonly port: TaskPort;
  /** Of mocks; fills up while the run goes on. */
  readonly problems: Iterable<CaseProblem>;
  readonly nProblems: () => number;
}

type TaskSetup =
  | {
      readonly kind: 'ready';
      readonly overrides: ItemOverrides | null;
      readonly create: () => CreatedTasks;
      readonly warnings: readonly PlacedProblem[];
      readonly close: () => void;
    }
  | { readonly kind: 'refused'; readonly problems: readonly PlacedProblem[] };

/**
 * Reads and compiles everything. What can be run is run, also when AWS would refuse it: the reasons are among the warnings then.
 */
export async function prepareMachine(options: MachineOptions): Promise<MachineOutcome> {
  const { type, input, seed, store, access } = options;
  const loaded = await loadDefinition(options.path, access, { type, errors: 'mentioned' });
  if (loaded.kind === 'refused') return loaded;
  const { definition } = loaded;
  const setup = await setUpTasks(options, definition);
  if (setup.kind === 'refused') return setup;
  const { plan, problems } = compileDefinition(definition.json, { store, itemOverrides: setup.overrides });
  if (plan === null) {
    const placed = problems.map(({ message, pointer }) => errorAt(message, definition.placeOfPointer(pointer)));
    return { kind: 'refused', problems: definition.findings.length > 0 ? definition.findings : placed };
  }
  const warnings = definition.findings.map((finding) => ({ ...finding, severity: 'warning' as const }));
  const redrive = redriveOf(options, plan);
  if (redrive?.kind === 'refused') {
    return { kind: 'refused', problems: [errorAt(redrive.reason, definition.placeOfPointer(''))] };
  }
  const setUp: Prepared['setUp'] = ({ wrapTasks, ...given }) => {
    const { port, problems: mockProblems, nProblems: nMockProblems } = setup.create();
    const runOptions: RunOptions = {
      plan,
      input: redrive?.start.input ?? input,
      type,
      identity: identityOf(options),
      startTime: redrive?.start.resume.startTime ?? DEFAULT_START_TIME,
      seed,
      tasks: wrapTasks === undefined ? port : wrapTasks(port),
      ...(redrive === null ? {} : { redrive: { ...redrive.start, mapRuns: new Map(), nExecutions: 0 } }),
      ...given,
    };
    return { options: runOptions, mockProblems, nMockProblems };
  };
  return {
    kind: 'prepared',
    warnings: [...warnings, ...setup.warnings],
    plan,
    identity: identityOf(options),
    definition: definition.json,
    setUp,
    start(given) {
      const { options: runOptions, mockProblems } = setUp(given);
      return { run: startRun(runOptions), mockProblems };
    },
    close: setup.close,
  };
}

/** Null: the execution starts from its beginning. */
function redriveOf({ redriveFrom, type }: MachineOptions, plan: MachinePlan): RedriveOutcome | null {
  if (redriveFrom === undefined) return null;
  if (type === 'EXPRESS') return { kind: 'refused', reason: 'Express executions cannot be redriven.' };
  const outcome = redriveStart(redriveFrom, new Set(plan.states.map(({ name }) => name)));
  if (outcome.kind === 'refused') return outcome;
  // Without its items, no child was started.
  const hasChildren = (error = ''): boolean => !startsAnew(error) && error !== 'States.ItemReaderFailed';
  const goingOn = mapRunsToResume(redriveFrom, outcome.start.resume).find(({ error }) => hasChildren(error));
  if (goingOn === undefined) return outcome;
  const reason =
    `The history does not tell which children of the Map Run of "${goingOn.stateName}" succeeded. ` +
    'Save the run with --save FILE.sfnrun, and redrive it with sfn-test redrive FILE.sfnrun.';
  return { kind: 'refused', reason };
}

interface MockText {
  readonly file: TextFile | null;
  readonly content: MockFile;
  readonly problems: readonly PlacedProblem[];
}

const NO_MOCKS: MockFile = { entries: [], machines: [], handlers: [] };

async function readMocks(tasks: MachineTasks, access: FileAccess): Promise<MockText> {
  if (tasks.kind !== 'mock-file') return { file: null, content: NO_MOCKS, problems: [] };
  const read = await readTextFile(tasks.path, access);
  if (read.kind === 'unreadable') {
    const problem: PlacedProblem = { severity: 'error', message: read.message, path: tasks.path, range: null };
    return { file: null, content: NO_MOCKS, problems: [problem] };
  }
  const { file } = read;
  const { value: content, problems } = parseWholeMockFile(file.text, file.path);
  const placed = problems.map(({ severity, message, range }) => ({ severity, message, ...file.placeOf(range) }));
  return { file, content, problems: [...placed, ...refusedHandlers(content, file, access)] };
}

async function setUpTasks(options: MachineOptions, definition: LoadedDefinition): Promise<TaskSetup> {
  const { tasks, access, seed, store } = options;
  const { file, content, problems } = await readMocks(tasks, access);
  const placed: PlacedProblem[] = [...problems];
  const placeOf = (path: string, range: TextRange): FilePlace => {
    const known = [file, ...others.machines.map(({ own }) => own?.file)].find((each) => each?.path === path);
    return (known ?? createTextFile(path, '')).placeOf(range);
  };
  const others = await loadOtherMachines([...content.machines, ...(options.machines ?? [])], access, ({ place }) =>
    file?.path === place.file ? file.placeOf(place.range) : null,
  );
  placed.push(...others.problems);
  const { entries } = content;
  for (const { severity, message, place } of checkMocks(entries, statesWithMocks(definition.states, others.machines))) {
    placed.push({ severity, message, ...placeOf(place.file, place.range) });
  }
  const mocks = createMockSet(entries, [], definition.states);
  const resources = await readMockFiles(mocks, access, (place) => placeOf(place.file, place.range));
  const handlers = content.handlers.length === 0 ? null : createLocalHandlers(content.handlers);
  const { world, problems: worldProblems } = await createTaskWorld({
    machines: others.machines,
    handlers,
    mocks: { base: entries, overrides: [] },
    identity: identityOf(options),
    seed,
    store,
    access,
    placeOf,
    nestedTasks: tasks.kind === 'port' ? 'as-the-run' : 'mocks',
  });
  for (const { message, place } of [...resources.problems, ...worldProblems]) placed.push(errorAt(message, place));
  if (placed.some(({ severity }) => severity === 'error')) return { kind: 'refused', problems: placed };
  const create = (): CreatedTasks => {
    if (tasks.kind === 'port')
      return { port: world.createTasks(tasks.create(), () => false).tasks, problems: [], nProblems: () => 0 };
    const engine = createMockEngine({ mocks, files: resources.files, seed });
    const { tasks: port, mockProblems } = world.createTasks(engine, (state) => mocks.tasks.has(state));
    const placedProblems = {
      *[Symbol.iterator]() {
        for (const { message, place } of [...engine.problems, ...mockProblems()]) {
          yield { message, place: placeOf(place.file, place.range) };
        }
      },
    };
    return { port, problems: placedProblems, nProblems: () => engine.nUnanswered };
  };
  return {
    kind: 'ready',
    overrides: resources.itemOverrides,
    create,
    warnings: placed,
    close: () => handlers?.close(),
  };
}

function identityOf({ name }: MachineOptions): RunIdentity {
  return name === undefined ? DEFAULT_IDENTITY : { ...DEFAULT_IDENTITY, stateMachineName: name };
}

function errorAt(message: string, place: FilePlace): PlacedProblem {
  return { severity: 'error', message, ...place };
}
