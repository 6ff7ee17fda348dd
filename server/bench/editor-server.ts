/**
 * The real language server in a process of its own, as an editor talks to it: built as it is shipped, over standard streams. For
 * measuring.
 */

import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type Diagnostic,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';

export interface EditorServer {
  request<R>(method: string, params: object): Promise<R>;
  notify(method: string, params: object): Promise<void>;
  /** The diagnostics of that version of a document; those of older ones are passed over. */
  diagnosticsOf(uri: string, version: number): Promise<readonly Diagnostic[]>;
  stop(): Promise<void>;
}

/** Builds server and worker and returns the folder that holds them. */
export async function buildServer(): Promise<string> {
  const folder = join('node_modules', '.cache', 'stepscope', `bench-server-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: { server: 'server/src/lsp/main.ts', worker: 'server/src/worker/main.ts' },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    splitting: true,
    minify: true,
    mainFields: ['module', 'main'],
    alias: { 'jsonpath-plus': './node_modules/jsonpath-plus/dist/index-browser-esm.js' },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return folder;
}

export function removeServer(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Starts the server and gets to where an editor opens its first document. */
export async function startServerProcess(serverFolder: string, workspace: string): Promise<EditorServer> {
  const child = spawn(process.execPath, [join(serverFolder, 'server.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  interface Waiting {
    readonly uri: string;
    readonly version: number;
    readonly resolve: (diagnostics: readonly Diagnostic[]) => void;
  }
  const waiting = new Set<Waiting>();
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    for (const each of waiting) {
      if (each.uri !== params.uri || each.version !== params.version) continue;
      waiting.delete(each);
      each.resolve(params.diagnostics);
    }
  });
  connection.onRequest('workspace/configuration', ({ items }: { readonly items: readonly unknown[] }) =>
    items.map(() => null),
  );
  connection.onRequest('workspace/workspaceFolders', () => [{ uri: pathToFileURL(workspace).href, name: 'bench' }]);
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(workspace).href, name: 'bench' }],
    initializationOptions: { clientCommands: true },
    capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
  });
  await connection.sendNotification('initialized', {});
  return {
    request: (method, params) => connection.sendRequest(method, params),
    notify: (method, params) => connection.sendNotification(method, params),
    diagnosticsOf: (uri, version) => new Promise((resolve) => waiting.add({ uri, version, resolve })),
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await ended;
      connection.dispose();
    },
  };
}
