/** What is read again while somebody types; that it is the same as reading afresh is tried in `testing/editing-fuzz`. */

import { describe, expect, it } from 'vitest';

import { readSyntax, rereadSyntax } from './read-syntax.ts';
import { findByPointer, type SyntaxFormat } from './syntax-node.ts';
import { changeBetween } from './text-change.ts';

const JSON_TEXT = `{
  "StartAt": "First",
  "States": {
    "First": { "Type": "Pass", "Next": "Second" },
    "Second": {
      "Type": "Pass",
      "Result": { "a": [1, 2, { "b": "c" }] },
      "End": true
    }
  }
}
`;
const YAML_TEXT = `StartAt: First
States:
  First:
    Type: Pass
    Next: Second
  Second:
    Type: Pass
    Result:
      a:
        - 1
        - b: c
    End: true
`;

/** Types a text behind a place, key by key, and says after which keys everything had to be read. */
function wholeReadsWhile(format: SyntaxFormat, text: string, behind: string, typed: string): readonly string[] {
  const at = text.indexOf(behind) + behind.length;
  let reading = readSyntax(text, format);
  const whole: string[] = [];
  for (let n = 1; n <= typed.length; n++) {
    const next = rereadSyntax(reading, text.slice(0, at) + typed.slice(0, n) + text.slice(at));
    // Only a copied node shares its place with the old one.
    const place = findByPointer(next.root, '/StartAt')?.range;
    if (place === undefined || place !== findByPointer(reading.root, '/StartAt')?.range) whole.push(typed.slice(0, n));
    reading = next;
  }
  return whole;
}

describe('rereadSyntax', () => {
  it.each<[format: SyntaxFormat, what: string, behind: string, typed: string]>([
    ['json', 'a field', '{ "b": "c" }] },\n', '      "Comment": "over there",\n'],
    ['json', 'a field in front of one that holds an object', '      "Type": "Pass",', '\n      "Comment": "there",'],
    ['json', 'a state in front of another', '"Next": "Second" },', '\n    "Third": "there",'],
    ['json', 'a value', '"b": "c', ' and more'],
    ['json', 'a number', '[1', '23'],
    ['yaml', 'a field between two', '    Type: Pass\n    Next: Second', '\n    Comment: over there'],
    ['yaml', 'the last field of a state', '    Next: Second', '\n    Comment: over there'],
    ['yaml', 'the last field of the text', '    End: true', '\n    Comment: over there'],
    ['yaml', 'a value in quotes', 'b: c', '\n          d: "e"'],
    ['yaml', 'an entry of a list', '- 1', '\n        - 2'],
    ['yaml', 'a state', '    Next: Second', '\n  Between:\n    Type: Pass'],
  ])('reads a part only, %s: %s', (format, _, behind, typed) => {
    const text = format === 'json' ? JSON_TEXT : YAML_TEXT;
    expect(wholeReadsWhile(format, text, behind, typed)).toEqual([]);
  });

  const THIRD = '  Third:\n    Type: Succeed\n    Comment: x\n';

  it.each([
    ['half a name in a state before', YAML_TEXT.replace('    Next: Second\n', '    Nex\n    Next: Second\n') + THIRD],
    ['half a name in a state behind', `${YAML_TEXT + THIRD}  Fourth:\n    Type: Succeed\n    Comm\n    Comment: x\n`],
  ])('reads a part only where there is %s', (_, text) => {
    expect(readSyntax(text, 'yaml').textProblems).toHaveLength(1);
    expect(wholeReadsWhile('yaml', text, '    Type: Succeed', '\n    Output: over there')).toEqual([]);
  });

  it('reads a part only where a line is taken out that begins as the next one does', () => {
    const before = readSyntax(YAML_TEXT, 'yaml');
    const after = rereadSyntax(before, YAML_TEXT.replace('    Next: Second\n', ''));
    expect(findByPointer(after.root, '/StartAt')?.range).toBe(findByPointer(before.root, '/StartAt')?.range);
    expect(findByPointer(after.root, '/States/First/Next')).toBeNull();
  });

  it('tells of a field that is written twice until one of them is gone', () => {
    const before = readSyntax(YAML_TEXT, 'yaml');
    const twice = rereadSyntax(before, YAML_TEXT.replace('    Next: Second', '    Next: Second\n    Type: Pass'));
    expect(twice.problems.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['json-duplicate-key', '/States/First/Type'],
    ]);
    expect(rereadSyntax(twice, `${twice.text}    Comment: x\n`).problems).toHaveLength(1);
    expect(rereadSyntax(twice, YAML_TEXT).problems).toEqual([]);
  });

  it('reads all where a bracket is opened that nothing closes', () => {
    expect(wholeReadsWhile('json', JSON_TEXT, '"Result": ', '{')).toEqual(['{']);
  });

  it('leaves the old tree as it was', () => {
    const before = readSyntax(YAML_TEXT, 'yaml');
    const end = findByPointer(before.root, '/States/Second/End');
    const place = { ...end?.range };
    const next = rereadSyntax(before, YAML_TEXT.replace('Next: Second', 'Next: Third\n    Comment: x'));
    expect(end?.range).toEqual(place);
    expect(findByPointer(before.root, '/States/First/Next')).toMatchObject({ value: 'Second' });
    expect(findByPointer(next.root, '/States/First/Next')).toMatchObject({ value: 'Third' });
    expect(findByPointer(next.root, '/States/Second/End')?.range.start).toBe((place.start ?? 0) + 14);
  });

  it('gives the same reading for the same text', () => {
    const before = readSyntax(JSON_TEXT, 'json');
    expect(rereadSyntax(before, JSON_TEXT)).toBe(before);
  });
});

describe('changeBetween', () => {
  const long = 'x'.repeat(10_000);

  it.each([
    ['', 'a', { start: 0, oldEnd: 0, newEnd: 1, delta: 1 }],
    ['aa', 'a', { start: 1, oldEnd: 2, newEnd: 1, delta: -1 }],
    ['abc', 'aXc', { start: 1, oldEnd: 2, newEnd: 2, delta: 0 }],
    [`${long}a${long}`, `${long}bc${long}`, { start: 10_000, oldEnd: 10_001, newEnd: 10_002, delta: 1 }],
    [long, long.slice(1), { start: 9_999, oldEnd: 10_000, newEnd: 9_999, delta: -1 }],
  ])('finds the one stretch that differs, case %#', (before, after, change) => {
    expect(changeBetween(before, after)).toEqual(change);
  });

  it('is null for equal texts', () => {
    expect(changeBetween(long, long.slice())).toBeNull();
  });
});
