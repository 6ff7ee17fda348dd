/** What AWS was seen to answer, fact by fact: one tiny state each, its outcome to the letter. */

import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { outline, runMachine } from './test-runs.ts';
import type { TaskAnswer } from './task-port.ts';

const INPUT = {
  s: 'str',
  n: 3,
  neg: -1,
  f: 1.5,
  nul: null,
  a: [1, 2],
  o: { k: 1 },
  e: [],
  big: 1e12,
  digits: '2',
  hex: '0x10',
  blank: ' 2',
};
const PREFIX = "An error occurred while executing the state 'A' (entered at the event id #2). ";
const INPUT_TEXT = JSON.stringify(INPUT);

const one = (state: JsonObject): JsonObject => ({ StartAt: 'A', States: { A: { End: true, ...state } } });
const jsonata = (state: JsonObject): JsonObject => ({ QueryLanguage: 'JSONata', ...one(state) });
const failed = (cause: string, error = 'States.Runtime'): JsonObject => ({ status: 'FAILED', error, cause });
const succeeded = (output: Json): JsonObject => ({ status: 'SUCCEEDED', output });

type Row = readonly [what: string, definition: JsonObject, outcome: JsonObject];

async function check([, definition, expected]: Row, answer?: TaskAnswer): Promise<void> {
  const { outcome } = await runMachine(definition, {
    input: INPUT,
    ...(answer === undefined ? {} : { answer: () => answer }),
  });
  expect(outcome).toEqual(expected);
}

describe('Wait', () => {
  const path = (field: string, value: string): JsonObject => one({ Type: 'Wait', [field]: value });
  const seconds = (text: string): JsonObject => failed(`${PREFIX}The SecondsPath parameter ${text}`);
  const timestamp = (text: string): JsonObject => failed(`${PREFIX}The TimestampPath parameter ${text}`);
  const iso = 'does not reference a valid ISO-8601 extended offset date-time format string:';
  it.each<Row>([
    ['a number as a text', path('SecondsPath', '$.digits'), succeeded(INPUT)],
    ['a fraction', path('SecondsPath', '$.f'), seconds('cannot be parsed as a long value: $.f == 1.5')],
    ['a word', path('SecondsPath', '$.s'), seconds('cannot be parsed as a long value: $.s == str')],
    [
      'what only JavaScript reads',
      path('SecondsPath', '$.hex'),
      seconds('cannot be parsed as a long value: $.hex == 0x10'),
    ],
    ['a blank before it', path('SecondsPath', '$.blank'), seconds('cannot be parsed as a long value: $.blank ==  2')],
    ['less than nothing', path('SecondsPath', '$.neg'), seconds('references a negative value: $.neg == -1')],
    ['nothing', path('SecondsPath', '$.x'), seconds('does not reference an input value: $.x')],
    ['too long', path('SecondsPath', '$.big'), failed(`${PREFIX}Wait state delay is too long.`)],
    ['no timestamp', path('TimestampPath', '$.s'), timestamp(`${iso} $.s == str`)],
    ['a number for a timestamp', path('TimestampPath', '$.n'), timestamp(`${iso} $.n == 3`)],
    [
      'a JSONata text for seconds',
      jsonata({ Type: 'Wait', Seconds: '{% $states.input.s %}' }),
      failed(
        `${PREFIX}The JSONata expression '$states.input.s' specified for the field 'Seconds' returned an unexpected result type. Expected 'integer', but was 'string' for value: "str"`,
        'States.QueryEvaluationError',
      ),
    ],
  ])('%s', (...row) => check(row));
});

describe('Fail', () => {
  const fail = (fields: JsonObject): JsonObject => ({ StartAt: 'A', States: { A: { Type: 'Fail', ...fields } } });
  it.each<Row>([
    ['says nothing', fail({}), { status: 'FAILED' }],
    ['says only why', fail({ Cause: 'c' }), { status: 'FAILED', cause: 'c' }],
    [
      'reads paths and functions',
      fail({ ErrorPath: '$.s', CausePath: "States.Format('{}', $.n)" }),
      failed('3', 'str'),
    ],
    ['reads the context', fail({ ErrorPath: '$$.State.Name' }), { status: 'FAILED', error: 'A' }],
    [
      'finds nothing',
      fail({ ErrorPath: '$.x' }),
      failed(
        `${PREFIX}The JSONPath '$.x' specified for the field 'ErrorPath' could not be found in the input '${INPUT_TEXT}'`,
      ),
    ],
  ])('%s', (...row) => check(row));
});

describe('Map', () => {
  const map = (fields: JsonObject): JsonObject =>
    one({ Type: 'Map', ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }, ...fields });
  const concurrency = (value: string): JsonObject => map({ ItemsPath: '$.a', MaxConcurrencyPath: value });
  const notWhole = (text: string, path: string): JsonObject =>
    failed(`${PREFIX}The MaxConcurrencyPath field refers to value "${text}" which is not a valid integer: ${path}`);
  it.each<Row>([
    ['no items', map({ ItemsPath: '$.e' }), succeeded([])],
    ['null for items', map({ ItemsPath: '$.nul' }), failed('Reference path "$.nul" must point to array.')],
    ['an object for items', map({ ItemsPath: '$.o' }), failed('Reference path "$.o" must point to array.')],
    ['no path', map({}), failed('Reference path "$" must point to array.')],
    ['nothing', map({ ItemsPath: '$.x' }), failed(`${PREFIX}Invalid path '$.x' : No results for path: $['x']`)],
    ['concurrency as a text', concurrency('$.digits'), succeeded([1, 2])],
    ['concurrency in words', concurrency('$.s'), notWhole('str', '$.s')],
    ['half a concurrency', concurrency('$.f'), notWhole('1.5', '$.f')],
    [
      'what has no name in inline mode',
      map({ ItemsPath: '$.a', ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' } }),
      succeeded([
        { i: 0, v: 1 },
        { i: 1, v: 2 },
      ]),
    ],
  ])('%s', (...row) => check(row));
});

describe('paths', () => {
  const pass = (fields: JsonObject): JsonObject => one({ Type: 'Pass', ...fields });
  const missing = (path: string, key: string): string =>
    `${PREFIX}The JSONPath '${path}' specified for the field '${key}' could not be found in the input '${INPUT_TEXT}'`;
  it.each<Row>([
    ['InputPath null', pass({ InputPath: null }), succeeded({})],
    ['OutputPath null', pass({ OutputPath: null }), succeeded({})],
    ['ResultPath null', pass({ Result: 5, ResultPath: null }), succeeded(INPUT)],
    ['Result null is no Result', pass({ Result: null }), succeeded(INPUT)],
    ['a Result is no template', pass({ Result: { 'a.$': '$.s' } }), succeeded({ 'a.$': '$.s' })],
    ['nothing in a template', pass({ Parameters: { 'v.$': '$.x' } }), failed(missing('$.x', 'v.$'))],
    [
      'nothing for InputPath',
      pass({ InputPath: '$.x' }),
      failed(`${PREFIX}Invalid path '$.x' : No results for path: $['x']`),
    ],
    [
      'nothing deeper',
      pass({ OutputPath: '$.no.such' }),
      failed(`${PREFIX}Invalid path '$.no.such' : Missing property in path $['no']`),
    ],
    ['an index past the end', pass({ Parameters: { 'v.$': '$.a[9]' } }), succeeded({ v: null })],
    ['a slice of nothing', pass({ Parameters: { 'v.$': '$.x[0:2]' } }), succeeded({ v: [] })],
  ])('%s', (...row) => check(row));

  it('ResultPath into what is no object is told as a conflict', async () => {
    const { outcome } = await runMachine(pass({ Result: 5, ResultPath: '$.n.k' }), { input: INPUT });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.ReferencePathConflict' });
  });
});

describe('functions', () => {
  const call = (text: string): JsonObject => one({ Type: 'Pass', Parameters: { 'r.$': text } });
  it.each<[text: string, result: Json]>([
    ["States.Format('{} {} {}', $.o, $.a, $.nul)", '{k=1} [1, 2] null'],
    ["States.StringToJson('-0')", 0],
    ["States.StringToJson(' ')", null],
    ['States.ArrayPartition($.e, 2)', []],
    ['States.MathAdd(1.5, 0)', 2],
    ['States.MathAdd(-0.5, 0)', 0],
    ['States.MathAdd(-1.5, 0)', -1],
    ['States.MathAdd(-1.51, 0)', -2],
    ['States.MathAdd(-2.5, 0)', -2],
    ["States.StringSplit(',,,,', ',')", []],
    ["States.StringSplit(', , ,', ',')", [' ', ' ']],
    ["States.StringSplit('a,b;c', ',;')", ['a', 'b', 'c']],
    ['States.ArrayUnique(States.Array(true, false, true))', [false, true]],
    ["States.ArrayContains(States.Array('true'), true)", true],
    ['States.JsonMerge($.o, States.StringToJson(\'{"k":{"x":1}}\'), false)', { k: { x: 1 } }],
    ['States.ArrayContains(States.Array($.o), States.StringToJson(\'{"k":1}\'))', true],
  ])('%s', (text, r) => check([text, call(text), succeeded({ r })]));
});

describe('Choice', () => {
  const choice = (rule: JsonObject, more: JsonObject = { Default: 'No' }): JsonObject => ({
    StartAt: 'A',
    States: {
      A: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], ...more },
      Yes: { Type: 'Pass', Result: 'yes', End: true },
      No: { Type: 'Pass', Result: 'no', End: true },
    },
  });
  const invalid = `${PREFIX}Invalid path '$.x': The choice state's condition path references an invalid value.`;
  it.each<Row>([
    ['another type is no match', choice({ Variable: '$.digits', NumericEquals: 2 }), succeeded('no')],
    ['0 and 0.0', choice({ Variable: '$.n', NumericEquals: 3.0 }), succeeded('yes')],
    ['nothing fails, even with a Default', choice({ Variable: '$.x', NumericEquals: 2 }), failed(invalid)],
    ['nothing is not present', choice({ Variable: '$.x', IsPresent: false }), succeeded('yes')],
    ['null is present', choice({ Variable: '$.nul', IsPresent: true }), succeeded('yes')],
    [
      'And stops at the guard',
      choice({
        And: [
          { Variable: '$.x', IsPresent: true },
          { Variable: '$.x', NumericEquals: 2 },
        ],
      }),
      succeeded('no'),
    ],
    [
      'no match and no Default',
      choice({ Variable: '$.n', NumericEquals: 2 }, {}),
      failed(`${PREFIX}Failed to transition out of the state. The state does not point to a next state.`),
    ],
  ])('%s', (...row) => check(row));
});

describe('Task', () => {
  const task = (more: JsonObject = {}): JsonObject => ({
    StartAt: 'A',
    States: {
      A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true, ...more },
      B: { Type: 'Pass', End: true },
    },
  });
  const caught = (name: string, more: JsonObject = {}): JsonObject =>
    task({ Catch: [{ ErrorEquals: [name], Next: 'B', ...more }] });
  const error: TaskAnswer = { kind: 'failed', error: 'E', cause: '{"errorMessage":"m"}' };
  it.each<[what: string, definition: JsonObject, outcome: JsonObject, answer: TaskAnswer]>([
    ['a cause stays a text', caught('E'), succeeded({ Error: 'E', Cause: '{"errorMessage":"m"}' }), error],
    ['TaskFailed matches it', caught('States.TaskFailed', { ResultPath: null }), succeeded(INPUT), error],
    [
      'a timeout is caught by its name, with an empty cause',
      { ...task({ TimeoutSeconds: 1, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'B' }] }) },
      succeeded({ Error: 'States.Timeout', Cause: '' }),
      { kind: 'timedOut' },
    ],
    [
      'TaskFailed does not match a timeout',
      { ...task({ TimeoutSeconds: 1, Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'B' }] }) },
      { status: 'FAILED', error: 'States.Timeout' },
      { kind: 'timedOut' },
    ],
    [
      'a failure of its result is not caught',
      task({ ResultSelector: { 'a.$': '$.x' }, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }),
      failed(`${PREFIX}The JSONPath '$.x' specified for the field 'a.$' could not be found in the input '{"y":1}'`),
      { kind: 'succeeded', output: { y: 1 } },
    ],
    ['nothing is told of an unknown error', task(), { status: 'FAILED' }, { kind: 'failed' }],
  ])('%s', (what, definition, outcome, answer) => check([what, definition, outcome], answer));

  it('an execution that is late says so without a preceding event', async () => {
    const { outcome, history } = await runMachine(
      { ...task(), TimeoutSeconds: 2 },
      { answer: () => ({ kind: 'succeeded', output: 1, delayMs: 5000 }) },
    );
    expect(outcome).toEqual({ status: 'TIMED_OUT' });
    expect(outline(history).at(-1)).toBe('5<-0 ExecutionTimedOut');
    expect(history.at(-1)?.details).toEqual({ error: 'States.Timeout' });
  });
});
