/**
 * The outer world of a run beside its mocks: other state machines that tasks start, and local handlers of functions.
 *
 * A mock of a state comes first; then a state machine that the task names; then the handler of its function; then the answer that a task
 * without a mock gets.
 */

import { isJsonObject, type Json } from '../core/base/json.ts';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import { sendsToken } from '../core/interpreter/states/task-token.ts';
import type { NestedMachine, TaskPort, TaskReply, TaskRequest, TaskResource } from '../core/interpreter/task-port.ts';
import type { RunIdentity } from '../core/interpreter/run-types.ts';
import type { MachinePlan } from '../core/interpreter/plan.ts';
import type { DefinitionStates } from '../core/suite/definition-states.ts';
import { parseMockFile } from '../core/suite/mock-file.ts';
import { createMockEngine, type MockEngine } from '../core/suite/mock-engine.ts';
import type { MachineReference } from '../core/suite/mock-sections.ts';
import { checkMocks, createMockSet, type MockProblem, type MockSet } from '../core/suite/mock-set.ts';
import type { FileReference, MockEntry } from '../core/suite/suite-types.ts';
import { compileDefinition } from './execute.ts';
import { loadDefinition, type LoadedDefinition } from './load-definition.ts';
import type { HandlerAnswers, LocalHandlers } from './local-handlers.ts';
import { readMockFiles, type CaseProblem } from './mock-files.ts';
import { findDataFile, readTextFile, type FileAccess } from './run-suite-files.ts';
import type { FilePlace, PlacedProblem, TextFile } from './run-suite-places.ts';

/** Another state machine, read and checked. */
export interface OtherMachine {
  readonly reference: MachineReference;
  readonly definition: LoadedDefinition;
  /** Its own mocks; null: those of the run. */
  readonly own: { readonly file: TextFile; readonly entries: readonly MockEntry[] } | null;
}

/** Reads the machines that a mock file or a command line names. `placeOf` gives places in the files that name them. */
export async function loadOtherMachines(
  references: readonly MachineReference[],
  access: FileAccess,
  placeOf: (reference: MachineReference) => FilePlace | null,
): Promise<{ readonly machines: readonly OtherMachine[]; readonly problems: readonly PlacedProblem[] }> {
  const machines: OtherMachine[] = [];
  const problems: PlacedProblem[] = [];
  for (const reference of references) {
    const { definition: named, mock, type, place } = reference;
    const complain = (message: string): void => {
      problems.push({ severity: 'error', message, ...(placeOf(reference) ?? { path: place.file, range: null }) });
    };
    const path = await findDataFile(named, place.file, access);
    if (path === null) {
      complain(`There is no file ${named}, the definition of the state machine "${reference.key}".`);
      continue;
    }
    const outcome = await loadDefinition(path, access, { type, errors: 'refused' });
    if (outcome.kind === 'refused') {
      problems.push(...outcome.problems);
      continue;
    }
    const { definition } = outcome;
    const own = mock === null ? null : await loadOwnMocks(mock, reference, definition, access, complain, problems);
    if (own !== undefined) machines.push({ reference, definition, own });
  }
  return { machines, problems };
}

/** Undefined: a problem was told. */
async function loadOwnMocks(
  named: string,
  { place }: MachineReference,
  { states }: LoadedDefinition,
  access: FileAccess,
  complain: (message: string) => void,
  problems: PlacedProblem[],
): Promise<NonNullable<OtherMachine['own']> | undefined> {
  const path = await findDataFile(named, place.file, access);
  const read = path === null ? null : await readTextFile(path, access);
  if (read?.kind !== 'read') {
    complain(read?.message ?? `There is no mock file ${named}.`);
    return undefined;
  }
  const { file } = read;
  const { value: entries, problems: found } = parseMockFile(file.text, file.path);
  const all = [
    ...found.map(({ severity, message, range }) => ({ severity, message, range })),
    ...checkMocks(entries, states).map(({ severity, message, place: { range } }) => ({ severity, message, range })),
  ];
  for (const { severity, message, range } of all) problems.push({ severity, message, ...file.placeOf(range) });
  return { file, entries };
}

/** The states that mocks of the run may name: its own, and those of the machines without mocks of their own. */
export function statesWithMocks(own: DefinitionStates, machines: readonly OtherMachine[]): DefinitionStates {
  const shared = machines.filter((machine) => machine.own === null);
  return new Map([...shared.flatMap(({ definition }) => [...definition.states]), ...own]);
}

export interface TaskWorldOptions {
  readonly machines: readonly OtherMachine[];
  readonly handlers: LocalHandlers | null;
  readonly mocks: { readonly base: readonly MockEntry[]; readonly overrides: readonly MockEntry[] };
  readonly identity: RunIdentity;
  readonly seed: number;
  readonly store: ObjectStore;
  readonly access: FileAccess;
  /** What answers tasks of machines without mocks of their own: the run's mocks by default, or whatever answers the run. */
  readonly nestedTasks?: 'mocks' | 'as-the-run';
  readonly placeOf: (file: string, place: { readonly start: number; readonly end: number }) => FilePlace;
}

export interface TaskWorld {
  /** Tasks of one run from its start; `base` answers what has neither a machine nor a handler. */
  createTasks(base: TaskPort, isMocked: (stateName: string) => boolean): WorldTasks;
}

export interface WorldTasks {
  readonly tasks: TaskPort;
  /** Mocks of other machines that had no answer so far. */
  readonly mockProblems: () => readonly MockProblem[];
}

interface CompiledMachine {
  readonly machine: OtherMachine;
  readonly plan: MachinePlan;
  readonly mocks: MockSet;
  readonly files: ReadonlyMap<FileReference, Json>;
  readonly identity: Omit<RunIdentity, 'executionName'>;
}

/** Compiles the machines and reads what their mocks name. */
export async function createTaskWorld(
  options: TaskWorldOptions,
): Promise<{ readonly world: TaskWorld; readonly problems: readonly CaseProblem[] }> {
  const problems: CaseProblem[] = [];
  const compiled: CompiledMachine[] = [];
  for (const machine of options.machines) {
    const { definition, own, reference } = machine;
    const mocks =
      own === null
        ? createMockSet(options.mocks.base, options.mocks.overrides, definition.states)
        : createMockSet(own.entries, [], definition.states);
    const resources = await readMockFiles(mocks, options.access, ({ file, range }) =>
      own?.file.path === file ? own.file.placeOf(range) : options.placeOf(file, range),
    );
    problems.push(...resources.problems);
    const { plan, problems: refusals } = compileDefinition(definition.json, {
      store: options.store,
      itemOverrides: resources.itemOverrides,
    });
    for (const { message, pointer } of refusals) problems.push({ message, place: definition.placeOfPointer(pointer) });
    const identity = identityOf(reference.key, options.identity);
    if (plan !== null) compiled.push({ machine, plan, mocks, files: resources.files, identity });
  }
  const answers = options.handlers?.createAnswers() ?? null;
  const createTasks = createTasksOf(compiled, answers, options.seed, options.nestedTasks ?? 'mocks');
  return { world: { createTasks }, problems };
}

function createTasksOf(
  compiled: readonly CompiledMachine[],
  answers: HandlerAnswers | null,
  seed: number,
  nestedTasks: 'mocks' | 'as-the-run',
): TaskWorld['createTasks'] {
  return (base, isMocked) => {
    answers?.restart();
    const engines: MockEngine[] = [];
    const machines = new Map<string, NestedMachine>();
    for (const { machine, plan, mocks, files, identity } of compiled) {
      const engine = createMockEngine({ mocks, files, seed });
      engines.push(engine);
      const own = nestedTasks === 'as-the-run' && machine.own === null ? base : engine;
      const tasks = beside(own, (state) => mocks.tasks.has(state), machines, answers);
      const { key, type } = machine.reference;
      const nested: NestedMachine = { plan, type, identity, tasks };
      machines.set(key, nested);
      if (!machines.has(identity.stateMachineName)) machines.set(identity.stateMachineName, nested);
    }
    return {
      tasks: beside(base, isMocked, machines, answers),
      mockProblems: () => engines.flatMap(({ problems }) => problems),
    };
  };
}

function beside(
  base: TaskPort,
  isMocked: (stateName: string) => boolean,
  machines: ReadonlyMap<string, NestedMachine>,
  answers: HandlerAnswers | null,
): TaskPort {
  return {
    ...(base.choose === undefined ? {} : { choose: base.choose }),
    answersAlone(stateName, resource) {
      if (base.answersAlone?.(stateName, resource) !== true) return false;
      if (resource === null || isMocked(stateName)) return true;
      return answers === null && !sendsToken(resource) && (machines.size === 0 || !startsMachine(resource));
    },
    invoke(request) {
      if (isMocked(request.stateName)) return base.invoke(request);
      const machine = startedMachine(request, machines);
      if (machine !== null) return { kind: 'nested', machine };
      const otherwise = (): TaskReply => answers?.answer(request) ?? base.invoke(request);
      return sendsToken(request.resource) ? { kind: 'sends-token', otherwise } : otherwise();
    },
  };
}

const STARTS: ReadonlySet<string> = new Set(['startExecution', 'startSyncExecution']);

function startsMachine({ resourceType, resource }: TaskResource): boolean {
  return resourceType === 'states' || (resourceType === 'aws-sdk:sfn' && STARTS.has(resource));
}

/** The machine that a task starts; null where it starts none, or one that nobody named. */
function startedMachine(
  { resource, input }: TaskRequest,
  machines: ReadonlyMap<string, NestedMachine>,
): NestedMachine | null {
  if (!startsMachine(resource) || !isJsonObject(input)) return null;
  const arn = input['StateMachineArn'];
  if (typeof arn !== 'string') return null;
  return machines.get(arn) ?? machines.get(machineName(arn)) ?? null;
}

/** The name in an ARN, without version and alias; any other text is a name itself. */
function machineName(arn: string): string {
  return /:stateMachine:([^:]+)/.exec(arn)?.[1] ?? arn;
}

/** An ARN says where the machine is; a name is one beside the run's own. */
function identityOf(key: string, own: RunIdentity): Omit<RunIdentity, 'executionName'> {
  const { partition, region, accountId, roleArn } = own;
  const arn = /^arn:([^:]*):states:([^:]*):([^:]*):stateMachine:([^:]+)/.exec(key);
  if (arn === null) return { partition, region, accountId, roleArn, stateMachineName: key };
  const [, ofArn = partition, where = region, account = accountId, stateMachineName = key] = arn;
  return { partition: ofArn, region: where, accountId: account, roleArn, stateMachineName };
}
