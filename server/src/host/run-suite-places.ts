/** Places as people and editors name them: a file with lines and columns, made from offsets where the text is at hand. */

import { createLineIndex, type LineIndex, type TextRange } from '../core/base/text-range.ts';
import type { Severity } from '../core/base/problem.ts';
import type { WireRange } from '../protocol/lsp-extensions.ts';

/** A place in a file; lines and characters count from 0. */
export interface FilePlace {
  readonly path: string;
  readonly range: WireRange;
}

/** Something wrong that keeps a suite from running, or that its author should know. */
export interface PlacedProblem {
  readonly severity: Severity;
  readonly message: string;
  /** The file alone where no place in it is to blame. */
  readonly path: string;
  readonly range: WireRange | null;
}

/** A text that was read, able to say where its offsets are. */
export interface TextFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  placeOf(range: TextRange): FilePlace;
}

export function createTextFile(path: string, text: string): TextFile {
  let lines: LineIndex | null = null;
  return {
    path,
    text,
    placeOf(range) {
      lines ??= createLineIndex(text);
      return { path, range: { start: lines.positionAt(range.start), end: lines.positionAt(range.end) } };
    },
  };
}
