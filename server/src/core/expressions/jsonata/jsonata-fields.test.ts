import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/json.ts';
import { createRng } from '../../base/rng.ts';
import { StatesError } from '../../base/states-error.ts';
import type { Evaluate, EvaluationScope } from '../evaluation-scope.ts';
import { compileJsonataField, compileJsonataTyped, isJsonataString, type JsonataFieldType } from './jsonata-fields.ts';

const SCOPE: EvaluationScope = {
  input: { n: 1, list: [1, 2], name: 'Ann', empty: {} },
  context: () => ({ State: { Name: 'A' } }),
  variables: { get: (name) => (name === 'total' ? 12 : undefined), all: () => ({ total: 12 }) },
  result: { Payload: 'done' },
  rng: createRng(1),
  now: 0,
};

function failureOf(evaluate: Evaluate): StatesError {
  try {
    evaluate(SCOPE);
  } catch (error) {
    if (error instanceof StatesError) return error;
    throw error;
  }
  throw new Error('did not fail');
}

describe('isJsonataString', () => {
  it.each<[string, boolean]>([
    ['{% 1 %}', true],
    ['{%1%}', true],
    ['{%\n1\n%}', true],
    ['{%%}', true],
    ['{%}', false],
    [' {% 1 %}', false],
    ['{% 1 %} ', false],
    ['{% 1', false],
    ['plain', false],
  ])('%j: %s', (text, expected) => {
    expect(isJsonataString(text)).toBe(expected);
  });
});

describe('compileJsonataField', () => {
  it.each<[Json, Json]>([
    ['{% $states.input.n %}', 1],
    ['{% null %}', null],
    ['plain', 'plain'],
    [
      { a: '{% $total %}', b: ['{% $states.input.n + 1 %}', 'x', { c: '{% $states.result.Payload %}' }] },
      { a: 12, b: [2, 'x', { c: 'done' }] },
    ],
    [['{% [1] %}'], [[1]]],
    [{ 'key {% 1 %}': 1 }, { 'key {% 1 %}': 1 }],
    ['half {% 1 %}', 'half {% 1 %}'],
    [{ s: '{% $states.context.State.Name %}' }, { s: 'A' }],
  ])('%j', (value, expected) => {
    expect(compileJsonataField(value, 'Output')(SCOPE)).toEqual(expected);
  });

  it('gives the same constant each time', () => {
    const constant = { deep: [1, { a: 'x' }] };
    const evaluate = compileJsonataField(constant, 'Output');
    expect(evaluate(SCOPE)).toBe(constant);
    const mixed = compileJsonataField({ keep: constant, now: '{% 1 %}' }, 'Output');
    expect((mixed(SCOPE) as { keep: Json }).keep).toBe(constant);
  });

  it.each<[Json, string, string]>([
    [
      '{% $states.input.x %}',
      'Output',
      "The JSONata expression '$states.input.x' specified for the field 'Output' returned nothing (undefined).",
    ],
    [
      { result: '{% $fn := function($x){$x} %}' },
      'Output/result',
      "The JSONata expression '$fn := function($x){$x}' specified for the field 'Output/result' returned an unsupported result type.",
    ],
    [
      { a: { b: [0, ['{% 1 + "a" %}']] } },
      'Output/a/b[1][0]',
      'The JSONata expression \'1 + "a"\' specified for the field \'Output/a/b[1][0]\' threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number',
    ],
    [
      '{%$randomSeeded($states.input.n)%}',
      'Output',
      "The JSONata expression '$randomSeeded($states.input.n)' specified for the field 'Output' threw an error during evaluation. T1006: Attempted to invoke a non-function",
    ],
    [
      '{% $sum("a") %}',
      'Output',
      'The JSONata expression \'$sum("a")\' specified for the field \'Output\' threw an error during evaluation. T0412: Argument 1 of function "sum" must be an array of "numbers"',
    ],
    [
      "{% $error('division by zero') %}",
      'Output',
      "The JSONata expression '$error('division by zero')' specified for the field 'Output' threw an error during evaluation. D3137: division by zero",
    ],
    [
      '{% $sum([1..900000]) %}',
      'Output',
      "The JSONata expression '$sum([1..900000])' specified for the field 'Output' threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage",
    ],
    [
      '{% $map([1], $uppercase) %}',
      'Output',
      "The JSONata expression '$map([1], $uppercase)' specified for the field 'Output' threw an error during evaluation. T0410: Argument 1 of function \"map\" does not match function signature",
    ],
    [
      '{% 1 < "a" %}',
      'Output',
      'The JSONata expression \'1 < "a"\' specified for the field \'Output\' threw an error during evaluation. T2009: The values 1 and "a" either side of operator "<" must be of the same data type',
    ],
    [
      '{% $states.input.( %}',
      'Output',
      "The JSONata expression '$states.input.(' specified for the field 'Output' threw an error during evaluation. S0203: Expected \")\" before end of expression",
    ],
  ])('%j fails at %s', (value, location, cause) => {
    expect(failureOf(compileJsonataField(value, 'Output'))).toMatchObject({
      error: 'States.QueryEvaluationError',
      causeText: cause,
      prefixed: true,
      location,
    });
  });
});

describe('compileJsonataTyped', () => {
  it.each<[Json, JsonataFieldType, Json]>([
    ['{% $states.input.list %}', 'array', [1, 2]],
    ['{% $states.input.name %}', 'string', 'Ann'],
    ['{% 2.5 %}', 'number', 2.5],
    ['{% 3 %}', 'integer', 3],
    ['{% true %}', 'boolean', true],
    ['{% {} %}', 'object', {}],
    [['{% 1 %}'], 'array', [1]],
    [true, 'boolean', true],
  ])('%j as %s', (value, type, expected) => {
    expect(compileJsonataTyped(value, 'Field', type)(SCOPE)).toEqual(expected);
  });

  it.each<[Json, JsonataFieldType, string]>([
    ['{% 1 %}', 'array', "Expected 'array', but was 'number' for value: 1"],
    ["{% 'string' %}", 'array', "Expected 'array', but was 'string' for value: \"string\""],
    ["{% {'foo': 'bar'} %}", 'array', 'Expected \'array\', but was \'object\' for value: {"foo":"bar"}'],
    ['{% null %}', 'array', "Expected 'array', but was 'null' for value: null"],
    ['{% true %}', 'string', "Expected 'string', but was 'boolean' for value: true"],
    ['{% 1.5 %}', 'integer', "Expected 'integer', but was 'number' for value: 1.5"],
    ['{% [1] %}', 'boolean', "Expected 'boolean', but was 'array' for value: [1]"],
  ])('%j as %s fails', (value, type, rest) => {
    const failure = failureOf(compileJsonataTyped(value, 'Items', type));
    const source = (value as string).slice(2, -2).trim();
    expect(failure.causeText).toBe(
      `The JSONata expression '${source}' specified for the field 'Items' returned an unexpected result type. ${rest}`,
    );
    expect(failure.location).toBe('Items');
  });
});
