import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectTestClient, positionAfter, problemsOfYaml, type TestClient } from './test-client.ts';
import { uriOfPath } from './uris.ts';

const MACHINE = JSON.stringify({
  StartAt: 'Read',
  States: {
    Read: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' }, Next: 'Each' },
    Each: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'Work',
        States: {
          Work: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: { FunctionName: 'g' },
            End: true,
          },
        },
      },
      End: true,
    },
  },
});
const SUITE = `version: '1.0'
name: S
stateMachine: ./m.asl.json
baseMock: ./mock.yaml
testCases:
  - name: first
    input: {}
    expectedPath: [Read, Each]
    stateExpectations:
      - state: Each[0].Work
        output: {}
    mapExpectations:
      - state: Each
        iterationPaths: { all: [Work] }
`;
const MOCKS = `version: '1.0'
mocks:
  - state: Read
    type: fixed
    response: {}
  - state: "Work"
    type: fixed
    response: {}
`;

let folder: string;
let client: TestClient;
const uri = (name: string): string => uriOfPath(join(folder, name));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepscope-suites-'));
  writeFileSync(join(folder, 'm.asl.json'), MACHINE);
  writeFileSync(join(folder, 'test-suite.yaml'), SUITE);
  writeFileSync(join(folder, 'mock.yaml'), MOCKS);
  client = await connectTestClient([folder]);
});

afterEach(() => {
  client.dispose();
  rmSync(folder, { recursive: true });
});

const problemsIn = (name: string, text: string): Promise<string[]> => problemsOfYaml(client, uri(name), text);

describe('suites and mock files in the editor', () => {
  it('are silent when they are right', async () => {
    expect(await problemsIn('test-suite.yaml', SUITE)).toEqual([]);
    expect(await problemsIn('mock.yaml', MOCKS)).toEqual([]);
  });

  it('say so when they are too large to be checked', async () => {
    const large = `${MOCKS}${'# data\n'.repeat(200_000)}`;
    expect((await problemsIn('mock.yaml', large)).join('')).toContain('too large to be checked while you type');
  });

  it.each([
    ['[Read, Each]', '[Raed, Each]', 'Raed: There is no state "Raed" in the state machine. Did you mean "Read"?'],
    ['[Read, Each]', '[Each]', 'Each: The path cannot begin with "Each": the state machine starts at "Read".'],
    ['[Read, Each]', '[Read, Each, Read]', 'Read: "Read" cannot follow "Each": it ends the path.'],
    ['[Read, Each]', '[Read, Work]', 'Work: "Work" is a state of "Each"; this path is one of the state machine.'],
    [
      '{ all: [Work] }',
      '{ all: [Read] }',
      'Read: "Read" is a state of the top level; this path is one of an iteration of "Each".',
    ],
    ['Each[0].Work', 'Each[0].Wrk', 'Wrk: There is no state "Wrk" in the state machine. Did you mean "Work"?'],
    ['- state: Each\n', '- state: Read\n', 'Read: "Read" is a Task state; this expectation is for a Map.'],
    ['./mock.yaml', './mok.yaml', './mok.yaml: There is no file ./mok.yaml.'],
    ['input: {}', 'inptu: {}', 'inptu: Unknown key "inptu". Did you mean "input"?'],
  ])('mark %s written as %s', async (right, wrong, expected) => {
    expect(await problemsIn('test-suite.yaml', SUITE.replace(right, wrong))).toContain(expected);
  });

  it('mark mocks of states that are not there or do not answer', async () => {
    const wrong = MOCKS.replace('"Work"', 'Each').replace('Read', 'Nowhere');
    const problems = await problemsIn('mock.yaml', wrong);
    expect(problems).toEqual([
      expect.stringContaining('Nowhere: There is no state "Nowhere"'),
      expect.stringContaining('Each: "Each" is a Map without ItemReader'),
    ]);
  });

  it('know the states of other machines that the mock file answers for', async () => {
    writeFileSync(join(folder, 'child.asl.json'), MACHINE.replaceAll('Work', 'Inner'));
    const inner = '  - { state: Inner, type: fixed, response: {} }\n';
    const nested = `stateMachines: { Child: ./child.asl.json }\n${MOCKS}`;
    expect(await problemsIn('mock.yaml', nested + inner)).toEqual([]);
    const own = nested.replace('./child.asl.json', '{ definition: ./child.asl.json, mock: ./mock.yaml }');
    expect(await problemsIn('mock.yaml', own + inner)).toEqual([
      expect.stringContaining('Inner: There is no state "Inner"'),
    ]);
  });

  it('follow the definition as it is typed', async () => {
    expect(await problemsIn('test-suite.yaml', SUITE)).toEqual([]);
    await client.open(uri('m.asl.json'), MACHINE, 'asl');
    const again = client.diagnosticsOf(uri('test-suite.yaml'));
    await client.change(uri('m.asl.json'), 2, MACHINE.replaceAll('"Work"', '"Labour"'));
    expect((await again).map(({ message }) => message)).toContain('There is no state "Work" in the state machine.');
  });

  it('complete keys and names of states', async () => {
    await client.open(uri('test-suite.yaml'), SUITE, 'yaml');
    const complete = async (mark: string): Promise<string[]> => {
      const items = await client.request<{ label: string }[]>('textDocument/completion', {
        textDocument: { uri: uri('test-suite.yaml') },
        position: positionAfter(SUITE, mark),
      });
      return items.map(({ label }) => label);
    };
    expect(await complete('[Read, E')).toEqual(['Read', 'Each', 'Work']);
    expect(await complete('state: Each[0].Wor')).toContain('Each[0].Work');
    expect(await complete('- state: Each')).toEqual(expect.arrayContaining(['Each']));
    expect(await complete('    expectedP')).toEqual(
      expect.arrayContaining(['expectedPath', 'expectedError', 'mockOverrides']),
    );
    expect(await complete('    expectedP')).not.toContain('input');
  });

  it('tell what keys mean and show states, and lead into the definition', async () => {
    await client.open(uri('test-suite.yaml'), SUITE, 'yaml');
    const hover = async (mark: string): Promise<string> => {
      const position = positionAfter(SUITE, mark);
      const textDocument = { uri: uri('test-suite.yaml') };
      const found = await client.request<{ contents: { value: string } } | null>('textDocument/hover', {
        textDocument,
        position,
      });
      return found?.contents.value ?? '';
    };
    expect(await hover('expectedPa')).toContain('states of the top level');
    expect(await hover('Each[0].Wo')).toContain('**Work** — Task');
    const [link] = await client.request<{ targetUri: string; targetSelectionRange: { start: object } }[]>(
      'textDocument/definition',
      {
        textDocument: { uri: uri('test-suite.yaml') },
        position: positionAfter(SUITE, 'Each[0].Wo'),
      },
    );
    expect(link?.targetUri).toBe(uri('m.asl.json'));
    const links = await client.request<{ target: string }[]>('textDocument/documentLink', {
      textDocument: { uri: uri('test-suite.yaml') },
    });
    expect(links.map(({ target }) => target)).toEqual([uri('m.asl.json'), uri('mock.yaml')]);
  });

  it('are renamed with the state, from either side', async () => {
    await client.open(uri('m.asl.json'), MACHINE, 'asl');
    await client.open(uri('test-suite.yaml'), SUITE, 'yaml');
    type Edit = {
      changes: Record<
        string,
        { newText: string; range: { start: { line: number; character: number }; end: { character: number } } }[]
      >;
    };
    const rename = async (name: string, text: string, mark: string): Promise<Edit> =>
      client.request<Edit>('textDocument/rename', {
        textDocument: { uri: uri(name) },
        position: positionAfter(text, mark),
        newName: 'Do it: now',
      });
    const fromMachine = await rename('m.asl.json', MACHINE, '"StartAt":"Wor');
    const lines = SUITE.split('\n');
    const inSuite = fromMachine.changes[uri('test-suite.yaml')]?.map(
      ({ newText, range: { start, end } }) =>
        `${lines[start.line]?.slice(start.character, end.character) ?? ''} → ${newText}`,
    );
    expect(inSuite?.sort()).toEqual(['Each[0].Work → "Each[0].Do it: now"', 'Work → "Do it: now"']);
    expect(fromMachine.changes[uri('m.asl.json')]).toHaveLength(2);
    expect(fromMachine.changes[uri('mock.yaml')]?.map(({ newText }) => newText)).toEqual(['"Do it: now"']);
    expect(await rename('test-suite.yaml', SUITE, 'Each[0].Wo')).toEqual(fromMachine);
    expect(await rename('mock.yaml', MOCKS, '"Wo').catch(() => 'not open')).toBe('not open');
    const references = await client.request<{ uri: string }[]>('textDocument/references', {
      textDocument: { uri: uri('m.asl.json') },
      position: positionAfter(MACHINE, '"StartAt":"Wor'),
      context: { includeDeclaration: true },
    });
    expect(references.map((each) => each.uri.split('/').at(-1)).sort()).toEqual([
      'm.asl.json',
      'm.asl.json',
      'mock.yaml',
      'test-suite.yaml',
      'test-suite.yaml',
    ]);
  });
});
