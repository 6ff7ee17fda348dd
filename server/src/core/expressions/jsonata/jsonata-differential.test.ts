/**
 * The same expressions through the reference implementation and through ours: the same value, or an error with the same code.
 *
 * What Step Functions does differently from the reference is not in the corpus; `jsonata-states.test.ts` has it.
 */

import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it, vi } from 'vitest';
import type { Json, JsonObject } from '../../base/json.ts';
import { createRng } from '../../base/rng.ts';
import { compileJsonata } from './compile-jsonata.ts';
import { JsonataError, UnsupportedResultError } from './jsonata-error.ts';
import { CORPUS_DATA } from './testing/corpus-data.ts';
import { FUNCTION_CORPUS } from './testing/corpus-functions.ts';
import { MORE_FUNCTION_CORPUS } from './testing/more-corpus-functions.ts';
import { MORE_LANGUAGE_CORPUS } from './testing/more-corpus-language.ts';
import { LANGUAGE_CORPUS } from './testing/corpus-language.ts';

// The reference takes its time, and machines are not equally fast.
vi.setConfig({ testTimeout: 120_000 });

type Outcome = { readonly value: unknown } | { readonly code: string };

const NOTHING = '(nothing)';
const FUNCTION = '(function)';

async function evaluateReference(source: string, data: JsonObject): Promise<Outcome> {
  try {
    const value: unknown = await jsonata(source).evaluate(undefined, structuredClone(data) as Record<string, unknown>);
    return { value: plain(value) };
  } catch (error) {
    const { code } = error as { code?: string };
    return { code: code ?? `reference failed: ${String(error)}` };
  }
}

/** Without the marks that the reference leaves on arrays. Values that hold functions are alike: neither side can write them as JSON. */
function plain(value: unknown): unknown {
  if (value === undefined) return NOTHING;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (holdsFunction(value)) return FUNCTION;
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function holdsFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  if ('_jsonata_function' in value || '_jsonata_lambda' in value) return true;
  return Object.values(value).some(holdsFunction);
}

function evaluateOurs(source: string, data: JsonObject): Outcome {
  const { expression, problem } = compileJsonata(source);
  if (expression === null) return { code: problem?.code ?? '' };
  try {
    const value = expression.evaluate({
      input: null,
      context: () => ({}),
      variables: { get: (name) => data[name], all: () => data },
      rng: createRng(1),
      now: 1_700_000_000_000,
    });
    return { value: value === undefined ? NOTHING : (JSON.parse(JSON.stringify(value)) as Json) };
  } catch (error) {
    if (error instanceof JsonataError) return { code: error.code ?? error.text };
    if (error instanceof UnsupportedResultError) return { value: FUNCTION };
    throw error;
  }
}

/** The AWS edition differs here on purpose: its range limit, and the sizes it accepts. */
const DIFFERENT = new Set(['[1..1e7]', '[1..1000001]']);

const CORPUS = {
  language: { ...LANGUAGE_CORPUS, ...MORE_LANGUAGE_CORPUS },
  functions: { ...FUNCTION_CORPUS, ...MORE_FUNCTION_CORPUS },
};

for (const [kind, corpus] of Object.entries(CORPUS)) {
  describe(`the ${kind} corpus`, () => {
    for (const [group, expressions] of Object.entries(corpus)) {
      it(`${group}: ${String(expressions.length)} expressions`, async () => {
        const ours: Record<string, Outcome> = {};
        const reference: Record<string, Outcome> = {};
        for (const source of expressions.filter((expression) => !DIFFERENT.has(expression))) {
          ours[source] = evaluateOurs(source, CORPUS_DATA);
          reference[source] = await evaluateReference(source, CORPUS_DATA);
        }
        expect(ours).toEqual(reference);
      });
    }
  });
}

/** Values that operators and functions meet, as expressions. */
const VALUES = [
  '$missing',
  'null',
  'true',
  'false',
  '0',
  '7',
  '-2.5',
  '""',
  '"abc"',
  '"5"',
  '[]',
  '[1]',
  '[1,2]',
  '["a","b"]',
  '[[1],[]]',
  '{}',
  '{"a":1}',
  '[{"a":1},{"a":2}]',
  '$sum',
  '$people',
  '$people.phones',
  '$shop.orders[0].id[]',
  '($list[$>1])',
];
/** One of each kind, for what would otherwise be tens of thousands of expressions. */
const FEW_VALUES = [
  '$missing',
  'null',
  'true',
  '7',
  '"abc"',
  '[]',
  '[1,2]',
  '[[1],[]]',
  '{"a":1}',
  '$sum',
  '$people',
  '$list[$>1]',
];
const OPERATORS = ['+', '-', '*', '/', '%', '=', '!=', '<', '<=', '>', '>=', '&', 'and', 'or', 'in'];
const UNARY_FUNCTIONS = [
  'string',
  'length',
  'uppercase',
  'lowercase',
  'trim',
  'join',
  'number',
  'abs',
  'floor',
  'ceil',
  'round',
  'sqrt',
  'sum',
  'count',
  'max',
  'min',
  'average',
  'boolean',
  'not',
  'exists',
  'type',
  'keys',
  'spread',
  'merge',
  'reverse',
  'sort',
  'distinct',
  'zip',
  'single',
  'clone',
  'formatBase',
  'encodeUrl',
  'encodeUrlComponent',
  'toMillis',
];
const BINARY_FUNCTIONS = [
  'append',
  'lookup',
  'contains',
  'split',
  'pad',
  'power',
  'substring',
  'substringBefore',
  'substringAfter',
  'map',
  'filter',
  'reduce',
  'each',
  'join',
  'formatNumber',
  'zip',
  'assert',
  'error',
  'string',
  'round',
  'single',
];

/** Where the reference itself fails with an error of the machine, not of JSONata, there is nothing to compare with. */
function comparable(outcome: Outcome): boolean {
  return !('code' in outcome && outcome.code.startsWith('reference failed'));
}

async function compareAll(sources: readonly string[]): Promise<number> {
  let compared = 0;
  for (const source of sources) {
    const reference = await evaluateReference(source, CORPUS_DATA);
    if (!comparable(reference)) continue;
    compared++;
    expect({ source, ...evaluateOurs(source, CORPUS_DATA) }).toEqual({ source, ...reference });
  }
  return compared;
}

describe('generated expressions', () => {
  it('every operator on every pair of values', async () => {
    const sources = OPERATORS.flatMap((operator) =>
      FEW_VALUES.flatMap((left) => FEW_VALUES.map((right) => `${left} ${operator} ${right}`)),
    );
    expect(await compareAll(sources)).toBe(sources.length);
  });

  it('every function on every value', async () => {
    const sources = UNARY_FUNCTIONS.flatMap((name) =>
      VALUES.flatMap((value) => [`$${name}(${value})`, `${value} ~> $${name}`, `[${value}].$${name}()`]),
    );
    expect(await compareAll(sources)).toBeGreaterThan(sources.length * 0.99);
  });

  it('every function of two on every pair of values', async () => {
    const sources = BINARY_FUNCTIONS.flatMap((name) =>
      FEW_VALUES.flatMap((left) => FEW_VALUES.map((right) => `$${name}(${left}, ${right})`)),
    );
    expect(await compareAll(sources)).toBeGreaterThan(sources.length * 0.95);
  });

  it('every step after every value', async () => {
    const steps = [
      '.a',
      '.*',
      '.**',
      '[0]',
      '[-1]',
      '[a=1]',
      '[$>1]',
      '[]',
      '.$',
      '.[$]',
      '.{"k":$}',
      '{"k":$}',
      '^($)',
      '#$i.[$i]',
      '@$v.$v',
      '.(1;$)',
      '.a[]',
      '.$string()',
      '[[0,1]]',
      '.phones.%.name',
    ];
    const sources = FEW_VALUES.flatMap((value) =>
      steps.flatMap((first) => ['', ...steps.slice(0, 10)].map((second) => `(${value})${first}${second}`)),
    );
    expect(await compareAll(sources)).toBeGreaterThan(sources.length * 0.9);
  });

  const leaf = fc.constantFrom(
    ...VALUES,
    '$',
    'a',
    'name',
    'age',
    'phones',
    'number',
    '*',
    '$shop',
    '$shop.orders',
    '$n',
    '$list',
  );
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `(${left}).(${right})`),
      fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `(${left})[${right}]`),
      fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `[${left}, ${right}]`),
      fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `{"p": ${left}, "q": ${right}}`),
      fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `(${left}).{"p": ${right}}`),
      fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `(${left}){"k": ${right}}`),
      fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `(${left}) = (${right})`),
      fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `(${left}) and (${right})`),
      fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `$append(${left}, ${right})`),
      fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `$map(${left}, function($x){ ${right} })`),
      fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `($x := ${left}; [$x, ${right}])`),
      tie('expression').map((inner) => `(${inner})[]`),
      tie('expression').map((inner) => `(${inner}).*`),
      tie('expression').map((inner) => `$count(${inner})`),
      tie('expression').map((inner) => `$string(${inner})`),
      tie('expression').map((inner) => `$distinct(${inner})`),
      tie('expression').map((inner) => `(${inner})#$i.[$i, $]`),
      tie('expression').map((inner) => `(${inner}) ? 1 : 2`),
    ),
  }));

  it('random combinations', async () => {
    await fc.assert(
      fc.asyncProperty(expression, async (source) => {
        const reference = await evaluateReference(source, CORPUS_DATA);
        fc.pre(comparable(reference));
        expect(evaluateOurs(source, CORPUS_DATA)).toEqual(reference);
      }),
      { numRuns: 600, seed: 20_240_229 },
    );
  });
});
