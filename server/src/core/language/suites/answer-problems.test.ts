import { describe, expect, it } from 'vitest';
import { readAslDocument } from '../../model/asl-document.ts';
import { parseMockFile } from '../../suite/mock-file.ts';
import { mockProblemsOf } from './suite-problems.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:f';

/** What is told of the mocks of a Task `T` with these fields. */
function problems(fields: object, mock: string): string[] {
  const machine = { StartAt: 'T', States: { T: { Type: 'Task', End: true, ...fields } } };
  const text = `version: '1'\nmocks:\n  - { state: T, ${mock} }\n`;
  const { value, problems: own } = parseMockFile(text, 'm');
  expect(own).toEqual([]);
  return mockProblemsOf(value, readAslDocument(JSON.stringify(machine), 'json')).map(
    ({ message, range }) => `${text.slice(range.start, range.end)}: ${message}`,
  );
}

const selecting = (path: string, resource = INVOKE): object => ({
  Resource: resource,
  ResultSelector: { 'x.$': path },
});
const fixed = (response: string): string => `type: fixed, response: ${response}`;
const ENVELOPE = ' lambda:invoke answers { Payload, StatusCode, … }: what the function returns belongs under Payload.';

describe('an answer that the state cannot read', () => {
  it.each<[string, object, string, string]>([
    [
      'a member that is not there',
      selecting('$.Payload.total'),
      fixed('{ Payload: { sum: 1 } }'),
      '{ Payload: { sum: 1 } }: ResultSelector of "T" reads $.Payload.total, which this answer does not have.',
    ],
    [
      'no envelope',
      selecting('$.Payload.total'),
      fixed('{ total: 1 }'),
      `{ total: 1 }: ResultSelector of "T" reads $.Payload.total, which this answer does not have.${ENVELOPE}`,
    ],
    [
      'an envelope too many',
      selecting('$.total', FUNCTION),
      fixed('{ Payload: { total: 1 } }'),
      '{ Payload: { total: 1 } }: ResultSelector of "T" reads $.total, which this answer does not have. A function’s own ARN answers what the function returns, without { Payload, … } around it.',
    ],
    [
      'inside a function',
      selecting("States.Format('$.no {}', $.Payload.id)"),
      fixed('{ Payload: {} }'),
      '{ Payload: {} }: ResultSelector of "T" reads $.Payload.id, which this answer does not have.',
    ],
    [
      'up to a wildcard',
      selecting('$.Payload.lines[*].sku'),
      fixed('{ Payload: {} }'),
      '{ Payload: {} }: ResultSelector of "T" reads $.Payload.lines[*].sku, which this answer does not have.',
    ],
    [
      'one of several answers',
      selecting("$['Payload'][1]"),
      'type: stateful, responses: [{ Payload: [1, 2] }, { error: E }, { Payload: [1] }]',
      '{ Payload: [1] }: ResultSelector of "T" reads $[\'Payload\'][1], which this answer does not have.',
    ],
    [
      'OutputPath',
      { Resource: FUNCTION, OutputPath: '$.total' },
      'type: conditional, conditions: [{ when: { input: 1 }, response: 3 }]',
      '3: OutputPath of "T" reads $.total, which this answer does not have.',
    ],
    [
      'JSONata',
      { QueryLanguage: 'JSONata', Resource: INVOKE, Output: { a: '{% $states.result.Payload.total %}' } },
      fixed('{ Payload: {} }'),
      '{ Payload: {} }: Output of "T" reads $states.result.Payload.total, which this answer does not have.',
    ],
    [
      'nothing is read, but there is no envelope',
      { Resource: INVOKE },
      fixed('{ total: 1 }'),
      `{ total: 1 }: "T" is a lambda:invoke.${ENVELOPE}`,
    ],
  ])('%s', (_, fields, mock, expected) => {
    expect(problems(fields, mock)).toEqual([expected]);
  });

  it.each<[string, object, string]>([
    ['all is there', selecting('$.Payload.total'), fixed('{ Payload: { total: null } }')],
    ['the whole result', selecting('$'), fixed('{ Payload: 1 }')],
    ['the context object', selecting('$$.Execution.Id'), fixed('{ Payload: 1 }')],
    ['a variable', selecting('$total.sum'), fixed('{ Payload: 1 }')],
    ['a deep scan', selecting('$..total'), fixed('{ Payload: 1 }')],
    ['a filter', selecting('$.Payload[?(@.a == 1)].b'), fixed('{ Payload: [] }')],
    ['a path function', selecting('$.Payload.length()'), fixed('{ Payload: [] }')],
    ['a text in a function', selecting("States.Format('$.no')"), fixed('{ Payload: [] }')],
    [
      'the result beside the input',
      { Resource: FUNCTION, ResultPath: '$.r', OutputPath: '$.total' },
      fixed('{ a: 1 }'),
    ],
    ['a function that failed', selecting('$.Payload.total'), fixed('{ FunctionError: Unhandled, Payload: {} }')],
    ['an error', selecting('$.Payload.total'), 'type: error, error: { type: E }'],
    ['a file', selecting('$.Payload.total'), 'type: fixed, responseFile: a.json'],
    ['an empty answer', { Resource: INVOKE }, fixed('{}')],
    [
      'JSONata that can do without',
      { QueryLanguage: 'JSONata', Resource: INVOKE, Output: '{% $exists($states.result.Payload.a) ? 1 : 2 %}' },
      fixed('{ Payload: {} }'),
    ],
    [
      'JSONata through lists',
      { QueryLanguage: 'JSONata', Resource: FUNCTION, Output: '{% $states.result.lines.sku %}' },
      fixed('{ lines: [{}, { sku: 1 }] }'),
    ],
  ])('not told: %s', (_, fields, mock) => {
    expect(problems(fields, mock)).toEqual([]);
  });
});

describe('a condition that never matches', () => {
  const task = { Resource: INVOKE, Parameters: { FunctionName: 'f', Payload: { 'id.$': '$.id', kind: 'a' } } };
  it.each([
    ['{ id: 1 }', 'No input of "T" has id: what the task is given has the fields of its Parameters.'],
    [
      '{ Payload: { no: 1 } }',
      'No input of "T" has Payload.no: what the task is given has the fields of its Parameters.',
    ],
  ])('%s', (input, expected) => {
    const mock = `type: conditional, conditions: [{ when: { input: ${input} }, response: { Payload: 1 } }]`;
    expect(problems(task, mock)).toEqual([`${input}: ${expected}`]);
  });

  it('stands behind a default', () => {
    const mock = 'type: conditional, conditions: [{ default: {} }, { when: { input: {} }, response: {} }]';
    expect(problems(task, mock)).toEqual([
      '{}: This condition is never tried: a `default` before it answers everything.',
    ]);
  });

  it.each(['{ Payload: { id: { a: 1 } } }', '{ FunctionName: g }', '{}', '3'])('may match: %s', (input) => {
    const mock = `type: conditional, conditions: [{ when: { input: ${input} }, response: {} }, { default: {} }]`;
    expect(problems(task, mock)).toEqual([]);
  });
});
