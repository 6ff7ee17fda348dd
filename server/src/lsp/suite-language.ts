/**
 * Suites and mock files in the editor: finds the definition each is about and hands both to the pure functions of `core/language/suites`.
 */

import { basename, dirname, relative } from 'node:path';

import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

import type { Problem } from '../core/base/problem.ts';
import type { TextEditData } from '../core/language/navigation.ts';
import { localMockMentions } from '../core/language/suites/local-mock-references.ts';
import { fileReferencesOf, readSuiteDocument, type SuiteDocument } from '../core/language/suites/suite-editing.ts';
import type { SuiteFileKind } from '../core/language/suites/suite-shapes.ts';
import { readAslDocument, type AslDocument } from '../core/model/asl-document.ts';
import type { KnownProjects } from '../host/workspace/known-projects.ts';
import { createSuiteChecks } from '../host/workspace/suite-checks.ts';
import type { LinkedSuite, SuiteLinks } from '../host/workspace/suite-links.ts';
import { suiteKindOfName } from '../host/workspace/file-names.ts';
import type { Workspace } from '../host/workspace/workspace.ts';
import type { Definitions } from './definitions.ts';
import { createSuiteDefinitions, type SuiteDefinition } from './suite-definitions.ts';
import { fileNameOfUri, pathOfUri, uriOfPath } from './uris.ts';

export interface OpenSuite {
  readonly text: TextDocument;
  readonly document: SuiteDocument;
  readonly definition: SuiteDefinition | null;
}

export interface EditedFile {
  readonly text: TextDocument;
  readonly edits: readonly TextEditData[];
}

export interface SuiteLanguage {
  /** Null for a document that is not open, or is neither suite nor mock file. */
  read(uri: string): Promise<OpenSuite | null>;
  problemsOf(suite: OpenSuite): Promise<readonly Problem[]>;
  /** Edits of the suites and mock files that go with a definition; files without any are left out. Texts without `name` are not read. */
  editsAbout(
    definitionUri: string,
    name: string,
    edit: (document: SuiteDocument, uri: string) => readonly TextEditData[],
  ): Promise<readonly EditedFile[]>;
  /** The same of mock files of Step Functions Local, for a state's name. */
  localMockEdits(definitionUri: string, name: string, newName: string): Promise<readonly EditedFile[]>;
  /** Existing files that the document names. */
  links(suite: OpenSuite): Promise<readonly { readonly range: TextEditData['range']; readonly target: string }[]>;
  /** Open suites and mock files whose problems depend on a definition or another file. */
  openOnes(): readonly string[];
}

export interface SuiteWorld {
  readonly documents: TextDocuments<TextDocument>;
  readonly definitions: Definitions;
  readonly workspace: Workspace;
  readonly links: SuiteLinks;
  readonly projects: KnownProjects;
}

export function suiteKindOf(uri: string): SuiteFileKind | null {
  return suiteKindOfName(fileNameOfUri(uri));
}

/** Larger texts would hold up the typing; data of that size belongs into a data file anyway. */
const MAX_CHECKED = 1_000_000;
const TOO_LARGE: Problem = {
  code: 'suite-too-large',
  severity: 'information',
  message:
    'This file is too large to be checked while you type; sfn-test run checks it. Answers and items of that size are better kept in data files.',
  range: { start: 0, end: 0 },
  pointer: '',
};

/** Files that a completion lists at most. */
const MAX_OFFERED = 200;

/** Suites and mock files that are kept read. */
const MAX_SOURCES = 1_000;

export function createSuiteLanguage({ documents, definitions, workspace, links, projects }: SuiteWorld): SuiteLanguage {
  const sources = new Map<string, AslDocument>();

  const { load } = createSuiteDefinitions(definitions, workspace);
  const checks = createSuiteChecks({ workspace, links, projects, load });

  async function suitesOf(path: string, kind: SuiteFileKind): Promise<readonly LinkedSuite[]> {
    if (kind === 'config') return [];
    if (kind === 'mock-file') return links.suitesWith(path);
    const suite = await links.suite(path);
    return suite === null ? [] : [suite];
  }

  async function read(uri: string): Promise<OpenSuite | null> {
    const text = documents.get(uri);
    const kind = suiteKindOf(uri);
    const path = pathOfUri(uri);
    if (text === undefined || kind === null) return null;
    if (text.getText().length > MAX_CHECKED) {
      return { text, definition: null, document: readSuiteDocument('', kind, null) };
    }
    const [suite] = path === null ? [] : await suitesOf(path, kind);
    const definition = await load(suite?.definitionPath, suite?.logicalId);
    const document = readSuiteDocument(text.getText(), kind, definition?.document ?? null);
    if (path === null) return { text, definition, document };
    return { text, definition, document: { ...document, fileNames: await fileNamesFor(path, kind) } };
  }

  /** Configured machines by name, and the definitions and mock files of the workspace as seen from a file. */
  async function fileNamesFor(path: string, kind: SuiteFileKind): Promise<Readonly<Record<string, readonly string[]>>> {
    const { definitions: machines, mocks } = await workspace.files();
    const { config } = await projects.of(dirname(path));
    const seen = (files: readonly string[]): readonly string[] =>
      files
        .map((file) => relative(dirname(path), file).replaceAll('\\', '/'))
        .map((file) => (file.startsWith('.') ? file : `./${file}`))
        .sort((left, right) => left.length - right.length || (left < right ? -1 : 1))
        .slice(0, MAX_OFFERED);
    const names = kind === 'suite' ? config.stateMachines.map(({ name }) => name.value) : [];
    return {
      stateMachine: [...new Set(names), ...seen(machines)],
      definition: seen(machines),
      path: seen(machines),
      baseMock: seen(mocks),
      mock: seen(mocks),
    };
  }

  function sourceOf(path: string, content: string): AslDocument {
    const known = sources.get(path);
    if (known?.text === content) return known;
    if (sources.size >= MAX_SOURCES) sources.delete(sources.keys().next().value as string);
    const source = readAslDocument(content, 'yaml');
    sources.set(path, source);
    return source;
  }

  /** As the editor writes it, where the file is open. */
  function uriOfOpen(path: string): string {
    return documents.all().find((open) => pathOfUri(open.uri) === path)?.uri ?? uriOfPath(path);
  }

  /** Every suite and mock file that goes with a definition and may hold the name, read for its names. */
  async function filesAbout(definitionUri: string, name: string): Promise<readonly OpenSuite[]> {
    const path = pathOfUri(definitionUri);
    if (path === null) return [];
    const definition = await load(path);
    const suites = await links.filesAbout(path);
    const files = new Map<string, SuiteFileKind>(suites.map((suite) => [suite.path, 'suite']));
    for (const { mockPath } of suites) if (mockPath !== null) files.set(mockPath, 'mock-file');
    const found: OpenSuite[] = [];
    for (const [file, kind] of files) {
      const content = await workspace.readText(file);
      if (content === null || !mayHold(content, name)) continue;
      const text = TextDocument.create(uriOfOpen(file), 'yaml', 0, content);
      found.push({
        text,
        definition,
        document: { kind, source: sourceOf(file, content), definition: definition?.document ?? null },
      });
    }
    return found;
  }

  return {
    read,
    openOnes: () =>
      documents
        .all()
        .map(({ uri }) => uri)
        .filter((uri) => suiteKindOf(uri) !== null),
    async problemsOf({ text, document }) {
      if (text.getText().length > MAX_CHECKED) return [TOO_LARGE];
      const path = pathOfUri(text.uri);
      return path === null ? document.source.syntaxProblems : checks.problemsOf(document, path);
    },
    async editsAbout(definitionUri, name, edit) {
      const files = await filesAbout(definitionUri, name);
      return files
        .map(({ text, document }) => ({ text, edits: edit(document, text.uri) }))
        .filter(({ edits }) => edits.length > 0);
    },
    async localMockEdits(definitionUri, name, newName) {
      const path = pathOfUri(definitionUri);
      const definition = await load(path);
      const { localMocks } = await workspace.files();
      if (path === null || definition === null || localMocks.length === 0) return [];
      const about = {
        stem: basename(path).replace(/(?:\.asl)?\.\w+$/i, ''),
        stateNames: new Set(definition.document.model.statesByName.keys()),
      };
      const found: EditedFile[] = [];
      for (const file of localMocks) {
        const content = (await workspace.readText(file)) ?? '';
        const ranges = localMockMentions(content, about, name);
        const text = TextDocument.create(uriOfOpen(file), 'json', 0, content);
        const newText = JSON.stringify(newName);
        if (ranges.length > 0) found.push({ text, edits: ranges.map((range) => ({ range, newText })) });
      }
      return found;
    },
    async links({ text, document }) {
      const path = pathOfUri(text.uri);
      if (path === null) return [];
      const found: { range: TextEditData['range']; target: string }[] = [];
      for (const reference of fileReferencesOf(document)) {
        const target = reference.of === 'folder' ? null : await checks.fileNamed(reference, document, path);
        if (target !== null) found.push({ range: reference.range, target: uriOfPath(target) });
      }
      return found;
    },
  };
}

/** A name may be written with escapes, and its blanks as line ends. */
function mayHold(text: string, name: string): boolean {
  if (!/^[\w .()/-]+$/.test(name) || text.includes('\\')) return true;
  return name.split(' ').every((word) => text.includes(word));
}
