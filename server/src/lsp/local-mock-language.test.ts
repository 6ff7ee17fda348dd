import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectTestClient, type TestClient } from './test-client.ts';
import { uriOfPath } from './uris.ts';

const machine = (name: string): string =>
  JSON.stringify({
    StartAt: name,
    States: { [name]: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true } },
  });
const mocks = (name: string, state: string): string =>
  `{"StateMachines": {"${name}": {"TestCases": {"A": {"${state}": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": 1}}}}`;

let folder: string;
let client: TestClient;
const uri = (name: string): string => uriOfPath(join(folder, name));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepscope-local-'));
  writeFileSync(join(folder, 'order-flow.asl.json'), machine('Pay'));
  writeFileSync(join(folder, 'refunds.asl.json'), machine('Refund'));
  writeFileSync(
    join(folder, 'sfn-test.config.yaml'),
    'stateMachines: [{name: Returns, source: {type: asl, path: ./refunds.asl.json}}]\n',
  );
  client = await connectTestClient([folder]);
});

afterEach(() => {
  client.dispose();
  rmSync(folder, { recursive: true });
});

async function problemsIn(text: string): Promise<string[]> {
  const diagnostics = client.diagnosticsOf(uri('MockConfigFile.json'));
  await client.open(uri('MockConfigFile.json'), text, 'json');
  return (await diagnostics).map(({ message }) => `${message as string}`);
}

const at = (text: string, mark: string): { line: number; character: number } => ({
  line: 0,
  character: text.indexOf(mark) + 2,
});

describe('MockConfigFile.json in the editor', () => {
  it.each([
    ['OrderFlow', 'Pay', []],
    ['OrderFlow', 'Py', ['There is no state "Py" in "OrderFlow".']],
    ['Returns', 'Refund', []],
    ['Returns', 'Refnd', ['There is no state "Refnd" in "Returns". Did you mean "Refund"?']],
    ['Nobody', 'Pay', ['No definition of a state machine "Nobody" is known here. Its states are not checked.']],
  ])('knows the machine %s by its name: %s', async (name, state, expected) => {
    expect(await problemsIn(mocks(name, state))).toEqual(expected);
  });

  it('completes, explains and leads to states', async () => {
    const text = mocks('OrderFlow', 'Pay');
    await client.open(uri('MockConfigFile.json'), text, 'json');
    const textDocument = { uri: uri('MockConfigFile.json') };
    const items = await client.request<{ label: string }[]>('textDocument/completion', {
      textDocument,
      position: at(text, '"R"'),
    });
    expect(items.map(({ label }) => label)).toEqual(['R']);
    const hover = await client.request<{ contents: { value: string } }>('textDocument/hover', {
      textDocument,
      position: at(text, '"Pay"'),
    });
    expect(hover.contents.value).toContain('Task');
    const links = await client.request<{ targetUri: string }[]>('textDocument/definition', {
      textDocument,
      position: at(text, '"Pay"'),
    });
    expect(links.map(({ targetUri }) => targetUri)).toEqual([uri('order-flow.asl.json')]);
    const here = await client.request<{ targetUri: string }[]>('textDocument/definition', {
      textDocument,
      position: at(text, '"R"'),
    });
    expect(here.map(({ targetUri }) => targetUri)).toEqual([uri('MockConfigFile.json')]);
  });

  it('renames a state in the definition, too', async () => {
    const text = mocks('OrderFlow', 'Pay');
    writeFileSync(join(folder, 'MockConfigFile.json'), text);
    await client.open(uri('MockConfigFile.json'), text, 'json');
    const edit = await client.request<{ changes: Record<string, unknown[]> }>('textDocument/rename', {
      textDocument: { uri: uri('MockConfigFile.json') },
      position: at(text, '"Pay"'),
      newName: 'Charge',
    });
    expect(Object.keys(edit.changes).sort()).toEqual([uri('MockConfigFile.json'), uri('order-flow.asl.json')]);
  });
});
