/** Completion, hover, navigation, rename, outline and folding: LSP questions passed to the pure functions of `core/language`. */

import {
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  LSPErrorCodes,
  ResponseError,
  type CompletionItem,
  type Connection,
  type FoldingRange,
  type TextDocumentPositionParams,
} from 'vscode-languageserver/node';

import { completionsAt } from '../core/language/completion.ts';
import type { CompletionEntry } from '../core/language/completion-entry.ts';
import { cursorAt } from '../core/language/cursor.ts';
import { hoverAt } from '../core/language/hover.ts';
import { definitionAt, namedStateAt, referencesAt, renameStateAt } from '../core/language/navigation.ts';
import { foldableRanges, outlineOf } from '../core/language/outline.ts';
import { signatureAt } from '../core/language/signature-help.ts';
import type { Definitions, OpenDefinition } from './definitions.ts';
import { guarded } from './guard.ts';
import type { KnownDataSource } from './known-data.ts';
import { toRange, toSymbol } from './lsp-convert.ts';

const KINDS: Readonly<Record<CompletionEntry['kind'], CompletionItemKind>> = {
  state: CompletionItemKind.Reference,
  field: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  error: CompletionItemKind.Constant,
  function: CompletionItemKind.Function,
  variable: CompletionItemKind.Variable,
  member: CompletionItemKind.Field,
  snippet: CompletionItemKind.Snippet,
};

export interface ClientSupport {
  readonly snippets: boolean;
}

/** @param support asked at each request, as it is known only after `initialize` */
export function registerLanguageFeatures(
  connection: Connection,
  definitions: Definitions,
  knownData: KnownDataSource,
  support: () => ClientSupport,
): void {
  const { console } = connection;

  function at(params: TextDocumentPositionParams): (OpenDefinition & { readonly offset: number }) | null {
    const definition = definitions.get(params.textDocument.uri);
    return definition === null ? null : { ...definition, offset: definition.text.offsetAt(params.position) };
  }

  connection.onCompletion(
    guarded(console, 'complete this', (params) => {
      const place = at(params);
      if (place === null) return null;
      const { text, document, offset } = place;
      // A blank is typed everywhere; only after a colon does it begin a value.
      if (params.context?.triggerCharacter === ' ' && cursorAt(document, offset)?.kind !== 'value') return null;
      return completionsAt(document, offset, knownData.latest(text.uri, document)).map((entry): CompletionItem => ({
        label: entry.label,
        kind: KINDS[entry.kind],
        detail: entry.detail,
        ...(entry.documentation === ''
          ? {}
          : { documentation: { kind: MarkupKind.Markdown, value: entry.documentation } }),
        filterText: entry.filterText,
        sortText: entry.sortText,
        insertTextFormat: support().snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
        textEdit: {
          range: toRange(text, entry.range),
          newText: support().snippets ? entry.snippet : withoutPlaceholders(entry.snippet),
        },
      }));
    }),
  );

  connection.onHover(
    guarded(console, 'tell what this is', (params) => {
      const place = at(params);
      const hover =
        place === null ? null : hoverAt(place.document, place.offset, knownData.latest(place.text.uri, place.document));
      if (place === null || hover === null) return null;
      return {
        contents: { kind: MarkupKind.Markdown, value: hover.markdown },
        range: toRange(place.text, hover.range),
      };
    }),
  );

  connection.onSignatureHelp(
    guarded(console, 'tell the parameters', (params) => {
      const place = at(params);
      const signature = place === null ? null : signatureAt(place.document, place.offset);
      if (signature === null) return null;
      const { label, documentation, parameters, activeParameter } = signature;
      return {
        signatures: [
          {
            label,
            documentation: { kind: MarkupKind.Markdown, value: documentation },
            parameters: parameters.map((parameter) => ({ label: parameter })),
          },
        ],
        activeSignature: 0,
        activeParameter,
      };
    }),
  );

  connection.onDefinition(
    guarded(console, 'find the state', (params) => {
      const place = at(params);
      const found = place === null ? null : definitionAt(place.document, place.offset);
      if (place === null || found === null) return null;
      const { state, origin } = found;
      return [
        {
          targetUri: place.text.uri,
          targetRange: toRange(place.text, state.range),
          targetSelectionRange: toRange(place.text, state.nameRange),
          originSelectionRange: toRange(place.text, origin),
        },
      ];
    }),
  );

  connection.onReferences(
    guarded(console, 'find references', (params) => {
      const place = at(params);
      if (place === null) return null;
      const declaration = params.context.includeDeclaration ? 'with-declaration' : 'references-only';
      const { text, document, offset } = place;
      return referencesAt(document, offset, declaration).map((range) => ({
        uri: text.uri,
        range: toRange(text, range),
      }));
    }),
  );

  connection.onDocumentHighlight(
    guarded(console, 'highlight the state', (params) => {
      const place = at(params);
      if (place === null) return null;
      return referencesAt(place.document, place.offset, 'with-declaration').map((range) => ({
        range: toRange(place.text, range),
      }));
    }),
  );

  connection.onPrepareRename(
    guarded(console, 'rename this', (params) => {
      const place = at(params);
      const named = place === null ? null : namedStateAt(place.document, place.offset);
      if (place === null || named === null) return null;
      return { range: toRange(place.text, named.range), placeholder: named.state.name };
    }),
  );

  connection.onRenameRequest(
    guarded(console, 'rename this', (params) => {
      const place = at(params);
      if (place === null) return null;
      const { text, document, offset } = place;
      const result = renameStateAt(document, offset, params.newName);
      if (result.kind === 'refused') throw new ResponseError(LSPErrorCodes.RequestFailed, result.reason);
      const edits = result.edits.map(({ range, newText }) => ({ range: toRange(text, range), newText }));
      return { changes: { [text.uri]: edits } };
    }),
  );

  connection.onDocumentSymbol(
    guarded(console, 'list the states', (params) => {
      const definition = definitions.get(params.textDocument.uri);
      return definition === null
        ? null
        : outlineOf(definition.document).map((entry) => toSymbol(definition.text, entry));
    }),
  );

  connection.onFoldingRanges(
    guarded(console, 'fold', (params) => {
      const definition = definitions.get(params.textDocument.uri);
      return definition === null ? null : foldingRanges(definition);
    }),
  );
}

/** One range a line, the widest; JSON keeps the line of the closing brace in view. */
function foldingRanges({ text, document }: OpenDefinition): FoldingRange[] {
  const byLine = new Map<number, number>();
  for (const range of foldableRanges(document)) {
    const { start, end } = toRange(text, range);
    const last = document.format === 'json' || end.character === 0 ? end.line - 1 : end.line;
    if (last > start.line && last > (byLine.get(start.line) ?? 0)) byLine.set(start.line, last);
  }
  return [...byLine].map(([startLine, endLine]) => ({ startLine, endLine }));
}

function withoutPlaceholders(snippet: string): string {
  return snippet
    .replace(/(?<!\\)\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replace(/(?<!\\)\$\{\d+(?::([^}]*))?\}/g, '$1')
    .replace(/(?<!\\)\$\d+/g, '')
    .replace(/\\([\\$}])/g, '$1');
}
