/** Inlay hints and code lenses: LSP questions passed to the pure functions of `core/language`. */

import { InlayHintKind, MarkupKind, type Connection } from 'vscode-languageserver/node';

import { codeLensesOf } from '../core/language/code-lenses.ts';
import { inlayHintsIn } from '../core/language/inlay-hints.ts';
import type { Definitions } from './definitions.ts';
import { guarded } from './guard.ts';
import type { KnownDataSource } from './known-data.ts';
import { toRange } from './lsp-convert.ts';

export interface HintSupport {
  /** Whether the client has the commands that lenses call. */
  readonly clientCommands: boolean;
}

export function registerHintFeatures(
  connection: Connection,
  definitions: Definitions,
  knownData: KnownDataSource,
  support: () => HintSupport,
): void {
  const { console } = connection;

  connection.languages.inlayHint.on(
    guarded(console, 'tell what the numbers come to', async (params) => {
      const definition = definitions.get(params.textDocument.uri);
      if (definition === null) return null;
      const { text, document } = definition;
      const range = { start: text.offsetAt(params.range.start), end: text.offsetAt(params.range.end) };
      const known = await knownData.of(text.uri, document);
      return inlayHintsIn(document, range, known).map(({ offset, label, tooltip }) => ({
        position: text.positionAt(offset),
        label,
        tooltip: { kind: MarkupKind.Markdown, value: tooltip },
        kind: InlayHintKind.Parameter,
        paddingLeft: true,
      }));
    }),
  );

  connection.onCodeLens(
    guarded(console, 'offer what can be done', (params) => {
      const definition = support().clientCommands ? definitions.get(params.textDocument.uri) : null;
      if (definition === null) return null;
      const { text, document } = definition;
      return codeLensesOf(document).map(({ range, title, command }) => ({
        range: toRange(text, range),
        command: { title, command, arguments: [text.uri] },
      }));
    }),
  );
}
