import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
} from 'vscode-languageserver/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TOKEN_LEGEND } from './structure-features.ts';
import { connectTestClient, type TestClient } from './test-client.ts';
import { uriOfPath } from './uris.ts';

const MACHINE = `StartAt: First
States:
  First:
    Type: Pass
    Parameters:
      x.$: $.a
    Next: Second
  Second:
    Type: Task
    Resource: arn:aws:states:::sqs:sendMessage
    End: true
`;

let folder: string;
let client: TestClient;
let uri: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepscope-structure-'));
  writeFileSync(join(folder, 'm.asl.yaml'), MACHINE);
  writeFileSync(join(folder, 'other.asl.json'), '{"States": {"Elsewhere": {"Type": "Succeed"}}}');
  uri = uriOfPath(join(folder, 'm.asl.yaml'));
  client = await connectTestClient([folder]);
  await client.open(uri, MACHINE, 'asl-yaml');
});

afterEach(() => {
  client.dispose();
  rmSync(folder, { recursive: true });
});

describe('structure over the wire', () => {
  it('sends semantic tokens in LSP’s coding', async () => {
    const { data } = await client.request<{ data: number[] }>('textDocument/semanticTokens/full', {
      textDocument: { uri },
    });
    const lines = MACHINE.split('\n');
    const tokens: string[] = [];
    let line = 0;
    let from = 0;
    for (let at = 0; at < data.length; at += 5) {
      const [down = 0, right = 0, length = 0, type = 0] = data.slice(at, at + 4);
      line += down;
      from = down > 0 ? right : from + right;
      tokens.push(`${lines[line]?.slice(from, from + length) ?? ''}: ${TOKEN_LEGEND.tokenTypes[type] ?? ''}`);
    }
    expect(tokens).toEqual([
      'First: class',
      'First: class',
      '$: variable',
      'a: property',
      'Second: class',
      'Second: class',
    ]);
  });

  it('finds states in every definition of the workspace', async () => {
    const find = async (query: string): Promise<string[]> => {
      const symbols = await client.request<{ name: string; containerName: string }[]>('workspace/symbol', { query });
      return symbols.map(({ name, containerName }) => `${name} in ${containerName}`).sort();
    };
    expect(await find('')).toEqual(['Elsewhere in other.asl.json', 'First in m.asl.yaml', 'Second in m.asl.yaml']);
    expect(await find('elsew')).toEqual(['Elsewhere in other.asl.json']);
    await client.change(uri, 2, MACHINE.replaceAll('First', 'Renamed'));
    expect(await find('Ren')).toEqual(['Renamed in m.asl.yaml']);
  });

  it('follows the flow in both directions', async () => {
    const [item] = await client.request<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', {
      textDocument: { uri },
      position: { line: 7, character: 4 },
    });
    expect(item).toMatchObject({ name: 'Second', detail: 'Task · sqs:sendMessage' });
    const incoming = await client.request<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', { item });
    expect(incoming.map(({ from, fromRanges }) => [from.name, from.detail, fromRanges[0]?.start])).toEqual([
      ['First', 'Next', { line: 6, character: 10 }],
    ]);
    const [machine] = await client.request<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', {
      item: incoming[0]?.from,
    });
    expect(machine?.from).toMatchObject({ name: 'm.asl.yaml', detail: 'StartAt' });
    const outgoing = await client.request<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', {
      item: incoming[0]?.from,
    });
    expect(outgoing.map(({ to }) => to.name)).toEqual(['Second']);
  });

  it('grows a selection and links resources', async () => {
    const [selection] = await client.request<{ parent?: object }[]>('textDocument/selectionRange', {
      textDocument: { uri },
      positions: [{ line: 5, character: 13 }],
    });
    expect(selection).toMatchObject({ range: { start: { line: 5, character: 13 }, end: { line: 5, character: 14 } } });
    expect(selection?.parent).toMatchObject({ range: { start: { line: 5, character: 11 } } });
    const links = await client.request<{ target: string }[]>('textDocument/documentLink', { textDocument: { uri } });
    expect(links.map(({ target }) => target)).toEqual([expect.stringContaining('connect-sqs')]);
  });
});
