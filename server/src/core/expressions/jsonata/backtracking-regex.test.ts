import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileBacktrackingRegex } from './backtracking-regex.ts';
import { parsePattern, patternRisk } from './regex-pattern.ts';

const FREE = (): void => undefined;

function matchesOf(source: string, flags: string, text: string): unknown[] {
  const find = compileBacktrackingRegex(source, flags);
  const found: unknown[] = [];
  for (let from = 0; from <= text.length;) {
    const match = find(text, from, FREE);
    if (match === null) break;
    found.push([match.start, ...match.groups]);
    from = match.end > match.start ? match.end : match.end + 1;
  }
  return found;
}

function nativeMatchesOf(source: string, flags: string, text: string): unknown[] {
  return [...text.matchAll(new RegExp(source, `${flags}g`))].map((match) => [match.index, ...match]);
}

const PATTERNS: readonly (readonly [string, string?])[] = [
  ['a'],
  ['ab|cd|'],
  ['a*'],
  ['a+b?c{2,3}'],
  ['a{0}b'],
  ['a{2}'],
  ['a{1,}'],
  ['(a|ab)(c|bcd)(d*)'],
  ['(a+)+b'],
  ['(a*)*'],
  ['(a*)+?b'],
  ['(?:a|b)*?c'],
  ['(a)|(b)|(c)'],
  ['((a)|b)+'],
  ['(z)((a+)?(b+)?(c))*'],
  ['a.c', 'i'],
  ['^b', 'm'],
  ['^a|c$'],
  ['\\bab\\b'],
  ['\\Bb'],
  ['[a-c]+'],
  ['[^a-c]+'],
  ['[\\d\\-x]'],
  ['[a\\]b]'],
  ['[-a]'],
  ['[]'],
  ['[^]'],
  ['\\d{2,4}'],
  ['\\w+\\W'],
  ['\\s'],
  ['\\S+'],
  ['(a)\\1'],
  ['(?<x>a|b)\\k<x>'],
  ['(?:(a)|b)\\1c'],
  ['a(?=b)'],
  ['a(?!b)'],
  ['(?<=a)b'],
  ['(?<!a)b'],
  ['(?<=(a)(b))c'],
  ['(?=(a+))a*b\\1'],
  ['\\x61\\u0062'],
  ['\\n|\\t|\\.'],
  ['a{,2}'],
  ['{a}'],
  ['AbC', 'i'],
  ['[A-C]+', 'i'],
  ['(A)\\1', 'i'],
  ['.*c.*'],
  ['(.)(.)?.*\\2\\1'],
  ['(?:)'],
  ['(?:a{1,2}){2,3}'],
  ['(?:a?){3}b'],
  ['(a?)*?$'],
];
const TEXTS = [
  '',
  'a',
  'b',
  'ab',
  'aab',
  'abc',
  'abcd',
  'aaab',
  'ABC',
  'aabcc',
  'abccc',
  'zaacbbbcac',
  'a b\tc',
  'x-1 22 333',
  'ab\nbc\ncc',
  '{a}',
  'a{,2}',
  'abab aa',
];

describe('the matcher that counts its steps', () => {
  it.each(PATTERNS.map(([source, flags]) => ({ source, flags: flags ?? '' })))(
    'finds what the language finds with /$source/',
    ({ source, flags }) => {
      for (const text of TEXTS)
        expect([text, matchesOf(source, flags, text)]).toEqual([text, nativeMatchesOf(source, flags, text)]);
    },
  );

  it('agrees on random patterns and texts', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      '\\w',
      '(a)',
      '(b|ab)',
      '(?:ab)',
      '(a*)',
      '(?=b)',
      '^',
      '$',
      '\\b',
    );
    const piece = fc
      .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '*?', '+?', '{2}', '{1,2}'))
      .map(([body, count]) => (/^(?:\^|\$|\\b|\(\?=)/.test(body) ? body : body + count));
    const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ' '), { maxLength: 9 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 2 }), text, (options, subject) => {
        const source = options.join('|');
        expect(matchesOf(source, '', subject)).toEqual(nativeMatchesOf(source, '', subject));
      }),
      { numRuns: 1500 },
    );
  });

  it('counts what it does, and can be stopped', () => {
    const find = compileBacktrackingRegex('^(a+)+$', '');
    let steps = 0;
    const spend = (count: number): void => {
      steps += count;
      if (steps > 10_000) throw new Error('enough');
    };
    expect(() => find(`${'a'.repeat(50)}b`, 0, spend)).toThrow('enough');
    steps = 0;
    expect(find('aaaa', 0, spend)?.groups).toEqual(['aaaa', 'aaaa']);
    expect(steps).toBeLessThan(100);
  });

  it.each<[string, number, boolean]>([
    ['abc', 0, false],
    ['\\d+-\\d+', 2, false],
    ['(a+)+', 2, true],
    ['(a|b)*', 1, true],
    ['(a{1,3})?', 0, false],
    ['(a)\\1', 0, true],
  ])('judges /%s/', (source, openEnded, nested) => {
    expect(patternRisk(parsePattern(source, '').root)).toEqual({ openEnded, nested });
  });
});
