/**
 * Maps places inside a decoded string back to the text, through escapes, folding and indentation, so that a problem inside a JSONPath or
 * JSONata expression is marked where it is written.
 */

import type { TextRange } from '../base/text-range.ts';
import { contentOf, offsetTableOf } from './offset-table.ts';
import type { StringNode } from './syntax-node.ts';

/** The text offset of a character of the node's value; an index past the end maps to the end of the content. */
export function sourceOffsetOf(node: StringNode, index: number): number {
  const bounded = Math.max(0, Math.min(index, node.value.length));
  const { start, isVerbatim } = contentOf(node);
  return isVerbatim ? start + bounded : (offsetTableOf(node)[bounded] ?? node.range.end);
}

/** The text range of a slice of the node's value. */
export function sourceRangeOf(node: StringNode, startIndex: number, endIndex: number): TextRange {
  const start = sourceOffsetOf(node, startIndex);
  return { start, end: Math.max(start, sourceOffsetOf(node, endIndex)) };
}
