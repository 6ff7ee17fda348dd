import fc from 'fast-check';
import { JSONPath } from 'jsonpath-plus';
import { describe, expect, it } from 'vitest';
import { isJsonArray, isJsonObject, type Json } from '../base/json.ts';
import { compilePath } from './json-path-evaluate.ts';
import { findWithLibrary, libraryRunAt } from './json-path-library.ts';
import { parseJsonPath, type JsonPath, type JsonPathStep } from './json-path.ts';

function parse(text: string): JsonPath {
  const { path } = parseJsonPath(text);
  if (path === null) throw new Error(`Not a path: ${text}`);
  return path;
}

const childrenOf = (node: Json): readonly Json[] =>
  isJsonArray(node) ? node : isJsonObject(node) ? Object.values(node) : [];

const containersIn = (node: Json): readonly Json[] =>
  typeof node === 'object' && node !== null ? [node, ...childrenOf(node).flatMap(containersIn)] : [];

/** What one step finds on one node, said as plainly as possible. */
function findByStep(step: JsonPathStep, node: Json): readonly Json[] {
  switch (step.kind) {
    case 'fields':
      return step.names.flatMap((name) =>
        isJsonObject(node) && Object.hasOwn(node, name) ? [node[name] as Json] : [],
      );
    case 'indices':
      return step.indices.flatMap((index) => (isJsonArray(node) && index < node.length ? [node[index] as Json] : []));
    case 'slice':
      return isJsonArray(node) ? node.slice(step.from ?? 0, step.to ?? node.length) : [];
    case 'wildcard':
      return childrenOf(node);
    case 'descendants':
      return containersIn(node);
    default:
      throw new Error(`Not in these tests: ${step.kind}`);
  }
}

const findPlainly = (path: JsonPath, root: Json): readonly Json[] =>
  path.steps.reduce<readonly Json[]>((nodes, step) => nodes.flatMap((node) => findByStep(step, node)), [root]);

const ordinaryName = fc.constantFrom('a', 'b');
/** Names that mean something to jsonpath-plus or to JavaScript, but not in an input. */
const specialName = fc.constantFrom(
  ...['c-d', 'größe', '0', '1', 'length', '*', '..', '^', '~', '$', '@', '', 'a,b', '1:2', '`a', '?(true)', 'a.b'],
  ...['__proto__', 'constructor', 'toString', '@string()'],
);
const key = fc.oneof({ arbitrary: ordinaryName, weight: 2 }, specialName);
const scalar = fc.constantFrom<Json>(null, true, false, 0, 7, '', 'text', 'a');
/** From text, so that `__proto__` is a member as it is in an input. */
const { json: jsonText } = fc.letrec<{ json: string; array: string; object: string; scalar: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: 'max' },
    tie('scalar'),
    { arbitrary: tie('array'), weight: 2 },
    { arbitrary: tie('object'), weight: 3 },
  ),
  scalar: scalar.map((value) => JSON.stringify(value)),
  array: fc.array(tie('json'), { maxLength: 4 }).map((elements) => `[${elements.join(',')}]`),
  object: fc
    .uniqueArray(fc.tuple(key, tie('json')), { selector: ([name]) => name, maxLength: 5 })
    .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`),
}));
const json = jsonText.map((text) => deepFreeze(JSON.parse(text) as Json));

function deepFreeze(value: Json): Json {
  childrenOf(value).forEach(deepFreeze);
  return Object.freeze(value);
}

const plainName = fc.oneof(
  { arbitrary: ordinaryName, weight: 2 },
  fc.constantFrom('c-d', 'größe', 'constructor', 'toString', '__proto__'),
);
const names = fc.array(
  plainName.map((name) => `['${name}']`),
  { maxLength: 2 },
);
/** Every form of a run, as text. */
const runText = fc.oneof(
  fc.tuple(plainName, names).map(([name, rest]) => `..${name}${rest.join('')}`),
  fc.tuple(plainName, names).map(([name, rest]) => `..[*].${name}${rest.join('')}`),
);
const otherStep = fc.oneof(
  key.map((name) => `['${name}']`),
  fc.constantFrom(
    '[0]',
    '[1]',
    '[0,1]',
    '[1:]',
    '[:2]',
    '[0:0]',
    '[1:3]',
    '[:-1]',
    '..*',
    '[*]',
    "['a','b'].a",
    "..['a','b'].b",
  ),
);

describe('jsonpath-plus', () => {
  it('finds in every run what the steps say, in their order', () => {
    fc.assert(
      fc.property(json, runText, (root, text) => {
        const path = parse(`$${text}`);
        const run = libraryRunAt(path.steps, 0);
        expect(run?.end).toBe(path.steps.length);
        if (run !== null) expect(findWithLibrary(run, root)).toEqual(findPlainly(path, root));
      }),
      { numRuns: 1000 },
    );
  });

  it('and our own steps together find what the path says', () => {
    fc.assert(
      fc.property(json, fc.array(fc.oneof(runText, otherStep), { minLength: 1, maxLength: 3 }), (root, parts) => {
        const path = parse(`$${parts.join('')}`);
        fc.pre(!path.isDefinite);
        expect(compilePath(path)(root)).toEqual(findPlainly(path, root));
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the very values, in a list of its own every time', () => {
    const inner = { b: 1 };
    const find = compilePath(parse('$..a'));
    const root = { x: { a: inner } };
    const [first, second] = [find(root) as Json[], find(root) as Json[]];
    expect(first[0]).toBe(inner);
    expect(first).not.toBe(second);
  });

  it.each(['a', '', 0, null, false])('finds nothing in %j, nor in the document before it', (scalarRoot) => {
    const find = compilePath(parse('$..a'));
    expect(find([{ a: 1 }])).toEqual([1]);
    expect(find(scalarRoot)).toEqual([]);
  });
});

describe('libraryRunAt', () => {
  it.each([
    ['$..a.b', '$..a.b', 3],
    ['$..*.a', '$..*.a', 3],
    ['$..a[*].b', '$..a', 2],
    ['$..a[0].b', '$..a', 2],
    ["$..a['b','c']", '$..a', 2],
    ["$..a['x.y']", '$..a', 2],
  ])('%s begins with the run %s', (text, expected, end) => {
    expect(libraryRunAt(parse(text).steps, 0)).toMatchObject({ text: expected, end });
  });

  it.each([
    '$.a',
    '$[*]',
    '$.*.a.b',
    '$[0]',
    '$[1:]',
    '$[0,1]',
    "$['a','b'].c",
    '$[?(@.a)]',
    '$..[0]',
    '$..[1:]',
    '$..length',
    '$..*',
    '$..[?(@.a)]',
  ])('%s begins with a step of ours', (text) => {
    expect(libraryRunAt(parse(text).steps, 0)).toBeNull();
  });
});

/** Why each of these steps is evaluated by us. */
describe('Jayway JsonPath, unlike jsonpath-plus,', () => {
  const library = (path: string, json: Json): unknown => JSONPath({ path, json: json as object, eval: false });

  it.each<[behaviour: string, path: string, theirs: string, root: Json, result: Json, resultOfLibrary: Json]>([
    ['merges a last union of names', "$['a','b']", '$[a,b]', { a: 1, b: 2 }, { a: 1, b: 2 }, [1, 2]],
    ['knows quoted names in a union', "$['a','b'].c", "$['a','b'].c", { a: { c: 1 }, b: { c: 2 } }, [1, 2], []],
    ['takes no index of a string', '$[*][0]', '$[*][0]', ['xy'], [], ['x']],
    ['takes no index of an object', '$..[0]', '$..[0]', { a: { 0: 'x' } }, [], ['x']],
    ['counts an index from the end', '$[*][-1]', '$[*][-1]', [[1, 2]], [2], []],
    ['counts indices of a union from the end', '$[0,-1]', '$[0,-1]', [1, 2], [1, 2], [1]],
    ['finds no length in strings and arrays', '$[*].length', '$[*].length', ['abc', [1]], [], [3, 1]],
    ['ends a slice at 0', '$[0:0]', '$[0:0]', [1, 2], [], [1, 2]],
    ['walks a closed slice as it is written', '$[-2:1]', '$[-2:1]', [1, 2, 3], [2, 3, 1], []],
    ['has no literal asterisk after a name', '$.a[*]', '$.a[*]', { a: { '*': 1, b: 2 } }, [1, 2], [1]],
    ['has no literal dots after a name', '$.a..b', '$.a..b', { a: { '..': { b: 1 }, b: 2 } }, [2, 1], [1]],
    ['reads a quoted caret as a name', "$[*]['a^b']", "$[*]['a^b']", [{ 'a^b': 1 }], [1], []],
    ['reads a quoted asterisk as a name', "$..['*']", "$..['*']", { '*': 1, b: 2 }, [1], [1, 2]],
    ['has functions', '$.a.length()', '$.a.length()', { a: [1, 2] }, 2, []],
  ])('%s: %s', (_behaviour, path, theirs, root, result, resultOfLibrary) => {
    expect(compilePath(parse(path))(root)).toEqual(result);
    expect(library(theirs, root)).toEqual(resultOfLibrary);
  });

  it('has filters that are no scripts', () => {
    const root = [{ n: 1 }, { n: '1' }];
    expect(compilePath(parse("$[?(@.n === '1')]"))(root)).toEqual([{ n: '1' }]);
    expect(() => library("$[?(@.n === '1')]", root)).toThrow('Eval [?(expr)] prevented');
  });

  it('descends into a document of any depth', () => {
    let deep: Json = { x: 1 };
    for (let level = 0; level < 50_000; level++) deep = [deep];
    expect(compilePath(parse('$..x'))(deep)).toEqual([1]);
    expect(() => library('$..x', deep)).toThrow(RangeError);
  });

  it.each([90, 100, 101, 110])('finds the same %i levels down, whoever evaluates', (levels) => {
    let deep: Json = { x: { y: levels } };
    for (let level = 1; level < levels; level++) deep = [deep, { x: {} }];
    expect(compilePath(parse('$..x.y'))(deep)).toEqual([levels]);
    expect(compilePath(parse('$..*.x.y'))(deep)).toEqual([levels]);
  });
});
