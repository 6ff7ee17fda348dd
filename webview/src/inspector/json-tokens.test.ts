import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from './json-tokens.ts';

const join = (text: string): string =>
  tokenize(text)
    .map((token) => token.text)
    .join('');

describe('tokenize', () => {
  it('loses no character of any JSON, cut anywhere', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(200), (value, cut) => {
        const text = JSON.stringify(value, null, 2);
        expect(join(text)).toBe(text);
        expect(join(text.slice(0, cut))).toBe(text.slice(0, cut));
      }),
    );
  });

  it('tells keys from strings', () => {
    expect(tokenize('{"a": "b", "c": [1.5e3, null]}').filter(({ kind }) => kind !== 'plain')).toEqual([
      { kind: 'key', text: '"a"' },
      { kind: 'string', text: '"b"' },
      { kind: 'key', text: '"c"' },
      { kind: 'number', text: '1.5e3' },
      { kind: 'word', text: 'null' },
    ]);
  });
});
