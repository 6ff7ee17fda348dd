/**
 * How a definition that stands inside another file corresponds to that file: its places, and how a change of it is written there.
 *
 * Where a change cannot be written truly (over a CloudFormation function, over two parts of a Fn::Join), it is declined.
 */

import type { TextRange } from '../base/text-range.ts';
import { indexInTable, offsetTableOf } from '../syntax/offset-table.ts';
import type { StringNode, SyntaxNode } from '../syntax/syntax-node.ts';
import type { TextEdit } from '../validation/fixes/fix.ts';

export interface EmbeddedText {
  /** `same`: offsets of the definition are those of the file. `mapped`: only the functions know. */
  readonly offsets: 'same' | 'mapped';
  /** A range of the definition as one of the file, at least what was written for it. */
  readonly toSource: (range: TextRange) => TextRange;
  /** An offset of the file as one of the definition; null where the definition is not. */
  readonly toDefinition: (offset: number) => number | null;
  /** A change of the definition as one of the file; null where it cannot be written there. */
  readonly editToSource: (edit: TextEdit) => TextEdit | null;
  /** A part of the definition as it is written in the file at that offset of the definition; null where it cannot be. */
  readonly written: (text: string, at: number) => string | null;
}

/** Stands in place of a CloudFormation function, so that it reads as something that is filled in; no longer than the shortest, `Ref: A`. */
export const FILLED_IN = '"${…}"';

/** A copy of the file that is blank outside the range. */
export function unmappedText(
  range: TextRange,
  functions: readonly TextRange[],
  /** Blanks that every line of a block of text begins with; 0 where lines may begin anywhere. */
  indent: number,
): EmbeddedText {
  const isInside = (place: TextRange): boolean => place.start >= range.start && place.end <= range.end;
  const breaksFunction = ({ start, end }: TextRange): boolean =>
    functions.some((each) => start < each.end && end > each.start && !(start <= each.start && end >= each.end));
  const isIndented = (text: string): boolean =>
    text
      .split('\n')
      .slice(1)
      .every((line) => line.trim() === '' || line.length - line.trimStart().length >= indent);
  return {
    offsets: 'same',
    toSource: (place) => place,
    toDefinition: (offset) => (offset >= range.start && offset <= range.end ? offset : null),
    editToSource: (edit) =>
      isInside(edit.range) &&
      !breaksFunction(edit.range) &&
      !edit.newText.includes(FILLED_IN) &&
      isIndented(edit.newText)
        ? edit
        : null,
    written: (text) => text,
  };
}

/** A part of a definition that is put together: a text of the file, or what a reference stands for. */
export interface TextPart {
  /** In the definition. */
  readonly start: number;
  readonly end: number;
  readonly node: SyntaxNode;
}

/** @param parts one after the other, without gaps but for separators */
export function mappedText(parts: readonly TextPart[]): EmbeddedText {
  const tables = new Map<TextPart, Int32Array>();
  const definition = { end: parts.at(-1)?.end ?? 0 };
  const lines = parts.some(({ node }) => node.kind === 'string' && node.value.includes('\n')) ? 'many' : 'one';

  function tableOf(part: TextPart, node: StringNode): Int32Array {
    const known = tables.get(part);
    if (known !== undefined) return known;
    const table = offsetTableOf(node);
    tables.set(part, table);
    return table;
  }

  /** The part that holds an offset; of two that meet there, the one on the side. */
  function partAt(offset: number, side: 'start' | 'end'): TextPart | undefined {
    let low = 0;
    let high = parts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { start } = parts[middle] as TextPart;
      if (side === 'start' ? start <= offset : start < offset) low = middle + 1;
      else high = middle;
    }
    return parts[Math.max(0, low - 1)];
  }

  function place(offset: number, side: 'start' | 'end'): number {
    const part = partAt(offset, side);
    if (part === undefined) return 0;
    if (part.node.kind !== 'string') return part.node.range[side];
    const table = tableOf(part, part.node);
    return table[Math.max(0, Math.min(offset, part.end) - part.start)] ?? part.node.range[side];
  }

  const toSource = ({ start, end }: TextRange): TextRange => {
    const from = place(start, 'start');
    return { start: from, end: Math.max(from, end > start ? place(end, 'end') : from) };
  };

  function written(text: string, at: number): string | null {
    const part = partAt(at, 'end') ?? parts[0];
    return part?.node.kind === 'string' ? writtenIn(part.node, text, lines) : null;
  }

  return {
    offsets: 'mapped',
    toSource,
    toDefinition(offset) {
      for (const part of parts) {
        const { node } = part;
        if (node.kind !== 'string' || offset < node.range.start || offset > node.range.end) continue;
        const table = tableOf(part, node);
        const index = indexInTable(table, offset);
        return index < 0 ? null : Math.min(part.start + index, definition.end);
      }
      return null;
    },
    editToSource({ range, newText }) {
      const part = parts.find(
        ({ start, end, node }) => node.kind === 'string' && range.start >= start && range.end <= end,
      );
      if (part?.node.kind !== 'string') return null;
      const table = tableOf(part, part.node);
      const start = table[range.start - part.start];
      const end = table[range.end - part.start];
      const text = writtenIn(part.node, newText, lines);
      return start === undefined || end === undefined || text === null
        ? null
        : { range: { start, end }, newText: text };
    },
    written,
  };
}

/** JSON as a part of a string of that style. Line breaks of JSON between its values mean nothing, so they can be left out. */
function writtenIn({ style }: StringNode, json: string, lines: 'one' | 'many'): string | null {
  const flat = json.replaceAll(/\s*\n\s*/g, '');
  switch (style) {
    case 'json':
    case 'double-quoted':
      return JSON.stringify(lines === 'one' ? flat : json).slice(1, -1);
    case 'single-quoted':
      return flat.replaceAll("'", "''");
    case 'block':
      return flat;
    case 'plain':
      return null;
  }
}
