/** Definition, references, highlights and rename of states and variables, in definitions, suites and mock files. */

import {
  DocumentHighlightKind,
  LSPErrorCodes,
  ResponseError,
  type Connection,
  type DocumentHighlight,
  type LocationLink,
  type Range,
  type TextDocumentPositionParams,
  type TextEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import { localMockTargetAt, type LocalMockTarget } from '../core/language/local-mocks/local-mock-editing.ts';
import { definitionAt, namedStateAt, referencesAt } from '../core/language/navigation.ts';
import { NOTHING_TO_RENAME, renameStateAt, renameVariable, variableNameTyped } from '../core/language/rename.ts';
import { namedStateInSuite, referencesOf, suiteRenameEdits } from '../core/language/suites/suite-editing.ts';
import {
  namedVariableInSuite,
  variableMentionsIn,
  variableRenameEdits,
} from '../core/language/suites/suite-variables.ts';
import { namedVariableAt, type NamedVariable, type VariablePlace } from '../core/language/variables.ts';
import type { StateModel } from '../core/model/machine-model.ts';
import type { OpenDefinition } from './definitions.ts';
import { guarded } from './guard.ts';
import type { LocalMockLanguage } from './local-mock-language.ts';
import { toRange } from './lsp-convert.ts';
import { createPlaces, type Place, type PlaceWorld } from './places.ts';
import type { SuiteDefinition } from './suite-definitions.ts';
import type { EditedFile } from './suite-language.ts';

export interface NavigationWorld extends PlaceWorld {
  readonly localMocks: LocalMockLanguage;
}

type NamedStatePlace = OpenDefinition & { readonly state: StateModel; readonly range: Range };
type Wanted = Parameters<typeof referencesAt>[2];
interface LocalMockPlace {
  readonly text: TextDocument;
  readonly target: LocalMockTarget;
  /** Where the target is a state. */
  readonly definition: SuiteDefinition | null;
}
type NamedVariablePlace = Pick<OpenDefinition, 'text' | 'document'> & {
  readonly named: NamedVariable;
  /** Where it was asked for, in whatever file. */
  readonly origin: Range;
};

export function registerNavigationFeatures(connection: Connection, world: NavigationWorld): void {
  const { suites, localMocks } = world;
  const { at, inSuite } = createPlaces(world);
  const { console } = connection;

  /** The state that a place of a definition, suite or mock file names. */
  async function stateAt(params: TextDocumentPositionParams): Promise<NamedStatePlace | null> {
    const place = at(params);
    if (place !== null) {
      const named = namedStateAt(place.document, place.offset);
      return named === null ? null : { ...place, state: named.state, range: toRange(place.text, named.range) };
    }
    const local = await inLocalMocks(params);
    if (local !== null) {
      const { definition, target, text } = local;
      if (target.kind !== 'state' || definition?.offsets !== 'same') return null;
      return { ...definition, state: target.state, range: toRange(text, target.origin) };
    }
    const suite = await inSuite(params);
    const named = suite === null ? null : namedStateInSuite(suite.document, suite.offset);
    // In a template whose offsets are not the definition's nothing is renamed.
    if (suite === null || named === null || suite.definition?.offsets !== 'same') return null;
    return { ...suite.definition, state: named.state, range: toRange(suite.text, named.reference.range) };
  }

  /** What a place of a mock file of Step Functions Local names. */
  async function inLocalMocks(params: TextDocumentPositionParams): Promise<LocalMockPlace | null> {
    const local = await localMocks.read(params.textDocument.uri);
    const target = local === null ? null : localMockTargetAt(local.document, local.text.offsetAt(params.position));
    if (local === null || target === null) return null;
    const definition = target.kind === 'state' ? (local.definitions.get(target.definition) ?? null) : null;
    return { text: local.text, target, definition };
  }

  function variableInDefinition(place: Place): NamedVariablePlace | null {
    const named = namedVariableAt(place.document, place.offset);
    return named === null ? null : { ...place, named, origin: toRange(place.text, named.place.range) };
  }

  /** The variable that a place of a definition or suite names. */
  async function variableAt(params: TextDocumentPositionParams): Promise<NamedVariablePlace | null> {
    const place = at(params);
    if (place !== null) return variableInDefinition(place);
    const suite = await inSuite(params);
    if (suite?.definition?.offsets !== 'same') return null;
    const found = namedVariableInSuite(suite.document, suite.offset);
    if (found === null) return null;
    const { text, document } = suite.definition;
    return { text, document, named: found.named, origin: toRange(suite.text, found.range) };
  }

  connection.onDefinition(
    guarded(console, 'find the definition', async (params) => {
      const variable = await variableAt(params);
      if (variable !== null) {
        const places = variable.named.variable?.places.filter(({ kind }) => kind === 'assignment') ?? [];
        return places.map((each) => assignmentLink(variable.text, each, variable.origin));
      }
      const place = at(params);
      if (place === null) {
        const local = await inLocalMocks(params);
        if (local !== null) return localMockLinks(local);
        const suite = await inSuite(params);
        const named = suite === null ? null : namedStateInSuite(suite.document, suite.offset);
        if (suite === null || named === null || suite.definition === null) return null;
        const { text, toSource } = suite.definition;
        const places = { range: toSource(named.state.range), nameRange: toSource(named.state.nameRange) };
        return [stateLink(text, places, toRange(suite.text, named.reference.range))];
      }
      const found = definitionAt(place.document, place.offset);
      return found === null ? null : [stateLink(place.text, found.state, toRange(place.text, found.origin))];
    }),
  );

  connection.onReferences(
    guarded(console, 'find references', async (params) => {
      const variable = await variableAt(params);
      const wanted = params.context.includeDeclaration ? 'with-declaration' : 'references-only';
      const files =
        variable === null ? await stateReferences(params, wanted) : await variableReferences(variable, wanted);
      return files?.flatMap(({ text, edits }) =>
        edits.map(({ range }) => ({ uri: text.uri, range: toRange(text, range) })),
      );
    }),
  );

  async function stateReferences(
    params: TextDocumentPositionParams,
    wanted: Wanted,
  ): Promise<readonly EditedFile[] | null> {
    const found = await stateAt(params);
    if (found === null) return null;
    const { text, document, state } = found;
    const own = referencesAt(document, state.nameRange.start, wanted);
    const others = await suites.editsAbout(text.uri, state.name, (suite) =>
      referencesOf(suite)
        .filter((reference) => reference.name === state.name)
        .map(({ range }) => ({ range, newText: '' })),
    );
    const local = await suites.localMockEdits(text.uri, state.name, '');
    return [{ text, edits: own.map((range) => ({ range, newText: '' })) }, ...others, ...local];
  }

  async function variableReferences(
    { text, named }: NamedVariablePlace,
    wanted: Wanted,
  ): Promise<readonly EditedFile[] | null> {
    const { variable, place } = named;
    if (variable === null) return [{ text, edits: [{ range: place.range, newText: '' }] }];
    const own = variable.places.filter(({ kind }) => wanted === 'with-declaration' || kind === 'read');
    const others = await suites.editsAbout(text.uri, variable.name, (suite) =>
      variableMentionsIn(suite, variable).map((range) => ({ range, newText: '' })),
    );
    return [{ text, edits: own.map(({ range }) => ({ range, newText: '' })) }, ...others];
  }

  connection.onDocumentHighlight(
    guarded(console, 'highlight this', (params): DocumentHighlight[] | null => {
      const place = at(params);
      if (place === null) return null;
      const variable = variableInDefinition(place);
      if (variable !== null) {
        const places = variable.named.variable?.places ?? [variable.named.place];
        return places.map(({ range, kind }) => ({
          range: toRange(place.text, range),
          kind: kind === 'assignment' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
        }));
      }
      return referencesAt(place.document, place.offset, 'with-declaration').map((range, index) => ({
        range: toRange(place.text, range),
        kind: index === 0 ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
    }),
  );

  /** While the user types the new name, the files that hold the old one are read. */
  function readAhead(uri: string, name: string): void {
    // What cannot be read is told by the rename itself.
    setImmediate(() => void suites.editsAbout(uri, name, () => []).catch(() => undefined));
  }

  connection.onPrepareRename(
    guarded(console, 'rename this', async (params) => {
      const variable = await variableAt(params);
      if (variable !== null) {
        const { place } = variable.named;
        readAhead(variable.text.uri, place.name);
        return { range: variable.origin, placeholder: place.name };
      }
      const found = await stateAt(params);
      if (found === null) return null;
      readAhead(found.text.uri, found.state.name);
      return { range: found.range, placeholder: found.state.name };
    }),
  );

  connection.onRenameRequest(
    guarded(console, 'rename this', async (params) => {
      const variable = await variableAt(params);
      const files =
        variable === null
          ? await renamedState(await stateAt(params), params.newName)
          : await renamedVariable(variable, params.newName);
      return {
        changes: Object.fromEntries(files.map((file) => [file.text.uri, file.edits.map((edit) => toEdit(file, edit))])),
      };
    }),
  );

  async function renamedState(found: NamedStatePlace | null, newName: string): Promise<readonly EditedFile[]> {
    if (found === null) throw refusal(NOTHING_TO_RENAME);
    const { text, document, state } = found;
    const result = renameStateAt(document, state.nameRange.start, newName);
    if (result.kind === 'refused') throw refusal(result.reason);
    const others = await suites.editsAbout(text.uri, state.name, (suite) =>
      suiteRenameEdits(suite, state.name, newName),
    );
    const local = await suites.localMockEdits(text.uri, state.name, newName);
    return [{ text, edits: result.edits }, ...others, ...local];
  }

  async function renamedVariable({ text, document, named }: NamedVariablePlace, typed: string) {
    const { variable } = named;
    const result = renameVariable(document, named, typed);
    if (result.kind === 'refused' || variable === null) {
      throw refusal(result.kind === 'refused' ? result.reason : NOTHING_TO_RENAME);
    }
    const newName = variableNameTyped(typed);
    const others = await suites.editsAbout(text.uri, variable.name, (suite) =>
      variableRenameEdits(suite, variable, newName),
    );
    return [{ text, edits: result.edits }, ...others];
  }
}

function refusal(reason: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, reason);
}

function toEdit({ text }: EditedFile, { range, newText }: EditedFile['edits'][number]): TextEdit {
  return { range: toRange(text, range), newText };
}

function localMockLinks({ text, target, definition }: LocalMockPlace): LocationLink[] | null {
  const origin = toRange(text, target.origin);
  if (target.kind === 'here') return [stateLink(text, target, origin)];
  if (definition === null) return null;
  const { toSource } = definition;
  const places = { range: toSource(target.state.range), nameRange: toSource(target.state.nameRange) };
  return [stateLink(definition.text, places, origin)];
}

function stateLink(
  text: TextDocument,
  state: Pick<StateModel, 'range' | 'nameRange'>,
  originSelectionRange: Range,
): LocationLink {
  return {
    targetUri: text.uri,
    targetRange: toRange(text, state.range),
    targetSelectionRange: toRange(text, state.nameRange),
    originSelectionRange,
  };
}

function assignmentLink(text: TextDocument, { range }: VariablePlace, originSelectionRange: Range): LocationLink {
  const target = toRange(text, range);
  return { targetUri: text.uri, targetRange: target, targetSelectionRange: target, originSelectionRange };
}
