/**
 * The innermost fields of a YAML block mapping around a change that can be read alone.
 *
 * Fields own whole lines: from the line their key stands on to the line of what comes next, blank lines and comments between them
 * included. Whether those lines are a world of their own is not guessed but tried (`parseYamlFields`): they are read with one more field
 * behind them, and only where that one comes out as the next field of the same mapping nothing has reached over.
 */

import type { TextRange } from '../base/text-range.ts';
import { parseYamlFields } from './parse-yaml.ts';
import type { Reread } from './reread-json.ts';
import type { ObjectNode, SyntaxNode } from './syntax-node.ts';
import type { TextChange } from './text-change.ts';

/** Neighbouring fields of one mapping, in the old text. */
interface Fields {
  readonly owner: ObjectNode;
  readonly indent: number;
  readonly first: number;
  readonly after: number;
  /** The first line's start, and the start of the line after the last. */
  readonly start: number;
  readonly end: number;
}

/** Reading alone pays for parts only; a text this short is always read in parts. */
const SMALL = 4_096;

/** One version of a text, read. */
export interface YamlVersion {
  readonly text: string;
  readonly root: SyntaxNode;
  /** Where mistakes were found in it. */
  readonly mistakes: readonly TextRange[];
}

/** Null where only the whole text will do. */
export function rereadYaml(
  { text: before, root, mistakes }: YamlVersion,
  text: string,
  found: TextChange,
): Reread | null {
  const large = Math.max(SMALL, text.length / 4);
  const change = asWholeLines(before, text, found);
  for (const fields of fieldsAround(before, root, change).reverse()) {
    for (const each of [fields, withNext(before, fields), withPrevious(before, fields)]) {
      if (each === null || !holds(each, change) || !mistakes.every((mistake) => isHarmless(before, each, mistake)))
        continue;
      if (each.end - each.start + change.delta > large) continue;
      const reread = read(text, each, change);
      if (reread !== null) return reread;
    }
  }
  return null;
}

/**
 * The same change where it begins at the start of a line, if there is such a place: of a line that is taken out, the first characters are
 * often those of the next one, too.
 */
function asWholeLines(before: string, text: string, change: TextChange): TextChange {
  const { start, oldEnd, newEnd, delta } = change;
  if (start !== oldEnd && start !== newEnd) return change;
  const [longer, end] = delta > 0 ? [text, newEnd] : [before, oldEnd];
  for (let moved = 0; moved <= start; moved++) {
    if (moved === start || longer[start - moved - 1] === '\n') {
      return { start: start - moved, oldEnd: oldEnd - moved, newEnd: newEnd - moved, delta };
    }
    if (longer[start - moved - 1] !== longer[end - moved - 1]) return change;
  }
  return change;
}

function read(text: string, { owner, indent, first, after, start, end }: Fields, { delta }: TextChange): Reread | null {
  const part = parseYamlFields(text, { start, end: end + delta }, indent);
  if (part === null) return null;
  const splice = { kind: 'fields', owner, first, after, by: part.properties } as const;
  return { splice, stretch: { start, end }, problems: part.problems };
}

/** One field of every block mapping around the change, outermost first. */
function fieldsAround(text: string, root: SyntaxNode, change: TextChange): Fields[] {
  const found: Fields[] = [];
  let node: SyntaxNode | undefined = root;
  let end = text.length;
  while (node !== undefined && !isFlow(text, node)) {
    const entries: readonly Entry[] = entriesOf(node);
    const index = lastBefore(entries, change.start);
    const entry = entries[index];
    if (entry === undefined) break;
    const next = entries[index + 1];
    if (next !== undefined) {
      // What is not there stands somewhere among the blanks before it.
      if (next.written.start === next.written.end) break;
      end = lineStart(text, next.start);
      // What stands askew is a mistake, and told at what stands before it.
      if (firstColumn(text, end) !== columnOf(text, node.range.start)) break;
    }
    if (change.oldEnd > end) break;
    if (node.kind === 'object') {
      const fields = fieldsAt(text, node, index, end);
      if (fields !== null) found.push(fields);
    }
    node = entry.value;
  }
  return found;
}

interface Entry {
  readonly value: SyntaxNode;
  readonly start: number;
  /** What is written there: a key, or an entry of a list. */
  readonly written: TextRange;
}

function entriesOf(node: SyntaxNode): readonly Entry[] {
  if (node.kind === 'object') {
    return node.properties.map(({ value, range, key }) => ({ value, start: range.start, written: key.range }));
  }
  if (node.kind !== 'array') return [];
  return node.elements.map((value) => ({ value, start: value.range.start, written: value.range }));
}

function lastBefore(entries: readonly { readonly start: number }[], offset: number): number {
  let low = -1;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((entries[middle]?.start ?? Infinity) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Null where something else stands before the key on its line, or where it does not stand below its neighbours. */
function fieldsAt(text: string, owner: ObjectNode, index: number, end: number): Fields | null {
  const property = owner.properties[index];
  if (property === undefined) return null;
  const start = lineStart(text, property.range.start);
  const indent = property.range.start - start;
  for (let offset = start; offset < property.range.start; offset++) if (text[offset] !== ' ') return null;
  if (columnOf(text, owner.range.start) !== indent) return null;
  return { owner, indent, first: index, after: index + 1, start, end };
}

function withNext(text: string, fields: Fields): Fields | null {
  const { owner, after } = fields;
  if (owner.properties[after] === undefined) return null;
  const next = owner.properties[after + 1];
  // The end of the last field is that of the mapping, which is tried as a field of the one around it.
  if (next === undefined || next.key.range.start === next.key.range.end) return null;
  const end = lineStart(text, next.range.start);
  return firstColumn(text, end) === fields.indent ? { ...fields, after: after + 1, end } : null;
}

function withPrevious(text: string, { owner, first, after, end }: Fields): Fields | null {
  const previous = fieldsAt(text, owner, first - 1, end);
  return previous === null ? null : { ...previous, after };
}

/** Whether the change leaves the lines' first indentation alone, and the line after the last one. */
function holds({ start, end, indent }: Fields, change: TextChange): boolean {
  return change.start >= start + indent && change.oldEnd <= end;
}

/**
 * What YAML makes of the lines behind a mistake, no part of them tells. So the part must hold them all, or another field of the same
 * mapping must stand in between, read as what it is; behind the part, another line. A mistake in the first line of a part may be what
 * stands before it.
 */
function isHarmless(text: string, { owner, first, start, end }: Fields, mistake: TextRange): boolean {
  if (mistake.start < start) {
    const previous = owner.properties[first - 1];
    return previous !== undefined && mistake.end <= lineStart(text, previous.range.start);
  }
  if (mistake.start >= end) {
    const nextEnd = text.indexOf('\n', end);
    return nextEnd !== -1 && mistake.start > nextEnd;
  }
  const firstEnd = text.indexOf('\n', start);
  return firstEnd !== -1 && mistake.start > firstEnd;
}

function isFlow(text: string, { range }: SyntaxNode): boolean {
  const first = text[range.start];
  return first === '{' || first === '[';
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Of what a line begins with. */
function firstColumn(text: string, start: number): number {
  let offset = start;
  while (text[offset] === ' ') offset++;
  return offset - start;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}
