/** Loads a suite with the definition and mocks it names. What is wrong comes back as problems with places, never as exceptions. */

import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
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
export async function loadSuite(path: string, access: FileAccess): Promise<SuiteOutcome> {
  const read = await readTextFile(path, access);
  if (read.kind === 'unreadable') {
    return {
      kind: 'refused',
      problems: [{ severity: 'error', message: read.message, path: resolve(access.workingFolder, path), range: null }],
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

  const definitionPath = await findDefinition(suite, file, access, problems);
  const outcome = definitionPath === null ? null : await loadNamedDefinition(definitionPath, suite, file, access);
  if (outcome?.kind === 'refused') problems.push(...outcome.problems);
  const definition = outcome?.kind === 'loaded' ? outcome.definition : null;
  const { mockFile, content } = await loadMocks(suite, file, access, problems);
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
    suite: { file, suite, definition, mockFile, mocks, machines, handlers, warnings: problems, access },
  };
}

/** The path that `stateMachine` names; left out, `order.test.yaml` is about `order.asl.json` beside it. */
async function findDefinition(
  suite: TestSuite,
  file: TextFile,
  access: FileAccess,
  problems: PlacedProblem[],
): Promise<string | null> {
  const named = suite.stateMachine;
  if (named !== null) {
    if (/[/\\]|\.(?:json|ya?ml|asl)$/i.test(named.value)) return resolve(dirname(file.path), named.value);
    const message = `"${named.value}" is no path. Name the definition's file, for example ./${named.value}.asl.json.`;
    problems.push({ severity: 'error', message, ...file.placeOf(named.range) });
    return null;
  }
  const stem = /^(.+)\.test\.ya?ml$/i.exec(basename(file.path))?.[1];
  const candidates = stem === undefined ? [] : ['.asl.json', '.asl.yaml', '.asl.yml', '.asl'].map((end) => stem + end);
  for (const candidate of candidates) {
    const path = resolve(dirname(file.path), candidate);
    if (access.openText?.(path) !== undefined || (await stat(path).catch(() => null)) !== null) return path;
  }
  const message = 'This suite needs `stateMachine`, the path of the definition it is about.';
  problems.push({ severity: 'error', message, ...file.placeOf({ start: 0, end: 0 }) });
  return null;
}

/** A definition that cannot be read at all is a mistake of the line that names it. */
async function loadNamedDefinition(
  path: string,
  suite: TestSuite,
  file: TextFile,
  access: FileAccess,
): Promise<Awaited<ReturnType<typeof loadDefinition>>> {
  const outcome = await loadDefinition(path, access, { type: 'STANDARD', errors: 'refused' });
  if (outcome.kind === 'loaded' || suite.stateMachine === null) return outcome;
  const place = file.placeOf(suite.stateMachine.range);
  const problems = outcome.problems.map((problem) => (problem.range === null ? { ...problem, ...place } : problem));
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
  suite: TestSuite,
  file: TextFile,
  access: FileAccess,
  problems: PlacedProblem[],
): Promise<{ readonly mockFile: TextFile | null; readonly content: MockFile }> {
  const named = suite.baseMock;
  if (named === null) return { mockFile: null, content: NO_MOCKS };
  const read = await readFirst(mockCandidates(named.value, file.path, access), access);
  if (read === null || read.kind === 'unreadable') {
    const message = read?.message ?? `There is no mock file ${named.value}.`;
    problems.push({ severity: 'error', message, ...file.placeOf(named.range) });
    return { mockFile: null, content: NO_MOCKS };
  }
  const { value, problems: mockProblems } = parseWholeMockFile(read.file.text, read.file.path);
  for (const { severity, message, range } of mockProblems) {
    problems.push({ severity, message, ...read.file.placeOf(range) });
  }
  return { mockFile: read.file, content: value };
}

/** A path is relative to the suite, then to the working folder; a name is looked up in `sfn-test/mocks`. */
function mockCandidates(value: string, suitePath: string, { workingFolder }: FileAccess): readonly string[] {
  if (isAbsolute(value)) return [value];
  if (/[/\\]|\.ya?ml$/i.test(value)) return [resolve(dirname(suitePath), value), resolve(workingFolder, value)];
  const folders = [dirname(suitePath), resolve(workingFolder, 'sfn-test/mocks')];
  return folders.flatMap((folder) =>
    ['.mock.yaml', '.mock.yml', '.yaml', '.yml'].map((end) => resolve(folder, value + end)),
  );
}

async function readFirst(
  paths: readonly string[],
  access: FileAccess,
): Promise<Awaited<ReturnType<typeof readTextFile>> | null> {
  for (const path of paths) {
    const exists = access.openText?.(path) !== undefined || (await stat(path).catch(() => null)) !== null;
    if (exists) return readTextFile(path, access);
  }
  const [first] = paths;
  return first === undefined || paths.length > 2
    ? null
    : { kind: 'unreadable', message: `There is no file ${shownPath(first, access)}.` };
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
