/**
 * The project around suites: its configuration, and what the names and paths of suites mean. Command line, editor and Test Explorer ask
 * here and nowhere else.
 */

import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { didYouMean } from '../core/base/closest-name.ts';
import {
  CONFIG_FILE_NAME,
  NO_CONFIG,
  parseProjectConfig,
  type ConfiguredMachine,
  type ProjectConfig,
} from '../core/suite/project-config.ts';
import { firstFile, readTextFile, shownPath, type FileAccess } from './run-suite-files.ts';
import type { PlacedProblem, TextFile } from './run-suite-places.ts';
import { isSuiteName, NEVER_ENTERED } from './workspace/file-names.ts';

/** What a suite says of its definition and its mocks; null: nothing. */
export interface SuiteNames {
  readonly stateMachine: string | null;
  readonly baseMock: string | null;
}

export interface Project {
  /** The configuration; null: there is none, everything has its default. */
  readonly file: TextFile | null;
  /** What the paths of the configuration are relative to. */
  readonly folder: string;
  readonly config: ProjectConfig;
  /** Of the configuration. */
  readonly problems: readonly PlacedProblem[];
}

const DEFINITION_ENDS = ['.asl.json', '.asl.yaml', '.asl.yml', '.asl'];
const MOCK_ENDS = ['.mock.yaml', '.mock.yml', '.yaml', '.yml'];

/**
 * The project that a folder belongs to: the nearest configuration in it or above it, up to the repository's root, else the one of the
 * working folder; or the one that `access.config` names.
 */
export async function findProject(folder: string, access: FileAccess): Promise<Project> {
  if (access.config !== undefined) return readProject(resolve(access.workingFolder, access.config), access);
  for (const start of new Set([folder, access.workingFolder])) {
    const path = await configAbove(start, access);
    if (path !== null) return readProject(path, access);
  }
  return { file: null, folder: access.workingFolder, config: NO_CONFIG, problems: [] };
}

async function configAbove(start: string, access: FileAccess): Promise<string | null> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const path = await firstFile([join(folder, CONFIG_FILE_NAME)], access);
    if (path !== null) return path;
    if (folder === dirname(folder) || (await firstFile([join(folder, '.git')], access)) !== null) return null;
  }
}

async function readProject(path: string, access: FileAccess): Promise<Project> {
  const folder = dirname(path);
  const read = await readTextFile(path, access);
  if (read.kind === 'unreadable') {
    const problem: PlacedProblem = { severity: 'error', message: read.message, path, range: null };
    return { file: null, folder, config: NO_CONFIG, problems: [problem] };
  }
  const { file } = read;
  const { value: config, problems } = parseProjectConfig(file.text);
  const placed = problems.map(({ severity, message, range }) => ({ severity, message, ...file.placeOf(range) }));
  return { file, folder, config, problems: placed };
}

/** The access with the folders of the project, for data files of mocks. */
export function accessIn(project: Project, access: FileAccess): FileAccess {
  if (project.file === null) return access;
  const testData = resolve(project.folder, project.config.paths.testData);
  return { ...access, project: { folder: project.folder, testData } };
}

export type NamedFile =
  | {
      readonly kind: 'file';
      /** Absolute; it may not exist. */
      readonly path: string;
      /** The configured machine that the suite names; null where it names a path. */
      readonly machine: ConfiguredMachine | null;
    }
  /** One sentence about the name. */
  | { readonly kind: 'unknown'; readonly message: string };

/** The definition of a suite: a configured machine's, or a path; left out, `order.test.yaml` is about `order.asl.json` beside it. */
export async function definitionOfSuite(
  { stateMachine: name }: SuiteNames,
  suitePath: string,
  project: Project,
  access: FileAccess,
): Promise<NamedFile> {
  const machines = project.config.stateMachines;
  if (name === null) return inferredDefinition(suitePath, project, access);
  const machine = machines.find((each) => each.name.value === name);
  if (machine !== undefined) return configuredFile(machine, project);
  if (isPath(name)) return { kind: 'file', path: resolve(dirname(suitePath), name), machine: null };
  const names = machines.map((each) => each.name.value);
  if (names.length > 0) {
    const config = shownPath(project.file?.path ?? '', access);
    const message = `${config} has no state machine "${name}".${didYouMean(name, names)} It has: ${names.join(', ')}.`;
    return { kind: 'unknown', message };
  }
  const advice = `Name the definition's file, for example ./${name}.asl.json, or configure the name in ${CONFIG_FILE_NAME}.`;
  return { kind: 'unknown', message: `"${name}" is no path. ${advice}` };
}

async function inferredDefinition(suitePath: string, project: Project, access: FileAccess): Promise<NamedFile> {
  const stem = /^(.+)\.test\.ya?ml$/i.exec(basename(suitePath))?.[1];
  if (stem !== undefined) {
    const machine = project.config.stateMachines.find(({ name }) => name.value === stem);
    if (machine !== undefined) return configuredFile(machine, project);
    const beside = DEFINITION_ENDS.map((end) => resolve(dirname(suitePath), stem + end));
    const path = await firstFile(beside, access);
    if (path !== null) return { kind: 'file', path, machine: null };
  }
  return { kind: 'unknown', message: 'This suite needs `stateMachine`, the path of the definition it is about.' };
}

function configuredFile(machine: ConfiguredMachine, { folder }: Project): NamedFile {
  return { kind: 'file', path: resolve(folder, machine.path.value), machine };
}

export type NamedMocks =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'missing'; readonly message: string };

/**
 * The mock file of a suite. A path is relative to the suite, then to the project, then to the working folder; a name is looked up beside
 * the suite and among the project's mocks. A suite that names none has the mocks of its machine's name, where there are any.
 */
export async function mocksOfSuite(
  { baseMock }: SuiteNames,
  suitePath: string,
  project: Project,
  access: FileAccess,
  machine: ConfiguredMachine | null,
): Promise<NamedMocks> {
  const name = baseMock ?? machine?.name.value;
  if (name === undefined) return { kind: 'none' };
  const candidates = mockCandidates(name, suitePath, project, access);
  const path = await firstFile(candidates, access);
  if (path !== null) return { kind: 'file', path };
  if (baseMock === null) return { kind: 'none' };
  const [first] = candidates;
  if (!isMockPath(name) || first === undefined) return { kind: 'missing', message: `There is no mock file ${name}.` };
  return { kind: 'missing', message: `There is no file ${shownPath(first, access)}.` };
}

function mockCandidates(
  name: string,
  suitePath: string,
  project: Project,
  { workingFolder }: FileAccess,
): readonly string[] {
  if (isAbsolute(name)) return [name];
  const beside = dirname(suitePath);
  if (isMockPath(name))
    return [...new Set([beside, project.folder, workingFolder])].map((folder) => resolve(folder, name));
  const ofProject = [resolve(project.folder, project.config.paths.mocks), resolve(workingFolder, 'sfn-test/mocks')];
  const folders = project.file === null ? [beside, ...ofProject] : [...ofProject, beside];
  return [...new Set(folders)].flatMap((folder) => MOCK_ENDS.map((end) => resolve(folder, name + end)));
}

/** Whether a text is a suite's file rather than a name. */
export function isPath(text: string): boolean {
  return /[/\\]|\.(?:json|ya?ml|asl)$/i.test(text);
}

function isMockPath(text: string): boolean {
  return /[/\\]|\.ya?ml$/i.test(text);
}

/** Where a suite that is called by its name may lie. */
export async function suiteOfName(name: string, project: Project, access: FileAccess): Promise<string | null> {
  const folder = resolve(project.folder, project.config.paths.testSuites);
  return firstFile(
    ['.test.yaml', '.test.yml', '.yaml', '.yml'].map((end) => join(folder, name + end)),
    access,
  );
}

/** All suites of a folder and the folders in it, sorted by path. */
export async function suitesIn(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const open = [folder];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    for (const entry of await readdir(each, { withFileTypes: true }).catch(() => [])) {
      const path = join(each, entry.name);
      if (entry.isDirectory()) {
        if (!NEVER_ENTERED.has(entry.name)) open.push(path);
      } else if (isSuiteName(entry.name)) found.push(path);
    }
  }
  return found.sort();
}
