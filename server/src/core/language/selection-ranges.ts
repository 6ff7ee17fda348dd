/** What "expand selection" goes through: token, expression, string, property, object, state, scope, document. */

import type { TextRange } from '../base/text-range.ts';
import { parseJsonata, childrenOf, type AstNode } from '../expressions/jsonata/jsonata-ast.ts';
import { parseJsonPath } from '../expressions/json-path.ts';
import { parseIntrinsic, type IntrinsicArgument } from '../expressions/intrinsics/parse-intrinsic.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { sourceRangeOf } from '../syntax/string-offsets.ts';
import { findNodeAt, type StringNode, type SyntaxNode } from '../syntax/syntax-node.ts';
import { expressionAt, valueIndexOf, type ExpressionSite } from './expression-sites.ts';

/** From the smallest to the whole document, each holding the one before; never the same twice. */
export function selectionRangesAt(document: AslDocument, offset: number): readonly TextRange[] {
  const ranges: TextRange[] = [{ start: 0, end: document.text.length }];
  const found = findNodeAt(document.root, offset);
  if (found !== null) {
    const onKey = found.onKey && found.property !== null;
    const key = onKey ? (found.property?.key ?? null) : null;
    addAncestors(onKey ? found.node.parent : found.node, ranges);
    if (found.property !== null) ranges.push(found.property.range);
    const leaf = key ?? (found.node.kind === 'string' ? found.node : null);
    if (leaf !== null) addString(leaf, offset, onKey ? null : expressionAt(document, offset), ranges);
  }
  const holding = ranges.filter(({ start, end }) => start <= offset && offset <= end);
  holding.sort((left, right) => left.end - left.start - (right.end - right.start));
  return nested(holding);
}

function addAncestors(node: SyntaxNode | null, ranges: TextRange[]): void {
  for (let current = node; current !== null; current = current.parent) {
    ranges.push(current.range);
    const { parent } = current;
    if (parent?.kind !== 'object') continue;
    for (const property of parent.properties) if (property.value === current) ranges.push(property.range);
  }
}

function addString(node: StringNode, offset: number, site: ExpressionSite | null, ranges: TextRange[]): void {
  ranges.push(node.range, sourceRangeOf(node, 0, node.value.length));
  if (site === null) return;
  const index = valueIndexOf(node, offset);
  ranges.push(sourceRangeOf(node, site.start, site.end));
  const trimmed = site.start + (/^\s*/.exec(node.value.slice(site.start, site.end))?.[0].length ?? 0);
  ranges.push(sourceRangeOf(node, trimmed, trimmed + node.value.slice(trimmed, site.end).trimEnd().length));
  for (const part of partsOf(site)) {
    if (part.start <= index && index <= part.end) ranges.push(sourceRangeOf(node, part.start, part.end));
  }
  const before = /[\w$]*$/.exec(node.value.slice(0, index))?.[0].length ?? 0;
  const after = /^\w*/.exec(node.value.slice(index))?.[0].length ?? 0;
  if (before + after > 0) ranges.push(sourceRangeOf(node, index - before, index + after));
}

/** The sub-expressions as ranges of the string's value. */
function partsOf(site: ExpressionSite): readonly TextRange[] {
  const text = site.node.value.slice(site.start, site.end);
  if (site.kind === 'jsonata') return jsonataParts(text, site.start);
  if (text.startsWith('States.')) {
    const { call } = parseIntrinsic(text);
    return call === null ? [] : argumentRanges(call);
  }
  const { path } = parseJsonPath(text);
  return path === null ? [] : path.steps.map(({ range }) => ({ start: path.rootRange.start, end: range.end }));
}

function argumentRanges(argument: IntrinsicArgument): readonly TextRange[] {
  const own = [argument.range];
  return argument.kind === 'call' ? [...own, ...argument.arguments.flatMap(argumentRanges)] : own;
}

/** The tree knows where a token ends; a part reaches from the first token in it to the last. */
function jsonataParts(text: string, base: number): readonly TextRange[] {
  const { ast } = parseJsonata(text);
  if (ast === null) return [];
  const ranges: TextRange[] = [];
  const span = (node: AstNode): TextRange | null => {
    let start = Infinity;
    let end = -1;
    if (node.position !== undefined) {
      const word = /(?:\$?[\w`]+|"[^"]*"|'[^']*'|\S)$/.exec(text.slice(0, node.position))?.[0].length ?? 0;
      start = node.position - word;
      end = node.position;
    }
    for (const child of childrenOf(node)) {
      const inner = span(child);
      if (inner === null) continue;
      start = Math.min(start, inner.start);
      end = Math.max(end, inner.end);
    }
    if (end < 0) return null;
    if (node.type === 'function' || node.type === 'partial') end = closing(text, end);
    ranges.push({ start: start + base, end: end + base });
    return { start, end };
  };
  span(ast);
  return ranges;
}

/** After the bracket that closes a call whose last argument ends at `from`. */
function closing(text: string, from: number): number {
  const rest = /^[\s]*\)/.exec(text.slice(from));
  return rest === null ? from : from + rest[0].length;
}

function nested(ranges: readonly TextRange[]): readonly TextRange[] {
  const kept: TextRange[] = [];
  for (const range of ranges) {
    const last = kept.at(-1);
    if (last === undefined) kept.push(range);
    else if (range.start <= last.start && range.end >= last.end && range.end - range.start > last.end - last.start) {
      kept.push(range);
    }
  }
  return kept;
}
