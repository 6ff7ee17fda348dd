/** Document formatting. */

import type { Connection } from 'vscode-languageserver/node';

import { formatText } from '../core/syntax/format-text.ts';
import type { Definitions } from './definitions.ts';
import { guarded } from './guard.ts';
import { toRange } from './lsp-convert.ts';

export function registerFormatFeatures(connection: Connection, definitions: Definitions): void {
  connection.onDocumentFormatting(
    guarded(connection.console, 'format this', ({ textDocument, options }) => {
      const definition = definitions.get(textDocument.uri);
      if (definition === null) return null;
      const { text, document } = definition;
      const indent = options.insertSpaces ? options.tabSize : null;
      const edits = formatText(document.text, document.format, { indent });
      return edits?.map(({ range, newText }) => ({ range: toRange(text, range), newText })) ?? null;
    }),
  );
}
