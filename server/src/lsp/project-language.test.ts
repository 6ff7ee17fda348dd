import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectTestClient, positionAfter, problemsOfYaml, type TestClient } from './test-client.ts';
import { uriOfPath } from './uris.ts';

const MACHINE = JSON.stringify({
  StartAt: 'Read',
  States: { Read: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true } },
});
const TEMPLATE = JSON.stringify({
  Resources: {
    M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: MACHINE } },
    N: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { DefinitionString: MACHINE.replaceAll('Read', 'Other') },
    },
  },
});
const CONFIG = `version: '1.0'
paths:
  mocks: ./m
stateMachines:
  - name: Orders
    source: { type: asl, path: ./flows/orders.asl.json }
  - name: Billing
    source: { type: cdk, path: ./cdk.out/app.json, stateMachineName: M }
`;
const MOCKS = "version: '1.0'\nmocks:\n  - { state: Read, type: fixed, response: 1 }\n";
const suiteOf = (machine: string, path: string): string =>
  `version: '1.0'\nname: S\nstateMachine: ${machine}\ntestCases:\n  - { name: c, input: {}, expectedPath: [${path}] }\n`;

let folder: string;
let client: TestClient;
const uri = (name: string): string => uriOfPath(join(folder, name));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepscope-project-'));
  const files = {
    'sfn-test.config.yaml': CONFIG,
    'flows/orders.asl.json': MACHINE,
    'cdk.out/app.json': TEMPLATE,
    'm/Orders.mock.yaml': MOCKS,
    'tests/orders.test.yaml': suiteOf('Orders', 'Read'),
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  client = await connectTestClient([folder]);
});

afterEach(() => {
  client.dispose();
  rmSync(folder, { recursive: true });
});

const problemsIn = (name: string, text: string): Promise<string[]> => problemsOfYaml(client, uri(name), text);

describe('a configuration in the editor', () => {
  it('is silent when it is right, and links to what it names', async () => {
    expect(await problemsIn('sfn-test.config.yaml', CONFIG)).toEqual([]);
    const links = await client.request<{ target: string }[]>('textDocument/documentLink', {
      textDocument: { uri: uri('sfn-test.config.yaml') },
    });
    expect(links.map(({ target }) => target)).toEqual([uri('flows/orders.asl.json'), uri('cdk.out/app.json')]);
  });

  it.each([
    ['./flows/orders.asl.json', './gone.asl.json', './gone.asl.json: There is no file ./gone.asl.json.'],
    ['./flows/orders.asl.json', './flows', './flows: ./flows is a folder, not a file.'],
    ['type: asl', 'type: als', 'als: `type` must be one of asl, cdk. Did you mean "asl"?'],
    [
      'name: Billing',
      'name: Orders',
      'Orders: "Orders" is configured already; only the first state machine of a name counts.',
    ],
    ['paths:', 'path:', 'path: Unknown key "path". Did you mean "paths"?'],
  ])('says what is wrong with %s written as %s', async (right, wrong, expected) => {
    expect(await problemsIn('sfn-test.config.yaml', CONFIG.replace(right, wrong))).toEqual([expected]);
  });

  it('completes and explains its fields', async () => {
    const text = `${CONFIG}executionContext:\n  `;
    await client.open(uri('sfn-test.config.yaml'), text, 'yaml');
    const items = await client.request<{ label: string }[]>('textDocument/completion', {
      textDocument: { uri: uri('sfn-test.config.yaml') },
      position: positionAfter(text, 'executionContext:\n  '),
    });
    expect(items.map(({ label }) => label)).toEqual(['name', 'startTime', 'roleArn', 'accountId', 'region']);
    const hover = await client.request<{ contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri: uri('sfn-test.config.yaml') },
      position: positionAfter(CONFIG, 'stateMachineNa'),
    });
    expect(hover.contents.value).toContain('logical id');
  });
});

describe('suites of configured machines in the editor', () => {
  it.each([
    ['Orders', 'Read', []],
    ['Orders', 'Raed', ['Raed: There is no state "Raed" in the state machine. Did you mean "Read"?']],
    ['Billing', 'Read', []],
    ['Billing', 'Other', ['Other: There is no state "Other" in the state machine.']],
    [
      'Odres',
      'Read',
      ['Odres: sfn-test.config.yaml has no state machine "Odres". Did you mean "Orders"? It has: Orders, Billing.'],
    ],
  ])('%s with %s', async (machine, path, expected) => {
    expect(await problemsIn('tests/a.test.yaml', suiteOf(machine, path))).toEqual(expected);
  });

  it.each([
    ['stateMachine', ['Orders', 'Billing', '../flows/orders.asl.json']],
    ['baseMock', ['../m/Orders.mock.yaml']],
  ])('are offered what %s may name', async (field, expected) => {
    const text = `version: '1.0'\n${field}: \n`;
    await client.open(uri('tests/new.test.yaml'), text, 'yaml');
    const items = await client.request<{ label: string }[]>('textDocument/completion', {
      textDocument: { uri: uri('tests/new.test.yaml') },
      position: positionAfter(text, `${field}: `),
    });
    expect(items.map(({ label }) => label)).toEqual(expected);
  });

  it('lead to the states of definitions and of templates', async () => {
    for (const [machine, file, text] of [
      ['Orders', 'flows/orders.asl.json', MACHINE],
      ['Billing', 'cdk.out/app.json', TEMPLATE],
    ] as const) {
      const suite = suiteOf(machine, 'Read');
      await client.open(uri(`tests/${machine}.test.yaml`), suite, 'yaml');
      const [link] = await client.request<
        { targetUri: string; targetSelectionRange: { start: { character: number } } }[]
      >('textDocument/definition', {
        textDocument: { uri: uri(`tests/${machine}.test.yaml`) },
        position: positionAfter(suite, '[Re'),
      });
      expect(link?.targetUri).toBe(uri(file));
      const mark = machine === 'Orders' ? '"Read":' : '\\"Read\\":';
      expect(link?.targetSelectionRange.start.character).toBe(text.indexOf(mark));
    }
  });

  it('take part in renaming, with the mocks of the machine’s name', async () => {
    await client.open(uri('flows/orders.asl.json'), MACHINE, 'asl');
    const edit = await client.request<{ changes: Record<string, unknown[]> }>('textDocument/rename', {
      textDocument: { uri: uri('flows/orders.asl.json') },
      position: positionAfter(MACHINE, '"StartAt":"Re'),
      newName: 'Load',
    });
    expect(Object.keys(edit.changes).sort()).toEqual(
      [uri('flows/orders.asl.json'), uri('m/Orders.mock.yaml'), uri('tests/orders.test.yaml')].sort(),
    );
  });
});
