/**
 * Where every character of a decoded string stands in the text: through escapes, folded lines, indentation. For single places and ranges
 * see `string-offsets.ts`.
 */

import type { TextRange } from '../base/text-range.ts';
import type { StringNode } from './syntax-node.ts';

interface StringContent extends TextRange {
  /** Whether every character stands for itself. */
  readonly isVerbatim: boolean;
}

/** What lies between the quotes, or all where there are none. */
export function contentOf({ style, value, source, range }: StringNode): StringContent {
  const isQuoted = style === 'json' || style === 'single-quoted' || style === 'double-quoted';
  const start = isQuoted ? range.start + 1 : range.start;
  const isClosed = isQuoted && range.end > start && /["']/.test(source.charAt(range.end - 1));
  const end = isClosed ? range.end - 1 : range.end;
  return { start, end, isVerbatim: end - start === value.length && style !== 'block' };
}

/** By index in the node's value; one more entry for its end. */
export function offsetTableOf(node: StringNode): Int32Array {
  const { style, value } = node;
  const { start, end, isVerbatim } = contentOf(node);
  const table = new Int32Array(value.length + 1);
  if (isVerbatim) {
    for (let index = 0; index <= value.length; index++) table[index] = start + index;
  } else if (style === 'json' || style === 'double-quoted') fillEscaped(table, node, start, end);
  else fillFolded(table, node, start, end);
  return table;
}

/** The index of the character whose place holds an offset; -1 where the offset lies before the string. */
export function indexInTable(table: Int32Array, offset: number): number {
  let low = 0;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((table[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function fillEscaped(table: Int32Array, { source, value }: StringNode, first: number, last: number): void {
  let raw = first;
  let index = 0;
  const take = (width: number, length: number): void => {
    for (let each = 0; each < width && index < value.length; each++) table[index++] = raw;
    raw += length;
  };
  while (index < value.length && raw < last) {
    const char = source[raw];
    if (char === '\\') {
      const next = source[raw + 1];
      if (next === '\n' || next === '\r') {
        raw = skipBlank(source, raw + 1, last);
        continue;
      }
      const length = next === 'u' ? 6 : next === 'x' ? 4 : next === 'U' ? 10 : 2;
      take(next === 'U' && (value.charCodeAt(index) & 0xfc00) === 0xd800 ? 2 : 1, length);
    } else if (char === '\n' || char === '\r') {
      // Folded: one line break is a blank, more of them are themselves.
      table[index++] = raw;
      raw = skipBlank(source, raw, last);
      while (index < value.length && value[index] === '\n') table[index++] = raw;
    } else if (isBlank(char) && !isBlank(value[index])) raw = skipBlank(source, raw, last);
    else take(1, 1);
  }
  table.fill(Math.min(raw, last), index);
}

function fillFolded(table: Int32Array, node: StringNode, first: number, last: number): void {
  const { source, value, style } = node;
  const header = source.indexOf('\n', first);
  let raw = style !== 'block' ? first : header === -1 || header >= last ? last : header + 1;
  for (let index = 0; index < value.length; index++) {
    const char = value[index];
    if (isBlank(char)) {
      table[index] = Math.min(raw, last);
      if (isBlank(source[raw])) raw++;
      continue;
    }
    if (source[raw] !== char) raw = skipBlank(source, raw, last);
    table[index] = Math.min(raw, last);
    raw += style === 'single-quoted' && char === "'" && source[raw + 1] === "'" ? 2 : 1;
  }
  table[value.length] = Math.min(raw, last);
}

function skipBlank(source: string, from: number, last: number): number {
  let raw = from;
  while (raw < last && isBlank(source[raw])) raw++;
  return raw;
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\t' || char === '\r';
}
