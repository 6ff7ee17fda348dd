import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectTestClient, type TestClient } from './test-client.ts';

const URI = 'file:///app/template.yaml';
const TEMPLATE = `Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: First
        States:
          First:
            Type: Task
            Resource: !GetAtt Function.Arn
            Next: Secund
          Second:
            Type: Succeed
`;

let client: TestClient;

beforeEach(async () => {
  client = await connectTestClient([]);
});

afterEach(() => client.dispose());

describe('definitions inside a template', () => {
  it('are marked in the template, until they are right', async () => {
    const first = client.diagnosticsOf(URI);
    await client.open(URI, TEMPLATE, 'yaml');
    const errors = (await first).filter(({ severity }) => severity === 1);
    expect(errors.map(({ code, range }) => [code, range])).toContainEqual([
      'next-missing-state',
      { start: { line: 10, character: 18 }, end: { line: 10, character: 24 } },
    ]);
    const healed = client.diagnosticsOf(URI);
    await client.change(URI, 2, TEMPLATE.replace('Secund', 'Second'));
    expect((await healed).filter(({ severity }) => severity === 1)).toEqual([]);
    const gone = client.diagnosticsOf(URI);
    await client.change(URI, 3, 'Resources: {}\n');
    expect(await gone).toEqual([]);
  });

  it('are completed, explained and renamed in place', async () => {
    await client.open(URI, TEMPLATE, 'yaml');
    const at = (line: number, character: number): object => ({
      textDocument: { uri: URI },
      position: { line, character },
    });
    const items = await client.request<{ label: string }[]>('textDocument/completion', at(10, 20));
    expect(items.map(({ label }) => label)).toEqual(['Second', 'First']);
    const hover = await client.request<{ contents: { value: string } }>('textDocument/hover', at(5, 19));
    expect(hover.contents.value).toContain('**First** — Task');
    const rename = await client.request<{ changes: Record<string, object[]> }>('textDocument/rename', {
      ...at(5, 19),
      newName: 'Begin',
    });
    expect(rename.changes[URI]).toHaveLength(2);
    expect(await client.request('textDocument/hover', at(2, 10))).toBeNull();
  });
});
