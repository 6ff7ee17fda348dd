/** Everything that the editor offers for a definition, in every form in which a template can hold one. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  FoldingRange,
  InlayHint,
  Location,
  LocationLink,
  SelectionRange,
  SemanticTokens,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument, type Position, type Range } from 'vscode-languageserver-textdocument';

import { connectTestClient, type TestClient } from './test-client.ts';

const DEFINITION = {
  StartAt: 'First',
  States: {
    First: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: '${Fn}', 'Payload.$': '$.input' },
      TimeoutSeconds: 3600,
      Next: 'Secund',
    },
    Second: { Type: 'Succeed' },
  },
};
const PRETTY = JSON.stringify(DEFINITION, null, 2);
const ONE_LINE = JSON.stringify(DEFINITION);

const indented = (text: string, blanks: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(blanks));
const yaml = (value: string, more = ''): string =>
  `Resources:\n  # the workflow\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      ${value}\n${more}`;
const json = (properties: object): string =>
  JSON.stringify({ Resources: { M: { Type: 'AWS::StepFunctions::StateMachine', Properties: properties } } }, null, 2);
const AS_YAML = `StartAt: First
States:
  First:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Parameters:
      FunctionName: !GetAtt Fn.Arn
      Payload.$: $.input
    TimeoutSeconds: 3600
    Next: Secund
  Second:
    Type: Succeed
`;
const [BEFORE = '', AFTER = ''] = ONE_LINE.split('${Fn}');

interface Form {
  readonly form: string;
  readonly uri: string;
  readonly text: string;
}

const FORMS: readonly Form[] = [
  { form: 'an object in YAML', text: yaml(`Definition:\n${indented(AS_YAML, 8)}`) },
  { form: 'a block of text', text: yaml(`DefinitionString: |\n${indented(PRETTY, 8)}`) },
  { form: 'a block of text with !Sub', text: yaml(`DefinitionString: !Sub |-\n${indented(PRETTY, 8)}`) },
  { form: 'a folded block', text: yaml(`DefinitionString: >-\n${indented(PRETTY, 8)}`) },
  { form: 'a text in double quotes', text: yaml(`DefinitionString: ${JSON.stringify(ONE_LINE)}`) },
  { form: 'a text in single quotes', text: yaml(`DefinitionString: '${ONE_LINE}'`) },
  {
    form: 'serverless.yml',
    uri: 'file:///app/serverless.yml',
    text: `stepFunctions:\n  stateMachines:\n    M:\n      definition:\n${indented(AS_YAML, 8)}`,
  },
  {
    form: 'an object in JSON',
    text: json({ Definition: { ...DEFINITION, Comment: { Ref: 'Text' } } }),
  },
  { form: 'a JSON text on one line', text: json({ DefinitionString: ONE_LINE }) },
  { form: 'a JSON text on many lines', text: json({ DefinitionString: PRETTY }) },
  { form: 'Fn::Sub', text: json({ DefinitionString: { 'Fn::Sub': PRETTY } }) },
  { form: 'Fn::Sub with values', text: json({ DefinitionString: { 'Fn::Sub': [ONE_LINE, { Fn: 'f' }] } }) },
  {
    form: '!Join in YAML',
    text: yaml(
      `DefinitionString: !Join\n        - ''\n        - - '${BEFORE}'\n          - !Ref F\n          - '${AFTER}'\n`,
    ),
  },
  {
    form: '!Sub with values',
    text: yaml(`DefinitionString: !Sub\n        - |\n${indented(PRETTY, 10)}\n        - Fn: !GetAtt F.Arn\n`),
  },
  {
    form: 'a block of text with Windows line ends',
    text: yaml(`DefinitionString: !Sub |\n${indented(PRETTY, 8)}`, '\n').replaceAll('\n', '\r\n'),
  },
  {
    form: 'Fn::Join, as the CDK writes it',
    text: json({ DefinitionString: { 'Fn::Join': ['', [BEFORE, { Ref: 'F' }, AFTER]] } }),
  },
].map((each) => ({
  uri: each.text.startsWith('{') ? 'file:///app/template.json' : 'file:///app/template.yaml',
  ...each,
}));

let client: TestClient;

beforeEach(async () => {
  client = await connectTestClient([]);
});

afterEach(() => client.dispose());

/** An open template, and questions about it. */
async function open({ uri, text }: Form) {
  const published = client.diagnosticsOf(uri);
  await client.open(uri, text, uri.endsWith('.json') ? 'json' : 'yaml');
  const diagnostics = await published;
  const document = TextDocument.create(uri, '', 1, text);
  const textDocument = { uri };
  const at = (mark: string, inside = 0, nth = 0): Position => {
    let offset = -1;
    for (let each = 0; each <= nth; each++) offset = text.indexOf(mark, offset + 1);
    expect(offset, `${mark} in ${text}`).toBeGreaterThan(0);
    return document.positionAt(offset + inside);
  };
  const about = <R>(method: string, position: Position, more: object = {}): Promise<R> =>
    client.request(`textDocument/${method}`, { textDocument, position, ...more });
  const whole = <R>(method: string, more: object = {}): Promise<R> =>
    client.request(`textDocument/${method}`, { textDocument, ...more });
  const written = (range: Range): string => document.getText(range);
  const after = (edit: WorkspaceEdit | undefined): string =>
    TextDocument.applyEdits(document, [...(edit?.changes?.[uri] ?? [])]);
  return { diagnostics, document, at, about, whole, written, after, uri };
}

const errorsOf = (diagnostics: readonly Diagnostic[]): readonly unknown[] =>
  diagnostics.filter(({ severity }) => severity === 1).map(({ code }) => code);

async function errorsAfter(uri: string, text: string): Promise<readonly unknown[]> {
  const published = client.diagnosticsOf(uri);
  await client.change(uri, 2, text);
  return errorsOf(await published);
}

const bare = (text: string): string => text.replaceAll(/[\\"']/g, '');

describe.each(FORMS)('a definition that is $form', (form) => {
  it('is marked where it is wrong, and mended there', async () => {
    const { diagnostics, written, whole, after, uri } = await open(form);
    const [wrong, ...others] = diagnostics.filter(({ severity }) => severity === 1);
    expect([wrong?.code, others]).toEqual(['next-missing-state', expect.any(Array)]);
    expect(bare(written(wrong?.range as Range))).toBe('Secund');
    const actions = await whole<CodeAction[]>('codeAction', {
      range: wrong?.range,
      context: { diagnostics: [wrong], only: ['quickfix'] },
    });
    const fix = actions.find(({ title }) => title.includes('Second'));
    expect(fix?.diagnostics?.[0]?.range).toEqual(wrong?.range);
    const left = (errors: readonly unknown[]): readonly unknown[] => errors.filter((code) => code !== 'comment-type');
    expect(left(await errorsAfter(uri, after(fix?.edit)))).toEqual([]);
  });

  it('is mended as a whole', async () => {
    const { whole, after } = await open({ ...form, text: form.text.replace('TimeoutSeconds', 'timeoutSeconds') });
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const actions = await whole<CodeAction[]>('codeAction', {
      range,
      context: { diagnostics: [], only: ['source.fixAll'] },
    });
    expect(actions.map(({ title }) => title)).toEqual(['Fix all that has one clear fix (1)']);
    expect(after(actions[0]?.edit)).toBe(form.text);
  });

  it('is completed', async () => {
    const { about, at, document, uri } = await open(form);
    const items = await about<CompletionItem[]>('completion', at('Secund', 3));
    const second = items.find(({ label }) => label === 'Second');
    const edit = second?.textEdit as TextEdit;
    const range = { start: edit.range.start, end: at('Secund', 3) };
    // What is typed so far is compared with the filter.
    expect(second?.filterText?.startsWith(document.getText(range).replace(/ec$|Sec$/, ''))).toBe(true);
    const text = TextDocument.applyEdits(document, [
      { ...edit, newText: edit.newText.replaceAll(/\\([\\$}])/g, '$1') },
    ]);
    expect((await errorsAfter(uri, text)).filter((code) => code !== 'comment-type')).toEqual([]);
  });

  it('is explained', async () => {
    const { about, at, written } = await open(form);
    const hover = await about<{ contents: { value: string }; range: Range }>('hover', at('First', 2, 1));
    expect(hover.contents.value).toContain('**First** — Task');
    expect(bare(written(hover.range))).toBe('First');
  });

  it('leads to its states, and renames them', async () => {
    const { diagnostics, about, at, written, after, uri } = await open(form);
    const [link] = await about<LocationLink[]>('definition', at('First', 2));
    expect(link?.targetUri).toBe(uri);
    expect(link?.targetSelectionRange.start.line).toBe(at('First', 0, 1).line);
    expect(bare(written(link?.targetSelectionRange as Range))).toBe('First');
    const references = await about<Location[]>('references', at('First', 2), {
      context: { includeDeclaration: true },
    });
    expect(references.map((each) => [each.uri, bare(written(each.range))])).toEqual([
      [uri, 'First'],
      [uri, 'First'],
    ]);
    const highlights = await about<{ range: Range }[]>('documentHighlight', at('First', 2, 1));
    expect(highlights.map(({ range }) => bare(written(range)))).toEqual(['First', 'First']);
    const range = await about<{ range: Range; placeholder: string }>('prepareRename', at('First', 2));
    expect([bare(written(range.range)), range.placeholder]).toEqual(['First', 'First']);
    const renamed = await about<WorkspaceEdit>('rename', at('First', 2), { newName: 'It "begins"' });
    const text = after(renamed);
    expect(text).not.toContain('First');
    expect([...(await errorsAfter(uri, text))].sort()).toEqual([...errorsOf(diagnostics)].sort());
  });

  it('has hints, lenses, links and an outline at their places', async () => {
    const { about, whole, at, written, document, uri } = await open(form);
    const range = { start: { line: 0, character: 0 }, end: document.positionAt(form.text.length) };
    const hints = await whole<InlayHint[]>('inlayHint', { range });
    expect(hints.map(({ label, position }) => [label, position])).toContainEqual(['= 1 h', at('3600', 4)]);
    const lenses = await whole<CodeLens[]>('codeLens');
    expect(lenses.map(({ command }) => command?.title)).toContain('Graph');
    for (const { command } of lenses) expect(command?.arguments?.[0]).toBe(`${uri}#M`);
    const links = await whole<{ range: Range; target: string }[]>('documentLink');
    expect(links.map((each) => bare(written(each.range)))).toEqual(['arn:aws:states:::lambda:invoke']);
    const symbols = await whole<DocumentSymbol[]>('documentSymbol');
    expect(symbols.map(({ name, selectionRange }) => [name, bare(written(selectionRange))])).toEqual([
      ['First', 'First'],
      ['Second', 'Second'],
    ]);
    const [flow] = await about<{ data: unknown; uri: string }[]>('prepareCallHierarchy', at('First', 2));
    expect(flow?.uri).toBe(uri);
    const calls = await client.request<{ fromRanges: Range[]; from: { uri: string } }[]>(
      'callHierarchy/incomingCalls',
      {
        item: flow as object,
      },
    );
    expect(calls.map((call) => [call.from.uri, call.fromRanges.map((each) => bare(written(each)))])).toEqual([
      [uri, ['First']],
    ]);
  });

  it('is coloured, folded and selected', async () => {
    const { whole, at, document, written } = await open(form);
    const { data } = await whole<SemanticTokens>('semanticTokens/full');
    const tokens: string[] = [];
    let line = 0;
    let character = 0;
    for (let index = 0; index < data.length; index += 5) {
      const [lines = 0, characters = 0, length = 0] = data.slice(index, index + 3);
      line += lines;
      character = lines === 0 ? character + characters : characters;
      tokens.push(document.getText({ start: { line, character }, end: { line, character: character + length } }));
    }
    expect(tokens.map(bare)).toEqual(expect.arrayContaining(['First', 'Second', 'Secund']));
    const folds = await whole<FoldingRange[]>('foldingRange');
    const isOneLine = at('Secund').line === at('First').line;
    // The parts of a Fn::Join stand on lines of their own, the definition is on one.
    expect(folds.length > 0).toBe(!isOneLine && !form.form.includes('Join'));
    for (const fold of folds) expect(fold.endLine).toBeLessThan(document.lineCount);
    const [selection] = await whole<SelectionRange[]>('selectionRange', { positions: [at('Secund', 2)] });
    const chain: string[] = [];
    for (let each = selection; each !== undefined; each = each.parent) chain.push(written(each.range));
    expect(bare(chain[0] ?? '')).toBe('Secund');
    for (const [index, text] of chain.entries()) if (index > 0) expect(text).toContain(chain[index - 1]);
  });
});

describe('a definition of a template in a file of its own', () => {
  const asked = { context: { diagnostics: [], only: ['refactor'] } };
  const title = 'Write the definition as YAML to a file of its own';

  async function writtenOut(text: string): Promise<CodeAction | undefined> {
    const { whole, at } = await open({ form: 'out', uri: 'file:///app/template.json', text });
    const range = { start: at('First', 2), end: at('First', 2) };
    return (await whole<CodeAction[]>('codeAction', { range, ...asked })).find((each) => each.title === title);
  }

  it('is written beside the template, under its name', async () => {
    const action = await writtenOut(json({ DefinitionString: ONE_LINE }));
    expect(action?.edit?.documentChanges).toMatchObject([
      { kind: 'create', uri: 'file:///app/M.asl.yaml' },
      { textDocument: { uri: 'file:///app/M.asl.yaml' } },
    ]);
  });

  it('is not written where functions of the template would be lost', async () => {
    expect(await writtenOut(json({ Definition: { ...DEFINITION, Comment: { Ref: 'Text' } } }))).toBeUndefined();
  });
});

describe('a template that names files', () => {
  it('leads to them', async () => {
    const text =
      yaml('DefinitionUri: flows/m.asl.json') +
      '  N:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: s3://bucket/key\n' +
      'stepFunctions:\n  stateMachines:\n    a:\n      definition: ${file(./flows/a.asl.yaml)}\n';
    const uri = 'file:///app/template.yaml';
    await client.open(uri, text, 'yaml');
    const links = await client.request<{ target: string }[]>('textDocument/documentLink', { textDocument: { uri } });
    expect(links.map(({ target }) => target)).toEqual(['file:///app/flows/m.asl.json', 'file:///app/flows/a.asl.yaml']);
  });
});
