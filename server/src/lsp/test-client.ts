/** A client on a real connection to a server in the same process, for tests. */

import { PassThrough } from 'node:stream';

import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type Diagnostic,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';

import { startServer } from './server.ts';
import { uriOfPath } from './uris.ts';

export interface TestClient {
  readonly connection: ProtocolConnection;
  request<R>(method: string, params: object): Promise<R>;
  open(uri: string, text: string, languageId: string): Promise<void>;
  change(uri: string, version: number, text: string): Promise<void>;
  /** The next diagnostics that are published for the document. */
  diagnosticsOf(uri: string): Promise<readonly Diagnostic[]>;
  dispose(): void;
}

export async function connectTestClient(folders: readonly string[]): Promise<TestClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  startServer(server, { workerPath: '/nowhere/worker.js' });
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const waiting: { readonly uri: string; readonly resolve: (diagnostics: readonly Diagnostic[]) => void }[] = [];
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
    for (const each of [...waiting]) {
      if (each.uri !== uri) continue;
      waiting.splice(waiting.indexOf(each), 1);
      each.resolve(diagnostics);
    }
  });
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: folders.map((path) => ({ uri: uriOfPath(path), name: path })),
    initializationOptions: { clientCommands: true },
    capabilities: {
      textDocument: { completion: { completionItem: { snippetSupport: true } } },
      workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
    },
  });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    request: (method, params) => connection.sendRequest(method, params),
    open: (uri, text, languageId) =>
      connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    change: (uri, version, text) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      }),
    diagnosticsOf: (uri) => new Promise((resolve) => waiting.push({ uri, resolve })),
    dispose: () => connection.dispose(),
  };
}

/** Opens a YAML text: the problems that are published for it, each behind the text it is marked at. */
export async function problemsOfYaml(client: TestClient, uri: string, text: string): Promise<string[]> {
  const diagnostics = client.diagnosticsOf(uri);
  await client.open(uri, text, 'yaml');
  const lines = text.split('\n');
  return (await diagnostics).map(
    ({ message, range: { start, end } }) =>
      `${lines[start.line]?.slice(start.character, end.character) ?? ''}: ${message}`,
  );
}

/** The position right after the first occurrence of a text. */
export function positionAfter(text: string, mark: string): Position {
  const before = text.slice(0, text.indexOf(mark) + mark.length).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
