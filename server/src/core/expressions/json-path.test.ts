import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../base/json.ts';
import { compilePath, explainMiss } from './json-path-evaluate.ts';
import { parseJsonPath, printJsonPath, type JsonPath } from './json-path.ts';

function parse(text: string): JsonPath {
  const { path, problems } = parseJsonPath(text);
  if (path === null) throw new Error(`${text}: ${problems.map((problem) => problem.message).join('; ')}`);
  return path;
}

function find(text: string, root: Json): Json | undefined {
  return compilePath(parse(text))(root);
}

describe('parseJsonPath', () => {
  it.each([
    ['$', '$', true, true],
    ['$.a.b', "$['a']['b']", true, true],
    ['$.delivery-partner', "$['delivery-partner']", true, true],
    ['$[\'a\']["b c"][0]', "$['a']['b c'][0]", true, true],
    ['$.[0]', '$[0]', true, true],
    ['$[-1]', '$[-1]', true, false],
    ["$['a','b']", "$['a','b']", true, false],
    ["$['a','b'].c", "$['a','b']['c']", false, false],
    ['$.a[*].b', "$['a'][*]['b']", false, false],
    ['$.*', '$[*]', false, false],
    ['$[0,2]', '$[0,2]', false, false],
    ['$[1:]', '$[1:]', false, false],
    ['$[-2:-1]', '$[-2:-1]', false, false],
    ['$..name', "$..['name']", false, false],
    ['$..*', '$..[*]', false, false],
    ['$..[0]', '$..[0]', false, false],
    ['$.a[?(@.x > 0 && !(@.y))].z', "$['a'][?(@.x > 0 && !(@.y))]['z']", false, false],
    ['$.a.length()', "$['a'].length()", true, false],
    ['$[(@.length-1)].bar', "$[-1]['bar']", true, false],
    ['$$.Execution.Name ', "$['Execution']['Name']", true, true],
  ])('%s', (text, printed, isDefinite, isReferencePath) => {
    const path = parse(text);
    expect([printJsonPath(path), path.isDefinite, path.isReferencePath]).toEqual([
      printed,
      isDefinite,
      isReferencePath,
    ]);
  });

  it.each([
    ['$.a', '$', 1],
    ['$$.Execution.Input', '$$', 2],
    ['$theAnswer.x', 'theAnswer', 10],
    ['$größe[0]', 'größe', 6],
  ])('%s starts at %s', (text, root, end) => {
    expect(parse(text)).toMatchObject({ root, rootRange: { start: 0, end } });
  });

  it('gives every step its range', () => {
    const text = "$.a['b'][0]..c";
    expect(parse(text).steps.map((step) => text.slice(step.range.start, step.range.end))).toEqual([
      '.a',
      "['b']",
      '[0]',
      '..',
      '..c',
    ]);
  });

  it.each([
    ['', 0],
    ['foo', 0],
    ['$.', 1],
    ['$..', 1],
    ['$.a..', 3],
    ['$...a', 3],
    ['$.a[0', 3],
    ['$.a[x]', 3],
    ['$.a[1:5:2]', 3],
    ['$.a[:]', 3],
    ["$.a['b", 4],
    ["$.a['b'c]", 7],
    ['$.my field', 2],
    ['$.a[?@.x]', 5],
    ['$.a[?(@.x >)]', 11],
    ['$.a[?(@.x = 1)]', 10],
    ['$.a[?(@.x == )]', 13],
    ['$.a[(@.length+1)]', 3],
    ['$.a[?(@.x == 1]', 14],
    ['$.a.explode()', 4],
    ['$.a.length().b', 12],
    ['$ .a', 1],
  ])('%s is refused at offset %i', (text, start) => {
    const { path, problems } = parseJsonPath(text);
    expect(path).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]?.range.start).toBe(start);
    expect(problems[0]?.range.end).toBeLessThanOrEqual(text.length + 1);
  });

  it('never throws and keeps problems inside the text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\$[$.[\]'"*?()@<>=!&|:,0-9a-c\\ ]{0,24}$/), (text) => {
        const { path, problems } = parseJsonPath(text);
        expect(path === null).toBe(problems.length > 0);
        for (const { range } of problems) {
          expect(range.start).toBeLessThanOrEqual(range.end);
          expect(range.end).toBeLessThanOrEqual(Math.max(1, text.length));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('parses what it prints', () => {
    const step = fc.oneof(
      fc.stringMatching(/^[a-z][a-zA-Z_-]{0,5}$/).map((name) => `['${name}']`),
      fc.integer({ min: -3, max: 9 }).map((index) => `[${index}]`),
      fc.constantFrom('[*]', '[1:]', '[:2]', '[1:3]', "['a','b']", '[0,1]', '[?(@.x == 1)]'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), (steps) => {
        const printed = `$${steps.join('')}`;
        expect(printJsonPath(parse(printed))).toBe(printed);
      }),
    );
  });
});

const STORE: Json = {
  book: [
    { category: 'reference', title: 'A', price: 8.95, tags: ['x'] },
    { category: 'fiction', title: 'B', price: 12.99, isbn: '0-553' },
    { category: 'fiction', title: 'C', price: 8.99, isbn: '0-395', tags: [] },
  ],
  bicycle: { color: 'red', price: 19.95 },
  limit: 10,
};

describe('compilePath', () => {
  it.each<[string, Json, Json | undefined]>([
    ['$', STORE, STORE],
    ['$.limit', STORE, 10],
    ['$.bicycle.color', STORE, 'red'],
    ['$.book[0].title', STORE, 'A'],
    ['$.book[-1].title', STORE, 'C'],
    ['$.book[9]', STORE, undefined],
    ['$.book[9].title', STORE, undefined],
    ['$.no.such', STORE, undefined],
    ['$.limit.x', STORE, undefined],
    ['$.bicycle[0]', STORE, undefined],
    ['$.book.length', STORE, undefined],
    ['$.constructor', {}, undefined],
    ['$.__proto__', {}, undefined],
    ['$.0', [1], undefined],
    ['$.toString', 'text', undefined],
    ['$.a', { a: null }, null],
    ["$.bicycle['color','price','nothing']", STORE, { color: 'red', price: 19.95 }],
    ['$.book[*].title', STORE, ['A', 'B', 'C']],
    ['$.book[*].isbn', STORE, ['0-553', '0-395']],
    ['$.book[0,2].title', STORE, ['A', 'C']],
    ['$.book[1:].title', STORE, ['B', 'C']],
    ['$.book[:-1].title', STORE, ['A', 'B']],
    ['$.book[-2:].title', STORE, ['B', 'C']],
    ['$.book[0:2].title', STORE, ['A', 'B']],
    ['$.book[-2:-1].title', STORE, ['B']],
    ['$.missing[1:5].itemValue', {}, []],
    ['$[*]', {}, []],
    ['$.*', { a: 1, b: [2] }, [1, [2]]],
    ['$..price', STORE, [8.95, 12.99, 8.99, 19.95]],
    ["$..book[0]['title']", STORE, ['A']],
    ['$..*', { a: { b: 1 } }, [{ b: 1 }, 1]],
    ['$..tags[*]', STORE, ['x']],
    ["$..['color','price']", STORE, [{ color: 'red', price: 19.95 }]],
    ["$.book[?(@.category == 'fiction')].title", STORE, ['B', 'C']],
    ['$.book[?(@.price < 9)].title', STORE, ['A', 'C']],
    ['$.book[?(@.price < $.limit && @.isbn)].title', STORE, ['C']],
    ["$.book[?(@.price > 10 || @.title == 'A')].title", STORE, ['A', 'B']],
    ['$.book[?(!@.isbn)].title', STORE, ['A']],
    ["$.book[?(!(@.category == 'fiction'))].title", STORE, ['A']],
    ['$.book[?(@.title =~ /[ab]/i)].title', STORE, ['A', 'B']],
    ["$.book[?(@.title in ['A','C'])].title", STORE, ['A', 'C']],
    ["$.book[?(@.title nin ['A','C'])].title", STORE, ['B']],
    ["$.book[?(@.tags contains 'x')].title", STORE, ['A']],
    ['$.book[?(@.tags size 1)].title', STORE, ['A']],
    ['$.book[?(@.tags empty true)].title', STORE, ['C']],
    ["$.book[?(@.category contains 'fic')].title", STORE, ['B', 'C']],
    ['$..[?(@.price > 15)].color', STORE, ['red']],
    ['$.bicycle[?(@.price > 15)]', STORE, [{ color: 'red', price: 19.95 }]],
    ['$[?(@ > 1)]', [1, 2, 3], [2, 3]],
    ["$[?(@.n == '1')].n", [{ n: 1 }, { n: '1' }, { n: 2 }], [1, '1']],
    [
      '$[?(@.c==es)].t',
      [
        { c: 'es', t: 1 },
        { c: 'fr', t: 2 },
      ],
      [1],
    ],
    ['$[?(@.n === 1)].n', [{ n: 1 }, { n: '1' }], [1]],
    ['$[?(@.n != 1)].n', [{ n: 1 }, { n: 2 }], [2]],
    ['$[?(@.a == null)]', [{ a: null }, { a: 1 }, {}], [{ a: null }]],
    ['$[?(@.a.b[0] == true)].id', [{ id: 1, a: { b: [true] } }, { id: 2 }], [1]],
    ['$.book.length()', STORE, 3],
    ['$.book[*].price.max()', STORE, 12.99],
    ['$..price.min()', STORE, 8.95],
    ['$.n.sum()', { n: [1, 2, 3] }, 6],
    ['$.n.avg()', { n: [1, 2, 3] }, 2],
    ['$.n.stddev()', { n: [2, 4] }, 1],
    ['$.n.first()', { n: [1, 2, 3] }, 1],
    ['$.n.last()', { n: [1, 2, 3] }, 3],
    ['$.n.index(-2)', { n: [1, 2, 3] }, 2],
    ['$.bicycle.keys()', STORE, ['color', 'price']],
    ["$.n.append(4, 'x')", { n: [1] }, [1, 4, 'x']],
    ["$.n.concat('!', $.m)", { n: ['a', 'b'], m: 'c' }, 'ab!c'],
    ['$.nothing.length()', STORE, undefined],
  ])('%s', (text, root, expected) => {
    expect(find(text, root)).toEqual(expected);
  });

  it('keeps a backslash in a quoted name, as AWS was recorded to do', () => {
    expect(find(String.raw`$['Test\""Name"']`, { [String.raw`Test\""Name"`]: 'found' })).toBe('found');
    expect(find(String.raw`$['it\'s']`, { "it's": 'found' })).toBe('found');
  });

  it('descends into documents of any depth', () => {
    let deep: Json = { x: 1 };
    for (let level = 0; level < 50_000; level++) deep = [deep];
    expect(find('$..x', deep)).toEqual([1]);
  });

  it('returns the very value, not a copy', () => {
    const inner = { x: 1 };
    expect(find('$.a[0]', { a: [inner] })).toBe(inner);
  });

  it('finds any own member under its quoted name', () => {
    fc.assert(
      fc.property(
        fc.string().filter((name) => !/['\\]/.test(name)),
        fc.jsonValue(),
        (name, value) => {
          const root = { ['other']: 1, [name]: value as Json };
          expect(find(`$['${name}']`, root)).toEqual(root[name]);
        },
      ),
    );
  });

  it('matches a naive walk for definite paths', () => {
    const key = fc.constantFrom('a', 'b', 'length', 'toString', '0');
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.array(fc.oneof(key, fc.nat(2)), { maxLength: 4 }), (root, keys) => {
        let expected: unknown = root;
        for (const at of keys) {
          const fits =
            typeof at === 'number' ? Array.isArray(expected) : typeof expected === 'object' && !Array.isArray(expected);
          expected =
            fits && expected !== null && Object.hasOwn(expected as object, at) ? (expected as never)[at] : undefined;
        }
        const text = `$${keys.map((at) => (typeof at === 'number' ? `[${at}]` : `['${at}']`)).join('')}`;
        expect(find(text, root as Json)).toBe(expected);
      }),
    );
  });
});

describe('explainMiss', () => {
  it.each<[string, Json, string]>([
    ['$.x', {}, "No results for path: $['x']"],
    ['$.a.x', { a: {} }, "No results for path: $['a']['x']"],
    ['$.no.such.path', {}, "Missing property in path $['no']"],
    ['$.a[0]', { a: 1 }, 'Filter: [0] can only be applied to arrays. Current context is: 1'],
    ['$.a[0]', { a: null }, "The path $['a'] is null"],
  ])('%s in %j', (text, root, reason) => {
    expect(explainMiss(parse(text), root)).toEqual({ kind: 'missing', reason });
  });

  it('tells an index past the end from the rest', () => {
    expect(explainMiss(parse('$.a[2]'), { a: [1, 2] })).toEqual({ kind: 'index-out-of-range' });
  });

  it('names the Java class of a scalar on the way', () => {
    expect(explainMiss(parse('$.a.b'), { a: 'text' })).toMatchObject({
      reason: expect.stringContaining(
        "property ['b'] in path $['a'] but found 'com.fasterxml.jackson.databind.node.TextNode'",
      ),
    });
  });
});
