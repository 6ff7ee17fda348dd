/**
 * Stops texts that nest so deeply that a recursive reader would run out of stack, before any reader sees them.
 *
 * One pass over the characters, no allocation. The limit is far above what AWS takes and far below what a stack holds.
 */

import type { Problem } from '../base/problem.ts';
import type { SyntaxFormat } from './syntax-node.ts';

export const MAX_NESTING = 400;

/** A problem at the first bracket beyond the limit, or null. */
export function findTooDeepNesting(text: string, format: SyntaxFormat): Problem | null {
  const offset = format === 'json' ? deepBracket(text) : (deepBracket(text) ?? deepIndicators(text));
  if (offset === null) return null;
  return {
    code: 'too-deeply-nested',
    awsCode: 'TOO_DEEPLY_NESTED',
    severity: 'error',
    message: `More than ${MAX_NESTING} levels of nesting. Move the inner part to a state machine of its own; nothing below this place was read.`,
    range: { start: offset, end: offset + 1 },
    pointer: '',
  };
}

/** A line that begins with so many blanks and indicators as that many levels take. */
const DEEP_LINE = new RegExp(`^[ ?-]{${MAX_NESTING}}`, 'm');

function deepBracket(text: string): number | null {
  if (!hasManyBrackets(text)) return null;
  let depth = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x22) offset = endOfString(text, offset);
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_NESTING) return offset;
    } else if ((code === 0x7d || code === 0x5d) && depth > 0) depth--;
  }
  return null;
}

/** Whether there are enough opening brackets to nest too deeply at all; finding that out costs next to nothing. */
function hasManyBrackets(text: string): boolean {
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      if (++count > MAX_NESTING) return true;
    }
  }
  return false;
}

/** The offset of the closing quote, or of the end of the line where there is none. */
function endOfString(text: string, open: number): number {
  for (let offset = open + 1; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x5c) offset++;
    else if (code === 0x22) return offset;
    else if (code === 0x0a) return offset;
  }
  return text.length;
}

/** YAML nests by `- - -` on one line and by indentation too. */
function deepIndicators(text: string): number | null {
  if (!DEEP_LINE.test(text)) return null;
  let lineStart = true;
  let indicators = 0;
  let indent = 0;
  let levels: number[] = [];
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x0a) {
      lineStart = true;
      indicators = 0;
      indent = 0;
    } else if (!lineStart) continue;
    else if (code === 0x20) indent++;
    else if ((code === 0x2d || code === 0x3f) && text.charCodeAt(offset + 1) === 0x20) {
      indent++;
      if (++indicators > MAX_NESTING) return offset;
    } else {
      lineStart = false;
      if (code === 0x0d) continue;
      if (levels.length > 0 && (levels.at(-1) as number) > indent) levels = levels.filter((level) => level < indent);
      if (levels.length === 0 || (levels.at(-1) as number) < indent) levels.push(indent);
      if (levels.length > MAX_NESTING) return offset;
    }
  }
  return null;
}
