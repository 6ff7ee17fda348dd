/** The language server as editors start it, in a process of its own, spoken to over its standard streams: for measurements. */

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface LanguageServerProcess {
  request(method: string, params: object): Promise<unknown>;
  notify(method: string, params: object): void;
  stop(): void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

// Benchmarks run in the project's root.
const RUN = resolve('.ci/run-ts.mjs');
const MAIN = resolve('server/src/lsp/main.ts');

/** Initialized, with one workspace folder. */
export async function startLanguageServer(folder: string): Promise<LanguageServerProcess> {
  const child = spawn(process.execPath, [RUN, MAIN, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  let received = Buffer.alloc(0);

  function send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  function request(method: string, params: object): Promise<unknown> {
    const id = nextId++;
    send({ id, method, params });
    return new Promise((answer, reject) => waiting.set(id, { resolve: answer, reject }));
  }

  function take(message: Message): void {
    const { id, method, result, error } = message;
    if (id === undefined) return;
    // What the server asks the editor for has no answer here.
    if (method !== undefined) return send({ id, result: null });
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(error.message));
  }

  child.stdout.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const head = received.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(received.toString('latin1', 0, Math.max(0, head)))?.[1]);
      const end = head + 4 + length;
      if (head < 0 || received.length < end) return;
      take(JSON.parse(received.toString('utf8', head + 4, end)) as Message);
      received = received.subarray(end);
    }
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('The language server has ended.'));
  });

  await request('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: folder }],
    capabilities: {},
  });
  send({ method: 'initialized', params: {} });
  return {
    request,
    notify: (method, params) => send({ method, params }),
    stop: () => void child.kill(),
  };
}
