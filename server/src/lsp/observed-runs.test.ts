import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CompletionItem, Hover } from 'vscode-languageserver/node';
import { connectTestClient, type TestClient } from './test-client.ts';
import { uriOfPath } from './uris.ts';

const MACHINE = `QueryLanguage: JSONata
StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Arguments: { FunctionName: f, Payload: '{% $states.input %}' }
    Assign:
      order: '{% $states.result.Payload.order %}'
    Output: '{% {"lines": $states.result.Payload.order.lines} %}'
    Next: Each
  Each:
    Type: Map
    Items: '{% $states.input.lines %}'
    ItemProcessor:
      StartAt: Work
      States:
        Work:
          Type: Pass
          Output: '{% $states.input.sku & $order.id %}'
          End: true
    Next: Done
  Done:
    Type: Succeed
    Output: '{% $states.input[0] %}'
`;
const SUITE = `version: '1.0'
name: S
stateMachine: ./m.asl.yaml
baseMock: ./m.mock.yaml
testCases:
  - { name: first, input: { customer: 7 } }
`;
const MOCKS = `version: '1.0'
mocks:
  - state: Ask
    type: fixed
    response: { Payload: { order: { id: o-1, lines: [{ sku: a-1 }] } } }
`;

let folder: string;
let client: TestClient;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepscope-observed-'));
});

afterEach(() => {
  client.dispose();
  rmSync(folder, { recursive: true });
});

async function open(mocks: string): Promise<string> {
  writeFileSync(join(folder, 'm.asl.yaml'), MACHINE);
  writeFileSync(join(folder, 'test-suite.yaml'), SUITE);
  writeFileSync(join(folder, 'm.mock.yaml'), mocks);
  client = await connectTestClient([folder]);
  const uri = uriOfPath(join(folder, 'm.asl.yaml'));
  await client.open(uri, MACHINE, 'asl-yaml');
  // Hints wait for what there is to know of the data.
  const range = { start: { line: 0, character: 0 }, end: { line: 50, character: 0 } };
  await client.request('textDocument/inlayHint', { textDocument: { uri }, range });
  return uri;
}

function at(uri: string, text: string) {
  const lines = MACHINE.slice(0, MACHINE.indexOf(text) + text.length).split('\n');
  return { textDocument: { uri }, position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
}

async function hover(uri: string, text: string): Promise<string> {
  const found = await client.request<(Hover & { contents: { value: string } }) | null>(
    'textDocument/hover',
    at(uri, text),
  );
  return found?.contents.value ?? 'nothing';
}

async function labels(uri: string, text: string): Promise<string[]> {
  const found = await client.request<CompletionItem[]>('textDocument/completion', at(uri, text));
  return found.map(({ label }) => label);
}

describe('what a run of the suite’s first case shows', () => {
  it('is what completion offers and hovers tell: results, variables, items, outputs', async () => {
    const uri = await open(MOCKS);
    expect(await labels(uri, '$states.result.')).toContain('Payload');
    expect(await labels(uri, '$states.result.Payload.')).toEqual(['order']);
    expect(await labels(uri, '$states.input.')).toEqual(['lines']);
    expect(await labels(uri, "Output: '{% $states.input.")).toEqual(['sku']);
    expect(await labels(uri, '& $order.')).toEqual(['id', 'lines']);
    expect(await hover(uri, '$states.result.Payload.order.lines')).toContain('[ { "sku": "a-1" } ]');
    expect(await hover(uri, '$order.id')).toBe(
      'Variable `$order`, assigned in **Ask**.\n\n`$order.id`\n\nExample: `"o-1"`\n\nFrom the suite’s first case.',
    );
    expect(await hover(uri, '$states.input[0')).toContain('"a-1o-1"');
  });

  it('is not asked of code of the workspace', async () => {
    const uri = await open("version: '1.0'\nmocks: []\nhandlers:\n  f: { command: [node, -e, 'process.exit(1)'] }\n");
    expect(await labels(uri, '& $order.')).toEqual([]);
    expect(await hover(uri, '$states.result.Payload.order.lines')).toBe('nothing');
  });
});
