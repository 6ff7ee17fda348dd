import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectTestClient, type TestClient } from './test-client.ts';
import { uriOfPath } from './uris.ts';

const SUITE = `version: '1.0'
name: S
stateMachine: ./m.asl.json
testCases:
  - name: first
    input: {}
    mockOverrides:
      - { state: M, type: itemReader, dataFile: items.jsonl }
`;

function machine(fields: object): string {
  return JSON.stringify({
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSONL' },
          Parameters: { 'Bucket.$': '$.b' },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'P',
          States: { P: { Type: 'Pass', End: true } },
        },
        End: true,
        ...fields,
      },
    },
  });
}

let folder: string;
let client: TestClient;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepscope-hints-'));
  writeFileSync(join(folder, 'm.test.yaml'), SUITE);
  writeFileSync(join(folder, 'items.jsonl'), Array.from({ length: 25 }, (_, id) => `{"id":${100 + id}}\n`).join(''));
  client = await connectTestClient([folder]);
});

afterEach(() => {
  client.dispose();
  rmSync(folder, { recursive: true });
});

async function hintsOf(text: string, name = 'm.asl.json'): Promise<string[]> {
  const uri = uriOfPath(join(folder, name));
  await client.open(uri, text, 'asl');
  const hints = await client.request<{ label: string }[]>('textDocument/inlayHint', {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } },
  });
  return hints.map(({ label }) => label);
}

describe('the preview of batches', () => {
  it.each<[string, object, string]>([
    ['by count', { ItemBatcher: { MaxItemsPerBatch: 10 } }, '25 items → 3 batches: 2 × 10 + 5 items · 66 B to 121 B'],
    [
      'by bytes, with what comes with every batch',
      { ItemBatcher: { MaxInputBytesPerBatch: 60, BatchInput: { a: 1 } } },
      '25 items → 13 batches: 12 × 2 + 1 items · 43 B to 54 B',
    ],
    [
      'after the selector',
      {
        ItemBatcher: { MaxItemsPerBatch: 100 },
        ItemSelector: { 'v.$': '$$.Map.Item.Value.id' },
      },
      '25 items → 1 batch: 25 items · 261 B',
    ],
    [
      'with expressions that only a run knows',
      { ItemBatcher: { MaxItemsPerBatch: 100, BatchInput: { 'at.$': '$$.State.EnteredTime' } } },
      '25 items → 1 batch: 25 items · ≈ 333 B',
    ],
    [
      'up to MaxItems',
      {
        ItemBatcher: { MaxItemsPerBatch: 3 },
        ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSONL', MaxItems: 7 } },
      },
      '7 items → 3 batches: 2 × 3 + 1 items',
    ],
    ['not at all', {}, '25 items → 25 child executions'],
  ])('counts what a run would make: %s', async (_what, fields, label) => {
    const hints = await hintsOf(machine(fields));
    expect(hints.join('\n')).toContain(label);
  });

  it('follows the data file, and says nothing of a definition without a suite', async () => {
    const batched = machine({ ItemBatcher: { MaxItemsPerBatch: 10 } });
    expect(await hintsOf(batched)).toHaveLength(1);
    writeFileSync(join(folder, 'items.jsonl'), '{"id":1}\n');
    const uri = uriOfPath(join(folder, 'm.asl.json'));
    const again = await client.request<{ label: string }[]>('textDocument/inlayHint', {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
    });
    expect(again[0]?.label).toContain('1 item → 1 batch');
    expect(await hintsOf(batched, 'other.asl.json')).toEqual([]);
  });

  it('is right for the example', async () => {
    const path = join(process.cwd(), 'test-data/05-distributed-map/workflow.asl.json');
    const uri = uriOfPath(path);
    const other = await connectTestClient([join(process.cwd(), 'test-data')]);
    await other.open(uri, readFileSync(path, 'utf8'), 'asl');
    const hints = await other.request<{ label: string }[]>('textDocument/inlayHint', {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } },
    });
    other.dispose();
    expect(hints.map(({ label }) => label)).toEqual([
      expect.stringMatching(/^10 items → 1 batch: 10 items · ≈ [\d,]+ B$/),
      'retries after 2 s, 4 s, 8 s',
    ]);
  });
});

describe('code lenses', () => {
  it('call the commands of the extension with the definition', async () => {
    const uri = uriOfPath(join(folder, 'm.asl.json'));
    await client.open(uri, machine({}), 'asl');
    const lenses = await client.request<{ command: object }[]>('textDocument/codeLens', { textDocument: { uri } });
    expect(lenses.map(({ command }) => command)).toContainEqual({
      title: 'Graph',
      command: 'stepscope.showStateGraph',
      arguments: [uri],
    });
  });
});
