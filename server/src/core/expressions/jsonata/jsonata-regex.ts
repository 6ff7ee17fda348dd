/**
 * Regular expressions as JSONata sees them: functions from a text to its first match, with a `next` for the following one.
 *
 * Patterns are written by users, so none may run away: those that cannot backtrack much on the given text use the language's engine,
 * all others one that counts its steps against the evaluation's budget.
 */

import { compileBacktrackingRegex, type RegexMatch, type RegexMatcher } from './backtracking-regex.ts';
import { JsonataError } from './jsonata-error.ts';
import { NativeFunction } from './jsonata-functions.ts';
import type { Runtime } from './jsonata-runtime.ts';
import type { Value } from './jsonata-value.ts';
import { ASCII_BLANKS, parsePattern, patternRisk } from './regex-pattern.ts';

/** Texts up to this length may be matched natively, by the number of open-ended repetitions (0, 1, 2) in the pattern. */
const NATIVE_TEXT_LIMITS: readonly number[] = [1_000_000, 4096, 256];

export class RegexFunction extends NativeFunction {
  private readonly native: RegExp;
  private readonly nativeLimit: number;
  private readonly counting: RegexMatcher;

  constructor(source: string, flags: string) {
    super(2, null, ([text, from], runtime) => this.asFunction(runtime, text, from));
    this.native = new RegExp(asciiBlanks(source), flags.includes('g') ? flags : `${flags}g`);
    const { openEnded, nested } = patternRisk(parsePattern(source, flags).root);
    this.nativeLimit = nested ? -1 : (NATIVE_TEXT_LIMITS[openEnded] ?? -1);
    this.counting = compileBacktrackingRegex(source, flags);
  }

  /** The first match at or after an offset. Keeps nothing between calls. */
  find(runtime: Runtime, text: string, from: number): RegexMatch | null {
    if (text.length > this.nativeLimit) return this.counting(text, from, (steps) => runtime.spend(steps));
    runtime.spend(1 + (text.length >> 4));
    this.native.lastIndex = from;
    const match = this.native.exec(text);
    return match === null ? null : { start: match.index, end: match.index + match[0].length, groups: [...match] };
  }

  /** The match after another one; an empty one would never get on. */
  findNext(runtime: Runtime, text: string, previous: RegexMatch): RegexMatch | null {
    if (previous.end >= text.length) return null;
    const next = this.find(runtime, text, previous.end);
    if (next !== null && next.start === next.end) throw new JsonataError('D1004', { value: this.native.source });
    return next;
  }

  private asFunction(runtime: Runtime, text: Value, from: Value): Value {
    const subject = typeof text === 'string' ? text : String(text);
    return this.describe(runtime, subject, this.find(runtime, subject, typeof from === 'number' ? from : 0));
  }

  private describe(runtime: Runtime, text: string, match: RegexMatch | null): Value {
    if (match === null) return undefined;
    runtime.impure = true;
    return {
      match: match.groups[0],
      start: match.start,
      end: match.end,
      groups: match.groups.slice(1),
      next: new NativeFunction(0, null, (_args, at) => this.describe(at, text, this.findNext(at, text, match))),
    };
  }
}

export function compileRegex(literal: { readonly source: string; readonly flags: string }): RegexFunction {
  return new RegexFunction(literal.source, literal.flags);
}

/** Writes `\s` out as the ASCII blanks: the service's engine knows no others. */
function asciiBlanks(source: string): string {
  let result = '';
  let inClass = false;
  for (let position = 0; position < source.length; position++) {
    const character = source.charAt(position);
    if (character === '\\') {
      const escaped = source.charAt(++position);
      if (escaped === 's') result += inClass ? ASCII_BLANKS : `[${ASCII_BLANKS}]`;
      else if (escaped === 'S' && !inClass) result += `[^${ASCII_BLANKS}]`;
      else result += character + escaped;
      continue;
    }
    if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    result += character;
  }
  return result;
}
