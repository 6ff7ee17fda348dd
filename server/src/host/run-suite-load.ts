/** Loads a suite with the definition and mocks it names. What is wrong comes back as problems with places, never as exceptions. */

import { dirname, resolve } from 'node:path';
import type { TextRange } from '../core/base/text-range.ts';
import { parseWholeMockFile, type MockFile } from '../core/suite/mock-file.ts';
import { checkMocks } from '../core/suite/mock-set.ts';
import type { DefinitionStates } from '../core/suite/definition-states.ts';
import type { MachineReference } from '../core/suite/mock-sections.ts';
import { parseSuiteFile } from '../core/suite/suite-file.ts';
import type { MockEntry, TestSuite } from '../core/suite/suite-types.ts';
import { loadDefinition, type LoadedDefinition } from './load-definition.ts';
import { createLocalHandlers, type LocalHandlers } from './local-handlers.ts';
import { readTextFile, shownPath, type FileAccess } from './run-suite-files.ts';
import type { FilePlace, PlacedProblem, TextFile } from './run-suite-places.ts';
import {
  accessIn,
  definitionOfSuite,
  findProject,
  mocksOfSuite,
  type NamedFile,
  type NamedMocks,
  type Project,
} from './run-suite-project.ts';
import { loadOtherMachines, statesWithMocks, type OtherMachine } from './task-world.ts';

export interface LoadedSuite {
  readonly file: TextFile;
  readonly suite: TestSuite;
  readonly definition: LoadedDefinition;
  readonly mockFile: TextFile | null;
  readonly mocks: readonly MockEntry[];
  /** Other state machines that tasks start. */
  readonly machines: readonly OtherMachine[];
  readonly handlers: LocalHandlers | null;
  /** Nothing that keeps the suite from running. */
  readonly warnings: readonly PlacedProblem[];
  readonly access: FileAccess;
}

export type SuiteOutcome =
  | { readonly kind: 'loaded'; readonly suite: LoadedSuite }
  | { readonly kind: 'refused'; readonly problems: readonly PlacedProblem[] };

/** Reads suite, definition and mocks. Refused: something in one of them is wrong; the problems say what and where. */
export async function loadSuite(path: string, given: FileAccess): Promise<SuiteOutcome> {
  const read = await readTextFile(path, given);
  if (read.kind === 'unreadable') {
    return {
      kind: 'refused',
      problems: [{ severity: 'error', message: read.message, path: resolve(given.workingFolder, path), range: null }],
    };
  }
  const { file } = read;
  const { value: suite, problems: suiteProblems } = parseSuiteFile(file.text, file.path);
  const problems: PlacedProblem[] = suiteProblems.map(({ severity, message, range }) => ({
    severity,
    message,
    ...file.placeOf(range),
  }));
  if (suite === null) return { kind: 'refused', problems };

  const project = await findProject(dirname(file.path), given);
  problems.push(...project.problems);
  const access = accessIn(project, given);
  const names = { stateMachine: suite.stateMachine?.value ?? null, baseMock: suite.baseMock?.value ?? null };
  const named = await definitionOfSuite(names, file.path, project, access);
  if (named.kind === 'unknown') {
    const place = file.placeOf(suite.stateMachine?.range ?? { start: 0, end: 0 });
    problems.push({ severity: 'error', message: named.message, ...place });
  }
  const outcome = named.kind === 'unknown' ? null : await loadNamedDefinition(named, suite, file, access, project);
  if (outcome?.kind === 'refused') problems.push(...outcome.problems);
  const definition = outcome?.kind === 'loaded' ? outcome.definition : null;
  const machine = named.kind === 'file' ? named.machine : null;
  const namedMocks = await mocksOfSuite(names, file.path, project, access, machine);
  const { mockFile, content } = await loadMocks(namedMocks, suite, file, access, problems);
  const mocks = content.entries;
  const placeOfReference = ({ place }: MachineReference): FilePlace | null => mockFile?.placeOf(place.range) ?? null;
  const others = await loadOtherMachines(content.machines, access, placeOfReference);
  problems.push(...others.problems, ...refusedHandlers(content, mockFile, access));
  if (definition !== null) {
    const states = statesWithMocks(definition.states, others.machines);
    problems.push(...checkAllMocks(suite, mocks, states, file, mockFile));
  }
  if (definition === null || problems.some(({ severity }) => severity === 'error'))
    return { kind: 'refused', problems };
  const handlers = content.handlers.length === 0 ? null : createLocalHandlers(content.handlers);
  const { machines } = others;
  return {
    kind: 'loaded',
    suite: {
      file,
      suite: { ...suite, executionContext: { ...project.config.executionContext, ...suite.executionContext } },
      definition,
      mockFile,
      mocks,
      machines,
      handlers,
      warnings: problems,
      access,
    },
  };
}

/** A definition that cannot be read at all is a mistake of the line that names it. */
async function loadNamedDefinition(
  { path, machine }: NamedFile & { readonly kind: 'file' },
  { stateMachine }: TestSuite,
  file: TextFile,
  access: FileAccess,
  project: Project,
): Promise<Awaited<ReturnType<typeof loadDefinition>>> {
  const logicalId = machine?.logicalId?.value;
  const of = logicalId === undefined ? {} : { logicalId };
  const outcome = await loadDefinition(path, access, { type: 'STANDARD', errors: 'refused', ...of });
  if (outcome.kind === 'loaded') return outcome;
  const named = machine === null ? stateMachine : null;
  const place = machine === null ? named && file.placeOf(named.range) : project.file?.placeOf(machine.path.range);
  if (place === null || place === undefined) return outcome;
  const shown = shownPath(path, access);
  const problems = outcome.problems.map((problem) => {
    if (problem.range !== null) return problem;
    const message = problem.message.includes(shown) ? problem.message : `${shown}: ${problem.message}`;
    return { ...problem, message, ...place };
  });
  return { kind: 'refused', problems };
}

const NO_MOCKS: MockFile = { entries: [], machines: [], handlers: [] };

/** Handlers are code of whoever wrote the workspace. */
export function refusedHandlers(
  { handlers }: MockFile,
  mockFile: TextFile | null,
  access: FileAccess,
): readonly PlacedProblem[] {
  const [first] = handlers;
  if (first === undefined || mockFile === null || access.handlers === 'run') return [];
  const message =
    'Handlers run code of this workspace, which is not trusted. Trust it, or run the suite from the command line.';
  return [{ severity: 'error', message, ...mockFile.placeOf(first.place.range) }];
}

async function loadMocks(
  named: NamedMocks,
  suite: TestSuite,
  file: TextFile,
  access: FileAccess,
  problems: PlacedProblem[],
): Promise<{ readonly mockFile: TextFile | null; readonly content: MockFile }> {
  const none = { mockFile: null, content: NO_MOCKS };
  if (named.kind === 'none') return none;
  const read = named.kind === 'file' ? await readTextFile(named.path, access) : null;
  if (read?.kind !== 'read') {
    const message = named.kind === 'missing' ? named.message : (read?.message ?? '');
    problems.push({ severity: 'error', message, ...file.placeOf(suite.baseMock?.range ?? { start: 0, end: 0 }) });
    return none;
  }
  const { value, problems: mockProblems } = parseWholeMockFile(read.file.text, read.file.path);
  for (const { severity, message, range } of mockProblems) {
    problems.push({ severity, message, ...read.file.placeOf(range) });
  }
  return { mockFile: read.file, content: value };
}

function checkAllMocks(
  suite: TestSuite,
  mocks: readonly MockEntry[],
  states: DefinitionStates,
  file: TextFile,
  mockFile: TextFile | null,
): readonly PlacedProblem[] {
  const placed = (path: string, range: TextRange): Pick<PlacedProblem, 'path' | 'range'> =>
    mockFile !== null && path === mockFile.path ? mockFile.placeOf(range) : file.placeOf(range);
  const lists = [mocks, ...suite.cases.map((testCase) => testCase.mockOverrides)];
  return lists
    .flatMap((entries) => checkMocks(entries, states))
    .map(({ severity, message, place }) => ({ severity, message, ...placed(place.file, place.range) }));
}
