/** Which suite is about which definition and mock file, by the paths they name; read from open texts where there are some. */

import { basename, dirname, resolve } from 'node:path';

import type { Problem } from '../../core/base/problem.ts';
import { parseWholeMockFile } from '../../core/suite/mock-file.ts';
import type { MachineReference } from '../../core/suite/mock-sections.ts';
import { parseSuiteFile } from '../../core/suite/suite-file.ts';
import type { MockEntry, TestSuite } from '../../core/suite/suite-types.ts';
import { definitionOfSuite, mocksOfSuite, type NamedFile } from '../run-suite-project.ts';
import type { KnownProjects } from './known-projects.ts';
import { suiteHeadOf, type SuiteHead } from './suite-head.ts';
import type { Workspace } from './workspace.ts';

export interface LinkedSuite {
  readonly path: string;
  readonly text: string;
  readonly suite: TestSuite;
  readonly problems: readonly Problem[];
  /** As named, whether it exists or not; null where the suite names none. */
  readonly definitionPath: string | null;
  /** Of a definition in a template. */
  readonly logicalId: string | null;
  readonly mockPath: string | null;
  /** Why the name of the definition leads nowhere. */
  readonly linkProblems: readonly Problem[];
}

export type SuitePaths = Pick<LinkedSuite, 'path' | 'definitionPath' | 'logicalId' | 'mockPath'>;

export interface LinkedMocks {
  readonly path: string;
  readonly text: string;
  readonly entries: readonly MockEntry[];
  /** Other state machines that the file names. */
  readonly machines: readonly MachineReference[];
  readonly problems: readonly Problem[];
}

export interface SuiteLinks {
  /** Null where the file cannot be read or is no suite. */
  suite(path: string): Promise<LinkedSuite | null>;
  mocks(path: string): Promise<LinkedMocks | null>;
  /** The suites of the workspace about a definition: those in its folder first, in the order of their names. */
  suitesAbout(definitionPath: string): Promise<readonly LinkedSuite[]>;
  /** The same as paths, with their mock files; faster, as most suites need not be read as a whole. */
  filesAbout(definitionPath: string): Promise<readonly SuitePaths[]>;
  /** The suites that use a mock file. */
  suitesWith(mockPath: string): Promise<readonly LinkedSuite[]>;
}

export function createSuiteLinks(workspace: Workspace, projects: KnownProjects): SuiteLinks {
  const parsed = new Map<string, { readonly text: string } & ReturnType<typeof parseSuiteFile>>();
  const mockFiles = new Map<string, LinkedMocks>();

  async function suite(path: string): Promise<LinkedSuite | null> {
    const text = await workspace.readText(path);
    if (text === null) return null;
    let known = parsed.get(path);
    if (known?.text !== text) {
      known = { text, ...parseSuiteFile(text, path) };
      parsed.set(path, known);
    }
    const { value, problems } = known;
    if (value === null) return null;
    const { stateMachine, baseMock } = value;
    const head = { stateMachine: stateMachine?.value ?? null, baseMock: baseMock?.value ?? null };
    const { named, ...paths } = await linksOf(head, path);
    return { text, suite: value, problems, ...paths, linkProblems: linkProblemsOf(value, named) };
  }

  async function linksOf(head: SuiteHead, path: string): Promise<SuitePaths & { readonly named: NamedFile }> {
    const access = workspace.accessFor(path);
    const project = await projects.of(dirname(path));
    const named = await definitionOfSuite(head, path, project, access);
    const machine = named.kind === 'file' ? named.machine : null;
    const mocks = await mocksOfSuite(head, path, project, access, machine);
    return {
      path,
      definitionPath: named.kind === 'file' ? named.path : null,
      logicalId: machine?.logicalId?.value ?? null,
      mockPath: mocks.kind === 'file' ? mocks.path : null,
      named,
    };
  }

  /** The suites whose text may speak of a file of that name; the others need no reading. */
  async function suitesNaming<T>(path: string, read: (path: string, text: string) => Promise<T | null>): Promise<T[]> {
    const { suites: paths } = await workspace.files();
    const stem = basename(path).replace(/\..*$/, '');
    const project = await projects.of(dirname(path));
    const configured = project.config.stateMachines
      .filter((machine) => resolve(project.folder, machine.path.value) === path)
      .map(({ name }) => name.value);
    const words = [stem, ...configured];
    const found = await Promise.all(
      [...paths].sort().map(async (each) => {
        const text = await workspace.readText(each);
        const isAbout = words.some((word) => text?.includes(word) === true || basename(each).startsWith(word));
        return text !== null && isAbout ? read(each, text) : null;
      }),
    );
    return found.filter((each) => each !== null);
  }

  function about<T extends SuitePaths>(all: readonly T[], definitionPath: string): readonly T[] {
    const own = all.filter((each) => each.definitionPath === definitionPath);
    const beside = (each: T): boolean => dirname(each.path) === dirname(definitionPath);
    return [...own.filter(beside), ...own.filter((each) => !beside(each))];
  }

  return {
    suite,
    async mocks(path) {
      const text = await workspace.readText(path);
      if (text === null) return null;
      const known = mockFiles.get(path);
      if (known?.text === text) return known;
      const { value, problems } = parseWholeMockFile(text, path);
      const { entries, machines } = value;
      const linked = { path, text, entries, machines, problems };
      mockFiles.set(path, linked);
      return linked;
    },
    async suitesAbout(definitionPath) {
      return about(await suitesNaming(definitionPath, suite), definitionPath);
    },
    async filesAbout(definitionPath) {
      const all = await suitesNaming(definitionPath, async (path, text) => {
        const head = suiteHeadOf(text);
        return head === null ? suite(path) : linksOf(head, path);
      });
      return about(all, definitionPath);
    },
    async suitesWith(mockPath) {
      return (await suitesNaming(mockPath, suite)).filter((each) => each.mockPath === mockPath);
    },
  };
}

/** A path that leads nowhere is told with the other files that are missing. */
function linkProblemsOf({ stateMachine }: TestSuite, named: NamedFile): readonly Problem[] {
  if (named.kind === 'file') return [];
  const range = stateMachine?.range ?? { start: 0, end: 0 };
  return [{ code: 'suite-missing-file', severity: 'error', message: named.message, range, pointer: '' }];
}
