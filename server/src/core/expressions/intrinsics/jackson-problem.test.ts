import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jacksonProblem } from './jackson-problem.ts';

const place = (column: number, line = 1): string =>
  `[Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}]`;

describe('what Jackson says', () => {
  it.each([
    // Recorded.
    ['{bad json}', `Unexpected character ('b' (code 98)): was expecting double-quote to start field name`, place(2)],
    ['{"a":1', `Unexpected end-of-input: expected close marker for Object (start marker at ${place(1)})`, place(7)],
    [
      'undefined',
      "Unrecognized token 'undefined': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      place(10),
    ],
    // From its source.
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", place(4)],
    [
      '{"a" 1}',
      "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
      place(6),
    ],
    ['{\n"a": "x', 'Unexpected end-of-input: was expecting closing quote for a string value', place(8, 2)],
    [
      '[,]',
      "Unexpected character (',' (code 44)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      place(2),
    ],
  ])('%j', (text, message, at) => {
    expect(jacksonProblem(text)).toBe(`${message}\n at ${at}`);
  });

  it('finds something wrong in whatever is no JSON', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '"a"',
      '1',
      '-',
      '.5',
      'tru',
      'null',
      '\\',
      ' ',
      '\n',
      '\u{1f600}',
      '01',
    );
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 12 }), (parts) => {
        const text = parts.join('');
        try {
          JSON.parse(text);
        } catch {
          expect(jacksonProblem(text)).toMatch(/^[^\n]+\n at \[Source: .*; line: \d+, column: \d+\]$/);
        }
      }),
    );
  });
});
