/**
 * Marker fixtures: `<|>` is the cursor, `<|…|>` a range. The text without markers is what is read, so a test shows the place instead of
 * counting offsets.
 */

import type { TextRange } from '../../base/text-range.ts';

export interface MarkedText {
  readonly text: string;
  /** Offset of `<|>`; of the start of the first range where there is no cursor. */
  readonly cursor: number;
  readonly ranges: readonly TextRange[];
}

export function readMarkedText(marked: string): MarkedText {
  let text = '';
  let cursor = -1;
  const starts: number[] = [];
  const ranges: TextRange[] = [];
  for (let at = 0; at < marked.length;) {
    if (marked.startsWith('<|>', at)) {
      cursor = text.length;
      at += 3;
    } else if (marked.startsWith('<|', at)) {
      starts.push(text.length);
      at += 2;
    } else if (marked.startsWith('|>', at)) {
      ranges.push({ start: starts.pop() ?? 0, end: text.length });
      at += 2;
    } else text += marked[at++];
  }
  ranges.sort((left, right) => left.start - right.start);
  return { text, cursor: cursor === -1 ? (ranges[0]?.start ?? 0) : cursor, ranges };
}

/** A text with ranges put back as markers. */
export function markRanges(text: string, ranges: readonly TextRange[]): string {
  let marked = text;
  for (const { start, end } of [...ranges].sort((left, right) => right.start - left.start)) {
    marked = `${marked.slice(0, start)}<|${marked.slice(start, end)}|>${marked.slice(end)}`;
  }
  return marked;
}
