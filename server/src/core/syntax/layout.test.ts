import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertFormat } from './convert-format.ts';
import { formatText } from './format-text.ts';
import { parseAslText } from './parse-asl-text.ts';
import { nodeToJson, type SyntaxFormat } from './syntax-node.ts';

function laidOut(text: string, format: SyntaxFormat, indent: number | null = 2): string | null {
  const edits = formatText(text, format, { indent });
  if (edits === null) return null;
  return edits.reduceRight(
    (result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end),
    text,
  );
}

describe('formatting', () => {
  it('lays JSON out and keeps order, comments and holes', () => {
    expect(laidOut('{"b":1,"a":[${X},{"c":"${Y}"}] // note\n}', 'json')).toBe(
      '{\n  "b": 1,\n  "a": [\n    ${X},\n    {\n      "c": "${Y}"\n    }\n  ] // note\n}',
    );
    expect(laidOut('{"a":{}}', 'json', null)).toBe('{\n\t"a": {}\n}');
    expect(laidOut('{\n  "a": 1\n}', 'json')).toBe('{\n  "a": 1\n}');
  });

  it('lays YAML out and keeps order, comments, quotes, anchors and tags', () => {
    const text =
      "# head\nb:   1 # one\na: &x\n      c: 'q'\n      d: [1,2]\n\n# before e\ne: *x\nf: !GetAtt A.Arn\ng: ${Hole}\nh: |\n   text\n    more\n";
    expect(laidOut(text, 'yaml')).toBe(
      "# head\nb: 1 # one\na: &x\n  c: 'q'\n  d: [ 1, 2 ]\n\n# before e\ne: *x\nf: !GetAtt A.Arn\ng: ${Hole}\nh: |\n  text\n   more\n",
    );
  });

  it('leaves lists where their authors put them', () => {
    expect(laidOut('a:\n- 1\n- 2\n', 'yaml')).toBe('a:\n- 1\n- 2\n');
    expect(laidOut('a:\n    - 1\n    - 2\n', 'yaml')).toBe('a:\n  - 1\n  - 2\n');
  });

  it('refuses a broken YAML text', () => {
    expect(laidOut('a: [1\nb: 2\n', 'yaml')).toBeNull();
  });

  it('takes aliases as they are written, whatever they show', () => {
    expect(laidOut('a: &x\n    b:   [*x]\n', 'yaml')).toBe('a: &x\n  b: [ *x ]\n');
    expect(laidOut('a:   *gone\n', 'yaml')).toBeNull();
    const bomb = [
      'a: &a [x]',
      ...'bcdefgh'.split('').map((name, index) => {
        const before = 'abcdefg'.charAt(index);
        return `${name}: &${name} [${Array(10).fill(`*${before}`).join(',')}]`;
      }),
    ].join('\n');
    expect(laidOut(`${bomb}\n`, 'yaml')).toContain('h: &h [ *g, *g');
  });

  it('changes nothing when done twice', () => {
    const once = laidOut('{"a":[1,{"b":null}],"c":"x"}', 'json') ?? '';
    expect(laidOut(once, 'json')).toBe(once);
  });
});

describe('the other format', () => {
  const convert = (text: string, from: SyntaxFormat): string => {
    const root = parseAslText(text, from).value;
    if (root === null) throw new Error('no value');
    const converted = convertFormat(root, from === 'json' ? 'yaml' : 'json');
    return converted.kind === 'converted' ? converted.text : `refused: ${converted.reason}`;
  };

  it('keeps the order of keys, also of those that look like numbers', () => {
    expect(convert('{"b": 1, "2": {"x": []}, "1": ["a", "b"], "n": ${Hole}, "q": "${Hole}"}', 'json')).toBe(
      'b: 1\n"2":\n  x: []\n"1":\n  - a\n  - b\nn: ${Hole}\nq: "${Hole}"\n',
    );
    expect(convert('b: 1\n"2": { x: [] }\n1: [a, yes]\nn: ${Hole}\n', 'yaml')).toBe(
      '{\n  "b": 1,\n  "2": {\n    "x": []\n  },\n  "1": ["a", "yes"],\n  "n": ${Hole}\n}\n',
    );
  });

  it('refuses what the other format cannot say', () => {
    expect(convert('a: !GetAtt B.Arn\n', 'yaml')).toBe('refused: The tag !GetAtt has no counterpart in JSON.');
  });

  it('says the same, whatever it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
        const json = JSON.stringify(value);
        const yaml = convert(json, 'json');
        const root = parseAslText(yaml, 'yaml').value;
        const before = parseAslText(json, 'json').value;
        fc.pre(!json.includes('${') && !json.includes('<<'));
        expect(root === null ? null : nodeToJson(root)).toEqual(before === null ? null : nodeToJson(before));
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});
