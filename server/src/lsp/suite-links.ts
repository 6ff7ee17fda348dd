/** Which suite is about which definition and mock file, by the paths they name; read from open texts where there are some. */

import { basename, dirname, isAbsolute, resolve } from 'node:path';

import type { Problem } from '../core/base/problem.ts';
import { parseWholeMockFile } from '../core/suite/mock-file.ts';
import type { MachineReference } from '../core/suite/mock-sections.ts';
import { parseSuiteFile } from '../core/suite/suite-file.ts';
import type { MockEntry, TestSuite } from '../core/suite/suite-types.ts';
import { suiteHeadOf, type SuiteHead } from './suite-head.ts';
import type { Workspace } from './workspace.ts';

export interface LinkedSuite {
  readonly path: string;
  readonly text: string;
  readonly suite: TestSuite;
  readonly problems: readonly Problem[];
  /** As named, whether it exists or not; null where the suite names none. */
  readonly definitionPath: string | null;
  readonly mockPath: string | null;
}

export type SuitePaths = Pick<LinkedSuite, 'path' | 'definitionPath' | 'mockPath'>;

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

export function createSuiteLinks(workspace: Workspace): SuiteLinks {
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
    return { text, suite: value, problems, ...(await pathsOf(head, path)) };
  }

  async function pathsOf(head: SuiteHead, path: string): Promise<SuitePaths> {
    const { baseMock } = head;
    const mockPath = baseMock === null ? null : await firstThatExists(mockCandidates(baseMock, path));
    return { path, definitionPath: await definitionOf(head, path), mockPath };
  }

  async function definitionOf({ stateMachine }: SuiteHead, path: string): Promise<string | null> {
    if (stateMachine !== null) return resolve(dirname(path), stateMachine);
    const stem = /^(.+)\.test\.ya?ml$/i.exec(basename(path))?.[1];
    if (stem === undefined) return null;
    return firstThatExists(
      ['.asl.json', '.asl.yaml', '.asl.yml', '.asl'].map((end) => resolve(dirname(path), stem + end)),
    );
  }

  function mockCandidates(value: string, path: string): readonly string[] {
    if (isAbsolute(value)) return [value];
    const { workingFolder } = workspace.accessFor(path);
    if (/[/\\]|\.ya?ml$/i.test(value)) return [resolve(dirname(path), value), resolve(workingFolder, value)];
    const ends = ['.mock.yaml', '.mock.yml', '.yaml', '.yml'];
    return [dirname(path), resolve(workingFolder, 'sfn-test/mocks')].flatMap((folder) =>
      ends.map((end) => resolve(folder, value + end)),
    );
  }

  async function firstThatExists(paths: readonly string[]): Promise<string | null> {
    for (const path of paths) if (await workspace.exists(path)) return path;
    return null;
  }

  /** The suites whose text may speak of a file of that name; the others need no reading. */
  async function suitesNaming<T>(path: string, read: (path: string, text: string) => Promise<T | null>): Promise<T[]> {
    const { suites: paths } = await workspace.files();
    const stem = basename(path).replace(/\..*$/, '');
    const found = await Promise.all(
      [...paths].sort().map(async (each) => {
        const text = await workspace.readText(each);
        return text !== null && (text.includes(stem) || basename(each).startsWith(stem)) ? read(each, text) : null;
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
        return head === null ? suite(path) : pathsOf(head, path);
      });
      return about(all, definitionPath);
    },
    async suitesWith(mockPath) {
      return (await suitesNaming(mockPath, suite)).filter((each) => each.mockPath === mockPath);
    },
  };
}
