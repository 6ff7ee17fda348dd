/** The innermost object or list around a change of JSON that can be read alone. */

import type { Problem } from '../base/problem.ts';
import type { TextRange } from '../base/text-range.ts';
import { parseJsonPart } from './parse-json.ts';
import type { Splice } from './splice-tree.ts';
import type { MaskedText } from './substitution-holes.ts';
import type { ArrayNode, ObjectNode, SyntaxNode } from './syntax-node.ts';
import type { TextChange } from './text-change.ts';

export interface Reread {
  readonly splice: Splice;
  /** What has been read anew, in the old text. */
  readonly stretch: TextRange;
  /** Of the stretch, at their places in the new text. */
  readonly problems: readonly Problem[];
}

/** Parts this short are always tried. */
const SMALL = 4_096;

/** One version of a text and the next, masked. */
export interface MaskedVersions {
  readonly before: MaskedText;
  readonly after: MaskedText;
}

/** Null where only the whole text will do. */
export function rereadJson(root: SyntaxNode, text: string, change: TextChange, masked: MaskedVersions): Reread | null {
  const around = containersAround(root, change);
  if (around.length === 0) return null;
  const lastEnd = masked.before.text.trimEnd().length;
  for (const replaced of around.reverse()) {
    const stretch = replaced.range;
    // What is not closed reaches to the end of the text, and is told there.
    if (stretch.end >= lastEnd) return null;
    // Trying to read alone what is nearly the whole text would only cost twice.
    if (stretch.end - stretch.start > Math.max(SMALL, text.length / 2)) return null;
    const part = parseJsonPart(text, masked.after, { start: stretch.start, end: stretch.end + change.delta });
    if (part === null || !isSameOutside(stretch, change, masked)) continue;
    // What is wrong with the opening bracket is wrong where it stands, not in what it opens.
    const inside = { start: stretch.start + 1, end: stretch.end };
    return { splice: { kind: 'container', replaced, by: part.value }, stretch: inside, problems: part.problems };
  }
  return null;
}

/** The objects and lists whose brackets the change leaves alone, outermost first. */
function containersAround(root: SyntaxNode, { start, oldEnd }: TextChange): (ObjectNode | ArrayNode)[] {
  const found: (ObjectNode | ArrayNode)[] = [];
  const holds = ({ range }: SyntaxNode): boolean => range.start < start && oldEnd < range.end;
  for (let node: SyntaxNode | undefined = root; node !== undefined && holds(node);) {
    if (node.kind === 'array') {
      found.push(node);
      node = node.elements.find(holds);
    } else if (node.kind === 'object') {
      found.push(node);
      node = node.properties.find(({ value }) => holds(value))?.value;
    } else break;
  }
  return found;
}

/** A quote can make a substitution of what stands behind it on its line, or a part of a text. */
function isSameOutside({ start, end }: TextRange, { delta }: TextChange, { before, after }: MaskedVersions): boolean {
  const kept = [...before.holes.keys()].filter((hole) => hole < start || hole >= end);
  const found = [...after.holes.keys()].filter((hole) => hole < start || hole >= end + delta);
  return (
    kept.length === found.length &&
    kept.every((hole, index) => (hole < start ? hole : hole + delta) === found[index]) &&
    before.text.slice(0, start) === after.text.slice(0, start) &&
    before.text.slice(end) === after.text.slice(end + delta)
  );
}
