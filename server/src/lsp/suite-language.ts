/**
 * Suites and mock files in the editor: finds the definition each is about and hands both to the pure functions of `core/language/suites`.
 */

import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

import type { Problem } from '../core/base/problem.ts';
import type { TextEditData } from '../core/language/navigation.ts';
import { readAslDocument, type AslDocument } from '../core/model/asl-document.ts';
import { localMockMentions } from '../core/language/suites/local-mock-references.ts';
import { fileReferencesOf, readSuiteDocument, type SuiteDocument } from '../core/language/suites/suite-editing.ts';
import { mockProblemsOf, suiteProblemsOf } from '../core/language/suites/suite-problems.ts';
import type { SuiteFileKind } from '../core/language/suites/suite-shapes.ts';
import type { MockEntry } from '../core/suite/suite-types.ts';
import { hasErrors, validateStateMachine } from '../core/validation/validate-state-machine.ts';
import { findDataFile } from '../host/run-suite-files.ts';
import type { Definitions, OpenDefinition } from './definitions.ts';
import type { LinkedMocks, LinkedSuite, SuiteLinks } from './suite-links.ts';
import { isMockName, isSuiteName, nameOf, pathOfUri, uriOfPath, type Workspace } from './workspace.ts';

export interface OpenSuite {
  readonly text: TextDocument;
  readonly document: SuiteDocument;
  readonly definition: OpenDefinition | null;
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
    edit: (document: SuiteDocument) => readonly TextEditData[],
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
}

export function suiteKindOf(uri: string): SuiteFileKind | null {
  const name = nameOf(decodeURIComponent(uri));
  if (isSuiteName(name)) return 'suite';
  return isMockName(name) ? 'mock-file' : null;
}

/** Suites and mock files that are kept read. */
const MAX_SOURCES = 1_000;

export function createSuiteLanguage({ documents, definitions, workspace, links }: SuiteWorld): SuiteLanguage {
  const sources = new Map<string, AslDocument>();

  async function load(path: string | null | undefined): Promise<OpenDefinition | null> {
    if (path === null || path === undefined) return null;
    // A definition that is missing is reported where it is named.
    return definitions.load(uriOfPath(path)).catch(() => null);
  }

  async function suitesOf(path: string, kind: SuiteFileKind): Promise<readonly LinkedSuite[]> {
    if (kind === 'mock-file') return links.suitesWith(path);
    const suite = await links.suite(path);
    return suite === null ? [] : [suite];
  }

  async function read(uri: string): Promise<OpenSuite | null> {
    const text = documents.get(uri);
    const kind = suiteKindOf(uri);
    const path = pathOfUri(uri);
    if (text === undefined || kind === null) return null;
    const [suite] = path === null ? [] : await suitesOf(path, kind);
    const definition = await load(suite?.definitionPath);
    return { text, definition, document: readSuiteDocument(text.getText(), kind, definition?.document ?? null) };
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
      const path = pathOfUri(text.uri);
      if (path === null) return document.source.syntaxProblems;
      const missing = await missingFiles(document, path);
      if (document.kind === 'mock-file') {
        const mocks = await links.mocks(path);
        const about = await Promise.all(
          (await links.suitesWith(path)).map(({ definitionPath }) => load(definitionPath)),
        );
        const elsewhere = await statesElsewhere(mocks);
        const lists = about.flatMap((each) =>
          each === null ? [] : [mockProblemsOf(ownMocks(mocks?.entries ?? [], elsewhere, each), each.document)],
        );
        return [...(mocks?.problems ?? document.source.syntaxProblems), ...missing, ...inAll(lists)];
      }
      const suite = await links.suite(path);
      if (suite === null) return document.source.syntaxProblems;
      const definition = await load(suite.definitionPath);
      const own = [...suite.problems, ...missing];
      if (definition === null) return own;
      const elsewhere = await statesElsewhere(suite.mockPath === null ? null : await links.mocks(suite.mockPath));
      const overrides = suite.suite.cases.flatMap(({ mockOverrides }) =>
        mockProblemsOf(ownMocks(mockOverrides, elsewhere, definition), definition.document),
      );
      const found = suiteProblemsOf(document.source.root, definition.document);
      return [...own, ...found, ...overrides, ...definitionState(suite, definition)];
    },
    async editsAbout(definitionUri, name, edit) {
      const files = await filesAbout(definitionUri, name);
      return files
        .map(({ text, document }) => ({ text, edits: edit(document) }))
        .filter(({ edits }) => edits.length > 0);
    },
    async localMockEdits(definitionUri, name, newName) {
      const path = pathOfUri(definitionUri);
      const definition = await load(path);
      const { localMocks } = await workspace.files();
      if (path === null || definition === null || localMocks.length === 0) return [];
      const about = {
        stem: nameOf(path).replace(/(?:\.asl)?\.\w+$/i, ''),
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
      const suite = document.kind === 'suite' ? await links.suite(path) : null;
      const found: { range: TextEditData['range']; target: string }[] = [];
      for (const reference of fileReferencesOf(document)) {
        const target =
          reference.field === 'baseMock'
            ? (suite?.mockPath ?? null)
            : await findDataFile(reference.path, path, workspace.accessFor(path));
        if (target !== null) found.push({ range: reference.range, target: uriOfPath(target) });
      }
      return found;
    },
  };

  /** States of other machines that the file's mocks answer for, too. */
  async function statesElsewhere(mocks: LinkedMocks | null): Promise<ReadonlySet<string>> {
    const names = new Set<string>();
    if (mocks === null) return names;
    for (const { definition, mock } of mocks.machines) {
      if (mock !== null) continue;
      const path = await findDataFile(definition, mocks.path, workspace.accessFor(mocks.path));
      for (const name of (await load(path))?.document.model.statesByName.keys() ?? []) names.add(name);
    }
    return names;
  }

  async function missingFiles(document: SuiteDocument, path: string): Promise<readonly Problem[]> {
    const suite = document.kind === 'suite' ? await links.suite(path) : null;
    const problems: Problem[] = [];
    for (const { path: named, range, field } of fileReferencesOf(document)) {
      if (named === '') continue;
      const found =
        field === 'baseMock' ? (suite?.mockPath ?? null) : await findDataFile(named, path, workspace.accessFor(path));
      if (found !== null) continue;
      const message = `There is no file ${named}.`;
      problems.push({ code: 'suite-missing-file', severity: 'error', message, range, pointer: '' });
    }
    return problems;
  }
}

/** A suite cannot be run while its definition has errors; they are shown in the definition. */
function definitionState({ suite }: LinkedSuite, { document }: OpenDefinition): readonly Problem[] {
  if (suite.stateMachine === null || !hasErrors(validateStateMachine(document))) return [];
  const message = 'The definition has errors; the suite cannot be run before they are mended.';
  return [
    { code: 'suite-definition-errors', severity: 'warning', message, range: suite.stateMachine.range, pointer: '' },
  ];
}

/** A name may be written with escapes, and its blanks as line ends. */
function mayHold(text: string, name: string): boolean {
  if (!/^[\w .()/-]+$/.test(name) || text.includes('\\')) return true;
  return name.split(' ').every((word) => text.includes(word));
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
  { document }: OpenDefinition,
): readonly MockEntry[] {
  if (elsewhere.size === 0) return entries;
  return entries.filter(({ state }) => document.model.statesByName.has(state) || !elsewhere.has(state));
}
