/**
 * Runs the expressions of one-state machines from the shared conformance recordings, so that what AWS answered is the judge.
 *
 * Covered are machines whose whole behaviour is one expression: a Pass with Parameters, a path field, or a Choice between two Pass states.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import { compileChoiceRule } from './choice-rule.ts';
import { compilePathField } from './path-fields.ts';
import { compilePayloadTemplate } from './payload-template.ts';
import { makeScope } from './testing/make-scope.ts';

interface ConformanceCase {
  readonly definition: JsonObject;
  readonly input: Json;
  readonly expected: {
    readonly status: string;
    readonly output?: Json;
    readonly error?: string;
    readonly cause?: Json;
  };
}

interface Answer {
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
}

const FOLDER = join(process.env['STEPSCOPE_SHARED'] ?? resolve('../shared'), 'conformance/execution');
const PASS_FIELDS = new Set(['Type', 'Comment', 'Parameters', 'InputPath', 'OutputPath', 'End']);

type RunnableCase = readonly [name: string, run: () => Answer, expected: ConformanceCase['expected']];

function readCases(): readonly RunnableCase[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file): RunnableCase[] => {
      const recorded = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as ConformanceCase;
      const run = runnerOf(recorded);
      return run === null ? [] : [[file.slice(0, -'.json'.length), run, recorded.expected]];
    });
}

/** Null when the machine is more than its expressions, or draws a random value, which a recording cannot foretell. */
function runnerOf({ definition, input }: ConformanceCase): (() => Answer) | null {
  if (definition['QueryLanguage'] === 'JSONata' || /States\.(UUID|MathRandom)/.test(JSON.stringify(definition)))
    return null;
  const states = definition['States'] as Readonly<Record<string, JsonObject>>;
  const first = states[definition['StartAt'] as string] as JsonObject;
  const context = contextOf(input, definition['StartAt'] as string);
  if (first['Type'] === 'Choice') {
    const choices = first['Choices'] as readonly JsonObject[];
    if (Object.keys(first).some((key) => !['Type', 'Choices', 'Default', 'Comment'].includes(key))) return null;
    return () => {
      const match = choices.find((rule) => compileChoiceRule(rule)(makeScope({ input, context })));
      const target = states[(match ?? { Next: first['Default'] as Json })['Next'] as string] as JsonObject;
      return { output: (target['Result'] ?? input) as Json };
    };
  }
  if (first['Type'] !== 'Pass' || Object.keys(first).some((key) => !PASS_FIELDS.has(key)) || first['End'] !== true)
    return null;
  return () => {
    const path = (field: string, value: Json): Json =>
      typeof first[field] === 'string'
        ? compilePathField(first[field], field)(makeScope({ input: value, context }))
        : value;
    const effective = path('InputPath', input);
    const { Parameters: template } = first;
    const result =
      template === undefined
        ? effective
        : compilePayloadTemplate(template, 'Parameters')(makeScope({ input: effective, context }));
    return { output: path('OutputPath', result) };
  };
}

function contextOf(input: Json, state: string): JsonObject {
  const arn = (kind: string, name: string): string => `arn:aws:states:us-east-1:111111111111:${kind}:${name}`;
  return {
    Execution: {
      Id: arn('execution', 'machine:run'),
      Input: input,
      StartTime: '2024-01-01T00:00:00Z',
      Name: 'run',
      RoleArn: 'arn:aws:iam::111111111111:role/role',
      RedriveCount: 0,
    },
    StateMachine: { Id: arn('stateMachine', 'machine'), Name: 'machine' },
    State: { Name: state, EnteredTime: '2024-01-01T00:00:00Z' },
  };
}

function answerOf(run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StatesError)) throw error;
    const prefix = error.prefixed ? 'An error occurred while executing the state ' : '';
    return { error: error.error ?? '', cause: `${prefix}${error.causeText ?? ''}` };
  }
}

/** Placeholders of the recordings, `<…>` inside of any string, stand for any text; alone, for any value. */
function fits(actual: Json | undefined, expected: Json | undefined): boolean {
  if (typeof expected === 'string' && /^<[A-Za-z][\w.: -]*>$/.test(expected)) return actual !== undefined;
  if (typeof expected === 'string') {
    const pattern = expected
      .split(/<[A-Za-z][\w.: -]*>/)
      .map((text) => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
      .join('.*');
    return typeof actual === 'string' && new RegExp(`^${pattern}$`, 's').test(actual);
  }
  if (isJsonArray(expected)) {
    return (
      isJsonArray(actual) &&
      actual.length === expected.length &&
      expected.every((element, at) => fits(actual[at], element))
    );
  }
  if (isJsonObject(expected)) {
    return (
      isJsonObject(actual) &&
      Object.keys(actual).length === Object.keys(expected).length &&
      Object.entries(expected).every(([key, member]) => fits(actual[key], member))
    );
  }
  return actual === expected;
}

/** The id of the event that entered the state is the engine's business. */
function withoutPrefix(cause: Json | undefined): Json | undefined {
  if (typeof cause !== 'string') return cause;
  return cause.replace(
    /^(An error occurred while executing the state )'.*?' \(entered at the event id #\d+\)\. /,
    '$1',
  );
}

const cases = existsSync(FOLDER) ? readCases() : [];

describe('expressions answer as AWS was recorded to answer', () => {
  it('covers recordings of every kind wherever the recordings are at hand', () => {
    const count = (kind: string): number => cases.filter(([name]) => name.startsWith(kind)).length;
    expect([count('intrinsic-functions') > 50, count('choice-operators') > 100]).toEqual(
      existsSync(FOLDER) ? [true, true] : [false, false],
    );
  });

  for (const [name, run, expected] of cases) {
    it(name, () => {
      const answer = answerOf(run);
      if (expected.status === 'SUCCEEDED') {
        expect(answer.output, answer.cause).toSatisfy((output: Json) => fits(output, expected.output));
      } else {
        expect(answer.error).toBe(expected.error);
        expect(answer.cause).toSatisfy((cause: string) => fits(cause, withoutPrefix(expected.cause)));
      }
    });
  }
});
