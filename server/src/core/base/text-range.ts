/** Places in a text, as zero-based UTF-16 offsets. Lines and columns exist only at the edges (LSP, terminal). */

export interface TextRange {
  /** First offset inside. */
  readonly start: number;
  /** First offset after. */
  readonly end: number;
}

/** Zero-based line and UTF-16 column. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** Converts offsets to lines and back; built once per text, O(log lines) per question. */
export interface LineIndex {
  positionAt(offset: number): TextPosition;
  offsetAt(position: TextPosition): number;
}

export function createLineIndex(text: string): LineIndex {
  const starts: number[] = [0];
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 13 && text.charCodeAt(offset + 1) === 10) continue;
    if (code === 10 || code === 13) starts.push(offset + 1);
  }
  return {
    positionAt(offset) {
      const bounded = Math.max(0, Math.min(offset, text.length));
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] as number) <= bounded) low = middle;
        else high = middle - 1;
      }
      return { line: low, character: bounded - (starts[low] as number) };
    },
    offsetAt({ line, character }) {
      if (line < 0) return 0;
      if (line >= starts.length) return text.length;
      const start = starts[line] as number;
      const next = line + 1 < starts.length ? (starts[line + 1] as number) : text.length + 1;
      return Math.max(start, Math.min(start + character, next - 1, text.length));
    },
  };
}
