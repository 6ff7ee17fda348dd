import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseAslText } from './parse-asl-text.ts';
import {
  findByPointer,
  findNodeAt,
  nodeToJson,
  pointerOf,
  type StringNode,
  type SyntaxFormat,
  type SyntaxNode,
} from './syntax-node.ts';
import { sourceOffsetOf } from './string-offsets.ts';

function read(text: string, format: SyntaxFormat): { root: SyntaxNode; codes: string[] } {
  const { value, problems } = parseAslText(text, format);
  if (value === null) throw new Error('no value');
  return {
    root: value,
    codes: problems.map(({ code, range }) => `${code} ${JSON.stringify(text.slice(range.start, range.end))}`),
  };
}

describe('JSON texts', () => {
  it('keeps the range of every key and value', () => {
    const text = '{ "a": [1, "x"], "b": {"c": null} }';
    const { root } = read(text, 'json');
    const slice = (pointer: string): string => {
      const range = findByPointer(root, pointer)?.range;
      return range ? text.slice(range.start, range.end) : '';
    };
    expect(slice('/a')).toBe('[1, "x"]');
    expect(slice('/a/1')).toBe('"x"');
    expect(slice('/b')).toBe('{"c": null}');
    expect(slice('/b/c')).toBe('null');
    const property = root.kind === 'object' ? root.properties[1] : undefined;
    expect(property && text.slice(property.range.start, property.range.end)).toBe('"b": {"c": null}');
  });

  it.each([
    ['{"a": 1,}', ['json-trailing-comma ","'], { a: 1 }],
    ['[1, 2,]', ['json-trailing-comma ","'], [1, 2]],
    ['{"a": 1 // why\n}', ['json-comment "// why"'], { a: 1 }],
    ['{"a": , "b": 2}', ['json-syntax ","'], { a: null, b: 2 }],
    ['{"a": 1 "b": 2}', ['json-syntax "\\"b\\""'], { a: 1, b: 2 }],
    ['{"a": 1, "a": 2}', ['json-duplicate-key "\\"a\\""'], { a: 2 }],
    ['{"a": {"b": [1', ['json-syntax "1"'], { a: { b: [1] } }],
    ['{"n": ${Limit}, "s": "${Name}"}', ['substitution-unquoted "${Limit}"'], { n: '${Limit}', s: '${Name}' }],
  ])('reads %s', (text, problems, json) => {
    const { root, codes } = read(text, 'json');
    expect(nodeToJson(root)).toEqual(json);
    expect(codes).toEqual(problems);
  });

  it('reads any JSON value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium' }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { value: root, problems } = parseAslText(text, 'json');
        expect(root && JSON.stringify(nodeToJson(root))).toEqual(JSON.stringify(JSON.parse(text)));
        expect(problems).toEqual([]);
      }),
    );
  });

  it('never throws on a cut or damaged text', () => {
    const whole = JSON.stringify({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Parameters: { 'x.$': "$.a['b']", y: [1, null] }, End: true } },
    });
    fc.assert(
      fc.property(fc.nat(whole.length), fc.string({ maxLength: 3 }), (at, junk) => {
        parseAslText(whole.slice(0, at) + junk, 'json');
        parseAslText(whole.slice(0, at) + junk + whole.slice(at), 'yaml');
      }),
    );
  });
});

describe('YAML texts', () => {
  it('resolves anchors and merge keys, and keeps CloudFormation tags as holes', () => {
    const text =
      'base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\nagain: *b\narn: !GetAtt Fn.Arn\nseconds: ${Wait}\nempty:\n';
    const { root, codes } = read(text, 'yaml');
    expect(codes).toEqual(['yaml-anchor "*b"']);
    expect(nodeToJson(root)).toEqual({
      base: { x: 1, y: 2 },
      use: { y: 3, x: 1 },
      again: { x: 1, y: 2 },
      arn: '!GetAtt Fn.Arn',
      seconds: '${Wait}',
      empty: null,
    });
  });

  it.each([
    ['a: 1\na: 2\n', 'json-duplicate-key "a"'],
    ['a:\n\tb: 1\n', 'yaml-syntax "\\t"'],
    ['a: [1\nb: 2\n', 'yaml-syntax'],
  ])('marks %j', (text, problem) => {
    expect(
      parseAslText(text, 'yaml')
        .problems.map(({ code, range }) => `${code} ${JSON.stringify(text.slice(range.start, range.end))}`)
        .join(),
    ).toContain(problem);
  });

  it('does not expand a text of multiplying aliases without end', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++)
      lines.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    const { problems } = parseAslText(lines.join('\n'), 'yaml');
    expect(problems.map(({ code }) => code)).toContain('yaml-alias-expansion');
  });
});

describe('hostile nesting', () => {
  it.each([
    ['[', 'json'],
    ['{"a":', 'json'],
    ['[', 'yaml'],
    ['- ', 'yaml'],
    ['{a: ', 'yaml'],
  ] as const)('answers ten megabytes of %j in %s with one clear problem', (unit, format) => {
    const { value, problems } = parseAslText(unit.repeat(Math.ceil(10_000_000 / unit.length)), format);
    expect(value).toBeNull();
    expect(problems.map(({ code }) => code)).toEqual(['too-deeply-nested']);
  });

  it('counts levels, not brackets', () => {
    expect(parseAslText(`[${'[],'.repeat(5000)}[]]`, 'json').problems).toEqual([]);
  });
});

describe('places inside strings', () => {
  it.each([
    ['json', String.raw`{"k": "a\"b\\c\u0041\n$.x"}`],
    ['yaml', 'k: plain text $.x'],
    ['yaml', "k: 'it''s $.x'"],
    ['yaml', String.raw`k: "tab\t\x41 $.x"`],
    ['yaml', 'k: >-\n  {% folded\n  text $.x %}'],
    ['yaml', 'k: |\n  line one\n    deeper\n  $.x\n'],
    ['yaml', 'k: "folded\n  over $.x"'],
  ] as const)('maps back to the text in %s: %j', (format, text) => {
    const node = findByPointer(read(text, format).root, '/k') as StringNode;
    const at = sourceOffsetOf(node, node.value.indexOf('$.x'));
    expect(text.slice(at, at + 3)).toBe('$.x');
  });
});

describe('finding nodes', () => {
  it('tells keys from values and names nodes by pointer', () => {
    const text = '{"a/b": {"c": ["x"]}, "Next": }';
    const { root } = read(text, 'json');
    const onKey = findNodeAt(root, text.indexOf('a/b'));
    expect(onKey?.onKey).toBe(true);
    expect(onKey?.property?.name).toBe('a/b');
    const onValue = findNodeAt(root, text.indexOf('x"'));
    expect(onValue && pointerOf(onValue.node)).toBe('/a~1b/c/0');
    expect(findByPointer(root, '/a~1b/c/0')).toBe(onValue?.node);
    expect(findByPointer(root, '/nope/0')).toBeNull();
  });
});
