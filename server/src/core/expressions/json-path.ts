/**
 * The JSONPath dialect of Step Functions as a syntax tree.
 *
 * AWS evaluates paths with Jayway JsonPath, so this parser accepts what Jayway's compiler accepts (`$.a`, `$['a']`, `$.[0]`, `$[-1]`,
 * unions, slices, wildcards, `..`, `[?(…)]`, trailing functions) and refuses the rest at the offending character. A path starts at `$`
 * (the input), `$$` (the context object) or `$name` (a workflow variable). Nothing is evaluated here; see `json-path-evaluate.ts`.
 */

import type { TextRange } from '../base/text-range.ts';
import { parseFilter, type FilterExpression } from './json-path-filter.ts';
import { endOfEmbeddedPath, endOfQuoted, ExpressionSyntaxError, type ExpressionProblem } from './json-path-text.ts';

export type JsonPathStep = (
  | { readonly kind: 'fields'; readonly names: readonly string[] }
  | { readonly kind: 'indices'; readonly indices: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | null; readonly to: number | null }
  | { readonly kind: 'wildcard' }
  /** `..`: the next step is applied to the node and to everything below it. */
  | { readonly kind: 'descendants' }
  | { readonly kind: 'filter'; readonly condition: FilterExpression }
  | { readonly kind: 'function'; readonly name: string; readonly parameters: readonly (number | string | JsonPath)[] }
) & { readonly range: TextRange };

export interface JsonPath {
  readonly text: string;
  /** `$` for the input, `$$` for the context object, otherwise the name of a variable; `@` only inside a filter. */
  readonly root: string;
  readonly rootRange: TextRange;
  readonly steps: readonly JsonPathStep[];
  /** Finds at most one node, so its value is that node and not a list. */
  readonly isDefinite: boolean;
  /** Names exactly one node by fields and indices; what ResultPath, ItemsPath, SecondsPath, … demand. */
  readonly isReferencePath: boolean;
}

export interface ParsedJsonPath {
  /** Null when there is a problem. */
  readonly path: JsonPath | null;
  readonly problems: readonly ExpressionProblem[];
}

/** The functions of Jayway JsonPath. */
const JSON_PATH_FUNCTIONS: ReadonlySet<string> = new Set([
  'min',
  'max',
  'avg',
  'stddev',
  'sum',
  'length',
  'size',
  'keys',
  'first',
  'last',
  'index',
  'concat',
  'append',
]);

/** Parses a whole path. Blanks after it are no part of it. */
export function parseJsonPath(text: string): ParsedJsonPath {
  const parser = new JsonPathParser(text.trimEnd(), 0);
  try {
    return { path: parser.parseWhole(), problems: [] };
  } catch (error) {
    if (error instanceof ExpressionSyntaxError)
      return { path: null, problems: [{ message: error.message, range: error.range }] };
    throw error;
  }
}

/** The path in Jayway's canonical spelling, as error texts show it: `$['a'][0]`. */
export function printJsonPath(path: JsonPath, stepCount = path.steps.length): string {
  const root = path.root === '$' || path.root === '$$' ? '$' : path.root === '@' ? '@' : `$${path.root}`;
  return (
    root +
    path.steps
      .slice(0, stepCount)
      .map((step) => printStep(path, step))
      .join('')
  );
}

function printStep(path: JsonPath, step: JsonPathStep): string {
  switch (step.kind) {
    case 'fields':
      return `[${step.names.map((name) => `'${name}'`).join(',')}]`;
    case 'indices':
      return `[${step.indices.join(',')}]`;
    case 'slice':
      return `[${step.from ?? ''}:${step.to ?? ''}]`;
    case 'wildcard':
      return '[*]';
    case 'descendants':
      return '..';
    case 'filter':
    case 'function':
      return path.text.slice(step.range.start, step.range.end);
  }
}

const VARIABLE_NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;

/** Parses a path inside a longer expression; `base` is its offset there. Throws `ExpressionSyntaxError`. */
export function parsePathAt(text: string, base: number): JsonPath {
  return new JsonPathParser(text, base).parseWhole();
}

class JsonPathParser {
  private at = 0;
  private readonly steps: JsonPathStep[] = [];
  private readonly text: string;
  private readonly base: number;

  constructor(text: string, base: number) {
    this.text = text;
    this.base = base;
  }

  parseWhole(): JsonPath {
    const { text } = this;
    const root = this.parseRoot();
    const rootRange = { start: this.base, end: this.base + this.at };
    while (this.at < text.length) {
      const code = text.charAt(this.at);
      if (code === '.') this.parseDot();
      else if (code === '[') this.parseBracket();
      else this.fail(`Expected '.' or '[' here`, this.at, this.at + 1);
    }
    const { steps } = this;
    const isDefinite = steps.every(isDefiniteStep);
    const functionPath = steps.at(-1)?.kind === 'function';
    return {
      text,
      root,
      rootRange,
      steps,
      isDefinite: isDefinite || functionPath,
      isReferencePath: steps.every(
        (step) =>
          (step.kind === 'fields' && step.names.length === 1) ||
          (step.kind === 'indices' && step.indices.length === 1 && (step.indices[0] as number) >= 0),
      ),
    };
  }

  private parseRoot(): string {
    const { text } = this;
    if (text.startsWith('@')) {
      this.at = 1;
      return '@';
    }
    if (!text.startsWith('$')) this.fail("A path must start with '$'", 0, Math.max(1, text.length));
    if (text.startsWith('$$')) {
      this.at = 2;
      return '$$';
    }
    VARIABLE_NAME.lastIndex = 1;
    const name = VARIABLE_NAME.exec(text)?.[0];
    this.at = 1 + (name?.length ?? 0);
    return name ?? '$';
  }

  private parseDot(): void {
    const { text } = this;
    const start = this.at;
    this.at++;
    if (text.charAt(this.at) === '.') {
      this.at++;
      this.steps.push({ kind: 'descendants', range: this.range(start, this.at) });
    }
    if (this.at >= text.length) this.fail("A path must not end with '.'", start, this.at);
    const code = text.charAt(this.at);
    if (code === '.') this.fail("Unexpected '.'", this.at, this.at + 1);
    if (code === '[') return this.parseBracket();
    if (code === '*') {
      this.at++;
      this.steps.push({ kind: 'wildcard', range: this.range(start, this.at) });
      return;
    }
    const nameStart = this.at;
    while (this.at < text.length && !'.[( '.includes(text.charAt(this.at))) this.at++;
    const name = text.slice(nameStart, this.at);
    if (text.charAt(this.at) === ' ') {
      this.fail("A field name with blanks needs brackets: ['my field']", nameStart, this.at + 1);
    }
    if (name === '') this.fail('Expected a field name', nameStart, nameStart + 1);
    if (text.charAt(this.at) === '(') return this.parseFunction(name, nameStart, start);
    this.steps.push({ kind: 'fields', names: [name], range: this.range(start, this.at) });
  }

  private parseFunction(name: string, nameStart: number, start: number): void {
    const { text } = this;
    if (!JSON_PATH_FUNCTIONS.has(name)) this.fail(`Unknown JSONPath function '${name}'`, nameStart, this.at);
    const close = endOfEmbeddedPath(text, this.at + 1, ')');
    if (text.charAt(close) !== ')') this.fail("Expected ')'", this.at, text.length);
    const parameters: (number | string | JsonPath)[] = [];
    let from = this.at + 1;
    while (from < close) {
      const to = endOfEmbeddedPath(text, from, ',)');
      const part = text.slice(from, to);
      const lead = part.length - part.trimStart().length;
      const value = part.trim();
      if (value.startsWith('$') || value.startsWith('@')) parameters.push(parsePathAt(value, this.base + from + lead));
      else if (/^(['"]).*\1$/s.test(value)) parameters.push(value.slice(1, -1));
      else if (value !== '' && Number.isFinite(Number(value))) parameters.push(Number(value));
      else this.fail('Expected a number, a string or a path', from, Math.max(to, from + 1));
      from = to + 1;
    }
    this.at = close + 1;
    if (this.at < text.length) this.fail('A function must be the last step of a path', this.at, text.length);
    this.steps.push({ kind: 'function', name, parameters, range: this.range(start, this.at) });
  }

  private parseBracket(): void {
    const { text } = this;
    const start = this.at;
    this.at++;
    this.skipBlanks();
    const code = text.charAt(this.at);
    if (code === "'" || code === '"') return this.parseQuotedNames(start);
    if (code === '*') {
      this.at++;
      this.closeBracket(start);
      this.steps.push({ kind: 'wildcard', range: this.range(start, this.at) });
      return;
    }
    if (code === '?') return this.parseFilterStep(start);
    if (code === '(') return this.parseFromEnd(start);
    const close = text.indexOf(']', this.at);
    if (close < 0) this.fail("Expected ']'", start, text.length);
    const inner = text.slice(this.at, close).trim();
    const step = parseIndices(inner);
    if (step === null) this.fail('Expected an index, a slice, a quoted field name, * or a filter', start, close + 1);
    this.at = close + 1;
    this.steps.push({ ...step, range: this.range(start, this.at) });
  }

  private parseQuotedNames(start: number): void {
    const { text } = this;
    const names: string[] = [];
    for (;;) {
      const quote = text.charAt(this.at);
      if (quote !== "'" && quote !== '"') this.fail('Expected a quoted field name', this.at, this.at + 1);
      const close = endOfQuoted(text, this.at);
      if (close < 0) this.fail(`Expected ${quote}`, this.at, text.length);
      // Recorded on AWS: a backslash before another character than the delimiter is part of the name.
      names.push(text.slice(this.at + 1, close).replaceAll(`\\${quote}`, quote));
      this.at = close + 1;
      this.skipBlanks();
      if (text.charAt(this.at) !== ',') break;
      this.at++;
      this.skipBlanks();
    }
    this.closeBracket(start);
    this.steps.push({ kind: 'fields', names, range: this.range(start, this.at) });
  }

  private parseFilterStep(start: number): void {
    const { text } = this;
    this.at++;
    this.skipBlanks();
    if (text.charAt(this.at) !== '(') this.fail("Expected '(' after '?'", this.at, this.at + 1);
    const { condition, end } = parseFilter(text, this.at + 1, this.base, parsePathAt);
    this.at = end;
    this.closeBracket(start);
    this.steps.push({ kind: 'filter', condition, range: this.range(start, this.at) });
  }

  /** `[(@.length-1)]`, the one script of the original JSONPath that is in use; it means the index -1. */
  private parseFromEnd(start: number): void {
    const script = /^\(\s*@\.length\s*-\s*(\d+)\s*\)/.exec(this.text.slice(this.at));
    if (script === null) this.fail('Only (@.length - n) can stand in parentheses here', start, this.text.length);
    this.at += script[0].length;
    this.closeBracket(start);
    this.steps.push({ kind: 'indices', indices: [-Number(script[1])], range: this.range(start, this.at) });
  }

  private closeBracket(start: number): void {
    this.skipBlanks();
    if (this.text.charAt(this.at) !== ']')
      this.fail("Expected ']'", this.at < this.text.length ? this.at : start, this.at + 1);
    this.at++;
  }

  private skipBlanks(): void {
    while (this.text.charAt(this.at) === ' ') this.at++;
  }

  private range(start: number, end: number): TextRange {
    return { start: this.base + start, end: this.base + end };
  }

  private fail(message: string, start: number, end: number): never {
    throw new ExpressionSyntaxError(
      message,
      this.base + start,
      this.base + Math.max(start, Math.min(end, this.text.length)),
    );
  }
}

function isDefiniteStep(step: JsonPathStep, at: number, steps: readonly JsonPathStep[]): boolean {
  if (step.kind === 'fields') return step.names.length === 1 || at === steps.length - 1;
  return step.kind === 'indices' ? step.indices.length === 1 : step.kind === 'function';
}

type IndexStep =
  | { readonly kind: 'indices'; readonly indices: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | null; readonly to: number | null };

function parseIndices(inner: string): IndexStep | null {
  const slice = /^(-?\d+)?\s*:\s*(-?\d+)?$/.exec(inner);
  if (slice !== null) {
    if (slice[1] === undefined && slice[2] === undefined) return null;
    return {
      kind: 'slice',
      from: slice[1] === undefined ? null : Number(slice[1]),
      to: slice[2] === undefined ? null : Number(slice[2]),
    };
  }
  if (!/^-?\d+(\s*,\s*-?\d+)*$/.test(inner)) return null;
  return { kind: 'indices', indices: inner.split(',').map(Number) };
}
