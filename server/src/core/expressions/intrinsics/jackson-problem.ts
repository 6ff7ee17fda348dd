/**
 * Why a text is no JSON, in the words of Jackson, the library that AWS reads it with. Three of its messages are recorded, the others are
 * those of its source.
 */

const SOURCE = '[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); ';
const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{ID_Continue}$]+/uy;

class Found extends Error {}

/** @param text no JSON, as `JSON.parse` has it */
export function jacksonProblem(text: string): string {
  let at = 0;
  try {
    for (;;) {
      readValue();
      skipBlanks();
      // Several values without a fault in any of them.
      if (at >= text.length) fail('Unexpected character', at);
    }
  } catch (error) {
    if (error instanceof Found) return error.message;
    throw error;
  }

  function readValue(): void {
    const open: { readonly close: '}' | ']'; readonly start: number }[] = [];
    for (;;) {
      skipBlanks();
      const code = text.charAt(at);
      const start = at;
      if (code === '{' || code === '[') {
        open.push({ close: code === '{' ? '}' : ']', start });
        at++;
        skipBlanks();
        if (text.charAt(at) !== open.at(-1)?.close) {
          if (code === '{') readName(start);
          continue;
        }
      } else readScalar(open.at(-1));
      for (;;) {
        const inner = open.at(-1);
        if (inner === undefined) return;
        skipBlanks();
        if (at >= text.length) endOfInput(inner);
        const next = text.charAt(at);
        if (next !== ',' && next !== inner.close)
          unexpected(`was expecting comma to separate ${kindOf(inner)} entries`);
        at++;
        if (next === ',') {
          if (inner.close === '}') readName(inner.start);
          break;
        }
        open.pop();
      }
    }
  }

  function readName(start: number): void {
    skipBlanks();
    if (at >= text.length) endOfInput({ close: '}', start });
    if (text.charAt(at) !== '"') unexpected('was expecting double-quote to start field name');
    readText('field name');
    skipBlanks();
    if (at >= text.length) fail('Unexpected end-of-input within/between Object entries', at);
    if (text.charAt(at) !== ':') unexpected('was expecting a colon to separate field name and value');
    at++;
  }

  function readScalar(inner: { readonly close: '}' | ']'; readonly start: number } | undefined): void {
    if (at >= text.length) {
      if (inner === undefined) fail('No content to map due to end-of-input', at);
      endOfInput(inner);
    }
    if (text.charAt(at) === '"') return readText('string value');
    const number = matchHere(NUMBER);
    if (number !== undefined) {
      at += number.length;
      return;
    }
    const word = matchHere(WORD);
    if (word === undefined) unexpected(`expected a valid value ${VALUES}`);
    at += word.length;
    if (word !== 'true' && word !== 'false' && word !== 'null')
      fail(`Unrecognized token '${word}': was expecting ${VALUES}`, at);
  }

  function readText(what: string): void {
    for (at++; at < text.length; at++) {
      const code = text.charAt(at);
      if (code === '"') {
        at++;
        return;
      }
      if (code === '\\') {
        at++;
        if (!'"\\/bfnrtu'.includes(text.charAt(at)))
          fail(`Unrecognized character escape ${nameOf(text.charAt(at))}`, at);
      } else if (code < ' ')
        fail(
          `Illegal unquoted character (${nameOf(code)}): has to be escaped using backslash to be included in string value`,
          at,
        );
    }
    fail(`Unexpected end-of-input: was expecting closing quote for a ${what}`, at);
  }

  function matchHere(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  }

  function skipBlanks(): void {
    while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
  }

  function endOfInput(inner: { readonly close: '}' | ']'; readonly start: number }): never {
    fail(
      `Unexpected end-of-input: expected close marker for ${kindOf(inner)} (start marker at ${placeOf(inner.start)})`,
      at,
    );
  }

  function unexpected(expectation: string): never {
    fail(`Unexpected character (${nameOf(String.fromCodePoint(text.codePointAt(at) ?? 0))}): ${expectation}`, at);
  }

  function fail(message: string, offset: number): never {
    throw new Found(`${message}\n at ${placeOf(offset)}`);
  }

  function placeOf(offset: number): string {
    const before = text.slice(0, offset).split('\n');
    return `${SOURCE}line: ${String(before.length)}, column: ${String((before.at(-1) ?? '').length + 1)}]`;
  }
}

function kindOf({ close }: { readonly close: '}' | ']' }): string {
  return close === '}' ? 'Object' : 'Array';
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 32 ? `(CTRL-CHAR, code ${String(code)})` : `'${character}' (code ${String(code)})`;
}
