/** Completion, hover, signatures, outline and folding: LSP questions passed to the pure functions of `core/language`. */

import {
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem,
  type Connection,
  type FoldingRange,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import { completionsAt } from '../core/language/completion.ts';
import type { CompletionEntry } from '../core/language/completion-entry.ts';
import { cursorAt } from '../core/language/cursor.ts';
import { hoverAt } from '../core/language/hover.ts';
import { localMockCompletionsAt, localMockHoverAt } from '../core/language/local-mocks/local-mock-editing.ts';
import { foldableRanges, outlineOf } from '../core/language/outline.ts';
import { signatureAt } from '../core/language/signature-help.ts';
import { suiteCompletionsAt, suiteHoverAt } from '../core/language/suites/suite-editing.ts';
import type { OpenDefinition } from './definitions.ts';
import { guarded } from './guard.ts';
import type { KnownDataSource } from './known-data.ts';
import type { LocalMockLanguage } from './local-mock-language.ts';
import { toRange, toSymbol } from './lsp-convert.ts';
import { createPlaces, type PlaceWorld } from './places.ts';

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

export interface LanguageWorld extends PlaceWorld {
  readonly knownData: KnownDataSource;
  readonly localMocks: LocalMockLanguage;
}

/** @param support asked at each request, as it is known only after `initialize` */
export function registerLanguageFeatures(
  connection: Connection,
  world: LanguageWorld,
  support: () => ClientSupport,
): void {
  const { definitions, knownData, localMocks } = world;
  const { at, inSuite } = createPlaces(world);
  const { console } = connection;

  function completionItem(text: TextDocument, entry: CompletionEntry): CompletionItem {
    const { snippets } = support();
    return {
      label: entry.label,
      kind: KINDS[entry.kind],
      detail: entry.detail,
      ...(entry.documentation === ''
        ? {}
        : { documentation: { kind: MarkupKind.Markdown, value: entry.documentation } }),
      filterText: entry.filterText,
      sortText: entry.sortText,
      insertTextFormat: snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit: {
        range: toRange(text, entry.range),
        newText: snippets ? entry.snippet : withoutPlaceholders(entry.snippet),
      },
    };
  }

  connection.onCompletion(
    guarded(console, 'complete this', async (params) => {
      const place = at(params);
      if (place === null) {
        const local = await localMocks.read(params.textDocument.uri);
        if (local !== null) {
          const { text, document } = local;
          return localMockCompletionsAt(document, text.offsetAt(params.position)).map((entry) =>
            completionItem(text, entry),
          );
        }
        const suite = await inSuite(params);
        if (suite === null || params.context?.triggerCharacter === '.') return null;
        return suiteCompletionsAt(suite.document, suite.offset).map((entry) => completionItem(suite.text, entry));
      }
      const { text, document, offset } = place;
      // A blank is typed everywhere; only after a colon does it begin a value.
      if (params.context?.triggerCharacter === ' ' && cursorAt(document, offset)?.kind !== 'value') return null;
      const found = completionsAt(document, offset, knownData.latest(text.uri, document));
      return found.map((entry) => completionItem(text, entry));
    }),
  );

  connection.onHover(
    guarded(console, 'tell what this is', async (params) => {
      const local = await localMocks.read(params.textDocument.uri);
      if (local !== null) {
        const hover = localMockHoverAt(local.document, local.text.offsetAt(params.position));
        if (hover === null) return null;
        return {
          contents: { kind: MarkupKind.Markdown, value: hover.markdown },
          range: toRange(local.text, hover.range),
        };
      }
      const place = at(params) ?? (await inSuite(params));
      if (place === null) return null;
      const hover =
        'definition' in place
          ? suiteHoverAt(place.document, place.offset)
          : hoverAt(place.document, place.offset, knownData.latest(place.text.uri, place.document));
      if (hover === null) return null;
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
