import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { readAslDocument } from '../model/asl-document.ts';
import type { SyntaxFormat } from '../syntax/syntax-node.ts';
import { applyEdits } from '../validation/fixes/fixes-for.ts';
import { hasErrors, validateStateMachine } from '../validation/validate-state-machine.ts';
import { createScratchStore } from '../../host/run-suite-store.ts';
import { startExecution } from '../../host/execute.ts';
import { runToEnd } from '../../host/run-to-end.ts';
import { refactoringsAt } from './refactorings.ts';

const INPUT: Json = { a: 1, name: 'x', order: { id: 'o-1', lines: [{ n: 1 }, { n: 2 }] }, flag: true, list: [1] };

async function run(machine: JsonObject): Promise<unknown> {
  const started = startExecution({
    definition: machine,
    input: INPUT,
    store: createScratchStore(),
    tasks: {
      invoke({ input, resource }) {
        const given = input as JsonObject;
        if (resource.resource === 'invoke') {
          return { kind: 'succeeded', output: { StatusCode: 200, Payload: { got: given['Payload'] ?? null } } };
        }
        if (given['fail'] === true) return { kind: 'failed', error: 'Custom', cause: 'why' };
        return { kind: 'succeeded', output: { got: input, n: 5 } };
      },
    },
  });
  if (started.kind === 'refused') throw new Error(started.problems.map(({ message }) => message).join('; '));
  const outcome = await runToEnd(started.run);
  return outcome.status === 'SUCCEEDED' ? outcome.output : [outcome.status, 'error' in outcome ? outcome.error : null];
}

function apply(text: string, title: string, format: SyntaxFormat = 'json', at = '"S":'): string {
  const document = readAslDocument(text, format);
  const found = refactoringsAt(document, text.indexOf(at));
  const refactoring = found.find((each) => each.title.startsWith(title));
  if (refactoring === undefined) return 'not offered';
  return refactoring.refused === undefined ? applyEdits(text, refactoring.edits) : `refused: ${refactoring.refused}`;
}

const machine = (state: JsonObject): JsonObject => ({
  StartAt: 'S',
  States: {
    S: state,
    Yes: { Type: 'Pass', Parameters: { way: 'yes', 'all.$': '$' }, End: true },
    No: { Type: 'Pass', Parameters: { way: 'no', 'all.$': '$' }, End: true },
  },
});

const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:f';
const TASK = { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:headObject', End: true };

const INNER = { StartAt: 'I', States: { I: { Type: 'Pass', Parameters: { 'in.$': '$' }, End: true } } };
const MAP = { Type: 'Map', ItemProcessor: INNER, End: true };
const PARALLEL = {
  Type: 'Parallel',
  Branches: [INNER, { StartAt: 'J', States: { J: { Type: 'Succeed' } } }],
  End: true,
};

describe('a state as JSONata does the same', () => {
  it.each<[string, JsonObject]>([
    [
      'Pass with paths',
      { Type: 'Pass', Parameters: { 'x.$': '$.order.id', y: [1, { 'z.$': '$.order.lines[1].n' }] }, Next: 'Yes' },
    ],
    ['Pass with a result', { Type: 'Pass', Result: { 'k.$': '$.a', v: null }, ResultPath: '$.res', Next: 'Yes' }],
    ['Pass with InputPath', { Type: 'Pass', InputPath: '$.order', Next: 'Yes' }],
    [
      'Pass with InputPath and Parameters',
      { Type: 'Pass', InputPath: '$.order', Parameters: { 'i.$': '$.id' }, Next: 'Yes' },
    ],
    [
      'Pass with everything',
      {
        Type: 'Pass',
        InputPath: '$.order',
        Parameters: { 'i.$': '$.id' },
        ResultPath: '$.p',
        OutputPath: '$.p',
        Next: 'Yes',
      },
    ],
    [
      'intrinsic functions',
      {
        Type: 'Pass',
        Parameters: {
          'f.$': "States.Format('{}-{}!', $.name, $.a)",
          'l.$': 'States.ArrayLength($.order.lines)',
          'g.$': 'States.ArrayGetItem($.order.lines, 0)',
          'm.$': 'States.MathAdd($.a, 2)',
          'c.$': 'States.ArrayContains($.list, 1)',
          'h.$': "States.Hash($.name, 'SHA-1')",
          'p.$': 'States.ArrayPartition($.order.lines, 1)',
          'b.$': 'States.Base64Encode($.name)',
          'j.$': 'States.JsonToString($.order)',
        },
        Next: 'Yes',
      },
    ],
    [
      'context object',
      { Type: 'Pass', Parameters: { 'e.$': '$$.Execution.Name', 's.$': '$$.State.Name' }, Next: 'Yes' },
    ],
    ['Wait', { Type: 'Wait', SecondsPath: '$.a', Next: 'Yes' }],
    [
      'Choice by number',
      { Type: 'Choice', Choices: [{ Variable: '$.a', NumericGreaterThan: 0, Next: 'Yes' }], Default: 'No' },
    ],
    [
      'Choice by another type',
      { Type: 'Choice', Choices: [{ Variable: '$.name', NumericGreaterThan: 0, Next: 'Yes' }], Default: 'No' },
    ],
    [
      'Choice by presence',
      { Type: 'Choice', Choices: [{ Variable: '$.nowhere', IsPresent: false, Next: 'Yes' }], Default: 'No' },
    ],
    [
      'Choice with and, or, not',
      {
        Type: 'Choice',
        Choices: [
          {
            And: [
              { Not: { Variable: '$.flag', BooleanEquals: false } },
              {
                Or: [
                  { Variable: '$.name', StringEquals: 'y' },
                  { Variable: '$.name', IsString: true },
                ],
              },
            ],
            Next: 'Yes',
          },
        ],
        Default: 'No',
      },
    ],
    [
      'Choice with a path',
      { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEqualsPath: '$.list[0]', Next: 'Yes' }], Default: 'No' },
    ],
    ['Fail with paths', { Type: 'Fail', ErrorPath: '$.name', CausePath: '$.order.id' }],
    ['Task that hands on its input', TASK],
    ['Task with Parameters and ResultPath', { ...TASK, Parameters: { 'k.$': '$.a' }, ResultPath: '$.res' }],
    ['Task with ResultSelector', { ...TASK, ResultSelector: { 'n.$': '$.n', fixed: 1 } }],
    [
      'Task with ResultSelector and ResultPath',
      { ...TASK, InputPath: '$.order', ResultSelector: { 'n.$': '$.n' }, ResultPath: '$.res' },
    ],
    ['Task that keeps its input', { ...TASK, ResultPath: null }],
    ['Task with OutputPath', { ...TASK, OutputPath: '$.got.order' }],
    [
      'Task with Catch',
      { ...TASK, Parameters: { fail: true }, Catch: [{ ErrorEquals: ['Custom'], ResultPath: '$.error', Next: 'Yes' }] },
    ],
    [
      'Task with Catch that keeps the input',
      { ...TASK, Parameters: { fail: true }, Catch: [{ ErrorEquals: ['Custom'], ResultPath: null, Next: 'Yes' }] },
    ],
    [
      'Map with ItemsPath, ItemSelector and ResultPath',
      {
        ...MAP,
        ItemsPath: '$.order.lines',
        ItemSelector: { 'v.$': '$$.Map.Item.Value', 'i.$': '$.order.id' },
        ResultPath: '$.res',
      },
    ],
    [
      'Map with InputPath and the old Parameters',
      {
        ...MAP,
        InputPath: '$.order',
        ItemsPath: '$.lines',
        Parameters: { 'v.$': '$$.Map.Item.Value.n', 'i.$': '$.id' },
        ResultSelector: { 'all.$': '$' },
      },
    ],
    [
      'Map over its InputPath',
      { ...MAP, InputPath: '$.order.lines', MaxConcurrencyPath: '$[0].n', OutputPath: '$[0]' },
    ],
    [
      'Distributed Map with a batcher and tolerated failures',
      {
        ...MAP,
        ItemProcessor: { ...MAP.ItemProcessor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
        ItemsPath: '$.order.lines',
        ItemBatcher: { MaxItemsPerBatchPath: '$.a', BatchInput: { 'id.$': '$.order.id', fixed: 1 } },
        ToleratedFailureCountPath: '$.a',
      },
    ],
    [
      'Parallel with Parameters, ResultSelector and Catch',
      {
        ...PARALLEL,
        Parameters: { 'x.$': '$.order.id' },
        ResultSelector: { 'first.$': '$[0]' },
        ResultPath: '$.res',
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Yes' }],
      },
    ],
    ['Parallel with InputPath', { ...PARALLEL, InputPath: '$.order' }],
  ])('%s', async (_what, state) => {
    const before = machine(state);
    const text = apply(JSON.stringify(before, null, 2), 'Convert the state');
    expect(text).toContain('"QueryLanguage": "JSONata"');
    const document = readAslDocument(text, 'json');
    expect(
      validateStateMachine(document).filter(
        ({ severity, code }) => severity === 'error' && code !== 'unreachable-state',
      ),
    ).toEqual([]);
    const whole = apply(JSON.stringify(before, null, 2), 'Convert the whole machine');
    expect(whole.match(/"QueryLanguage"/g)).toHaveLength(1);
    const outcome = await run(before);
    expect(await run(JSON.parse(text) as JsonObject)).toEqual(outcome);
    expect(await run(JSON.parse(whole) as JsonObject)).toEqual(outcome);
  });

  it('for a whole machine names the state that cannot be converted', () => {
    const text = JSON.stringify(machine({ Type: 'Pass', InputPath: '$..x', End: true }));
    expect(apply(text, 'Convert the whole machine')).toBe(
      'refused: "S": Not converted: $..x may find more than one value.',
    );
    const jsonata = '{"QueryLanguage": "JSONata", "StartAt": "S", "States": {"S": {"Type": "Succeed"}}}';
    expect(apply(jsonata, 'Convert the whole machine')).toBe('not offered');
  });

  it.each<[string, JsonObject, string]>([
    [
      'a path that finds several',
      { Type: 'Pass', Parameters: { 'x.$': '$.order.lines[*].n' }, End: true },
      'more than one value',
    ],
    [
      'a function without a counterpart',
      { Type: 'Pass', Parameters: { 'x.$': "States.StringSplit($.name, ',')" }, End: true },
      'States.StringSplit has no counterpart',
    ],
    ['a deep ResultPath', { ...TASK, ResultPath: '$.a.b' }, 'deeper than one field'],
    [
      'a Map whose items have no place',
      { Type: 'Map', ItemsPath: '$.a[*]', ItemProcessor: {}, End: true },
      'more than one value',
    ],
    ['a text that looks like an expression', { Type: 'Pass', Result: '{% 1 %}', End: true }, 'read as an expression'],
    [
      'a pattern',
      { Type: 'Choice', Choices: [{ Variable: '$.name', StringMatches: 'x*', Next: 'Yes' }] },
      'StringMatches has no simple counterpart',
    ],
  ])('refuses %s', (_what, state, reason) => {
    expect(apply(JSON.stringify(machine(state)), 'Convert the state')).toContain(reason);
  });

  it('keeps what it does not change, with its comments', () => {
    const yaml =
      'StartAt: S\nStates:\n  S:\n    Type: Map # note\n    # Where they are.\n    ItemsPath: $.a # here\n    ItemProcessor:\n      # Inside.\n      StartAt: I\n      States:\n        I: { Type: Pass, End: true } # once\n    ResultPath: $.r\n    # The end.\n    End: true\n';
    expect(apply(yaml, 'Convert the state', 'yaml', 'Type')).toBe(
      'StartAt: S\nStates:\n  S:\n    Type: Map # note\n    QueryLanguage: JSONata\n    # Where they are.\n    Items: "{% $states.input.a %}" # here\n    ItemProcessor:\n      # Inside.\n      StartAt: I\n      States:\n        I: { Type: Pass, End: true } # once\n    Output: "{% $merge([$states.input, {\\"r\\": $states.result}]) %}"\n    # The end.\n    End: true\n',
    );
  });

  it('refuses what a rewriting would lose', () => {
    const yaml =
      'StartAt: S\nStates:\n  S:\n    Type: Pass\n    Parameters:\n      x.$: $.a\n      # why\n      y: 1\n    End: true\n';
    expect(apply(yaml, 'Convert the state', 'yaml', 'Type')).toBe('refused: Its comments would be lost.');
    expect(
      apply('{"States": {"S": {"Type": "Task", "Resource": "r", "Parameters": ${R}}}}', 'Convert the state'),
    ).toContain('deployment fills in');
    expect(apply('{"States": {"S": {"Type": "Task", "Resource": ${R}}}}', 'Convert the state')).toContain(
      '"Resource": ${R}',
    );
  });
});

describe('a Lambda function called with lambda:invoke', () => {
  it.each<[string, JsonObject, Json]>([
    ['handing on its input', { Type: 'Task', Resource: LAMBDA, End: true }, { got: INPUT }],
    ['with Parameters', { Type: 'Task', Resource: LAMBDA, Parameters: { 'k.$': '$.a' }, End: true }, { got: { k: 1 } }],
    ['with OutputPath', { Type: 'Task', Resource: LAMBDA, OutputPath: '$.got.a', End: true }, 1],
    [
      'with ResultSelector and ResultPath',
      {
        Type: 'Task',
        Resource: LAMBDA,
        Parameters: {},
        ResultSelector: { 'g.$': '$.got' },
        ResultPath: '$.name',
        End: true,
      },
      { ...INPUT, name: { g: {} } },
    ],
    ['thrown away', { Type: 'Task', Resource: LAMBDA, ResultPath: null, End: true }, INPUT],
    [
      'in JSONata',
      {
        Type: 'Task',
        QueryLanguage: 'JSONata',
        Resource: LAMBDA,
        Arguments: { k: '{% $states.input.a %}' },
        Output: { o: '{% $states.result.got.k %}' },
        End: true,
      },
      { o: 1 },
    ],
  ])('%s', async (_what, state, output) => {
    const text = apply(JSON.stringify(machine(state)), 'Call the function');
    expect(text).toContain('arn:aws:states:::lambda:invoke');
    expect(
      hasErrors(validateStateMachine(readAslDocument(text, 'json')).filter(({ code }) => code !== 'unreachable-state')),
    ).toBe(false);
    expect(await run(JSON.parse(text) as JsonObject)).toEqual(output);
  });

  it('is refused where the answer is kept as a whole', () => {
    const state = { Type: 'Task', Resource: LAMBDA, ResultPath: '$.r', End: true };
    expect(apply(JSON.stringify(machine(state)), 'Call the function')).toContain('ResultPath keeps');
  });
});

describe('Retry and Catch', () => {
  it('are added before the end of the state', () => {
    const text = JSON.stringify(machine({ ...TASK }), null, 2);
    const withRetry = apply(text, 'Add Retry');
    expect(Object.keys((JSON.parse(withRetry) as { States: { S: object } }).States.S)).toEqual([
      'Type',
      'Resource',
      'Retry',
      'End',
    ]);
    const withBoth = apply(withRetry, 'Add Catch that leads to "No"');
    const state = (JSON.parse(withBoth) as { States: { S: Record<string, unknown> } }).States.S;
    expect(Object.keys(state)).toEqual(['Type', 'Resource', 'Retry', 'Catch', 'End']);
    expect(apply(withBoth, 'Add')).toBe('not offered');
    const alone = JSON.stringify({ StartAt: 'S', States: { S: TASK } });
    expect(JSON.parse(apply(alone, 'Add Catch with a Fail state "Failed"'))).toMatchObject({
      States: { S: { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }] }, Failed: { Type: 'Fail' } },
    });
    const yaml =
      'StartAt: S\nStates:\n  S:\n    Type: Task\n    Resource: arn:aws:states:::lambda:invoke\n    End: true\n';
    expect(apply(yaml, 'Add Retry', 'yaml', 'Type')).toContain('    Retry:\n');
    expect(hasErrors(readAslDocument(apply(yaml, 'Add Retry', 'yaml', 'Type'), 'yaml').syntaxProblems)).toBe(false);
  });
});
