/** What is left of a definition while something in it is missing: the mistake is told once, and what stands behind it is still there. */

import { describe, expect, it } from 'vitest';

import { parseAslText } from './parse-asl-text.ts';
import { nodeToJson } from './syntax-node.ts';

/** The value that is read, and each mistake as the text it is marked at. */
function read(text: string): { readonly json: unknown; readonly marks: readonly string[] } {
  const { value, problems } = parseAslText(text, 'json');
  return {
    json: value === null ? null : nodeToJson(value),
    marks: problems.map(
      ({ message, range }) => `${text.slice(range.start, range.end)} | ${message.split('.')[0] ?? ''}`,
    ),
  };
}

const NO_COLON = 'A colon is expected between the field name and its value';
const NO_VALUE = 'A value is expected here';
const NO_COMMA = 'A comma is expected between two entries';
const NO_NAME = 'A field name in double quotes is expected here';
const NO_BRACKET = 'The closing bracket ] is missing';
const NO_BRACE = 'The closing brace } is missing';

describe('a field that is being typed in front of another', () => {
  const with_ = (typed: string): string =>
    `{\n  "A": {\n    ${typed}\n    "B": { "C": 1 },\n    "D": [2]\n  },\n  "E": 3\n}`;
  const after = { B: { C: 1 }, D: [2] };

  it.each([
    ['"', { '': null, ...after }, ['" | The closing double quote is missing', `"B" | ${NO_COMMA}`]],
    ['"Comm"', { Comm: null, ...after }, [`"Comm" | ${NO_COLON}`, `"B" | ${NO_COMMA}`]],
    ['"Comment":', { Comment: null, ...after }, [`: | ${NO_VALUE}`, `"B" | ${NO_COMMA}`]],
    ['"Comment": "', { Comment: '', ...after }, ['" | The closing double quote is missing', `"B" | ${NO_COMMA}`]],
    ['"Comment": "x"', { Comment: 'x', ...after }, [`"B" | ${NO_COMMA}`]],
    ['"Comment" "x",', { Comment: 'x', ...after }, [`"Comment" | ${NO_COLON}`]],
    ['"Comment" {"x": 1},', { Comment: { x: 1 }, ...after }, [`"Comment" | ${NO_COLON}`]],
    ['"Comment"::: 1,', { Comment: 1, ...after }, [`: | ${NO_VALUE}`, `: | ${NO_VALUE}`]],
    [': "x",', after, [`: | ${NO_NAME}`]],
    [':', after, [`: | ${NO_NAME}`, `"B" | ${NO_COMMA}`]],
    ['{"x": {"y": 1}},', after, [`{ | ${NO_NAME}`]],
    ['5,', after, [`5 | ${NO_NAME}`]],
    [',', after, [`, | ${NO_VALUE}`]],
    ['],', after, ['] | This bracket closes nothing: what is open here is an object']],
    ['"List": [', { List: [], ...after }, [`"B" | ${NO_BRACKET}`]],
    ['"List": ["x", ', { List: ['x'], ...after }, [`"B" | ${NO_BRACKET}`]],
    ['"List": [[1,', { List: [[1]], ...after }, [`"B" | ${NO_BRACKET}`]],
  ])('%s', (typed, state, marks) => {
    const { json, marks: found } = read(with_(typed));
    expect(json).toEqual({ A: state, E: 3 });
    expect(found.filter((mark) => !mark.includes('no comma after the last'))).toEqual(marks);
  });
});

describe('a bracket that is missing', () => {
  it.each([
    ['{"A": {"B": [1, 2}, "C": 3}', { A: { B: [1, 2] }, C: 3 }, [`} | ${NO_BRACKET}`]],
    ['{"A": [{"B": 1], "C": 3}', { A: [{ B: 1 }], C: 3 }, [`] | ${NO_BRACE}`]],
    ['{"A": ["B": 1], "C": 3}', { A: ['B', 1], C: 3 }, [`: | ${NO_COMMA}`]],
    ['[1, }, 2]', [1, 2], ['} | This brace closes nothing: what is open here is a list']],
    ['{"A": {"B": 1', { A: { B: 1 } }, [`1 | ${NO_BRACE}`]],
    ['{"A": 1} }', { A: 1 }, ['} | The text goes on after the end of the definition']],
    ['}', null, [`} | ${NO_VALUE}`]],
  ])('%s', (text, json, marks) => {
    expect(read(text)).toEqual({ json, marks });
  });
});
