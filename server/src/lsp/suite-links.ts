/** Which suite is about which definition and mock file, by the paths they name; read from open texts where there are some. */

import { basename, dirname, isAbsolute, resolve } from 'node:path';

import type { Problem } from '../core/base/problem.ts';
import { parseWholeMockFile } from '../core/suite/mock-file.ts';
import type { MachineReference } from '../core/suite/mock-sections.ts';
import { parseSuiteFile } from '../core/suite/suite-file.ts';
import type { MockEntry, TestSuite } from '../core/suite/suite-types.ts';
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
    return {
      path,
      text,
      suite: value,
      problems,
      definitionPath: await definitionOf(value, path),
      mockPath: value.baseMock === null ? null : await firstThatExists(mockCandidates(value.baseMock.value, path)),
    };
  }

  async function definitionOf(value: TestSuite, path: string): Promise<string | null> {
    if (value.stateMachine !== null) return resolve(dirname(path), value.stateMachine.value);
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
  async function suitesNaming(path: string): Promise<readonly LinkedSuite[]> {
    const { suites: paths } = await workspace.files();
    const stem = basename(path).replace(/\..*$/, '');
    const read = await Promise.all(
      [...paths].sort().map(async (each) => {
        const text = await workspace.readText(each);
        return text !== null && (text.includes(stem) || basename(each).startsWith(stem)) ? suite(each) : null;
      }),
    );
    return read.filter((each) => each !== null);
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
      const about = (await suitesNaming(definitionPath)).filter((each) => each.definitionPath === definitionPath);
      const beside = (each: LinkedSuite): boolean => dirname(each.path) === dirname(definitionPath);
      return [...about.filter(beside), ...about.filter((each) => !beside(each))];
    },
    async suitesWith(mockPath) {
      return (await suitesNaming(mockPath)).filter((each) => each.mockPath === mockPath);
    },
  };
}
