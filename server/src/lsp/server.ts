/** The language server on any connection: capabilities, documents and handlers, wired together. */

import {
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { createDefinitions } from './definitions.ts';
import { createDiagnosticsPublisher } from './diagnostics.ts';
import { registerGraphRequests } from './graph-requests.ts';
import { registerLanguageFeatures } from './language-features.ts';
import { registerRunRequests, type RunRequestOptions } from './run-requests.ts';
import { registerSuiteRequests } from './suite-requests.ts';

export function startServer(connection: Connection, options: RunRequestOptions): void {
  const documents = new TextDocuments(TextDocument);
  const definitions = createDefinitions(documents);
  const diagnostics = createDiagnosticsPublisher(connection, definitions);
  let snippets = false;

  connection.onInitialize((params): InitializeResult => {
    snippets = supportsSnippets(params);
    return {
      serverInfo: { name: 'stepscope' },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        completionProvider: { triggerCharacters: ['"', ' '] },
        hoverProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        documentSymbolProvider: true,
        foldingRangeProvider: true,
      },
    };
  });

  documents.onDidChangeContent(({ document }) => diagnostics.changed(document.uri));
  documents.onDidClose(({ document }) => {
    definitions.forget(document.uri);
    diagnostics.closed(document.uri);
  });

  registerLanguageFeatures(connection, definitions, () => ({ snippets }));
  registerGraphRequests(connection, definitions);
  registerSuiteRequests(connection, documents);
  registerRunRequests(connection, documents, options);

  documents.listen(connection);
  connection.listen();
}

function supportsSnippets({ capabilities }: InitializeParams): boolean {
  return capabilities.textDocument?.completion?.completionItem?.snippetSupport === true;
}
