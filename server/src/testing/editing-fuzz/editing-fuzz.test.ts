/** The short, seeded version of `npm run fuzz`: what is reread while somebody types is what reading afresh gives. */

import { describe, expect, it } from 'vitest';

import { createRng } from '../../core/base/rng.ts';
import { openAslDocument } from '../../core/model/asl-document.ts';
import { afterKeystroke, editAtRandom } from './editing-session.ts';
import { pick } from './random-edits.ts';
import { corpusSamples, exampleSamples } from './samples.ts';

const samples = [...exampleSamples(process.cwd()), ...corpusSamples().filter((_, index) => index % 40 === 0)];
const texts = samples.map(({ text }) => text);

describe('editing at random', () => {
  it('has definitions of both formats to edit', () => {
    expect(new Set(samples.map(({ format }) => format))).toEqual(new Set(['json', 'yaml']));
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('rereads what it would read, round %s', (seed) => {
    const rng = createRng(seed);
    for (let n = 0; n < 6; n++) {
      expect(editAtRandom(pick(samples, rng), rng, 8, texts).failure).toBeNull();
    }
  });
});

/** What once came out differently, as the texts before and after a keystroke. */
const ONCE_WRONG: readonly (readonly [what: string, format: 'json' | 'yaml', before: string, after: string])[] = [
  [
    'a line that falls out of its mapping',
    'yaml',
    'StartAt: A\nStates:\n  A:\n    Parameters:\n      b: $.state\n    Type: Pass\n    End: true\n',
    'StartAt: A\nStates:\n  A:\n    Parameters:\n      b: $.s\ntate\n    Type: Pass\n    End: true\n',
  ],
  [
    'a state that stands askew behind the change',
    'yaml',
    'StartAt: T\nStates:\n    End: true\n\n  T:\n    Type: Pass\n',
    'StartAt: T\nStates:\n    End: true\n    parameters: {}\n\n  T:\n    Type: Pass\n',
  ],
  [
    'a mapping that stands askew itself',
    'yaml',
    'StartAt: M\nStates:\n r\n      States:\n        Inner:\n          Type: Pass\n    End: true\n    Comment: x\n',
    'StartAt: M\nStates:\n r\n      States:\n        Inner:\n          Type: Pass\n    End: true\n    Comment: x\n\n',
  ],
  ['a merge key', 'yaml', 'StartAt: A\n<<   b: c\n', 'StartAt: A\n<<:   b: c\n'],
  ['a block text at the end of a mapping', 'yaml', 'A:\n  B: |\n    x\n  C\nD: 1\n', 'A:\n  B: |\n    x\n  C:\nD: 1\n'],
  ['a value that is not written yet', 'yaml', 'States:\n  A:\n    Type:\n', 'States:\n  A:\n    Type: \n'],
  [
    'a list where a name should be',
    'yaml',
    'A:\n  B:\n    C: 1\n    Retry:\n      - E:\n          - x\n        F: 2\n      - E: 3\nD: 1\n',
    'A:\n  B:\n    C: 1\n    Retry:\n      - E:\n    - x\n        F: 2\n      - E: 3\nD: 1\n',
  ],
  ['a name that is missing', 'yaml', 'A:\n  B: E\n: c\n', 'A:\n  B: \n: c\n'],
  ['a carriage return alone', 'yaml', 'States:\r\n  A:\r\n    B: 1\r\n', 'States:\r\n  A:\r\n    B: 1\r\n\r'],
  [
    'a bracket that closes something else',
    'json',
    '{\n "States": {\n  "A": {\n   "Type": "Pass"\n  }\n }\n',
    '{\n "States": {\n  "A": {\n  "Type": "Pass"\n  }\n }\n',
  ],
  ['a missing comma before the change', 'json', '{"a": [{} {"b": 1}, 2], "c": 3}', '{"a": [{} {"b": 12}, 2], "c": 3}'],
  [
    'a list that the next name ends, and a bracket in its text',
    'json',
    '{"x": {"a": [ "b]\n"c": 1}, "d": 2}',
    '{"x": {"a": [ "b"]\n"c": 1}, "d": 2}',
  ],
  [
    'a bracket from further out',
    'json',
    '{"a": [{"b": [1, 2}, {"c": 3}], "d": 4}',
    '{"a": [{"b": [1, 2]}, {"c": 3}], "d": 4}',
  ],
  ['a comment that is not closed', 'json', '{\n "A": "b",\n /', '{\n "A": "b",\n /*'],
  ['a substitution that a quote takes in', 'json', '{"A": {"b": ${X}}}', '{"A": {"b": "${X}}}'],
  ['a surrogate that is cut in two', 'json', '{"A": {"b": "😀"}, "c": 1}', '{"A": {"b": "\ud83d"}, "c": 1}'],
];

describe('edits that once were read wrongly', () => {
  it.each(ONCE_WRONG)('%s', (_, format, before, after) => {
    expect(afterKeystroke(openAslDocument(before, format), after)).toBeTypeOf('object');
  });
});
