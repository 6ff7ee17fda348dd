import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { jsonTypeOf, type Json } from '../../base/json.ts';
import { StatesError } from '../../base/states-error.ts';
import { compilePathOrIntrinsic } from '../path-fields.ts';
import { makeScope } from '../testing/make-scope.ts';
import { INTRINSIC_SIGNATURES } from './intrinsic-signatures.ts';
import { INTRINSIC_FUNCTIONS } from './intrinsic-functions.ts';
import { firstJavaRandomInt } from './java-random.ts';
import { parseIntrinsic } from './parse-intrinsic.ts';
import { base64Decode, base64Encode, utf8Decode, utf8Encode } from './utf8.ts';

function evaluate(text: string, input: Json = {}): Json {
  return compilePathOrIntrinsic(
    text,
    'value.$',
  )(makeScope({ input, context: { Execution: { Name: 'run' } }, variables: { n: 7 } }));
}

function causeOf(text: string, input: Json = {}): string | undefined {
  try {
    evaluate(text, input);
  } catch (error) {
    if (error instanceof StatesError && error.error === 'States.Runtime' && error.prefixed) return error.causeText;
    throw error;
  }
  return undefined;
}

describe('parseIntrinsic', () => {
  it('knows every function that is implemented', () => {
    expect(Object.keys(INTRINSIC_FUNCTIONS)).toEqual(Object.keys(INTRINSIC_SIGNATURES));
    expect(Object.keys(INTRINSIC_SIGNATURES)).toHaveLength(18);
  });

  it('gives every part its range', () => {
    const text = "States.Format('{} {}', $.a[?(@.x == ',')].b, States.MathAdd( 1, -2.5e1 ) )";
    const { call } = parseIntrinsic(text);
    const part = (range: { readonly start: number; readonly end: number }): string =>
      text.slice(range.start, range.end);
    expect(part(call!.nameRange)).toBe('States.Format');
    expect(part(call!.range)).toBe(text);
    expect(call!.arguments.map((argument) => [argument.kind, part(argument.range)])).toEqual([
      ['string', "'{} {}'"],
      ['path', "$.a[?(@.x == ',')].b"],
      ['call', 'States.MathAdd( 1, -2.5e1 )'],
    ]);
  });

  it.each([
    ['States.Default(1)', 0, 14, "There is no intrinsic function 'States.Default'"],
    [
      'States.arraylength($)',
      0,
      18,
      "There is no intrinsic function 'States.arraylength'; did you mean States.ArrayLength?",
    ],
    ['States.Format', 0, 13, "Expected '('"],
    ['States.Format(', 14, 14, 'Expected a string, a number, true, false, null, a path or a call'],
    ["States.Format('a", 14, 16, "Expected a closing '"],
    ['States.Format("a")', 14, 15, 'Strings need single quotes'],
    ["States.Format('a''b')", 17, 18, "Expected ',' or ')'"],
    [' States.UUID()', 0, 1, 'Expected an intrinsic function such as States.Format'],
    ["States.Format('a') x", 19, 20, 'Unexpected text after the call'],
    ["States.Format('a\\n')", 16, 18, "Only \\', \\{, \\} and \\\\ can be escaped"],
    ['States.MathAdd($.a)', 0, 19, 'States.MathAdd takes 2 arguments, not 1'],
    ['States.MathRandom(1)', 0, 20, 'States.MathRandom takes 2 to 3 arguments, not 1'],
    ['States.Format()', 0, 15, 'States.Format takes at least 1 argument, not 0'],
    ['States.ArrayGetItem($.a, )', 25, 26, 'Expected a string, a number, true, false, null, a path or a call'],
    ['States.ArrayLength($.a[)', 22, 24, "Expected ']'"],
    ['hello', 0, 5, "Expected '('"],
  ])('%s', (text, start, end, message) => {
    const { call, problems } = parseIntrinsic(text);
    expect(call).toBeNull();
    expect(problems).toContainEqual({ message, range: { start, end } });
  });

  it('warns of a missing comma, which deployed machines have, and goes on', () => {
    const { call, problems, warnings } = parseIntrinsic('States.Array($.a $.b)');
    expect([call?.arguments.length, problems]).toEqual([2, []]);
    expect(warnings).toEqual([{ message: "Expected ',' before this argument", range: { start: 17, end: 18 } }]);
  });

  it('takes ten levels of calls and refuses the eleventh', () => {
    const nested = (depth: number): string => 'States.Array('.repeat(depth) + ')'.repeat(depth);
    expect(parseIntrinsic(nested(10)).problems).toEqual([]);
    expect(parseIntrinsic(nested(11)).problems).toMatchObject([
      { message: 'Intrinsic functions nest at most 10 levels deep' },
    ]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^States\.(Format|Array|UUID|X)\([$.'\\{}()[\], a1-]{0,20}$/), (text) => {
        const { call, problems } = parseIntrinsic(text);
        expect(call === null).toBe(problems.length > 0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('intrinsic functions', () => {
  it.each<[string, Json, Json]>([
    ["States.Format('Hello {}, {} is {}', $.a, $.b, true)", { a: 'Ada', b: 1.5 }, 'Hello Ada, 1.5 is true'],
    ["States.Format('no places')", {}, 'no places'],
    ["States.Format('\\{\\} \\'{}\\' \\\\', $.a)", { a: null }, "{} 'null' \\"],
    ["States.Format($.t, 'x')", { t: '<{}>' }, '<x>'],
    [
      "States.Format('{}', $)",
      { Arg1: 1, Arg2: [], Arg3: ['a', { b: null }] },
      '{Arg1=1, Arg2=[], Arg3=[a, {b=null}]}',
    ],
    ["States.Format('{}', States.JsonToString($))", { k: 1 }, '{"k":1}'],
    ["States.Format('{} {}', $$.Execution.Name, $n)", {}, 'run 7'],
    ['States.StringToJson($)', '{"a":[1]}', { a: [1] }],
    ['States.StringToJson($)', '', null],
    ['States.StringToJson($)', ' \n', null],
    ['States.StringToJson($)', '-0', 0],
    ['States.JsonToString($)', { a: [1, 'x', null] }, '{"a":[1,"x",null]}'],
    ['States.Array()', {}, []],
    ["States.Array(1, 'a', null, $.x)", { x: {} }, [1, 'a', null, {}]],
    ['States.ArrayPartition($, 2)', [1, 2, 3], [[1, 2], [3]]],
    ['States.ArrayPartition($, 2.9)', [1, 2, 3], [[1, 2], [3]]],
    ['States.ArrayPartition($, 5)', [], []],
    ['States.ArrayContains($.a, $.v)', { a: [{ x: [1] }], v: { x: [1] } }, true],
    ["States.ArrayContains($, '01')", [1], false],
    ['States.ArrayContains($, false)', [0, 1, -1], false],
    ['States.ArrayContains($, true)', ['true'], true],
    ['States.ArrayContains($.a, $.v)', { a: ['9007199254740991'], v: 9007199254740991 }, true],
    ['States.ArrayContains($.a, $.v)', { a: [{ a: 1, b: 2 }], v: { b: 2, a: 1 } }, false],
    ['States.ArrayContains($.a, $.v)', { a: [{ a: 1 }], v: { a: 1, extra: null } }, false],
    ['States.ArrayContains($, null)', [1, null], true],
    ['States.ArrayRange(1, 9, 2)', {}, [1, 3, 5, 7, 9]],
    ['States.ArrayRange(5, 1, -2)', {}, [5, 3, 1]],
    ['States.ArrayRange(5, 1, 1)', {}, []],
    ['States.ArrayRange(1.6, 1.4, 1)', {}, [1]],
    ['States.ArrayRange(5.4, -0.6, -2.4)', {}, [5, 3, 1]],
    ['States.ArrayGetItem($, 1)', [1, null], null],
    ['States.ArrayGetItem($, 1.2)', [10, 20, 30], 20],
    ['States.ArrayGetItem($, 999)', [], null],
    ['States.ArrayLength($)', [1, [2, 3]], 2],
    ['States.ArrayUnique($)', [null, null, 1, null], [null, 1]],
    ['States.ArrayUnique($)', [1, '1', 1, '01'], [1, '1', '01']],
    ['States.ArrayUnique($)', [true, false, true, false], [false, true]],
    [
      'States.ArrayUnique($)',
      [
        [1, 2],
        [1, 2],
        [2, 1],
      ],
      [
        [2, 1],
        [1, 2],
      ],
    ],
    [
      'States.ArrayUnique($)',
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [{ a: 1, b: 2 }],
    ],
    ['States.ArrayUnique($)', ['a', 'b', 'a', 'c', 'b'], ['a', 'b', 'c']],
    ["States.Base64Encode('Data to encode')", {}, 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", {}, 'Data to encode'],
    ["States.Base64Decode('')", {}, ''],
    ["States.Base64Decode(' YWJj ZA ')", {}, 'abcd'],
    ["States.Base64Decode('ab==cd')", {}, 'i'],
    ["States.Hash('hello', 'MD5')", {}, '5d41402abc4b2a76b9719d911017c592'],
    ["States.Hash('hello', 'SHA-1')", {}, 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d'],
    ["States.Hash('✓', 'SHA-256')", {}, '1dabba21cdad44541f6b15796f8d22978fc7ea10c46aeceeeeb66c23b3ac7604'],
    [
      'States.JsonMerge($.a, $.b, false)',
      { a: { a: 1, nested: { left: 1 } }, b: { b: 2, nested: { right: 2 } } },
      { a: 1, nested: { right: 2 }, b: 2 },
    ],
    ["States.JsonMerge($, $, 'false')", { a: 1 }, { a: 1 }],
    ['States.MathAdd(1.5, 0)', {}, 2],
    ['States.MathAdd(-1.5, 0)', {}, -1],
    ['States.MathAdd(-0.5, 0)', {}, 0],
    ['States.MathAdd(-1.51, 0)', {}, -2],
    ['States.MathAdd(2147483646, 1)', {}, 2147483647],
    ["States.StringSplit('a.b+c', '.+')", {}, ['a', 'b', 'c']],
    ["States.StringSplit(', , ,', ',')", {}, [' ', ' ']],
    ["States.StringSplit(',,,,', ',')", {}, []],
    ["States.StringSplit('abc', '')", {}, ['abc']],
    ["States.StringSplit('', ',')", {}, []],
  ])('%s', (text, input, expected) => {
    const value = evaluate(text, input);
    expect(value).toEqual(expected);
    const { call } = parseIntrinsic(text);
    const { result } = INTRINSIC_SIGNATURES[call!.name];
    expect(['any', jsonTypeOf(value)]).toContain(result);
  });

  it.each<[string, Json, string]>([
    [
      "States.Format('{} {}', 1)",
      {},
      'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.',
    ],
    ["States.Format('Hello {', 1)", {}, "Invalid template in States.Format: matching '}' not found for '{'."],
    ["States.Format('{{}}', 1)", {}, "Invalid template in States.Format: matching '}' not found for '{'."],
    ['States.Format($.t)', { t: 1 }, 'Invalid arguments in States.Format'],
    [
      'States.StringToJson($)',
      '{bad json}',
      "Cannot convert String to Json in States.StringToJson, caused by: Unexpected character ('b' (code 98)): was expecting double-quote to start field name\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 2]",
    ],
    ['States.StringToJson($)', 5, 'Invalid arguments in States.StringToJson'],
    ['States.ArrayPartition($, 0)', [1], 'Invalid arguments in States.ArrayPartition'],
    ['States.ArrayPartition($, 0.6)', [1], 'Invalid arguments in States.ArrayPartition'],
    ["States.ArrayPartition('x', 2)", {}, 'Invalid arguments in States.ArrayPartition'],
    ['States.ArrayContains(1, 1)', {}, 'Invalid arguments in States.ArrayContains'],
    ['States.ArrayRange(1, 10, 0.49)', {}, 'Invalid arguments in States.ArrayRange'],
    ['States.ArrayRange(1, 1001, 1)', {}, 'Invalid arguments in States.ArrayRange'],
    ['States.ArrayGetItem($, 3)', [1, 2, 3], 'Invalid arguments in States.ArrayGetItem'],
    ['States.ArrayGetItem($, -1)', [1, 2, 3], 'Invalid arguments in States.ArrayGetItem'],
    ['States.MathAdd(1)', {}, 'Invalid arguments in States.MathAdd'],
    ['States.ArrayContains($)', [1], 'Invalid arguments in States.ArrayContains'],
    ['States.StringToJson()', {}, 'Invalid arguments in States.StringToJson'],
    ['States.StringToJson($.a, $.b)', { a: '1', b: 2 }, 'Invalid arguments in States.StringToJson'],
    ["States.Hash('hello', 'SHA-256', 'extra')", {}, 'Invalid arguments in States.Hash'],
    ['States.JsonToString()', {}, 'Invalid arguments in States.JsonToString: only a single argument is allowed.'],
    ['States.ArrayLength(States.JsonToString($))', [1], 'Invalid arguments in States.ArrayLength'],
    ['States.ArrayLength($)', 'text', 'Invalid arguments in States.ArrayLength'],
    ['States.ArrayUnique($)', {}, 'Invalid arguments in States.ArrayUnique'],
    ['States.Base64Encode($)', 'a'.repeat(10_001), 'Invalid arguments in States.Base64Encode'],
    ["States.Hash('data', 'sha-256')", {}, 'Invalid arguments in States.Hash'],
    ['States.JsonMerge($, $, true)', {}, 'Invalid arguments in States.JsonMerge'],
    ['States.JsonMerge($, 1, false)', {}, 'Invalid arguments in States.JsonMerge'],
    ['States.MathRandom(1.4, 1.6)', {}, 'Invalid arguments in States.MathRandom'],
    ['States.MathRandom(5, 1)', {}, 'Invalid arguments in States.MathRandom'],
    ['States.MathAdd(2147483647, 1)', {}, 'Invalid arguments in States.MathAdd'],
    ['States.MathAdd(3000000000, -1000000000)', {}, 'Invalid arguments in States.MathAdd'],
    ["States.MathAdd('1', 2)", {}, 'Invalid arguments in States.MathAdd'],
    ["States.StringSplit($, ',')", 1, 'Invalid arguments in States.StringSplit'],
  ])('%s fails', (text, input, message) => {
    expect(causeOf(text, input)).toBe(
      `There was an error while evaluating the intrinsic function: ${text}. ${message}`,
    );
  });

  it.each<[string, Json, string]>([
    [
      "States.Format('{}', $.nope)",
      { other: 1 },
      `The JsonPath argument for the field '$.nope' could not be found in the input '{"other":1}'`,
    ],
    [
      'States.Array($.items[5])',
      { items: [1] },
      `The JsonPath argument for the field '$.items[5]' could not be found in the input '{"items":[1]}'`,
    ],
    ['States.Array($.other[0])', { other: 1 }, 'Filter: [0] can only be applied to arrays. Current context is: 1'],
  ])('%s lacks an argument', (text, input, message) => {
    expect(causeOf(text, input)).toBe(`The function '${text}' had the following error: ${message}`);
  });

  it('names the whole expression, spacing included, when an inner call fails', () => {
    const text = "States.Format('{}',States.Format('{}',  $.nope))";
    expect(causeOf(text, { a: 1 })).toBe(
      `The function '${text}' had the following error: The JsonPath argument for the field '$.nope' could not be found in the input '{"a":1}'`,
    );
  });

  it('lets UUID have any arguments', () => {
    expect(evaluate("States.UUID('x', $)")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('takes randomness from the scope, so a run can be repeated', () => {
    const evaluateBoth = compilePathOrIntrinsic('States.Array(States.UUID(), States.MathRandom(1, 999))', 'x.$');
    const [first, second] = [evaluateBoth(makeScope()), evaluateBoth(makeScope())];
    expect(first).toEqual(second);
    expect(first).toEqual([
      expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      expect.any(Number),
    ]);
  });

  it('draws within the bounds and the same number for the same seed', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: 1, max: 1e6 }),
        (seed, start, range) => {
          const text = `States.MathRandom(${start}, ${start + range}, ${seed})`;
          const value = evaluate(text) as number;
          expect(value).toBeGreaterThanOrEqual(start);
          expect(value).toBeLessThan(start + range);
          expect(evaluate(text)).toBe(value);
        },
      ),
    );
  });

  it('draws what follows from the first 31 bits of java.util.Random(42), which are 1562431130', () => {
    const bounds = [2147483647, 100, 10, 16];
    expect(bounds.map((bound) => firstJavaRandomInt(42, bound))).toEqual([1562431130, 30, 0, 11]);
  });

  it.each([
    ['MD5', 'md5'],
    ['SHA-1', 'sha1'],
    ['SHA-256', 'sha256'],
    ['SHA-384', 'sha384'],
    ['SHA-512', 'sha512'],
  ])('%s agrees with Node', (algorithm, nodeName) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(evaluate(`States.Hash($, '${algorithm}')`, text)).toBe(
          createHash(nodeName).update(text, 'utf8').digest('hex'),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('UTF-8 and Base64', () => {
  it('agree with Node on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const bytes = utf8Encode(text);
        expect(base64Encode(bytes)).toBe(Buffer.from(text, 'utf8').toString('base64'));
        expect(utf8Decode(base64Decode(base64Encode(bytes)))).toBe(text);
      }),
    );
  });

  it('replaces malformed bytes as Node does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        expect(utf8Decode(bytes)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});
