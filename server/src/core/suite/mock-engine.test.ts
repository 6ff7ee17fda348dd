import { describe, expect, it } from 'vitest';
import type { Json } from '../base/json.ts';
import type { TaskRequest } from '../interpreter/task-port.ts';
import { listDefinitionStates } from './definition-states.ts';
import { createMockEngine } from './mock-engine.ts';
import { parseMockFile } from './mock-file.ts';
import { checkMocks, createMockSet } from './mock-set.ts';

const STATES = listDefinitionStates({
  StartAt: 'Call',
  States: {
    Call: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' },
    Other: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' },
    Choose: { Type: 'Choice', Choices: [{ Next: 'Call' }, { Next: 'Other' }], Default: 'Call' },
    Each: {
      Type: 'Map',
      ItemReader: {},
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED' },
        States: { Inner: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage' } },
      },
    },
  },
});

function engineOf(mocks: string, seed = 1): ReturnType<typeof createMockEngine> {
  const { value, problems } = parseMockFile(`version: "1"\nmocks:\n${mocks}`, 'mock.yaml');
  expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  return createMockEngine({ mocks: createMockSet(value, [], STATES), files: new Map(), seed });
}

function request(input: Json, stateName = 'Call', resource = 'lambda:invoke'): TaskRequest {
  const [resourceType = '', action = ''] = resource.split(':');
  return {
    execution: 0,
    stateName,
    resource: { arn: `arn:aws:states:::${resource}`, pattern: 'request-response', resourceType, resource: action },
    input,
    attempt: 1,
    iterations: [],
    context: () => ({}),
  };
}

describe('a mock', () => {
  it.each<[string, string, readonly Json[], readonly object[]]>([
    [
      'fixed',
      '- { state: Call, type: fixed, delay: 5, response: { a: 1 } }',
      [{}, {}],
      [
        { kind: 'succeeded', output: { a: 1 }, delayMs: 5 },
        { kind: 'succeeded', output: { a: 1 }, delayMs: 5 },
      ],
    ],
    [
      'fixed with a null answer',
      '- { state: Call, type: fixed, response: null }',
      [{}],
      [{ kind: 'succeeded', output: null, delayMs: 0 }],
    ],
    [
      'conditional: the first that matches, its own delay',
      '- { state: Call, type: conditional, delay: 5, conditions: [{ when: { input: { x: 1 } }, response: one, delay: 0 }, { when: { input: {} }, error: { type: E, cause: c } }, { default: 3 }] }',
      [{ x: 1 }, { x: 2 }, 'text'],
      [
        { kind: 'succeeded', output: 'one', delayMs: 0 },
        { kind: 'failed', error: 'E', cause: 'c', delayMs: 5 },
        { kind: 'succeeded', output: 3, delayMs: 5 },
      ],
    ],
    [
      'conditional: a default before the rest hides it',
      '- { state: Call, type: conditional, conditions: [{ default: 1 }, { when: { input: {} }, response: 2 }] }',
      [{}],
      [{ kind: 'succeeded', output: 1, delayMs: 0 }],
    ],
    [
      'conditional on null, false and zero',
      '- { state: Call, type: conditional, conditions: [{ when: { input: null }, response: n }, { when: { input: 0 }, response: z }, { when: { input: false }, response: f }] }',
      [0, false, null],
      [
        { kind: 'succeeded', output: 'z', delayMs: 0 },
        { kind: 'succeeded', output: 'f', delayMs: 0 },
        { kind: 'succeeded', output: 'n', delayMs: 0 },
      ],
    ],
    [
      'stateful: in turn, then from the start, errors among them',
      '- { state: Call, type: stateful, delay: 7, responses: [{ error: { type: E, message: m, cause: c } }, 2, { error: null }] }',
      [1, 1, 1, 1],
      [
        { kind: 'failed', error: 'E', cause: 'm', delayMs: 7 },
        { kind: 'succeeded', output: 2, delayMs: 7 },
        { kind: 'succeeded', output: { error: null }, delayMs: 7 },
        { kind: 'failed', error: 'E', cause: 'm', delayMs: 7 },
      ],
    ],
    [
      'error',
      '- { state: Call, type: error, error: { type: E, cause: c } }',
      [1],
      [{ kind: 'failed', error: 'E', cause: 'c', delayMs: 0 }],
    ],
    [
      'error that never comes',
      '- { state: Call, type: error, probability: 0, error: { type: E } }',
      [1],
      [{ kind: 'succeeded', output: {}, delayMs: 0 }],
    ],
    [
      'a FunctionError fails the task with the name the function gave',
      '- { state: Call, type: fixed, response: { StatusCode: 200, FunctionError: Unhandled, Payload: { errorType: Boom, errorMessage: no } } }',
      [1],
      [{ kind: 'failed', error: 'Boom', cause: '{"errorType":"Boom","errorMessage":"no"}', delayMs: 0 }],
    ],
    [
      'a FunctionError without a name',
      '- { state: Call, type: fixed, response: { FunctionError: Unhandled, Payload: { errorMessage: no } } }',
      [1],
      [
        {
          kind: 'failed',
          error: 'Lambda.Unknown',
          cause:
            'The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage":"no"}',
          delayMs: 0,
        },
      ],
    ],
  ])('%s', (_what, mocks, inputs, answers) => {
    const engine = engineOf(mocks);
    expect(inputs.map((input) => engine.invoke(request(input)))).toEqual(answers);
    expect(engine.problems).toEqual([]);
  });

  it.each([
    ['lambda:invoke', { Payload: { x: 1 }, StatusCode: 200, ExecutedVersion: '$LATEST' }],
    ['sqs:sendMessage', { x: 1 }],
  ])('that is not there answers in the shape of %s', (resource, output) => {
    expect(
      engineOf('- { state: Other, type: fixed, response: 1 }').invoke(request({ x: 1 }, 'Call', resource)),
    ).toEqual({ kind: 'succeeded', output });
  });

  it('without a matching condition fails the task and is reported once, with its place', () => {
    const engine = engineOf(
      '- { state: Call, type: conditional, conditions: [{ when: { input: { x: 1 } }, response: 1 }] }',
    );
    expect(engine.invoke(request({ x: 2 }))).toMatchObject({ kind: 'failed', error: 'Error' });
    engine.invoke(request({ x: 3 }));
    expect(engine.problems.map((problem) => problem.message)).toEqual([
      'No condition of the mock of "Call" matches its input {"x":2}. Add a condition or a `default`.',
    ]);
    expect(engine.nUnanswered).toBe(2);
  });

  it('with a probability answers the same way for the same seed', () => {
    const answers = (seed: number): string[] => {
      const engine = engineOf('- { state: Call, type: error, probability: 0.5, error: { type: E } }', seed);
      return Array.from({ length: 40 }, () => (engine.invoke(request({})) as { kind: string }).kind);
    };
    expect(answers(7)).toEqual(answers(7));
    expect(new Set(answers(7))).toEqual(new Set(['failed', 'succeeded']));
  });
});

describe('a mock of a Choice', () => {
  it.each<[string, Json, readonly (string | null)[]]>([
    ['- { state: Choose, type: fixed, response: { Next: Other } }', 1, ['Other', 'Other']],
    ['- { state: Choose, type: fixed, response: {} }', 1, [null]],
    ['- { state: Choose, type: fixed, response: { Next: null } }', 1, [null]],
    ['- { state: Choose, type: error, error: { type: E } }', 1, [null]],
    ['- { state: Choose, type: stateful, responses: [{ Next: Call }, {}] }', 1, ['Call', null, 'Call']],
    [
      '- { state: Choose, type: conditional, conditions: [{ when: { input: { a: 1 } }, response: { Next: Other } }] }',
      { a: 1, b: 2 },
      ['Other'],
    ],
    [
      '- { state: Choose, type: conditional, conditions: [{ when: { input: 2 }, response: { Next: Other } }] }',
      1,
      [null],
    ],
    ['- { state: Choose, type: conditional, conditions: [{ default: { Next: Call } }] }', 1, ['Call']],
    ['- { state: Call, type: fixed, response: { Next: Other } }', 1, [null]],
  ])('%s', (mocks, input, expected) => {
    const engine = engineOf(mocks);
    expect(expected.map(() => engine.choose?.({ stateName: 'Choose', input }))).toEqual(expected);
    expect(engine.problems).toEqual([]);
  });
});

describe('mocks and the definition', () => {
  it.each([
    [
      '- { state: Cal, type: fixed, response: 1 }',
      'error: There is no state "Cal" in the state machine. Did you mean "Call"?',
    ],
    [
      '- { state: Choose, type: fixed, response: { Next: Otter } }',
      'warning: "Choose" cannot go to "Otter": it leads to Call, Other. Did you mean "Other"?',
    ],
    [
      '- { state: Choose, type: fixed, response: {} }',
      'warning: "Choose" is a Choice: without `Next` in the answer, such as { Next: Call }, its rules decide and the mock has no effect.',
    ],
    [
      '- { state: Choose, type: error, error: { type: E } }',
      'warning: "Choose" is a Choice: a mock of it names where it goes, with `response: { Next: Call }`; this one has no effect.',
    ],
    ['- { state: Choose, type: stateful, responses: [{ Next: Call }, { Next: Other }] }', ''],
    ['- { state: Choose, type: conditional, conditions: [{ when: { input: 1 }, response: { Next: Other } }] }', ''],
    [
      '- { state: Call, type: fixed, response: 1 }\n- { state: Call, type: fixed, response: 2 }',
      'warning: "Call" has a mock already; only the first one of a state counts.',
    ],
    [
      '- { state: Each, type: stateful, responses: [1] }',
      'warning: A stateful mock says no items for the ItemReader of "Each": use type itemReader.',
    ],
    ['- { state: Each, type: itemReader, data: [1] }\n- { state: Each, type: fixed, response: {} }', ''],
    ['- { state: Inner, type: fixed, response: 1 }', ''],
  ])('%s', (mocks, problem) => {
    const { value } = parseMockFile(`version: "1"\nmocks:\n${mocks}`, 'mock.yaml');
    expect(
      checkMocks(value, STATES)
        .map(({ severity, message }) => `${severity}: ${message}`)
        .join('\n'),
    ).toBe(problem);
  });

  it('an override replaces the whole entry; a fixed mock beside an itemReader one does not hide it', () => {
    const base = parseMockFile(
      'version: "1"\nmocks:\n- { state: Each, type: fixed, response: {} }\n- { state: Each, type: itemReader, data: [1] }\n- { state: Call, type: fixed, response: 1 }',
      'm',
    ).value;
    const override = parseMockFile(
      'version: "1"\nmocks:\n- { state: Call, type: error, error: { type: E } }',
      'm',
    ).value;
    const set = createMockSet(base, override, STATES);
    expect(set.items.get('Each')?.kind).toBe('itemReader');
    expect(set.tasks.get('Call')?.kind).toBe('error');
  });
});
