/**
 * Maps places inside a decoded string back to the text, through escapes, folding and indentation, so that a problem inside a JSONPath or
 * JSONata expression is marked where it is written.
 */

import type { TextRange } from '../base/text-range.ts';
import type { StringNode } from './syntax-node.ts';

/** The text offset of a character of the node's value; an index past the end maps to the end of the content. */
export function sourceOffsetOf(node: StringNode, index: number): number {
  const { start, end } = node.range;
  const quoted = node.style === 'json' || node.style === 'single-quoted' || node.style === 'double-quoted';
  const first = quoted ? start + 1 : start;
  const last = quoted && end > first && isQuote(node.source.charCodeAt(end - 1)) ? end - 1 : end;
  const bounded = Math.max(0, Math.min(index, node.value.length));
  if (last - first === node.value.length && node.style !== 'block') return first + bounded;
  switch (node.style) {
    case 'json':
    case 'double-quoted':
      return alignEscaped(node, first, last, bounded);
    default:
      return alignFolded(node, first, last, bounded);
  }
}

/** The text range of a slice of the node's value. */
export function sourceRangeOf(node: StringNode, startIndex: number, endIndex: number): TextRange {
  const start = sourceOffsetOf(node, startIndex);
  return { start, end: Math.max(start, sourceOffsetOf(node, endIndex)) };
}

function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27;
}

function alignEscaped(node: StringNode, first: number, last: number, index: number): number {
  const { source, value } = node;
  let raw = first;
  let decoded = 0;
  while (decoded < index && raw < last) {
    const char = source[raw];
    if (char === '\\') {
      const next = source[raw + 1];
      if (next === '\n' || next === '\r') {
        raw = skipBlank(source, raw + 1, last);
        continue;
      }
      const length = next === 'u' ? 6 : next === 'x' ? 4 : next === 'U' ? 10 : 2;
      const width = next === 'U' && (value.charCodeAt(decoded) & 0xfc00) === 0xd800 ? 2 : 1;
      if (decoded + width > index) break;
      raw += length;
      decoded += width;
    } else if (char === '\n' || char === '\r') {
      raw = skipBlank(source, raw, last);
      decoded += countWhile(value, decoded, index, '\n') || 1;
    } else if (isBlank(char) && !isBlank(value[decoded])) raw = skipBlank(source, raw, last);
    else {
      raw++;
      decoded++;
    }
  }
  return Math.min(raw, last);
}

/** Plain, single-quoted and block scalars: every non-blank character stands for itself, blanks are stretched. */
function alignFolded(node: StringNode, first: number, last: number, index: number): number {
  const { source, value } = node;
  let raw = node.style === 'block' ? afterBlockHeader(source, first, last) : first;
  for (let decoded = 0; decoded < index; decoded++) {
    const char = value[decoded];
    if (isBlank(char)) {
      if (isBlank(source[raw])) raw++;
      continue;
    }
    if (source[raw] !== char) raw = skipBlank(source, raw, last);
    raw += node.style === 'single-quoted' && char === "'" && source[raw + 1] === "'" ? 2 : 1;
  }
  if (index < value.length && !isBlank(value[index])) raw = skipBlank(source, raw, last);
  return Math.min(raw, last);
}

function afterBlockHeader(source: string, first: number, last: number): number {
  const line = source.indexOf('\n', first);
  return line === -1 || line >= last ? last : line + 1;
}

function skipBlank(source: string, from: number, last: number): number {
  let raw = from;
  while (raw < last && isBlank(source[raw])) raw++;
  return raw;
}

function countWhile(value: string, from: number, limit: number, char: string): number {
  let count = 0;
  while (from + count < limit && value[from + count] === char) count++;
  return count;
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\t' || char === '\r';
}
