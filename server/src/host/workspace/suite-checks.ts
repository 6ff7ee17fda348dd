/** Everything that is wrong with an open suite, mock file or configuration: its form, the files it names, and what its definition says. */

import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import type { Problem } from '../../core/base/problem.ts';
import {
  fileReferencesOf,
  type FileReferenceSite,
  type SuiteDocument,
} from '../../core/language/suites/suite-editing.ts';
import { mockProblemsOf, suiteProblemsOf } from '../../core/language/suites/suite-problems.ts';
import { parseProjectConfig } from '../../core/suite/project-config.ts';
import { parseSuiteFile } from '../../core/suite/suite-file.ts';
import type { MockEntry } from '../../core/suite/suite-types.ts';
import { hasErrors, validateStateMachine } from '../../core/validation/validate-state-machine.ts';
import { findDataFile } from '../run-suite-files.ts';
import { accessIn } from '../run-suite-project.ts';
import type { AslDocument } from '../../core/model/asl-document.ts';
import type { KnownProjects } from './known-projects.ts';
import type { LinkedMocks, LinkedSuite, SuiteLinks } from './suite-links.ts';
import type { Workspace } from './workspace.ts';

export interface SuiteChecks {
  problemsOf(document: SuiteDocument, path: string): Promise<readonly Problem[]>;
  /** The file that a path in the document means; null: there is none. */
  fileNamed(named: FileReferenceSite, document: SuiteDocument, path: string): Promise<string | null>;
}

export interface Machine {
  readonly document: AslDocument;
}

/** The machine in a file, by its logical id where that is a template. Null where there is none; that is reported where it is named. */
export type LoadMachine = (path: string | null | undefined, logicalId?: string | null) => Promise<Machine | null>;

export interface SuiteCheckWorld {
  readonly workspace: Workspace;
  readonly links: SuiteLinks;
  readonly projects: KnownProjects;
  readonly load: LoadMachine;
}

export function createSuiteChecks({ workspace, links, projects, load }: SuiteCheckWorld): SuiteChecks {
  async function fileNamed(
    { path: named, field }: FileReferenceSite,
    document: SuiteDocument,
    path: string,
  ): Promise<string | null> {
    if (document.kind === 'config') {
      const target = resolve(dirname(path), named);
      return (await workspace.exists(target)) ? target : null;
    }
    if (document.kind === 'suite' && (field === 'stateMachine' || field === 'baseMock')) {
      const suite = await links.suite(path);
      const target = (field === 'baseMock' ? suite?.mockPath : suite?.definitionPath) ?? null;
      return target !== null && (await workspace.exists(target)) ? target : null;
    }
    const project = await projects.of(dirname(path));
    return findDataFile(named, path, accessIn(project, workspace.accessFor(path)));
  }

  async function missingFiles(document: SuiteDocument, path: string): Promise<readonly Problem[]> {
    const problems: Problem[] = [];
    const told = new Set((await toldLinks(document, path)).map(({ range }) => range.start));
    for (const named of fileReferencesOf(document)) {
      // Folders of a configuration come into being when they are needed.
      if (named.path === '' || named.of === 'folder' || told.has(named.range.start)) continue;
      const found = await fileNamed(named, document, path);
      if (found === null) problems.push(missing(`There is no file ${named.path}.`, named));
      else if ((await stat(found).catch(() => null))?.isDirectory() === true) {
        problems.push(missing(`${named.path} is a folder, not a file.`, named));
      }
    }
    return problems;
  }

  async function toldLinks(document: SuiteDocument, path: string): Promise<readonly Problem[]> {
    return document.kind === 'suite' ? ((await links.suite(path))?.linkProblems ?? []) : [];
  }

  async function suiteProblems(suite: LinkedSuite, document: SuiteDocument): Promise<readonly Problem[]> {
    const definition = await load(suite.definitionPath, suite.logicalId);
    if (definition === null) return [];
    const elsewhere = await statesElsewhere(suite.mockPath === null ? null : await links.mocks(suite.mockPath));
    const overrides = suite.suite.cases.flatMap(({ mockOverrides }) =>
      mockProblemsOf(ownMocks(mockOverrides, elsewhere, definition), definition.document),
    );
    const found = suiteProblemsOf(document.source.root, definition.document);
    return [...found, ...overrides, ...definitionState(suite, definition)];
  }

  async function mockFileProblems(path: string, mocks: LinkedMocks): Promise<readonly Problem[]> {
    const suites = await links.suitesWith(path);
    const about = await Promise.all(suites.map((each) => load(each.definitionPath, each.logicalId)));
    const elsewhere = await statesElsewhere(mocks);
    return inAll(
      about.flatMap((each) =>
        each === null ? [] : [mockProblemsOf(ownMocks(mocks.entries, elsewhere, each), each.document)],
      ),
    );
  }

  /** States of other machines that the file's mocks answer for, too. */
  async function statesElsewhere(mocks: LinkedMocks | null): Promise<ReadonlySet<string>> {
    const names = new Set<string>();
    if (mocks === null) return names;
    const project = await projects.of(dirname(mocks.path));
    for (const { definition, mock } of mocks.machines) {
      if (mock !== null) continue;
      const path = await findDataFile(definition, mocks.path, accessIn(project, workspace.accessFor(mocks.path)));
      for (const name of (await load(path))?.document.model.statesByName.keys() ?? []) names.add(name);
    }
    return names;
  }

  return {
    fileNamed,
    async problemsOf(document, path) {
      const { source } = document;
      const files = await missingFiles(document, path);
      switch (document.kind) {
        case 'config':
          return [...parseProjectConfig(source.text).problems, ...files];
        case 'mock-file': {
          const mocks = await links.mocks(path);
          if (mocks === null) return source.syntaxProblems;
          return [...mocks.problems, ...files, ...(await mockFileProblems(path, mocks))];
        }
        case 'suite': {
          const suite = await links.suite(path);
          if (suite === null) return parseSuiteFile(source.text, path).problems;
          return [...suite.problems, ...suite.linkProblems, ...files, ...(await suiteProblems(suite, document))];
        }
      }
    },
  };
}

function missing(message: string, { range }: FileReferenceSite): Problem {
  return { code: 'suite-missing-file', severity: 'error', message, range, pointer: '' };
}

/** A suite cannot be run while its definition has errors; they are shown in the definition. */
function definitionState({ suite }: LinkedSuite, { document }: Machine): readonly Problem[] {
  if (suite.stateMachine === null || !hasErrors(validateStateMachine(document))) return [];
  const message = 'The definition has errors; the suite cannot be run before they are mended.';
  return [
    { code: 'suite-definition-errors', severity: 'warning', message, range: suite.stateMachine.range, pointer: '' },
  ];
}

/** A mock file may serve several definitions: only what is wrong for all of them is wrong. */
function inAll(lists: readonly (readonly Problem[])[]): readonly Problem[] {
  const [first = [], ...others] = lists;
  const same = (left: Problem, right: Problem): boolean =>
    left.code === right.code && left.range.start === right.range.start;
  return first.filter((problem) => others.every((list) => list.some((other) => same(problem, other))));
}

/** Mocks of states that only other machines have are none of this definition. */
function ownMocks(
  entries: readonly MockEntry[],
  elsewhere: ReadonlySet<string>,
  { document }: Machine,
): readonly MockEntry[] {
  if (elsewhere.size === 0) return entries;
  return entries.filter(({ state }) => document.model.statesByName.has(state) || !elsewhere.has(state));
}
