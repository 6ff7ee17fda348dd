import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import type { Evaluate } from './evaluation-scope.ts';
import { compilePathField, compilePathOrIntrinsic, pathOrIntrinsicProblems, pathProblems } from './path-fields.ts';
import { compilePayloadTemplate } from './payload-template.ts';
import { makeScope } from './testing/make-scope.ts';

const CONTEXT: JsonObject = { Execution: { Input: { a: 1 } }, State: { Name: 'S' } };

function run(evaluate: Evaluate, input: Json, variables: JsonObject = {}): Json {
  return evaluate(makeScope({ input, context: CONTEXT, variables }));
}

function causeOf(evaluate: Evaluate, input: Json, variables: JsonObject = {}): string | undefined {
  try {
    run(evaluate, input, variables);
  } catch (error) {
    if (error instanceof StatesError && error.error === 'States.Runtime' && error.prefixed) return error.causeText;
    throw error;
  }
  return undefined;
}

describe('compilePathField', () => {
  it.each<[string, Json, Json]>([
    ['$', { a: 1 }, { a: 1 }],
    ['$', null, null],
    ['$.a', { a: null }, null],
    ['$$.Execution.Input.a', {}, 1],
    ['$$', {}, CONTEXT],
    ['$answer', {}, 42],
    ['$nested.list[1]', {}, 'second'],
    ['$.items[*].x', {}, []],
    ['$.items[*].x', { items: [{ x: 1 }, {}] }, [1]],
  ])('%s of %j', (path, input, expected) => {
    expect(run(compilePathField(path, 'InputPath'), input, { answer: 42, nested: { list: [1, 'second'] } })).toEqual(
      expected,
    );
  });

  it.each<[string, string, Json, string]>([
    ['InputPath', '$.x', {}, "Invalid path '$.x' : No results for path: $['x']"],
    ['OutputPath', '$.no.such', { a: 1 }, "Invalid path '$.no.such' : Missing property in path $['no']"],
    ['InputPath', '$.a[3]', { a: [] }, "Invalid path '$.a[3]' : No results for path: $['a'][3]"],
    [
      'InputPath',
      '$.a[0]',
      { a: 5 },
      "Invalid path '$.a[0]' : Filter: [0] can only be applied to arrays. Current context is: 5",
    ],
    ['InputPath', '$$.Nope', {}, "Invalid path '$$.Nope' : No results for path: $['Nope']"],
    ['InputPath', '$missing', {}, "Invalid path '$missing' : No results for path: $missing"],
    ['InputPath', '$.x', null, 'Unable to apply Path transformation to null or empty input.'],
    ['InputPath', '$.a[', {}, "Invalid path '$.a[' : Expected ']'"],
    ['SecondsPath', '$.p', {}, 'The SecondsPath parameter does not reference an input value: $.p'],
  ])('%s %s of %j fails', (field, path, input, cause) => {
    expect(causeOf(compilePathField(path, field), input)).toBe(cause);
  });
});

describe('compilePathOrIntrinsic', () => {
  it('evaluates paths and calls', () => {
    expect(run(compilePathOrIntrinsic('$.error', 'ErrorPath'), { error: 'E' })).toBe('E');
    expect(run(compilePathOrIntrinsic("States.Format('{}!', $.error)", 'ErrorPath'), { error: 'E' })).toBe('E!');
  });

  it.each<[string, Json, string]>([
    [
      '$.ErrorX',
      { a: 1 },
      `The JSONPath '$.ErrorX' specified for the field 'ErrorPath' could not be found in the input '{"a":1}'`,
    ],
    [
      '$$.Execution.Nope',
      {},
      `The JSONPath '$$.Execution.Nope' specified for the field 'ErrorPath' could not be found in the input '${JSON.stringify(CONTEXT)}'`,
    ],
    ['$v.x', {}, `The JSONPath '$v.x' specified for the field 'ErrorPath' could not be found in the input '{"v":{}}'`],
    [
      'States.Nope()',
      {},
      "The value for the field 'ErrorPath' must be a valid JSONPath or a valid intrinsic function call",
    ],
  ])('%s fails', (text, input, cause) => {
    expect(causeOf(compilePathOrIntrinsic(text, 'ErrorPath'), input, { v: {} })).toBe(cause);
  });
});

describe('problems', () => {
  it('are told for the kind of expression that the field takes', () => {
    expect(pathProblems('$.a')).toEqual([]);
    expect(pathProblems('States.UUID()')).toMatchObject([{ range: { start: 0, end: 13 } }]);
    expect(pathOrIntrinsicProblems('States.UUID()')).toEqual([]);
    expect(pathOrIntrinsicProblems('$.a[')).toMatchObject([{ message: "Expected ']'" }]);
  });
});

describe('compilePayloadTemplate', () => {
  it.each<[string, Json, Json, Json]>([
    ['plain values', { a: 1, b: '$.x', c: [null] }, {}, { a: 1, b: '$.x', c: [null] }],
    ['paths', { 'a.$': '$.x', b: 2 }, { x: [1] }, { a: [1], b: 2 }],
    ['nested objects', { a: { b: { 'c.$': '$.x' } } }, { x: 1 }, { a: { b: { c: 1 } } }],
    ['objects in arrays', { a: [1, { 'b.$': '$.x' }, '$.x'] }, { x: 1 }, { a: [1, { b: 1 }, '$.x'] }],
    ['an array at the top', [{ 'a.$': '$.x' }], { x: 1 }, [{ a: 1 }]],
    ['context and variables', { 'a.$': '$$.State.Name', 'b.$': '$v[0]' }, {}, { a: 'S', b: 9 }],
    ['calls', { 'a.$': 'States.ArrayLength($.x)' }, { x: [1, 2] }, { a: 2 }],
    [
      'indefinite paths give lists',
      { 'a.$': '$.x[*].y', 'b.$': '$.nothing[1:]' },
      { x: [{ y: 1 }, {}] },
      { a: [1], b: [] },
    ],
    ['an index past the end gives null', { 'a.$': '$.x[5]' }, { x: [1] }, { a: null }],
    [
      'a member called __proto__',
      JSON.parse('{"__proto__.$":"$.x"}') as Json,
      { x: 1 },
      JSON.parse('{"__proto__":1}') as Json,
    ],
  ])('%s', (_name, template, input, expected) => {
    const result = run(compilePayloadTemplate(template, 'Parameters'), input, { v: [9] });
    expect(JSON.stringify(result)).toBe(JSON.stringify(expected));
  });

  it('shares constant parts between evaluations and with the definition', () => {
    const fixed = { deep: [1, { x: 2 }] };
    const template = { fixed, 'a.$': '$.a' };
    const evaluate = compilePayloadTemplate(template, 'Parameters');
    const [first, second] = [run(evaluate, { a: 1 }), run(evaluate, { a: 2 })] as [JsonObject, JsonObject];
    expect(first['fixed']).toBe(fixed);
    expect(second['fixed']).toBe(fixed);
    expect(first).not.toBe(second);
    expect(run(compilePayloadTemplate(fixed, 'Parameters'), {})).toBe(fixed);
  });

  it('names the key and the whole input when a path finds nothing', () => {
    const evaluate = compilePayloadTemplate({ outer: { 'value.$': '$.x' } }, 'Parameters');
    expect(causeOf(evaluate, { y: [1, 'ä'] })).toBe(
      `The JSONPath '$.x' specified for the field 'value.$' could not be found in the input '{"y":[1,"ä"]}'`,
    );
  });

  it('fails on a value that is neither path nor call', () => {
    expect(causeOf(compilePayloadTemplate({ 'a.$': 5 }, 'Parameters'), {})).toBe(
      "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at Parameters",
    );
  });
});
