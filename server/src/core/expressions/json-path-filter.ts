/**
 * The predicate language of `[?(…)]` in Jayway JsonPath, as a syntax tree: comparisons of `@` and `$` paths with literals, joined by
 * `&&`, `||`, `!` and parentheses. It is evaluated by `json-path-evaluate.ts`; no text of a user is ever run as code.
 */

import type { Json } from '../base/json.ts';
import type { JsonPath } from './json-path.ts';
import { endOfEmbeddedPath, endOfQuoted, ExpressionSyntaxError } from './json-path-text.ts';

export type FilterOperator =
  | '=='
  | '!='
  | '==='
  | '!=='
  | '<'
  | '<='
  | '>'
  | '>='
  | '=~'
  | 'in'
  | 'nin'
  | 'contains'
  | 'all'
  | 'size'
  | 'empty'
  | 'subsetof'
  | 'anyof'
  | 'noneof'
  | 'type';

export type FilterValue =
  | { readonly kind: 'path'; readonly path: JsonPath }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'pattern'; readonly pattern: RegExp };

export type FilterExpression =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterExpression[] }
  | { readonly kind: 'not'; readonly operand: FilterExpression }
  | { readonly kind: 'exists'; readonly path: JsonPath }
  | {
      readonly kind: 'compare';
      readonly left: FilterValue;
      readonly operator: FilterOperator;
      readonly right: FilterValue;
    };

const SYMBOLS = ['===', '!==', '==', '!=', '<=', '>=', '=~', '<', '>'] as const;
const WORDS: ReadonlySet<string> = new Set([
  'in',
  'nin',
  'contains',
  'all',
  'size',
  'empty',
  'subsetof',
  'anyof',
  'noneof',
  'type',
]);
const PATH_STOPS = ' \t<>=!~&|),';
const MAX_DEPTH = 100;

/**
 * Parses a filter whose first character after `(` stands at `start`.
 *
 * @param base offset of `text` in the text that problems are reported in
 * @param parsePath parses an embedded path at an absolute offset
 * @returns the tree and the offset after the closing parenthesis
 */
export function parseFilter(
  text: string,
  start: number,
  base: number,
  parsePath: (text: string, base: number) => JsonPath,
): { readonly condition: FilterExpression; readonly end: number } {
  let at = start;
  let depth = 0;

  const condition = parseOr();
  skipBlanks();
  if (text.charAt(at) !== ')') fail("Expected ')', && or ||", at, at + 1);
  return { condition, end: at + 1 };

  function parseOr(): FilterExpression {
    if (++depth > MAX_DEPTH) fail('The filter is nested too deeply', at, at + 1);
    const operands = [parseAnd()];
    while (take('||')) operands.push(parseAnd());
    depth--;
    return operands.length === 1 ? (operands[0] as FilterExpression) : { kind: 'or', operands };
  }

  function parseAnd(): FilterExpression {
    const operands = [parseUnary()];
    while (take('&&')) operands.push(parseUnary());
    return operands.length === 1 ? (operands[0] as FilterExpression) : { kind: 'and', operands };
  }

  function parseUnary(): FilterExpression {
    skipBlanks();
    let negations = 0;
    while (text.charAt(at) === '!') {
      at++;
      negations++;
      skipBlanks();
    }
    let result: FilterExpression;
    if (text.charAt(at) === '(') {
      at++;
      result = parseOr();
      skipBlanks();
      if (text.charAt(at) !== ')') fail("Expected ')'", at, at + 1);
      at++;
    } else result = parseComparison();
    return negations % 2 === 1 ? { kind: 'not', operand: result } : result;
  }

  function parseComparison(): FilterExpression {
    const valueStart = at;
    const left = parseValue();
    skipBlanks();
    const operator = takeOperator();
    if (operator === null) {
      if (left.kind !== 'path') fail('Expected a comparison', valueStart, at);
      return { kind: 'exists', path: left.path };
    }
    skipBlanks();
    return { kind: 'compare', left, operator, right: parseValue() };
  }

  function takeOperator(): FilterOperator | null {
    for (const symbol of SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        at += symbol.length;
        return symbol;
      }
    }
    const word = /^[a-z]+/i.exec(text.slice(at, at + 10))?.[0];
    if (word === undefined) return null;
    const operator = word.toLowerCase();
    if (!WORDS.has(operator)) fail(`Unknown operator '${word}'`, at, at + word.length);
    at += word.length;
    return operator as FilterOperator;
  }

  function parseValue(): FilterValue {
    const code = text.charAt(at);
    const valueStart = at;
    if (code === '@' || code === '$') {
      at = endOfEmbeddedPath(text, at, PATH_STOPS);
      return { kind: 'path', path: parsePath(text.slice(valueStart, at), base + valueStart) };
    }
    if (code === "'" || code === '"') {
      const close = endOfQuoted(text, at);
      if (close < 0) fail(`Expected ${code}`, at, text.length);
      at = close + 1;
      return { kind: 'literal', value: text.slice(valueStart + 1, close).replace(/\\(.)/gs, '$1') };
    }
    if (code === '/') return parsePattern();
    if (code === '[' || code === '{') return parseJsonLiteral(code === '[' ? ']' : '}');
    const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.-])/.exec(text.slice(at))?.[0];
    // Deployed machines compare with bare words (`@.language==es`); the service takes them for strings.
    const word = number ?? /^[^\s<>=!~&|()[\]{},'"/@$]+/.exec(text.slice(at))?.[0];
    if (word === undefined) fail('Expected a path or a literal', at, at + 1);
    at += word.length;
    if (number !== undefined || word === 'true' || word === 'false' || word === 'null') {
      return { kind: 'literal', value: JSON.parse(word) as Json };
    }
    return { kind: 'literal', value: word };
  }

  function parsePattern(): FilterValue {
    const close = endOfQuoted(text, at);
    if (close < 0) fail("Expected '/'", at, text.length);
    const source = text.slice(at + 1, close);
    const flags = /^[a-z]*/.exec(text.slice(close + 1))?.[0] ?? '';
    try {
      // Jayway asks Java's Matcher.matches(): the whole text has to match.
      const pattern = new RegExp(`^(?:${source})$`, flags.includes('i') ? 'iu' : 'u');
      at = close + 1 + flags.length;
      return { kind: 'pattern', pattern };
    } catch {
      return fail('Not a regular expression', at, close + 1);
    }
  }

  function parseJsonLiteral(closing: string): FilterValue {
    const open = at;
    for (let end = text.indexOf(closing, open); end >= 0; end = text.indexOf(closing, end + 1)) {
      const value = parseLenientJson(text.slice(open, end + 1));
      if (value === undefined) continue;
      at = end + 1;
      return { kind: 'literal', value };
    }
    return fail('Not a JSON literal', open, text.length);
  }

  function take(symbol: string): boolean {
    skipBlanks();
    if (!text.startsWith(symbol, at)) return false;
    at += symbol.length;
    return true;
  }

  function skipBlanks(): void {
    while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at++;
  }

  function fail(message: string, from: number, to: number): never {
    throw new ExpressionSyntaxError(message, base + from, base + Math.min(Math.max(from, to), text.length));
  }
}

/** JSON that may use single quotes, as filters inside of JSON strings usually do. */
function parseLenientJson(text: string): Json | undefined {
  const strict = text.replace(/'((?:[^'\\]|\\.)*)'/gs, (_, inner: string) =>
    JSON.stringify(inner.replace(/\\'/g, "'")),
  );
  try {
    return JSON.parse(strict) as Json;
  } catch {
    return undefined;
  }
}
