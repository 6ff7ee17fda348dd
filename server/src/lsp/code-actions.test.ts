import { PassThrough } from 'node:stream';

import { afterEach, describe, expect, it } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { startServer } from './server.ts';

const URI = 'file:///machine.asl.json';
const BROKEN = `{
  "StartAt": "A",
  "States": {
    "A": {"Type": "Wait", "Seconds": "5", "Next": "Dune"},
    "Done": {"Type": "Succeed"},
  }
}`;

let client: ProtocolConnection | undefined;
afterEach(() => client?.dispose());

/** A client whose settings are `rules`, with the definition open. */
async function openWith(rules: {
  value: unknown;
}): Promise<{ first: PublishDiagnosticsParams; next: () => Promise<PublishDiagnosticsParams> }> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startServer(
    createConnection(ProposedFeatures.all, new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
    {
      workerPath: '/nowhere/worker.js',
    },
  );
  client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const waiting: ((params: PublishDiagnosticsParams) => void)[] = [];
  const next = (): Promise<PublishDiagnosticsParams> => new Promise((resolve) => waiting.push(resolve));
  client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    for (const resolve of waiting.splice(0)) resolve(params);
  });
  let configured = (): void => undefined;
  const asked = new Promise<void>((resolve) => (configured = resolve));
  client.onRequest('workspace/configuration', () => {
    configured();
    return [rules.value];
  });
  client.onRequest('client/registerCapability', () => null);
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: { workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } },
  });
  await client.sendNotification('initialized', {});
  await asked;
  const first = next();
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri: URI, languageId: 'asl', version: 1, text: BROKEN },
  });
  return { first: await first, next };
}

async function actionsFor(diagnostic: Pick<Diagnostic, 'range'>, only?: string[]): Promise<CodeAction[]> {
  const context = { diagnostics: [diagnostic], ...(only === undefined ? {} : { only }) };
  const params = { textDocument: { uri: URI }, range: diagnostic.range, context };
  return (await client?.sendRequest<CodeAction[]>('textDocument/codeAction', params)) ?? [];
}

function applied(action: CodeAction | undefined): string {
  return TextDocument.applyEdits(TextDocument.create(URI, 'asl', 1, BROKEN), action?.edit?.changes?.[URI] ?? []);
}

describe('code actions', () => {
  it('mend a problem in one of several ways', async () => {
    const { first } = await openWith({ value: null });
    const missing = first.diagnostics.find(({ code }) => code === 'next-missing-state');
    expect(missing?.codeDescription?.href).toContain('docs.aws.amazon.com');
    const all = missing === undefined ? [] : await actionsFor(missing);
    const actions = all.filter(({ kind }) => kind === 'quickfix');
    expect(actions.map(({ title, kind, isPreferred }) => [title, kind, isPreferred ?? false])).toEqual([
      ['Change to Done', 'quickfix', true],
      ['Create the state "Dune"', 'quickfix', false],
    ]);
    expect(actions[0]?.diagnostics).toEqual([missing]);
    expect(applied(actions[0])).toContain('"Next": "Done"');
    expect(applied(actions[1])).toContain('"Dune": {\n      "Type": "Pass",\n      "End": true\n    }');
  });

  it('mend all that is clear when asked to, and nothing else', async () => {
    await openWith({ value: null });
    const everywhere = { range: { start: { line: 0, character: 0 }, end: { line: 6, character: 1 } } };
    const [action, ...others] = await actionsFor(everywhere, ['source.fixAll.stepscope', 'source']);
    expect(others).toEqual([]);
    expect(action?.kind).toBe('source.fixAll');
    expect(applied(action)).toBe(BROKEN.replace('"5"', '5').replace('},\n  }', '}\n  }'));
    expect(await actionsFor(everywhere, ['refactor'])).toEqual([]);
  });
});

describe('the severities of rules', () => {
  it('are those of the settings, and change with them', async () => {
    const rules = { value: { 'next-missing-state': 'hint', 'wrong-json-type': 'off' } as unknown };
    const { first, next } = await openWith(rules);
    const seen = ({ diagnostics }: PublishDiagnosticsParams): string[] =>
      diagnostics.map(({ code, severity }) => `${String(code)} ${String(severity)}`).sort();
    expect(seen(first)).toEqual(['json-trailing-comma 1', 'next-missing-state 4', 'unreachable-state 1']);
    rules.value = { 'json-trailing-comma': 'off', 'unreachable-state': 'off' };
    const changed = next();
    await client?.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect(seen(await changed)).toEqual(['next-missing-state 1', 'wrong-json-type 1']);
  });
});
