import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentHighlight, Location, LocationLink, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { connectTestClient, type TestClient } from './test-client.ts';
import { uriOfPath } from './uris.ts';

const MACHINE = `StartAt: Count
QueryLanguage: JSONata
States:
  Count:
    Type: Pass
    Assign:
      total: 1
    Next: Each
  Each:
    Type: Map
    Items: '{% [$total] %}'
    ItemProcessor:
      StartAt: Work
      States:
        Work:
          Type: Task
          Resource: arn:aws:states:::lambda:invoke
          Arguments: { FunctionName: f, Payload: '{% $total %}' }
          Assign: { part: 1 }
          End: true
    End: true
`;
const SUITE = `version: '1.0'
name: S
stateMachine: ./m.asl.yaml
testCases:
  - name: first
    input: {}
    stateExpectations:
      - state: Count
        variables: { total: 1 }
      - state: Each[0].Work
        variables:
          "total": 1
          part: 1
`;
const LOCAL_MOCKS = JSON.stringify({
  StateMachines: { M: { TestCases: { Fine: { Work: 'Answer' } } }, Other: { TestCases: { Fine: { Work: 'Answer' } } } },
  MockedResponses: { Answer: { '0': { Return: 1 } }, Work: {} },
});

let folder: string;
let client: TestClient;
const uri = (name: string): string => uriOfPath(join(folder, name));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepscope-rename-'));
  writeFileSync(join(folder, 'm.asl.yaml'), MACHINE);
  writeFileSync(join(folder, 'test-suite.yaml'), SUITE);
  writeFileSync(join(folder, 'MockConfigFile.json'), LOCAL_MOCKS);
  client = await connectTestClient([folder]);
  await client.open(uri('m.asl.yaml'), MACHINE, 'asl-yaml');
});

afterEach(() => {
  client.dispose();
  rmSync(folder, { recursive: true });
});

/** At the first place where the text stands. */
function placeOf(text: string) {
  const before = MACHINE.slice(0, MACHINE.indexOf(text)).split('\n');
  return {
    textDocument: { uri: uri('m.asl.yaml') },
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
}

function applied(text: string, edits: readonly TextEdit[] = []): string {
  const lines = text.split('\n');
  const offsetOf = ({ line, character }: TextEdit['range']['start']): number =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  return [...edits]
    .sort((left, right) => offsetOf(right.range.start) - offsetOf(left.range.start))
    .reduce(
      (result, { range, newText }) =>
        result.slice(0, offsetOf(range.start)) + newText + result.slice(offsetOf(range.end)),
      text,
    );
}

describe('a variable', () => {
  it('is renamed in the definition and in what suites expect of it', async () => {
    expect(await client.request('textDocument/prepareRename', placeOf('total]'))).toMatchObject({
      placeholder: 'total',
    });
    const { changes } = await client.request<WorkspaceEdit>('textDocument/rename', {
      ...placeOf('total]'),
      newName: '$sumOfAll',
    });
    expect(applied(MACHINE, changes?.[uri('m.asl.yaml')])).toBe(MACHINE.replaceAll('total', 'sumOfAll'));
    expect(applied(SUITE, changes?.[uri('test-suite.yaml')])).toBe(SUITE.replaceAll(/"?total"?/g, 'sumOfAll'));
  });

  it('of an inner scope is renamed alone', async () => {
    const { changes } = await client.request<WorkspaceEdit>('textDocument/rename', {
      ...placeOf('part:'),
      newName: 'piece',
    });
    expect(applied(SUITE, changes?.[uri('test-suite.yaml')])).toBe(SUITE.replace('part', 'piece'));
  });

  it('is renamed and gone to from a suite', async () => {
    await client.open(uri('test-suite.yaml'), SUITE, 'yaml');
    const at = { textDocument: { uri: uri('test-suite.yaml') }, position: { line: 11, character: 12 } };
    expect(SUITE.split('\n')[11]).toBe('          "total": 1');
    expect(await client.request('textDocument/prepareRename', at)).toMatchObject({ placeholder: 'total' });
    const { changes } = await client.request<WorkspaceEdit>('textDocument/rename', { ...at, newName: 'sum_all' });
    expect(applied(MACHINE, changes?.[uri('m.asl.yaml')])).toBe(MACHINE.replaceAll('total', 'sum_all'));
    const [link] = await client.request<LocationLink[]>('textDocument/definition', at);
    expect([link?.targetUri, link?.targetRange.start.line]).toEqual([uri('m.asl.yaml'), 6]);
  });

  it('is refused with a sentence', async () => {
    await expect(client.request('textDocument/rename', { ...placeOf('total:'), newName: 'part' })).rejects.toThrow(
      'There is a variable $part already, assigned in "Work". Take another name.',
    );
    await expect(client.request('textDocument/rename', { ...placeOf('arn:aws'), newName: 'part' })).rejects.toThrow(
      'Only states and variables can be renamed',
    );
  });

  it('is found, highlighted and gone to', async () => {
    const at = placeOf("total %}'");
    const links = await client.request<LocationLink[]>('textDocument/definition', at);
    expect(links.map(({ targetSelectionRange }) => targetSelectionRange.start)).toEqual([placeOf('total: 1').position]);
    const references = await client.request<Location[]>('textDocument/references', {
      ...at,
      context: { includeDeclaration: false },
    });
    expect(references.map((each) => each.uri.replace(/.*\//, ''))).toEqual([
      'm.asl.yaml',
      'm.asl.yaml',
      'test-suite.yaml',
      'test-suite.yaml',
    ]);
    const highlights = await client.request<DocumentHighlight[]>('textDocument/documentHighlight', at);
    expect(highlights.map(({ kind }) => kind)).toEqual([3, 2, 2]);
  });
});

describe('a state', () => {
  it('is renamed in mock files of Step Functions Local too, where the machine is the same', async () => {
    const { changes } = await client.request<WorkspaceEdit>('textDocument/rename', {
      ...placeOf('Work'),
      newName: 'Do "it"',
    });
    expect(applied(LOCAL_MOCKS, changes?.[uri('MockConfigFile.json')])).toBe(
      LOCAL_MOCKS.replace('"Work"', '"Do \\"it\\""'),
    );
    expect(applied(SUITE, changes?.[uri('test-suite.yaml')])).toContain('state: "Each[0].Do \\"it\\""');
  });
});
