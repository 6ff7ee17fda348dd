/** Every place of a suite or mock file that names a state, names within addresses such as `M[0].S` included. */

import type { TextRange } from '../../base/text-range.ts';
import { sourceRangeOf } from '../../syntax/string-offsets.ts';
import type { StringNode, SyntaxNode } from '../../syntax/syntax-node.ts';
import type { SuiteFileKind } from './suite-shapes.ts';
import { visitSuite, type SuiteSite } from './suite-tree.ts';

export interface StateReference {
  readonly name: string;
  /** The name alone; for a whole scalar with its quotes. */
  readonly range: TextRange;
  readonly node: StringNode;
  /** Where the name begins in the node's value. */
  readonly at: number;
  /** The name is all that the text holds. */
  readonly whole: boolean;
  readonly site: SuiteSite;
}

/** @param names the definition's state names; an address may hold dots and brackets that belong to a name */
export function stateReferencesIn(
  root: SyntaxNode | null,
  kind: SuiteFileKind,
  names: Iterable<string>,
): readonly StateReference[] {
  const known = [...names].sort((left, right) => right.length - left.length);
  const found: StateReference[] = [];
  visitSuite(root, kind, {
    value(site) {
      const { node, value } = site;
      if (node.kind !== 'string' || value.kind !== 'text') return;
      if (value.of === 'state') found.push({ name: node.value, range: node.range, node, at: 0, whole: true, site });
      else if (value.of === 'address') found.push(...namesInAddress(node, known, site));
    },
  });
  return found;
}

function namesInAddress(node: StringNode, known: readonly string[], site: SuiteSite): readonly StateReference[] {
  const text = node.value;
  if (known.includes(text)) return [{ name: text, range: node.range, node, at: 0, whole: true, site }];
  const found: StateReference[] = [];
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const name =
      known.find((candidate) => rest.startsWith(candidate) && /^(?:$|[.[])/.test(rest.slice(candidate.length))) ??
      /^[^.[\]]+/.exec(rest)?.[0];
    if (name === undefined || name === '') break;
    const whole = name.length === text.length;
    const range = whole ? node.range : sourceRangeOf(node, at, at + name.length);
    found.push({ name, range, node, at, whole, site });
    at += name.length;
    at += /^(?:\[\d*\]|\.\d+(?=\.|$))?\.?/.exec(text.slice(at))?.[0].length ?? 0;
    if (/^[[\]]/.test(text.slice(at))) break;
  }
  return found;
}

/** The reference at an offset, or null. */
export function stateReferenceAt(references: readonly StateReference[], offset: number): StateReference | null {
  return references.find(({ range }) => offset >= range.start && offset <= range.end) ?? null;
}
