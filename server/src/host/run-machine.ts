/** Makes a single state machine ready to be run: the definition, what answers its tasks, and where its items come from. */

import type { Json } from '../core/base/json.ts';
import type { ItemOverrides } from '../core/distributed-map/item-overrides.ts';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import { startRun } from '../core/interpreter/run.ts';
import type { Run, RunOptions } from '../core/interpreter/run-types.ts';
import type { TaskPort } from '../core/interpreter/task-port.ts';
import { createMockEngine } from '../core/suite/mock-engine.ts';
import { parseMockFile } from '../core/suite/mock-file.ts';
import { checkMocks, createMockSet } from '../core/suite/mock-set.ts';
import { compileDefinition, DEFAULT_IDENTITY, DEFAULT_START_TIME } from './execute.ts';
import { readMockFiles, type CaseProblem } from './run-suite-case.ts';
import { loadDefinition, type LoadedDefinition } from './load-definition.ts';
import { readTextFile, type FileAccess } from './run-suite-files.ts';
import type { FilePlace, PlacedProblem } from './run-suite-places.ts';

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
}

export type MachineOutcome =
  | {
      readonly kind: 'prepared';
      readonly warnings: readonly PlacedProblem[];
      /** Starts the machine from its beginning. `mockProblems` fills up while it runs. */
      start(options: Pick<RunOptions, 'sink' | 'recording'>): {
        readonly run: Run;
        readonly mockProblems: Iterable<CaseProblem>;
      };
    }
  | { readonly kind: 'refused'; readonly problems: readonly PlacedProblem[] };

type TaskSetup =
  | {
      readonly kind: 'ready';
      readonly overrides: ItemOverrides | null;
      readonly create: () => { readonly port: TaskPort; readonly problems: Iterable<CaseProblem> };
      readonly warnings: readonly PlacedProblem[];
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
  const setup = await setUpTasks(options.tasks, definition, seed, access);
  if (setup.kind === 'refused') return setup;
  const { plan, problems } = compileDefinition(definition.json, { store, itemOverrides: setup.overrides });
  if (plan === null) {
    const placed = problems.map(({ message, pointer }) => errorAt(message, definition.placeOfPointer(pointer)));
    return { kind: 'refused', problems: definition.findings.length > 0 ? definition.findings : placed };
  }
  const warnings = definition.findings.map((finding) => ({ ...finding, severity: 'warning' as const }));
  return {
    kind: 'prepared',
    warnings: [...warnings, ...setup.warnings],
    start({ sink, recording }) {
      const { port, problems: mockProblems } = setup.create();
      const run = startRun({
        plan,
        input,
        type,
        identity: { ...DEFAULT_IDENTITY, ...(options.name === undefined ? {} : { stateMachineName: options.name }) },
        startTime: DEFAULT_START_TIME,
        seed,
        tasks: port,
        sink,
        recording,
      });
      return { run, mockProblems };
    },
  };
}

async function setUpTasks(
  tasks: MachineTasks,
  definition: LoadedDefinition,
  seed: number,
  access: FileAccess,
): Promise<TaskSetup> {
  if (tasks.kind === 'port') {
    return { kind: 'ready', overrides: null, create: () => ({ port: tasks.create(), problems: [] }), warnings: [] };
  }
  if (tasks.kind === 'defaults') {
    const mocks = createMockSet([], [], definition.states);
    const create = (): { port: TaskPort; problems: CaseProblem[] } => ({
      port: createMockEngine({ mocks, files: new Map(), seed }),
      problems: [],
    });
    return { kind: 'ready', overrides: null, create, warnings: [] };
  }
  const read = await readTextFile(tasks.path, access);
  if (read.kind === 'unreadable') {
    return { kind: 'refused', problems: [{ severity: 'error', message: read.message, path: tasks.path, range: null }] };
  }
  const { file } = read;
  const { value: entries, problems } = parseMockFile(file.text, file.path);
  const placed: PlacedProblem[] = problems.map(({ severity, message, range }) => ({
    severity,
    message,
    ...file.placeOf(range),
  }));
  for (const { severity, message, place } of checkMocks(entries, definition.states)) {
    placed.push({ severity, message, ...file.placeOf(place.range) });
  }
  const mocks = createMockSet(entries, [], definition.states);
  const resources = await readMockFiles(mocks, access, (place) => file.placeOf(place.range));
  for (const { message, place } of resources.problems) placed.push(errorAt(message, place));
  if (placed.some(({ severity }) => severity === 'error')) return { kind: 'refused', problems: placed };
  const create = (): { port: TaskPort; problems: Iterable<CaseProblem> } => {
    const engine = createMockEngine({ mocks, files: resources.files, seed });
    const placedProblems = {
      *[Symbol.iterator]() {
        for (const { message, place } of engine.problems) yield { message, place: file.placeOf(place.range) };
      },
    };
    return { port: engine, problems: placedProblems };
  };
  return { kind: 'ready', overrides: resources.itemOverrides, create, warnings: placed };
}

function errorAt(message: string, place: FilePlace): PlacedProblem {
  return { severity: 'error', message, ...place };
}
