/** Mock files of Step Functions Local in the editor: finds the definitions of their machines, by name. */

import { basename, dirname, resolve } from 'node:path';

import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { Problem } from '../core/base/problem.ts';
import {
  localMachines,
  readLocalMockDocument,
  type LocalMachine,
  type LocalMockDocument,
} from '../core/language/local-mocks/local-mock-document.ts';
import { localMockProblems } from '../core/language/local-mocks/local-mock-problems.ts';
import { mentionsLocalMachine } from '../core/language/suites/local-mock-references.ts';
import { readAslDocument, type AslDocument } from '../core/model/asl-document.ts';
import type { KnownProjects } from '../host/workspace/known-projects.ts';
import { isLocalMockName } from '../host/workspace/file-names.ts';
import type { Workspace } from '../host/workspace/workspace.ts';
import type { Definitions } from './definitions.ts';
import { createSuiteDefinitions, type SuiteDefinition } from './suite-definitions.ts';
import { fileNameOfUri, pathOfUri } from './uris.ts';

export interface OpenLocalMocks {
  readonly text: TextDocument;
  readonly document: LocalMockDocument;
  /** The definitions with their texts. */
  readonly definitions: ReadonlyMap<AslDocument, SuiteDefinition>;
}

export interface LocalMockLanguage {
  /** Null for a document that is not open, or is no mock file of Step Functions Local. */
  read(uri: string): Promise<OpenLocalMocks | null>;
  problemsOf(open: OpenLocalMocks): readonly Problem[];
  openOnes(): readonly string[];
}

export interface LocalMockWorld {
  readonly documents: TextDocuments<TextDocument>;
  readonly definitions: Definitions;
  readonly workspace: Workspace;
  readonly projects: KnownProjects;
}

export function isLocalMockUri(uri: string): boolean {
  return isLocalMockName(fileNameOfUri(uri));
}

export function createLocalMockLanguage({
  documents,
  definitions,
  workspace,
  projects,
}: LocalMockWorld): LocalMockLanguage {
  const { load } = createSuiteDefinitions(definitions, workspace);

  interface Candidate {
    readonly name: string;
    readonly path: string;
    readonly logicalId: string | null;
  }

  /** Configured machines first, then definitions by their file names; those in the file's folder before others. */
  async function candidatesFor(path: string): Promise<readonly Candidate[]> {
    const { config, folder } = await projects.of(dirname(path));
    const configured = config.stateMachines.map(({ name, path: named, logicalId }) => ({
      name: name.value,
      path: resolve(folder, named.value),
      logicalId: logicalId?.value ?? null,
    }));
    const { definitions: files } = await workspace.files();
    const beside = (file: string): number => (dirname(file) === dirname(path) ? 0 : 1);
    const byName = [...files]
      .sort((left, right) => beside(left) - beside(right) || (left < right ? -1 : 1))
      .map((file) => ({ name: basename(file).replace(/\.asl(?:\.\w+)?$/i, ''), path: file, logicalId: null }));
    return [...configured, ...byName];
  }

  async function definitionOf(
    machine: LocalMachine,
    nMachines: number,
    candidates: readonly Candidate[],
    path: string,
  ): Promise<SuiteDefinition | null> {
    const exact = candidates.find(({ name }) => name === machine.name);
    const named = exact ?? candidates.find(({ name }) => mentionsLocalMachine(machine.name, name));
    if (named !== undefined) return load(named.path, named.logicalId);
    if (nMachines !== 1) return null;
    const [only, second] = candidates.filter((each) => dirname(each.path) === dirname(path));
    if (only === undefined || second !== undefined) return null;
    const found = await load(only.path, only.logicalId);
    const names = machine.cases.flatMap(({ states }) => states.map(({ name }) => name));
    // The only definition in the folder is the machine's where it has the states that are mocked, mistakes aside.
    const nKnown = names.filter((name) => found?.document.model.statesByName.has(name) === true).length;
    return nKnown > 0 && nKnown * 2 >= names.length ? found : null;
  }

  return {
    async read(uri) {
      const text = documents.get(uri);
      const path = pathOfUri(uri);
      if (text === undefined || path === null || !isLocalMockUri(uri)) return null;
      const content = text.getText();
      const candidates = await candidatesFor(path);
      const machines = new Map<string, AslDocument>();
      const found = new Map<AslDocument, SuiteDefinition>();
      const all = localMachines(readAslDocument(content, 'json').root);
      for (const machine of all) {
        const definition = await definitionOf(machine, all.length, candidates, path);
        if (definition === null) continue;
        machines.set(machine.name, definition.document);
        found.set(definition.document, definition);
      }
      const names = [...new Set(candidates.map(({ name }) => name))];
      return { text, document: readLocalMockDocument(content, machines, names), definitions: found };
    },
    problemsOf: ({ document }) => localMockProblems(document),
    openOnes: () =>
      documents
        .all()
        .map(({ uri }) => uri)
        .filter(isLocalMockUri),
  };
}
