import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { connectTestClient, type TestClient } from './test-client.ts';
import { uriOfPath } from './uris.ts';

const URI = 'file:///m.asl.json';
const TEXT = '{"StartAt":"S","States":{"S":{"Type":"Pass","InputPath":"$.a","End":true}}}';

let client: TestClient;

beforeEach(async () => {
  client = await connectTestClient([]);
  await client.open(URI, TEXT, 'asl');
});

afterEach(() => client.dispose());

async function actions(only?: string[]): Promise<CodeAction[]> {
  const place = { line: 0, character: TEXT.indexOf('Pass') };
  return client.request('textDocument/codeAction', {
    textDocument: { uri: URI },
    range: { start: place, end: place },
    context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
  });
}

describe('refactorings over the wire', () => {
  it('are offered with edits', async () => {
    const found = (await actions()).find(({ title }) => title === 'Convert the state to JSONata');
    const text = TextDocument.applyEdits(TextDocument.create(URI, 'asl', 0, TEXT), found?.edit?.changes?.[URI] ?? []);
    expect(text).toBe(
      '{"StartAt":"S","States":{"S":{"Type":"Pass", "QueryLanguage": "JSONata","End":true, "Output": "{% $states.input.a %}"}}}',
    );
  });

  it('are left out where others are asked for', async () => {
    expect((await actions(['quickfix'])).filter(({ kind }) => kind === 'refactor.rewrite')).toEqual([]);
    expect((await actions(['refactor'])).map(({ title }) => title)).toContain('Convert the state to JSONata');
  });

  it('write the definition in the other format beside it', async () => {
    const found = (await actions(['refactor'])).find(({ title }) => title.includes('as YAML'));
    expect(found?.edit?.documentChanges).toMatchObject([
      { kind: 'create', uri: 'file:///m.asl.yaml' },
      { edits: [{ newText: expect.stringMatching(/^StartAt: S\nStates:\n {2}S:\n/) as string }] },
    ]);
  });
});

describe('extracting over the wire', () => {
  const machine = JSON.stringify(
    {
      StartAt: 'Each order',
      States: {
        'Each order': {
          Type: 'Map',
          ItemProcessor: { StartAt: 'Work', States: { Work: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    },
    null,
    2,
  );
  const suite = "version: '1.0'\nname: S\nstateMachine: ./m.asl.json\nbaseMock: ./mocks/m.mock.yaml\ntestCases: []\n";
  const mocks = "version: '1.0'\nmocks: []\n";

  it('makes a file, puts the task in the place and names the machine in the mock file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stepscope-extract-'));
    mkdirSync(join(folder, 'mocks'));
    writeFileSync(join(folder, 'm.asl.json'), machine);
    writeFileSync(join(folder, 'm.test.yaml'), suite);
    writeFileSync(join(folder, 'mocks', 'm.mock.yaml'), mocks);
    writeFileSync(join(folder, 'each-order-item.asl.json'), '{}');
    const own = await connectTestClient([folder]);
    const uri = uriOfPath(join(folder, 'm.asl.json'));
    await own.open(uri, machine, 'asl');
    const place = { line: 4, character: 10 };
    const found = await own.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: place, end: place },
      context: { diagnostics: [], only: ['refactor.extract'] },
    });
    own.dispose();
    rmSync(folder, { recursive: true });
    const [action, ...others] = found;
    expect(others).toEqual([]);
    expect(action).toMatchObject({
      title: 'Extract what runs for each item to a state machine of its own',
      kind: 'refactor.extract',
    });
    const child = uriOfPath(join(folder, 'each-order-item-2.asl.json'));
    expect(action?.edit?.documentChanges).toMatchObject([
      { kind: 'create', uri: child },
      { textDocument: { uri: child }, edits: [{ newText: expect.stringContaining('"StartAt": "Work"') as string }] },
      { textDocument: { uri } },
      {
        textDocument: { uri: uriOfPath(join(folder, 'mocks', 'm.mock.yaml')) },
        edits: [
          {
            newText: `\nstateMachines:\n  "\${EachOrderItemArn}": ../each-order-item-2.asl.json`,
          },
        ],
      },
    ]);
  });
});

describe('formatting over the wire', () => {
  it('lays the text out', async () => {
    const edits = await client.request<{ newText: string }[]>('textDocument/formatting', {
      textDocument: { uri: URI },
      options: { tabSize: 2, insertSpaces: true },
    });
    expect(edits.length).toBeGreaterThan(5);
    expect(edits.every(({ newText }) => newText.trim() === '')).toBe(true);
  });
});
