/** What Step Functions does differently from JSONata's reference, and what it puts on top. */

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Json, JsonObject } from '../../base/json.ts';
import { createRng } from '../../base/rng.ts';
import { compileJsonata, type JsonataBindings } from './compile-jsonata.ts';
import { JsonataError, UnsupportedResultError } from './jsonata-error.ts';

// The limits are counted in steps, and machines are not equally fast.
vi.setConfig({ testTimeout: 120_000 });

function scopeOf(variables: JsonObject = {}, rest: Partial<JsonataBindings> = {}): JsonataBindings {
  return {
    input: { n: 2, list: [1, 2, 3], text: 'abc' },
    context: () => ({ Execution: { Name: 'run' } }),
    variables: { get: (name) => variables[name], all: () => variables },
    rng: createRng(7),
    now: Date.UTC(2024, 1, 29, 12, 30, 15, 250),
    ...rest,
  };
}

function run(source: string, scope: JsonataBindings = scopeOf()): Json | undefined {
  const { expression, problem } = compileJsonata(source);
  if (expression === null) throw new Error(problem?.message);
  return expression.evaluate(scope);
}

function failureOf(source: string, scope?: JsonataBindings): string {
  try {
    run(source, scope);
  } catch (error) {
    if (error instanceof JsonataError) return error.text;
    throw error;
  }
  return 'no failure';
}

describe('$states and variables', () => {
  it.each<[string, Json | undefined]>([
    ['$states.input.n', 2],
    ['$states.input', { n: 2, list: [1, 2, 3], text: 'abc' }],
    ['$states.input.list', [1, 2, 3]],
    ['$states.input.list[1]', 2],
    ['$states.context.Execution.Name', 'run'],
    ['$states.result', undefined],
    ['$states.missing', undefined],
    ['$states', { input: { n: 2, list: [1, 2, 3], text: 'abc' }, context: { Execution: { Name: 'run' } } }],
    ['$', undefined],
    ['$$', undefined],
    ['name', undefined],
    ['*', undefined],
    ['[$z := 1, $z]', [1, 1]],
    ['($states := {"input": 5}; $states.input)', 5],
  ])('%s', (source, expected) => {
    expect(run(source)).toEqual(expected);
  });

  it('has a result and an error output where the state has', () => {
    const scope = scopeOf({}, { result: [1], errorOutput: { Error: 'E' } });
    expect(run('$states.result', scope)).toEqual([1]);
    expect(run('$states.errorOutput.Error', scope)).toBe('E');
    expect(run('$keys($states)', scope)).toEqual(['input', 'context', 'result', 'errorOutput']);
  });

  it('lets a variable hide the function of its name', () => {
    expect(run('$count', scopeOf({ count: 5 }))).toBe(5);
    expect(failureOf('$count([1])', scopeOf({ count: 5 }))).toBe('T1006: Attempted to invoke a non-function');
    expect(run('($count := function($x){ 9 }; $count([1]))', scopeOf({ count: 5 }))).toBe(9);
  });

  it('builds the context only for those who ask', () => {
    const context = (): never => {
      throw new Error('asked');
    };
    expect(run('$states.input.n + 1', scopeOf({}, { context }))).toBe(3);
    expect(() => run('$states.context', scopeOf({}, { context }))).toThrow('asked');
  });
});

describe('the functions that Step Functions adds', () => {
  it.each<[string, Json | undefined]>([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([1,2,3], 1.9)', [[1], [2], [3]]],
    ['$partition([0], 5)', [[0]]],
    ['$partition([1,2])', [[1, 2]]],
    ['$partition([1,2], 0)', undefined],
    ['$partition([1,2], -0.5)', undefined],
    ['$partition([], 2)', undefined],
    ['$partition($missing, 2)', undefined],
    ['$range(0, 9, 3)', [0, 3, 6, 9]],
    ['$range(0, 10, 3)', [0, 3, 6, 9]],
    ['$range(1, 9, 9)', 1],
    ['$range(5, 1, -2)', [5, 3, 1]],
    ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
    ['$range(1, 5, -1)', undefined],
    ['$range(1, 5, 0)', undefined],
    ['$range(1, 5)', undefined],
    ['$count($range(1, 360145, 1))', 360145],
    ['$hash("abc", "MD5")', '900150983cd24fb0d6963f7d28e17f72'],
    ['$hash("abc", "SHA-1")', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['$hash("abc", "SHA-256")', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['$length($hash("h\u00e9", "SHA-384"))', 96],
    ['$length($hash("", "SHA-512"))', 128],
    ['$hash("abc")', undefined],
    ['$random(42)', 0.7275636800328681],
    ['$random(0)', 0.730967787376657],
    ['$parse("{\\"a\\": [1, true, null]}")', { a: [1, true, null] }],
    ["$parse(\"{'a': 'it\\\\u0027s \\\\'x\\\\''}\")", { a: "it's 'x'" }],
    ['$parse("-0")', 0],
    ['$parse("1.5e2")', 150],
    ['$parse($missing)', undefined],
    ['$exists($parse("null"))', true],
    ['$map(["1","2"], $parse)', [1, 2]],
  ])('%s', (source, expected) => {
    expect(run(source)).toEqual(expected);
  });

  it.each([
    ['$partition([1], -2)', 'D3137: Second argument must be zero or greater'],
    ['$partition(1, 2)', 'T0412: Argument 1 of function "partition" must be an array of undefined'],
    ['$partition([1], "2")', 'T0410: Argument 2 of function "partition" does not match function signature'],
    ['$range($missing, 2, 1)', 'T0410: Argument 1 of function "range" does not match function signature'],
    ['$range(1, 360146, 1)', 'Expression evaluation memory limit exceeded: Check for excessive memory usage'],
    ['$hash("a", "md5")', "D3137: Hash algorithm 'md5' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5"],
    ['$hash(1, "MD5")', 'T0410: Argument 1 of function "hash" does not match function signature'],
    ['$uuid(1)', 'T0410: Argument 1 of function "uuid" does not match function signature'],
    ['$parse("{")', 'D3137: Invalid JSON'],
    ['$parse("")', 'D3137: Invalid JSON'],
    ['$parse("NaN")', 'D3137: Invalid JSON'],
    ['$parse("1e400")', 'D3137: Invalid JSON'],
    ['$parse("1 2")', 'D3137: Invalid JSON'],
    ['$parse("{\\"a\\":1,\\"a\\":2}")', 'D3137: Invalid JSON'],
    ['$parse(1)', 'T0410: Argument 1 of function "parse" does not match function signature'],
    ['$eval("1")', 'T1006: Attempted to invoke a non-function'],
    ['$randomSeeded(1)', 'T1006: Attempted to invoke a non-function'],
  ])('%s fails', (source, message) => {
    expect(failureOf(source)).toBe(message);
  });

  it('takes chance and time from the scope', () => {
    expect(run('$uuid()')).toBe(createRng(7).uuid());
    expect(run('[$random(), $random()]')).toEqual(
      [0.5, 0.5].map(
        (
          (rng) => () =>
            rng.next()
        )(createRng(7)),
      ),
    );
    expect(run('$now()')).toBe('2024-02-29T12:30:15.250Z');
    expect(run('$now("[Y]/[M]/[D]")')).toBe('2024/2/29');
    expect(run('$millis() = $toMillis($now())')).toBe(true);
    expect(run('$toMillis("10:30", "[H01]:[m01]")')).toBe(Date.UTC(2024, 1, 29, 10, 30));
    expect(run('$sort($shuffle([1..20]))')).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });
});

describe('where AWS answers differently from the reference', () => {
  it.each<[string, Json | undefined]>([
    ['1/0', 'Infinity'],
    ['-1/0', '-Infinity'],
    ['0/0', 'NaN'],
    ['[1/0]', ['Infinity']],
    ['{"k": 1/0}', { k: 'Infinity' }],
    ['$parseInteger("abc", "0")', 'NaN'],
    ['-0', 0],
    ['[0 * -1]', [0]],
    ['$fromMillis("x")', undefined],
    ['$decodeUrlComponent("a+b%20c")', 'a b c'],
    ['$decodeUrlComponent("%E6")', '\ufffd'],
    ['$base64encode("h\u00e9")', 'aMOp'],
    ['$base64decode("aMOp")', 'h\u00e9'],
    ['$base64decode("YWJ")', 'ab'],
    ['$substring("h\u00e9llo\\ud83d\\ude00", -2)', '\ud83d\ude00'],
    ['$toMillis("2024-01-01T00:00:00")', 1704067200000],
    ['$replace("a\u00a0b c", /\\s/, "-")', 'a\u00a0b-c'],
    ['9007199254740993', 9007199254740992],
  ])('%s', (source, expected) => {
    expect(run(source)).toEqual(expected);
  });

  it.each(['1 ?: 2', '$n ?? 2', '($a ?? 1)', '$map([1], function($x){ $x ?? 2 })'])(
    'refuses the newer operator in %s',
    (source) => {
      const { expression, problem } = compileJsonata(source);
      expect(expression).toBeNull();
      expect(problem?.code).toBe('S0211');
      expect(['?', ':']).toContain(source[problem?.offset ?? -1]);
    },
  );

  it.each<[string, string, number]>([
    ['$x :=', 'S0207', 5],
    ['$states.input.a[1,2)', 'S0202', 17],
    ['10 + * 2 )', 'S0201', 7],
    ['1 + 2 )', 'S0201', 6],
    ['"abc', 'S0101', 4],
    ['/abc', 'S0302', 4],
    ['/(/', 'S0302', 3],
    ['$match("a", /a{2,1}/)', 'S0303', 12],
  ])('finds the syntax error of %s', (source, code, offset) => {
    expect(compileJsonata(source).problem).toMatchObject({ code, offset });
  });

  it('refuses what nests too deeply to be parsed', () => {
    expect(compileJsonata('('.repeat(100_000)).problem?.code).toMatch(/^S/);
  });
});

describe('results', () => {
  it('refuses functions, also inside', () => {
    for (const source of [
      '$sum',
      'function($x){$x}',
      '[1, $sum]',
      '{"f": function(){1}}',
      '$fn := function($x){$x}',
      '/a/',
      '$map([1], function($x){ $sum })',
    ]) {
      expect(() => run(source)).toThrow(UnsupportedResultError);
    }
  });

  it('leaves no marks of the evaluation on a result', () => {
    const sources = [
      '$map([1,2], function($x){$x})',
      '{"a": $map([1,2], function($x){$x})}',
      '[[1,2].($ + 1), 5]',
      '$states.input.list[]',
      '[1..3]',
      '$states.input.[n, text]',
      '$keys({"a":1,"b":2})',
      '{"k": [$states.input.list[$ > 1]]}',
    ];
    for (const source of sources) {
      const value = run(source);
      expect(value).toStrictEqual(JSON.parse(JSON.stringify(value)));
    }
  });

  it('shares the workflow data instead of copying it', () => {
    const scope = scopeOf({ big: { deep: [1, 2] } });
    expect(run('$states.input', scope)).toBe(scope.input);
    expect(run('$big.deep', scope)).toBe((scope.variables.get('big') as JsonObject)['deep']);
    expect((run('{"x": $big}', scope) as JsonObject)['x']).toBe(scope.variables.get('big'));
  });

  it('never changes the workflow data', () => {
    const data = { list: [{ a: 1 }, { a: 2 }], other: { b: [3, 1, 2] } };
    const before = structuredClone(data);
    const scope = scopeOf(data);
    for (const source of [
      '$list ~> |$|{"a": 9}|',
      '$other ~> |$list|{"a": 9}, "a"|',
      '$sort($other.b)',
      '$append($other.b, 4)',
      '$list#$i[]',
      '$other.b[]',
      '$reverse($other.b)',
      '$list{"k": a}',
      '[$other.b][]',
      '($x := $other.b[]; $x[])',
    ]) {
      run(source, scope);
    }
    expect(data).toEqual(before);
  });

  it('keeps names that mean something to JavaScript', () => {
    const value = run('{"__proto__": 1, "constructor": 2}') as JsonObject;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(run('$states.input.constructor')).toBeUndefined();
    expect(run('$states.input.__proto__')).toBeUndefined();
    expect(run('$parse("{\\"__proto__\\": {\\"x\\": 1}}").x')).toBeUndefined();
  });
});

describe('limits', () => {
  const TIME = 'Expression evaluation timeout: Check for infinite loop';
  const MEMORY = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';
  const DEPTH =
    'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';

  it.each([
    ['a loop in tail position', '($f := function($x){ $f($x + 1) }; $f(1))', TIME],
    ['two functions that call each other', '($f := function($x){ $g($x) }; $g := function($x){ $f($x) }; $f(1))', TIME],
    ['loops in loops', '$map([1..3000], function($x){ $map([1..3000], function($y){ $x * $y }) })', TIME],
    ['a product of sequences', '($r := [1..3000]; $r.($r.($ + 1)))', TIME],
    ['a catastrophic pattern', '$contains($pad("", 60, "a") & "b", /^(a+)+$/)', TIME],
    ['overlapping alternatives', '$match($pad("", 60, "a") & "b", /^(a|a)*$/)', TIME],
    ['many open ends', '$contains($pad("", 4000, "a"), /a*a*a*a*a*b/)', TIME],
    ['a doubling text', '($p := function($s, $n) { $n = 0 ? $s : $p($s & $s, $n - 1) }; $length($p("x", 23)))', MEMORY],
    ['padding without end', '$pad("", 100000000)', MEMORY],
    ['a long range', '$sum([1..900000])', MEMORY],
    [
      'a longer range',
      '[1..2000000]',
      'D2014: The size of the sequence allocated by the range operator (..) must not exceed 1e6.  Attempted to allocate 2000000.',
    ],
    ['recursion that is not in tail position', '($f := function($n){ $n = 0 ? 0 : 1 + $f($n - 1) }; $f(32))', DEPTH],
    ['recursion without end', '($f := function($n){ 1 + $f($n) }; $f(1))', DEPTH],
    ['a long sum', Array.from({ length: 101 }, () => '1').join('+'), DEPTH],
    ['many parentheses', `${'('.repeat(100)}1${')'.repeat(100)}`, DEPTH],
    ['many brackets', `${'['.repeat(100)}1${']'.repeat(100)}`, DEPTH],
  ])('stops %s', (_what, source, message) => {
    expect(failureOf(source)).toBe(message);
  });

  it.each<[string, string, Json]>([
    ['a sum of 100', Array.from({ length: 100 }, () => '1').join('+'), 100],
    ['99 parentheses', `${'('.repeat(99)}1${')'.repeat(99)}`, 1],
    ['recursion 31 deep', '($f := function($n){ $n = 0 ? 0 : 1 + $f($n - 1) }; $f(31))', 31],
    ['a range that just fits', '[1..873782] ~> $count()', 873782],
    [
      'a text that just fits',
      '($p := function($s, $n) { $n = 0 ? $s : $p($s & $s, $n - 1) }; $length($p("x", 22)))',
      4194304,
    ],
    ['a deep tail recursion', '($f := function($n){ $n = 0 ? "end" : $f($n - 1) }; $f(10000))', 'end'],
  ])('accepts %s', (_what, source, expected) => {
    expect(run(source)).toEqual(expected);
  });

  it('turns data that is nested too deeply for the machine into a failure', () => {
    let deep: Json = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(failureOf('$string($deep)', scopeOf({ deep }))).toBe(DEPTH);
    expect(run('$count($deep)', scopeOf({ deep }))).toBe(1);
  });
});

describe('evaluations do not influence each other', () => {
  const sources = [
    '($x := $v; $f := function($n){ $n + $x }; $f(1))',
    '($s := function($n){ $n = 0 ? $v : $s($n - 1) }; $s(5))',
    '$map([1..3], function($i){ ($k := $i * $v; $k) })',
    '$replace("a1b2", /[a-z](\\d)/, function($m){ $replace($m.match, /[a-z](\\d)/, "<$1>") & $v })',
    '$states.input.list#$i.($i + $v)',
    '[1,2,3]^(>$).($ + $v)',
    '$match("aab", /(a|b)+?/).match & $v',
  ];

  it('interleaved runs give what separate runs give', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 6 }),
        (source, values) => {
          const { expression } = compileJsonata(source);
          const shared = values.map((v) => expression?.evaluate(scopeOf({ v })));
          const separate = values.map((v) => run(source, scopeOf({ v })));
          expect(shared).toEqual(separate);
        },
      ),
    );
  });

  it('a run inside a run does not disturb it', () => {
    for (const source of sources) {
      const { expression } = compileJsonata(source);
      let nested: Json | undefined;
      const inner = scopeOf({ v: 3 });
      let entered = false;
      const outer = scopeOf(
        {},
        {
          variables: {
            get: (name) => {
              if (name === 'v' && !entered) {
                entered = true;
                nested = expression?.evaluate(inner);
              }
              return name === 'v' ? 7 : undefined;
            },
            all: () => ({ v: 7 }),
          },
        },
      );
      expect(expression?.evaluate(outer)).toEqual(run(source, scopeOf({ v: 7 })));
      expect(nested).toEqual(run(source, scopeOf({ v: 3 })));
    }
  });

  it('a run after a failed one starts afresh', () => {
    const { expression } = compileJsonata('$contains($t, /^(a+)+$/)');
    const bad = scopeOf({ t: `${'a'.repeat(60)}b` });
    expect(() => expression?.evaluate(bad)).toThrow(JsonataError);
    expect(expression?.evaluate(scopeOf({ t: 'aaa' }))).toBe(true);
    expect(() => expression?.evaluate(bad)).toThrow(JsonataError);
  });
});
