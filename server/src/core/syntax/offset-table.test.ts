import { describe, expect, it } from 'vitest';

import { indexInTable, offsetTableOf } from './offset-table.ts';
import { parseAslText } from './parse-asl-text.ts';
import { sourceRangeOf } from './string-offsets.ts';
import type { StringNode, SyntaxFormat } from './syntax-node.ts';

function theString(text: string, format: SyntaxFormat): StringNode {
  const { value } = parseAslText(text, format);
  const node = value?.kind === 'object' ? value.properties[0]?.value : null;
  if (node?.kind !== 'string') throw new Error(`${text} holds no string`);
  return node;
}

/** The value with every character taken from its place in the text; what stands for it otherwise as a dot. */
function written(text: string, format: SyntaxFormat): { readonly value: string; readonly found: string } {
  const node = theString(text, format);
  const table = offsetTableOf(node);
  const found = node.value
    .split('')
    .map((char, index) => (text[table[index] ?? -1] === char ? char : '.'))
    .join('');
  return { value: node.value, found };
}

describe('places of the characters of a string', () => {
  it.each<[string, string, SyntaxFormat, string]>([
    ['no escapes', '{"a": "plain text"}', 'json', 'plain text'],
    ['escaped quotes', '{"a": "{\\"b\\": \\"c\\"}"}', 'json', '{.b.: .c.}'],
    ['escapes of any kind', '{"a": "x\\n\\u0041\\\\y"}', 'json', 'x..\\y'],
    ['YAML double-quoted', 'a: "{\\"b\\": \\x41 \\U0001F600z}"', 'yaml', '{.b.: . ..z}'],
    ['YAML single-quoted', "a: 'it''s {\"b\"}'", 'yaml', 'it\'s {"b"}'],
    ['a literal block', 'a: |\n  {"b":\n    1}\n', 'yaml', '{"b":\n  1}\n'],
    ['a folded block', 'a: >-\n  {"b":\n  1,\n  "c": 2}\n', 'yaml', '{"b":.1,."c": 2}'],
    ['plain over two lines', 'a: one\n  two\n', 'yaml', 'one.two'],
    ['double-quoted over two lines', 'a: "one\n  two \\\n  three"\n', 'yaml', 'one.two three'],
  ])('%s', (_what, text, format, expected) => {
    const { value, found } = written(text, format);
    expect(found.length).toBe(value.length);
    const plain = found.replaceAll('\n', '.');
    expect(plain).toBe(expected.replaceAll('\n', '.'));
  });

  it('begin behind a line that goes on, not before it', () => {
    const text = 'a: "one \\\n  two"\n';
    const range = sourceRangeOf(theString(text, 'yaml'), 4, 7);
    expect(text.slice(range.start, range.end)).toBe('two');
  });

  it('lead back to the characters', () => {
    const text = '{"a": "{\\"b\\": 1}"}';
    const table = offsetTableOf(theString(text, 'json'));
    expect(indexInTable(table, text.indexOf('b'))).toBe(2);
    expect(indexInTable(table, text.indexOf('\\"b') + 1)).toBe(1);
    expect(indexInTable(table, 0)).toBe(-1);
  });
});
