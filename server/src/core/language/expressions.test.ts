import { describe, expect, it } from 'vitest';
import { BUILTINS } from '../expressions/jsonata/builtins.ts';
import { readAslDocument } from '../model/asl-document.ts';
import type { SyntaxFormat } from '../syntax/syntax-node.ts';
import { convertFormat } from '../syntax/convert-format.ts';
import { validateStateMachine } from '../validation/validate-state-machine.ts';
import { completionsAt } from './completion.ts';
import { hoverAt } from './hover.ts';
import { JSONATA_FUNCTIONS } from './jsonata-functions.ts';
import type { KnownData } from './known-data.ts';
import { signatureAt } from './signature-help.ts';
import { readMarkedText } from './testing/marked-text.ts';

const KNOWN: KnownData = {
  executionInput: {
    value: {
      bucket: 'b',
      order: { id: 7, 'line items': [] },
      orders: [{ sku: 'x', tags: [{ name: 'n' }] }],
      'the order': { id: 1 },
      'unit-price': 5,
    },
    from: 'case',
  },
  itemsOf: () => ({ from: 'f', nItems: 1, complete: true, sample: { sku: 'x' }, batches: null }),
};

interface Completed {
  readonly labels: readonly string[];
  apply(label: string): string;
}

function complete(marked: string, format: SyntaxFormat = 'json', known: KnownData = KNOWN): Completed {
  const { text, cursor } = readMarkedText(marked);
  const items = completionsAt(readAslDocument(text, format), cursor, known);
  return {
    labels: items.map(({ label }) => label),
    apply(label) {
      const item = items.find((candidate) => candidate.label === label);
      return item === undefined
        ? 'not offered'
        : text.slice(0, item.range.start) + item.snippet + text.slice(item.range.end);
    },
  };
}

/** The same place in the same machine, written in YAML. */
function inYaml(marked: string): string {
  const { root } = readAslDocument(marked.replace('<|>', '@@'), 'json');
  const converted = root === null ? null : convertFormat(root, 'yaml');
  if (converted?.kind !== 'converted') throw new Error('the fixture is no JSON');
  return converted.text.replace('@@', '<|>');
}

const jsonata = (state: string): string =>
  `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {${state}, "Next": "B"}, "B": {"Type": "Pass", "Assign": {"later": 1}}}}`;
const jsonpath = (state: string): string =>
  `{"StartAt": "A", "States": {"A": {${state}, "Next": "B"}, "B": {"Type": "Pass", "Assign": {"later.$": "$.x"}}}}`;

describe('completion inside JSONata', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      '"Type": "Pass", "Output": "{% <|> %}"',
      ['$states.input', '$split', '$later', '$partition'],
      ['$eval', 'States.Format'],
    ],
    ['"Type": "Pass", "Output": "{% $<|> %}"', ['$states.input', '$split', '$later'], []],
    [
      '"Type": "Pass", "Output": "{% $states.<|> %}"',
      ['$states.input', '$states.context'],
      ['$states.result', '$states.errorOutput'],
    ],
    ['"Type": "Task", "Output": {"a": ["{% $states.<|>"]}', ['$states.result'], ['$states.errorOutput']],
    ['"Type": "Task", "Arguments": "{% $states.<|> %}"', ['$states.input'], ['$states.result']],
    ['"Type": "Task", "Catch": [{"Output": "{% $states.<|> %}"}]', ['$states.errorOutput'], ['$states.result']],
    ['"Type": "Pass", "Output": "{% $states.context.Execution.<|> %}"', ['StartTime', 'Input'], ['Token']],
    ['"Type": "Pass", "Output": "{% $states.input.<|> %}"', ['bucket', 'order'], ['$split']],
    ['"Type": "Pass", "Output": "{% $states.input.order.<|> %}"', ['id', 'line items'], []],
    [
      '"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Output": "{% $states.result.<|> %}"',
      ['Payload'],
      [],
    ],
    ['"Type": "Choice", "Choices": [{"Condition": "{% $co<|> %}"}]', ['$contains', '$count'], []],
    ['"Type": "Wait", "Seconds": "{% $<|> %}"', ['$states.input'], []],
    [
      '"Type": "Pass", "Output": "{% $map($states.input.orders, function($o, $i) { $<|> }) %}"',
      ['$o', '$i', '$later'],
      [],
    ],
    ['"Type": "Pass", "Output": "{% $map($states.input.orders, function($o) { $o.<|> }) %}"', ['sku'], ['$split']],
    ['"Type": "Pass", "Output": "{% $map([1], function($o) { $o }) & $<|> %}"', ['$later'], ['$o']],
    ['"Type": "Pass", "Output": "{% ($total := 1; $<|>) %}"', ['$total'], []],
    ['"Type": "Pass", "Output": "{% ($größe := 1; $gr<|>ö) %}"', ['$größe'], []],
    ['"Type": "Pass", "Output": "{% $states.input.orders[<|>] %}"', ['sku', '$states.input'], []],
    ['"Type": "Pass", "Output": "{% $states.input.orders[$count(tags) > 1 and s<|>] %}"', ['sku'], []],
    [
      '"Type": "Pass", "Output": "{% $filter($states.input.orders, function($o) { $o.tags[<|>] }) %}"',
      ['name'],
      ['sku'],
    ],
    ['"Type": "Pass", "Output": "{% $states.input.`the order`.<|> %}"', ['id'], []],
    ['"Type": "Pass", "Output": "{% \'$<|>\' %}"', [], ['$split']],
    ['"Type": "Pass", "Output": "{% 1 /* $<|> */ %}"', [], ['$split']],
    ['"Type": "Pass", "Output": "$<|>"', [], ['$split']],
    ['"Type": "Pass", "Comment": "{% $<|> %}"', [], ['$split']],
  ])('%s', (state, offered, others) => {
    const { labels } = complete(jsonata(state));
    expect(labels).toEqual(expect.arrayContaining([...offered]));
    for (const other of others) expect(labels).not.toContain(other);
    expect(complete(inYaml(jsonata(state)), 'yaml').labels).toEqual(labels);
  });

  it('opens an expression in an empty text', () => {
    expect(complete(jsonata('"Type": "Pass", "Output": {"a": "<|>"}')).apply('{% … %}')).toContain('"a": "{% $1 %}"');
    expect(complete(jsonata('"Type": "Pass", "Comment": "<|>"')).labels).toEqual([]);
  });

  it('replaces the whole path and escapes for the text it stands in', () => {
    expect(complete(jsonata('"Type": "Pass", "Output": "{% $states.in<|>put %}"')).apply('$states.input')).toContain(
      '"{% \\$states.input %}"',
    );
    expect(complete(jsonata('"Type": "Pass", "Output": "{% $spl<|> %}"')).apply('$split')).toContain(
      '"{% \\$split(${1:text}, ${2:separator}) %}"',
    );
    expect(
      complete(jsonata('"Type": "Pass", "Output": "{% $states.input.order.<|> %}"')).apply('line items'),
    ).toContain('\\$states.input.order.`line items` %}');
  });

  it.each(["Output: '{% $states.<|> %}'", 'Output: "{% $states.<|> %}"', 'Output: >-\n      {% $states.<|> %}'])(
    'works in YAML: %s',
    (output) => {
      const yaml = `QueryLanguage: JSONata\nStartAt: A\nStates:\n  A:\n    Type: Pass\n    ${output}\n    End: true\n`;
      const { labels, apply } = complete(yaml, 'yaml');
      expect(labels).toContain('$states.context');
      expect(apply('$states.context')).toContain('{% \\$states.context %}');
    },
  );
});

describe('completion inside JSONPath and intrinsic functions', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['"Type": "Pass", "Parameters": {"x.$": "<|>"}', ['$', '$$', '$later', 'States.Format'], ['$split']],
    ['"Type": "Pass", "Parameters": {"x": "<|>"}', [], ['States.Format']],
    ['"Type": "Pass", "Parameters": {"x.$": "States.Ar<|>"}', ['States.Array', 'States.ArrayLength'], []],
    ['"Type": "Pass", "Parameters": {"x.$": "States.Format(\'{}\', <|>)"}', ['$', 'States.UUID'], []],
    ['"Type": "Pass", "Parameters": {"x.$": "States.Format(\'$.<|>\', 1)"}', [], ['bucket', 'States.UUID']],
    ['"Type": "Pass", "Parameters": {"x.$": "$$.<|>"}', ['Execution', 'State', 'Map'], ['Name']],
    ['"Type": "Pass", "Parameters": {"x.$": "$$.State.<|>"}', ['Name', 'EnteredTime'], []],
    ['"Type": "Pass", "Parameters": {"x.$": "$$.Execution.Input.<|>"}', ['bucket'], []],
    ['"Type": "Pass", "Parameters": {"x.$": "States.Format(\'{}\', $.order.<|>)"}', ['id'], []],
    ['"Type": "Pass", "InputPath": "$.<|>"', ['bucket', 'order'], []],
    ['"Type": "Pass", "ResultPath": "<|>"', ['$'], ['$$', '$later']],
    [
      '"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"<|>": 1}',
      ['QueueUrl', 'MessageBody.$'],
      [],
    ],
    ['"Type": "Choice", "Choices": [{"Variable": "$.<|>"}]', ['bucket'], ['States.Format']],
    [
      '"Type": "Choice", "Choices": [{"Variable": "$.a", "StringEqualsPath": "<|>"}]',
      ['$', '$later'],
      ['States.Format'],
    ],
    ['"Type": "Map", "ItemsPath": "$.order", "ItemSelector": {"x.$": "$$.Map.Item.Value.<|>"}', ['sku'], []],
    [
      '"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "ResultSelector": {"x.$": "$.<|>"}',
      ['Payload', 'StatusCode'],
      ['bucket'],
    ],
  ])('%s', (state, offered, others) => {
    const { labels } = complete(jsonpath(state));
    expect(labels).toEqual(expect.arrayContaining([...offered]));
    for (const other of others) expect(labels).not.toContain(other);
    expect(complete(inYaml(jsonpath(state)), 'yaml').labels).toEqual(labels);
  });

  it('inserts calls with their parameters, names with blanks in brackets', () => {
    expect(complete(jsonpath('"Type": "Pass", "Parameters": {"x.$": "<|>"}')).apply('States.ArrayGetItem')).toContain(
      '"States.ArrayGetItem(${1:array}, ${2:index})"',
    );
    expect(complete(jsonpath('"Type": "Pass", "InputPath": "$.order.<|>"')).apply('line items')).toContain(
      '"\\$.order[\'line items\']"',
    );
    expect(
      complete("States:\n  A:\n    Type: Pass\n    Parameters:\n      x.$: '<|>'\n", 'yaml').apply('States.Format'),
    ).toContain("'States.Format(''$1{\\}'', $2)'");
  });

  it('follows the data through the states before', () => {
    const machine = (second: string): string =>
      `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"id.$": "$.order.id", "fixed": 1}, "ResultPath": "$.made", "Next": "W"}, "W": {"Type": "Wait", "Seconds": 1, "Next": "C"}, "C": {${second}}}}`;
    expect(complete(machine('"Type": "Pass", "InputPath": "$.made.<|>"')).labels).toEqual(['id', 'fixed']);
    expect(complete(machine('"Type": "Pass", "InputPath": "$.<|>"')).labels).toEqual([
      'bucket',
      'order',
      'orders',
      'the order',
      'unit-price',
      'made',
    ]);
    const batch =
      '"Type": "Map", "ItemBatcher": {"BatchInput": {"b.$": "$.bucket"}}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "InputPath": "$.<|>"}}}';
    expect(complete(machine(batch)).labels).toEqual(['BatchInput', 'Items']);
    expect(complete(machine(batch.replace('$.<|>', '$.Items[0].<|>'))).labels).toEqual(['sku']);
    expect(complete(machine(batch), 'json', { executionInput: null, itemsOf: () => null }).labels).not.toContain(
      'bucket',
    );
  });
});

describe('completion of requests, resources and whole states', () => {
  it('offers what an integration needs, in both query languages', () => {
    const task = (fields: string): string => `"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", ${fields}`;
    const path = complete(jsonpath(task('"Parameters": {<|>}')));
    expect(path.labels.slice(0, 2)).toEqual(['FunctionName', 'FunctionName.$']);
    expect(path.labels).toContain('Payload.$');
    expect(path.apply('FunctionName.$')).toContain('{"FunctionName.\\$": "\\$.$1"}');
    const expression = complete(jsonata(task('"Arguments": {"FunctionName": "f", <|>}')));
    expect(expression.labels).not.toContain('FunctionName');
    expect(expression.apply('Payload: {% %}')).toContain('"Payload": "{% $1 %}"');
  });

  it('offers integrations with their patterns, and the actions of an SDK service', () => {
    const { labels } = complete(jsonpath('"Type": "Task", "Resource": "<|>"'));
    expect(labels).toEqual(
      expect.arrayContaining([
        'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        'arn:aws:states:::states:startExecution.sync:2',
        'arn:aws:states:::aws-sdk:s3:',
      ]),
    );
    expect(labels).not.toContain('arn:aws:states:::lambda:invoke.sync');
    expect(complete(jsonpath('"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:<|>"')).labels).toContain(
      'arn:aws:states:::aws-sdk:s3:headObject',
    );
  });

  /** A snippet as it stands when nothing is typed over its placeholders. */
  const plain = (snippet: string): string =>
    snippet
      .replaceAll(
        /(?<!\\)\$\{\d+(?::([^}]*)|\|([^,|]*)[^}]*)?\}/g,
        (_all, text?: string, first?: string) => text ?? first ?? 'First',
      )
      .replaceAll(/\\([\\$}])/g, '$1');

  it.each<[SyntaxFormat, 'JSONPath' | 'JSONata']>([
    ['json', 'JSONPath'],
    ['json', 'JSONata'],
    ['yaml', 'JSONPath'],
    ['yaml', 'JSONata'],
  ])('has snippets of all state types that are right in %s, %s', (format, language) => {
    const around =
      format === 'json'
        ? `{"QueryLanguage": "${language}", "StartAt": "First", "States": {"First": {"Type": "Succeed"}, <|>}}`
        : `QueryLanguage: ${language}\nStartAt: First\nStates:\n  First:\n    Type: Succeed\n  <|>\n`;
    const { text, cursor } = readMarkedText(around);
    const items = completionsAt(readAslDocument(text, format), cursor).filter(({ kind }) => kind === 'snippet');
    const types = new Set<string>();
    for (const { snippet, label } of items) {
      const lines = plain(snippet).split('\n');
      const filled = text.slice(0, cursor) + lines.join(format === 'yaml' ? '\n  ' : '\n') + text.slice(cursor);
      const document = readAslDocument(filled, format);
      const state = document.model.root?.states[1];
      if (state?.type) types.add(state.type);
      const ignored = ['unreachable-state', 'state-unreachable'];
      const problems = validateStateMachine(document).filter(
        ({ severity, code }) => severity === 'error' && !ignored.includes(code) && !code.startsWith('resource'),
      );
      expect([label, ...problems.map(({ message }) => message)]).toEqual([label]);
    }
    expect(types.size).toBe(8);
  });

  it('begins an empty file with a whole machine', () => {
    for (const format of ['json', 'yaml'] as const) {
      const { labels, apply } = complete('<|>', format);
      expect(labels).toEqual(['State machine (JSONata)', 'State machine (JSONPath)']);
      const document = readAslDocument(plain(apply('State machine (JSONata)')), format);
      expect(document.model.states.map(({ name }) => name)).toEqual(['Start']);
      expect(validateStateMachine(document).filter(({ severity }) => severity === 'error')).toEqual([]);
    }
  });
});

describe('signature help', () => {
  const at = (marked: string): [string, string | undefined] | null => {
    const { text, cursor } = readMarkedText(marked);
    const signature = signatureAt(readAslDocument(text, 'json'), cursor);
    return signature === null ? null : [signature.label, signature.parameters[signature.activeParameter]];
  };

  it.each<[string, [string, string | undefined] | null]>([
    ["States.Format('{} {}', $.a, <|>)", ['States.Format(template, …values)', '…values']],
    ['States.ArrayGetItem(States.Array(1, 2), <|>', ['States.ArrayGetItem(array, index)', 'index']],
    ['States.ArrayGetItem(States.Array(1, <|>2), 1)', ['States.Array(…values)', '…values']],
    ["States.Format('(<|>'", ['States.Format(template, …values)', 'template']],
    ['States.UUID()<|>', null],
  ])('in %s', (expression, expected) => {
    expect(at(jsonpath(`"Type": "Pass", "Parameters": {"x.$": "${expression}"}`))).toEqual(expected);
  });

  it.each<[string, [string, string | undefined] | null]>([
    ['$split($a, <|>)', ['$split(text, separator, limit?)', 'separator']],
    ['$map([1, 2], <|>', ['$map(array, function)', 'function']],
    ['$sum($map($x, function($v) { $v + <|> }))', ['$map(array, function)', 'function']],
    ['$unknown(<|>)', null],
  ])('in %s', (expression, expected) => {
    expect(at(jsonata(`"Type": "Pass", "Output": "{% ${expression} %}"`))).toEqual(expected);
  });
});

describe('hover inside expressions', () => {
  const over = (marked: string, known: KnownData = KNOWN): string => {
    const { text, cursor } = readMarkedText(marked);
    return hoverAt(readAslDocument(text, 'json'), cursor, known)?.markdown ?? 'nothing';
  };

  it.each<[string, RegExp]>([
    [
      '"Type": "Pass", "Output": "{% $sp<|>lit($states.input.bucket, \'/\') %}"',
      /\$split\(text, separator, limit\?\)[\s\S]*Cuts a text/,
    ],
    ['"Type": "Pass", "Output": "{% $states.input.buc<|>ket %}"', /Example: `"b"`/],
    ['"Type": "Pass", "Output": "{% $states.input.or<|>der.id %}"', /"id": 7/],
    ['"Type": "Pass", "Output": "{% $states.input.`the or<|>der`.id %}"', /"id": 1/],
    ['"Type": "Pass", "Output": "{% $states.context.Execution.StartT<|>ime %}"', /When it was started/],
    ['"Type": "Pass", "Output": "{% $lat<|>er %}"', /assigned in \*\*B\*\*/],
    [
      '"Type": "Task", "Resource": "arn:aws:states:::dynamodb:get<|>Item"',
      /DynamoDB · getItem[\s\S]*Request and response[\s\S]*TableName/,
    ],
    ['"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.wait<|>ForTaskToken"', /Callback/],
    ['"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:f<|>"', /Lambda function\*\* `f`/],
  ])('%s', (state, expected) => {
    expect(over(jsonata(state))).toMatch(expected);
  });

  it('tells who sets and who reads a variable', () => {
    const machine =
      '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"o<|>.$": "$.order"}, "Next": "B"}, "B": {"Type": "Pass", "Assign": {"o": 1, "p.$": "$o"}, "End": true}}}';
    expect(over(machine)).toBe(
      'Variable `$o`\n\nAssigned: here, B\n\nRead: B\n\nExample: `{ "id": 7, "line items": [] }`',
    );
    expect(over(machine.replace('<|>', '').replace('"p.$"', '"p<|>.$"'))).toBe(
      'Variable `$p`\n\nAssigned: here\n\nRead: nowhere',
    );
  });

  it.each<[string, RegExp]>([
    ['"Type": "Pass", "Parameters": {"x.$": "$.order.i<|>d"}', /Example: `7`/],
    ['"Type": "Pass", "Parameters": {"x.$": "$.order[\'line it<|>ems\']"}', /Example: `\[\]`/],
    ['"Type": "Pass", "Parameters": {"x.$": "$.unit-pri<|>ce"}', /Example: `5`/],
    ['"Type": "Pass", "Parameters": {"x.$": "$$.State.Ent<|>eredTime"}', /When it was entered/],
    ['"Type": "Pass", "Parameters": {"x.$": "$.nowh<|>ere"}', /^nothing$/],
    ['"Type": "Pass", "Parameters": {"x.$": "States.Hash($.order.id, \'M<|>D5\')"}', /^nothing$/],
  ])('%s', (state, expected) => {
    expect(over(jsonpath(state))).toMatch(expected);
  });
});

describe('the list of JSONata functions', () => {
  it('is that of what can be evaluated', () => {
    expect(Object.keys(JSONATA_FUNCTIONS).sort()).toEqual([...BUILTINS.keys()].sort());
  });
});
