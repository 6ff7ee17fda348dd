import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import { CHOICE_OPERATORS, compileChoiceRule } from './choice-rule.ts';
import { compileStringPattern } from './string-pattern.ts';
import { makeScope } from './testing/make-scope.ts';

function decide(rule: JsonObject, input: Json, variables: JsonObject = {}): boolean {
  return compileChoiceRule(rule)(makeScope({ input, variables, context: { State: { Name: 'S' } } }));
}

describe('compileChoiceRule', () => {
  it('knows all 39 comparison operators', () => {
    expect(CHOICE_OPERATORS.size).toBe(39);
  });

  it.each<[string, Json, Json, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 1, '1', false],
    ['StringLessThan', 'A', 'AB', true],
    ['StringLessThan', 'Z', 'a', true],
    ['StringGreaterThan', '', '', false],
    ['StringLessThanEquals', 'AB', 'A', false],
    ['StringGreaterThanEquals', 'b', 'b', true],
    ['StringGreaterThan', '\u{1F600}', '\uFFFF', false],
    ['StringMatches', 'foo23.log', '*.log', true],
    ['StringMatches', 'zebra.log', 'foo*.log', false],
    ['StringMatches', 'a*b', 'a\\*b', true],
    ['StringMatches', 'axb', 'a\\*b', false],
    ['StringMatches', 5, '*', false],
    ['NumericEquals', 0, 0, true],
    ['NumericEquals', '1', 1, false],
    ['NumericEquals', true, 1, false],
    ['NumericEquals', null, 0, false],
    ['NumericLessThan', 1, 1, false],
    ['NumericLessThanEquals', 1, 1, true],
    ['NumericGreaterThan', 1.1, 1, true],
    ['NumericGreaterThanEquals', 0.9, 1, false],
    ['BooleanEquals', false, false, true],
    ['BooleanEquals', 'false', false, false],
    ['TimestampEquals', '2016-03-14T01:59:00Z', '2016-03-14T02:59:00+01:00', true],
    ['TimestampEquals', 'nonsense', '2016-03-14T01:59:00Z', false],
    ['TimestampLessThan', '2016-03-14T01:59:00Z', '2016-03-14T01:59:00.000000001Z', true],
    ['TimestampGreaterThan', '2016-03-14T01:59:00Z', '2016-03-14T01:59:00Z', false],
    ['TimestampLessThanEquals', '2016-03-14T01:59:00Z', '2016-03-14T01:59:00Z', true],
    ['TimestampGreaterThanEquals', '2016-03-14T01:58:59Z', '2016-03-14T01:59:00Z', false],
    ['IsNull', null, true, true],
    ['IsNull', 0, true, false],
    ['IsNumeric', 1.5, true, true],
    ['IsNumeric', '1', false, true],
    ['IsString', '', true, true],
    ['IsBoolean', false, true, true],
    ['IsBoolean', 'true', false, true],
    ['IsTimestamp', '2012-10-09T19:00:55+01:00', true, true],
    ['IsTimestamp', '2012-10-09T19:00:55', true, false],
    ['IsTimestamp', '2023-02-24', false, true],
    ['IsPresent', null, true, true],
    ['IsPresent', null, false, false],
  ])('%s of %j and %j', (operator, value, operand, expected) => {
    expect(decide({ Variable: '$.v', [operator]: operand }, { v: value })).toBe(expected);
    if (CHOICE_OPERATORS.has(`${operator}Path`)) {
      expect(decide({ Variable: '$.v', [`${operator}Path`]: '$.o' }, { v: value, o: operand })).toBe(expected);
    }
  });

  it('reads context and variables', () => {
    expect(decide({ Variable: '$guess', StringEqualsPath: '$answer' }, {}, { guess: 'x', answer: 'x' })).toBe(true);
    expect(decide({ Variable: '$$.State.Name', StringEquals: 'S' }, {})).toBe(true);
    expect(decide({ Variable: '$', NumericEquals: 3 }, 3)).toBe(true);
  });

  it.each<[JsonObject, string]>([
    [{ Variable: '$.x', StringEquals: 'a' }, '$.x'],
    [{ Variable: '$.x', IsNull: true }, '$.x'],
    [{ Variable: '$.v', NumericEqualsPath: '$.o' }, '$.o'],
    [{ Variable: '$.list[3]', NumericEquals: 1 }, '$.list[3]'],
    [{ Variable: '$none', BooleanEquals: true }, '$none'],
    [{ Not: { Variable: '$.x', StringEquals: 'a' } }, '$.x'],
    [
      {
        And: [
          { Variable: '$.v', NumericEquals: 1 },
          { Variable: '$.x', NumericEquals: 1 },
        ],
      },
      '$.x',
    ],
  ])('%j fails on a path that finds nothing', (rule, path) => {
    const evaluate = (): boolean => decide(rule, { v: 1, list: [] });
    expect(evaluate).toThrow(StatesError);
    expect(evaluate).toThrow(
      `States.Runtime: Invalid path '${path}': The choice state's condition path references an invalid value.`,
    );
  });

  it('asks IsPresent without failing', () => {
    expect(decide({ Variable: '$.a.b[0]', IsPresent: true }, {})).toBe(false);
    expect(decide({ Variable: '$.list[0]', IsPresent: false }, { list: [] })).toBe(true);
    expect(decide({ Variable: '$none', IsPresent: false }, {})).toBe(true);
  });

  it('stops And and Or as early as it can', () => {
    const missing = { Variable: '$.x', NumericEquals: 1 };
    expect(decide({ And: [{ Variable: '$.x', IsPresent: true }, missing] }, {})).toBe(false);
    expect(decide({ Or: [{ Variable: '$.x', IsPresent: false }, missing] }, {})).toBe(true);
    expect(
      decide(
        {
          Not: {
            Or: [
              { Variable: '$.v', NumericEquals: 1 },
              { Variable: '$.v', NumericEquals: 2 },
            ],
          },
        },
        { v: 3 },
      ),
    ).toBe(true);
  });

  it('fails the state on a backslash that escapes nothing', () => {
    expect(() => decide({ Variable: '$.v', StringMatches: 'a\\' }, { v: 'a' })).toThrow(StatesError);
  });

  it('orders strictly: exactly one of less, equal, greater', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.tuple(fc.string(), fc.string()), fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true }))),
        ([v, o]) => {
          const type = typeof v === 'string' ? 'String' : 'Numeric';
          const results = ['LessThan', 'Equals', 'GreaterThan'].map((order) =>
            decide({ Variable: '$.v', [`${type}${order}`]: o }, { v }),
          );
          expect(results.filter(Boolean)).toHaveLength(1);
        },
      ),
    );
  });
});

describe('compileStringPattern', () => {
  it('agrees with a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (source, text) => {
        const pattern = compileStringPattern(source);
        const expected = new RegExp(`^${source.replaceAll('*', '.*')}$`, 's').test(text);
        expect(pattern.kind === 'pattern' && pattern.matches(text)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('matches a hostile pattern in linear time', () => {
    const pattern = compileStringPattern(`${'*a'.repeat(2000)}*b`);
    expect(pattern.kind === 'pattern' && pattern.matches('a'.repeat(20_000))).toBe(false);
  });
});
