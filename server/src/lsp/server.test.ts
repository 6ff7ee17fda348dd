import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';

import { startServer } from './server.ts';

const URI = 'file:///machine.asl.json';
const MACHINE =
  '{\n  "StartAt": "A",\n  "States": {\n    "A": {"Type": "Pass", "Next": "B"},\n    "B": {"Type": "Succeed"}\n  }\n}';

let client: ProtocolConnection;
let published: PublishDiagnosticsParams[];
let waiting: ((params: PublishDiagnosticsParams) => void)[];

beforeEach(async () => {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  startServer(server, { workerPath: '/nowhere/worker.js' });
  client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  published = [];
  waiting = [];
  client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
    for (const resolve of waiting.splice(0)) resolve(params);
  });
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
  });
  await client.sendNotification('initialized', {});
});

afterEach(() => client.dispose());

function nextDiagnostics(): Promise<PublishDiagnosticsParams> {
  return new Promise((resolve) => waiting.push(resolve));
}

async function open(text: string, uri = URI, languageId = 'asl'): Promise<PublishDiagnosticsParams> {
  const answer = nextDiagnostics();
  await client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  return answer;
}

function change(version: number, line: number, from: number, to: number, text: string): Promise<void> {
  return client.sendNotification('textDocument/didChange', {
    textDocument: { uri: URI, version },
    contentChanges: [{ range: { start: { line, character: from }, end: { line, character: to } }, text }],
  });
}

const at = (line: number, character: number): object => ({ textDocument: { uri: URI }, position: { line, character } });

describe('the language server', () => {
  it('marks a mistake while it is there, at its place', async () => {
    expect((await open(MACHINE)).diagnostics).toEqual([]);
    const broken = nextDiagnostics();
    await change(2, 3, 35, 36, 'C');
    const { diagnostics, version } = await broken;
    expect(version).toBe(2);
    expect(diagnostics.map(({ code, range }) => [code, range])).toContainEqual([
      'next-missing-state',
      { start: { line: 3, character: 34 }, end: { line: 3, character: 37 } },
    ]);
    const healed = nextDiagnostics();
    await change(3, 3, 35, 36, 'B');
    expect((await healed).diagnostics).toEqual([]);
  });

  it('looks only at the newest of several quick changes', async () => {
    await open(MACHINE);
    const answer = nextDiagnostics();
    await change(2, 3, 35, 36, 'C');
    await change(3, 3, 35, 36, 'B');
    expect((await answer).version).toBe(3);
    expect(published.map(({ version }) => version)).toEqual([1, 3]);
  });

  it('leaves other files alone, and forgets a closed definition', async () => {
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri: 'file:///values.yaml', languageId: 'yaml', version: 1, text: 'name: [' },
    });
    await open('{}');
    expect(published.map(({ uri }) => uri)).toEqual([URI]);
    const closed = nextDiagnostics();
    await client.sendNotification('textDocument/didClose', { textDocument: { uri: URI } });
    expect((await closed).diagnostics).toEqual([]);
  });

  it('completes, explains, finds and renames', async () => {
    await open(MACHINE);
    const items = await client.sendRequest<{ label: string }[]>('textDocument/completion', at(3, 35));
    expect(items.map(({ label }) => label)).toEqual(['B', 'A']);
    const hover = await client.sendRequest<{ contents: { value: string } }>('textDocument/hover', at(1, 15));
    expect(hover.contents.value).toContain('**A** — Pass');
    const [link] = await client.sendRequest<{ targetSelectionRange: object }[]>('textDocument/definition', at(3, 35));
    expect(link?.targetSelectionRange).toEqual({ start: { line: 4, character: 4 }, end: { line: 4, character: 7 } });
    const references = await client.sendRequest<object[]>('textDocument/references', {
      ...at(4, 5),
      context: { includeDeclaration: true },
    });
    expect(references).toHaveLength(2);
    const rename = await client.sendRequest<{ changes: Record<string, { newText: string }[]> }>('textDocument/rename', {
      ...at(4, 5),
      newName: 'Done',
    });
    expect(rename.changes[URI]?.map(({ newText }) => newText)).toEqual(['"Done"', '"Done"']);
    const symbols = await client.sendRequest<{ name: string; detail: string }[]>('textDocument/documentSymbol', {
      textDocument: { uri: URI },
    });
    expect(symbols.map(({ name, detail }) => `${name}: ${detail}`)).toEqual(['A: Pass', 'B: Succeed']);
    const folds = await client.sendRequest<object[]>('textDocument/foldingRange', { textDocument: { uri: URI } });
    expect(folds).toEqual([
      { startLine: 0, endLine: 5 },
      { startLine: 2, endLine: 4 },
    ]);
  });

  it('answers a refused rename with the reason', async () => {
    await open(MACHINE);
    await expect(client.sendRequest('textDocument/rename', { ...at(4, 5), newName: 'A' })).rejects.toThrow(
      'There is a state "A" already',
    );
  });

  it('draws the graph of an open text or of a file, and finds states in it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stepscope-lsp-'));
    try {
      const file = join(folder, 'm.asl.yaml');
      writeFileSync(file, 'StartAt: A\nStates:\n  A:\n    Type: Succeed\n');
      const uri = pathToFileURL(file).href;
      const { graph } = await client.sendRequest<{ graph: { root: { nodes: { id: string }[] } } }>(
        'stepscope/stateGraph',
        { uri },
      );
      expect(graph.root.nodes.map(({ id }) => id)).toEqual(['/States/A']);
      expect(await client.sendRequest('stepscope/stateLocation', { uri, pointer: '/States/A' })).toEqual({
        uri,
        range: { start: { line: 2, character: 2 }, end: { line: 3, character: 17 } },
      });
      await expect(client.sendRequest('stepscope/stateGraph', { uri: `${uri}x` })).rejects.toThrow('cannot be read');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
