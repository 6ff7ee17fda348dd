import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { compileStateMachine } from './compile-state-machine.ts';

function problemsOf(definition: Json): readonly string[] {
  const { plan, problems } = compileStateMachine(definition, { distributedMap: null });
  expect(plan === null).toBe(problems.length > 0);
  return problems.map(({ pointer, message }) => `${pointer} ${message}`);
}

const one = (state: JsonObject): JsonObject => ({ StartAt: 'A', States: { A: state } });

describe('what cannot run is a problem with a place, never an exception', () => {
  const rows: readonly [title: string, definition: Json, problem: RegExp][] = [
    ['no object', [], /^ A state machine definition/],
    ['no states', { StartAt: 'A' }, /^\/States States must/],
    ['StartAt names nothing', { StartAt: 'B', States: { A: { Type: 'Succeed' } } }, /^\/StartAt /],
    ['unknown Type', one({ Type: 'Loop', End: true }), /^\/States\/A\/Type Type must be one of/],
    ['no Type', one({ End: true }), /^\/States\/A Type must be/],
    ['dangling Next', one({ Type: 'Pass', Next: 'B' }), /^\/States\/A\/Next There is no state "B"/],
    [
      'dangling Default',
      one({ Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'A' }], Default: 'B' }),
      /^\/States\/A\/Default /,
    ],
    [
      'dangling rule',
      one({ Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'B' }] }),
      /^\/States\/A\/Choices\/0\/Next /,
    ],
    ['neither Next nor End', one({ Type: 'Pass' }), /^\/States\/A A state needs Next/],
    ['no Resource', one({ Type: 'Task', End: true }), /^\/States\/A\/Resource /],
    [
      'a Resource that is none',
      one({ Type: 'Task', Resource: 'arn:aws:s3:::bucket', End: true }),
      /^\/States\/A\/Resource /,
    ],
    ['Wait for nothing', one({ Type: 'Wait', End: true }), /^\/States\/A A Wait state needs/],
    ['Wait for no time', one({ Type: 'Wait', Timestamp: 'tomorrow', End: true }), /^\/States\/A\/Timestamp /],
    [
      'a catcher to nowhere',
      one({
        Type: 'Parallel',
        Branches: [one({ Type: 'Succeed' })],
        Catch: [{ ErrorEquals: ['E'], Next: 'B' }],
        End: true,
      }),
      /^\/States\/A\/Catch\/0\/Next /,
    ],
    [
      'a retrier without errors',
      one({ Type: 'Parallel', Branches: [one({ Type: 'Succeed' })], Retry: [{}], End: true }),
      /^\/States\/A\/Retry\/0\/ErrorEquals /,
    ],
    [
      'a branch that cannot run',
      one({ Type: 'Parallel', Branches: [one({ Type: 'Pass' })], End: true }),
      /^\/States\/A\/Branches\/0\/States\/A A state needs/,
    ],
    ['Map without a processor', one({ Type: 'Map', End: true }), /^\/States\/A A Map state needs an ItemProcessor/],
    [
      'JSONPath in a JSONata machine',
      { QueryLanguage: 'JSONata', ...one({ Type: 'Pass', QueryLanguage: 'JSONPath', End: true }) },
      /^\/States\/A\/QueryLanguage /,
    ],
    [
      'no distributed layer',
      one({
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...one({ Type: 'Succeed' }) },
        End: true,
      }),
      /^\/States\/A Distributed Map/,
    ],
    ['a negative TimeoutSeconds', { ...one({ Type: 'Succeed' }), TimeoutSeconds: -1 }, /^\/TimeoutSeconds /],
    ['Assign of a number', one({ Type: 'Pass', Assign: 1, End: true }), /^\/States\/A\/Assign /],
  ];
  it.each(rows)('%s', (_, definition, problem) => {
    const problems = problemsOf(definition);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it('states that go to a broken state are not blamed for it', () => {
    expect(problemsOf({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Task' } } })).toEqual([
      '/States/B/Resource Resource must be the ARN of a Lambda function, an activity or a service integration.',
    ]);
  });

  it('any JSON at all is compiled or refused', () => {
    const states = fc.dictionary(fc.constantFrom('A', 'B'), fc.jsonValue({ maxDepth: 2 }));
    const definitions = fc.record({ StartAt: fc.constantFrom('A', 'B'), States: states }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(fc.oneof(definitions, fc.jsonValue() as fc.Arbitrary<Json>), (definition) => {
        problemsOf(definition);
      }),
      { numRuns: 200 },
    );
  });

  it('deep nesting is refused before the stack ends', () => {
    let definition: JsonObject = one({ Type: 'Succeed' });
    for (let depth = 0; depth < 150; depth++) {
      definition = one({ Type: 'Parallel', Branches: [definition], End: true });
    }
    expect(problemsOf(definition)).toEqual([expect.stringContaining('nested too deeply')]);
  });
});
