/** Scanning helpers that the path, filter and intrinsic parsers share. Offsets in, offsets out; nothing here knows a grammar. */

import type { TextRange } from '../base/text-range.ts';

/** A defect of an expression; the range is relative to the expression's text. */
export interface ExpressionProblem {
  readonly message: string;
  readonly range: TextRange;
}

/** Thrown inside the expression parsers only; their public functions turn it into an `ExpressionProblem`. */
export class ExpressionSyntaxError extends Error {
  readonly range: TextRange;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.range = { start, end: Math.max(start, end) };
  }
}

/** Index of the closing quote of the string that opens at `open`, or -1. A backslash hides the character after it. */
export function endOfQuoted(text: string, open: number): number {
  const quote = text.charAt(open);
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charAt(at);
    if (code === '\\') at++;
    else if (code === quote) return at;
  }
  return -1;
}

/** Where a path that begins at `start` inside a longer expression ends: the first `stops` character outside of its brackets and calls. */
export function endOfEmbeddedPath(text: string, start: number, stops: string): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charAt(at);
    if (code === "'" || code === '"') {
      const close = endOfQuoted(text, at);
      if (close < 0) return text.length;
      at = close;
    } else if (code === '[') depth++;
    else if (code === '(' && (depth > 0 || /\w/.test(text.charAt(at - 1)))) depth++;
    else if (depth > 0 && (code === ']' || code === ')')) depth--;
    else if (depth === 0 && stops.includes(code)) return at;
  }
  return text.length;
}
