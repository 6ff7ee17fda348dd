/** Semantic tokens, selection ranges, workspace symbols, call hierarchy and links: LSP questions passed to `core/language`. */

import { basename } from 'node:path';

import {
  SemanticTokensBuilder,
  SymbolKind,
  type CallHierarchyItem,
  type Connection,
  type SelectionRange,
  type SemanticTokens,
  type SymbolInformation,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { TextRange } from '../core/base/text-range.ts';
import { documentLinksOf } from '../core/language/document-links.ts';
import { namedStateAt } from '../core/language/navigation.ts';
import { selectionRangesAt } from '../core/language/selection-ranges.ts';
import { semanticTokensIn, TOKEN_MODIFIERS, TOKEN_TYPES } from '../core/language/semantic-tokens.ts';
import { stateDetail, stepsFrom, stepsTo, type FlowStep } from '../core/language/state-flow.ts';
import type { StateModel } from '../core/model/machine-model.ts';
import type { Workspace } from '../host/workspace/workspace.ts';
import type { Definitions, OpenDefinition } from './definitions.ts';
import { guarded } from './guard.ts';
import { symbolKindOf, toRange } from './lsp-convert.ts';
import type { SuiteLanguage } from './suite-language.ts';
import { fileNameOfUri, uriOfPath } from './uris.ts';

export const TOKEN_LEGEND = { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] };

const MAX_SYMBOLS = 500;

export interface StructureWorld {
  readonly definitions: Definitions;
  readonly workspace: Workspace;
  readonly suites: SuiteLanguage;
}

export function registerStructureFeatures(
  connection: Connection,
  { definitions, workspace, suites }: StructureWorld,
): void {
  const { console } = connection;

  connection.languages.semanticTokens.on(
    guarded(console, 'colour this', ({ textDocument }): SemanticTokens => {
      const definition = definitions.get(textDocument.uri);
      if (definition === null) return { data: [] };
      return encodeTokens(definition, { start: 0, end: definition.document.text.length });
    }),
  );

  connection.languages.semanticTokens.onRange(
    guarded(console, 'colour this', ({ textDocument, range }): SemanticTokens => {
      const definition = definitions.get(textDocument.uri);
      if (definition === null) return { data: [] };
      const { text } = definition;
      return encodeTokens(definition, { start: text.offsetAt(range.start), end: text.offsetAt(range.end) });
    }),
  );

  connection.onSelectionRanges(
    guarded(console, 'select more', ({ textDocument, positions }) => {
      const definition = definitions.get(textDocument.uri);
      if (definition === null) return null;
      const { text, document } = definition;
      return positions.map((position) => {
        const ranges = selectionRangesAt(document, text.offsetAt(position));
        const nested = ranges.reduceRight<SelectionRange | undefined>(
          (parent, range) => ({ range: toRange(text, range), ...(parent === undefined ? {} : { parent }) }),
          undefined,
        );
        return nested ?? { range: { start: position, end: position } };
      });
    }),
  );

  connection.onWorkspaceSymbol(
    guarded(console, 'find states', async ({ query }) => {
      const { definitions: paths } = await workspace.files();
      const symbols: SymbolInformation[] = [];
      for (const path of paths) {
        if (symbols.length >= MAX_SYMBOLS) break;
        // A file that vanished meanwhile has no states.
        const definition = await definitions.load(uriOfPath(path)).catch(() => null);
        if (definition === null) continue;
        for (const state of definition.document.model.states) {
          if (!matches(state.name, query)) continue;
          symbols.push({
            name: state.name,
            kind: symbolKindOf(state.type),
            location: { uri: uriOfPath(path), range: toRange(definition.text, state.nameRange) },
            containerName: basename(path),
          });
        }
      }
      return symbols.slice(0, MAX_SYMBOLS);
    }),
  );

  connection.languages.callHierarchy.onPrepare(
    guarded(console, 'follow the flow', ({ textDocument, position }) => {
      const definition = definitions.get(textDocument.uri);
      if (definition === null) return null;
      const named = namedStateAt(definition.document, definition.text.offsetAt(position));
      return named === null ? null : [hierarchyItem(definition.text, named.state)];
    }),
  );

  connection.languages.callHierarchy.onIncomingCalls(
    guarded(console, 'follow the flow', async ({ item }) => {
      const found = await stateOf(item);
      if (found === null) return null;
      const { text, document, state } = found;
      return stepsTo(document, state).map((step) => ({
        from: withReason(step.state === null ? machineItem(found) : hierarchyItem(text, step.state), step),
        fromRanges: step.places.map((range) => toRange(text, range)),
      }));
    }),
  );

  connection.languages.callHierarchy.onOutgoingCalls(
    guarded(console, 'follow the flow', async ({ item }) => {
      const found = await stateOf(item);
      if (found === null) return null;
      const { text, state } = found;
      return stepsFrom(state).flatMap((step) =>
        step.state === null
          ? []
          : [
              {
                to: withReason(hierarchyItem(text, step.state), step),
                fromRanges: step.places.map((range) => toRange(text, range)),
              },
            ],
      );
    }),
  );

  connection.onDocumentLinks(
    guarded(console, 'find links', async ({ textDocument }) => {
      const definition = definitions.get(textDocument.uri);
      if (definition === null) {
        const suite = await suites.read(textDocument.uri);
        if (suite === null) return null;
        const links = await suites.links(suite);
        return links.map(({ range, target }) => ({ range: toRange(suite.text, range), target }));
      }
      return documentLinksOf(definition.document).map(({ range, target, tooltip }) => ({
        range: toRange(definition.text, range),
        target,
        tooltip,
      }));
    }),
  );

  async function stateOf(item: CallHierarchyItem): Promise<(OpenDefinition & { readonly state: StateModel }) | null> {
    const definition = await definitions.load(item.uri);
    const state = definition.document.model.statesByPointer.get(String(item.data));
    return state === undefined ? null : { ...definition, state };
  }
}

function encodeTokens({ text, document }: OpenDefinition, range: TextRange): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  for (const token of semanticTokensIn(document, range)) {
    const type = TOKEN_TYPES.indexOf(token.type);
    const modifiers = token.modifier === null ? 0 : 1 << TOKEN_MODIFIERS.indexOf(token.modifier);
    const { start, end } = toRange(text, token.range);
    // A token of LSP is on one line.
    for (let line = start.line; line <= end.line; line++) {
      const from = line === start.line ? start.character : 0;
      const to = line === end.line ? end.character : lineLength(text, line);
      if (to > from) builder.push(line, from, to - from, type, modifiers);
    }
  }
  return builder.build();
}

function lineLength(text: TextDocument, line: number): number {
  const content = text.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  return content.replace(/\r?\n$/, '').length;
}

function hierarchyItem(text: TextDocument, state: StateModel): CallHierarchyItem {
  return {
    name: state.name,
    kind: symbolKindOf(state.type),
    detail: stateDetail(state),
    uri: text.uri,
    range: toRange(text, state.range),
    selectionRange: toRange(text, state.nameRange),
    data: state.pointer,
  };
}

function machineItem({ text, document }: OpenDefinition): CallHierarchyItem {
  const { start, end } = document.model.node?.range ?? { start: 0, end: 0 };
  const range = toRange(text, { start, end });
  return {
    name: fileNameOfUri(text.uri),
    kind: SymbolKind.File,
    uri: text.uri,
    range,
    selectionRange: { start: range.start, end: range.start },
    data: '',
  };
}

function withReason(item: CallHierarchyItem, { reasons }: FlowStep): CallHierarchyItem {
  return { ...item, detail: reasons.join(', ') };
}

/** Every letter of the query in order, as editors match symbols. */
function matches(name: string, query: string): boolean {
  const letters = name.toLowerCase();
  let from = 0;
  for (const letter of query.toLowerCase()) {
    from = letters.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
