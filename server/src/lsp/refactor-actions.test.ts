import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { connectTestClient, type TestClient } from './test-client.ts';

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
    const [edit] = found?.edit?.changes?.[URI] ?? [];
    expect(JSON.parse(edit?.newText ?? '')).toEqual({
      Type: 'Pass',
      QueryLanguage: 'JSONata',
      End: true,
      Output: '{% $states.input.a %}',
    });
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
