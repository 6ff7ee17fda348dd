/** The comments of a JSON or YAML text and what they are about: for writing a definition in the other format. */

import { createScanner, type SyntaxKind } from 'jsonc-parser';
import type { TextRange } from '../base/text-range.ts';
import type { SyntaxFormat, SyntaxNode, SyntaxProperty } from './syntax-node.ts';

export interface Comment {
  readonly range: TextRange;
  /** Without `#`, `//`, `/*` and the blanks around; line by line. */
  readonly lines: readonly string[];
  /** On the lines before what it is about, behind it on its line, or after everything. */
  readonly place: 'before' | 'behind' | 'end';
  /** The property or entry of a list it is about; null for the text as a whole. */
  readonly about: SyntaxProperty | SyntaxNode | null;
}

/** In the order of the text. */
export function commentsIn(text: string, format: SyntaxFormat, root: SyntaxNode | null): readonly Comment[] {
  const ranges = format === 'json' ? jsonComments(text) : yamlComments(text, root);
  if (ranges.length === 0 || root === null) return [];
  const anchors = anchorsOf(root);
  return ranges.map((range) => {
    const lines = linesOf(text.slice(range.start, range.end));
    const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
    const isAlone = text.slice(lineStart, range.start).trim() === '';
    const behind = isAlone ? undefined : anchors.findLast(({ end }) => end > lineStart && end <= range.start);
    if (behind !== undefined) return { range, lines, place: 'behind', about: behind.about };
    const next = anchors.find(({ start }) => start >= range.end);
    return next === undefined
      ? { range, lines, place: 'end', about: null }
      : { range, lines, place: 'before', about: next.about };
  });
}

interface Anchor {
  readonly about: SyntaxProperty | SyntaxNode;
  readonly start: number;
  /** Of a scalar; nothing stands behind a list or an object. */
  readonly end: number;
}

/** Properties and entries of lists, in the order of the text. */
function anchorsOf(root: SyntaxNode): readonly Anchor[] {
  const anchors: Anchor[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.kind === 'array') {
      for (const element of node.elements) {
        if (element.kind !== 'object' && element.kind !== 'array') {
          anchors.push({ about: element, start: element.range.start, end: element.range.end });
        }
        visit(element);
      }
    } else if (node.kind === 'object') {
      for (const property of node.properties) {
        const { key, value } = property;
        const isScalar = value.kind !== 'object' && value.kind !== 'array';
        anchors.push({ about: property, start: key.range.start, end: isScalar ? value.range.end : -1 });
        visit(value);
      }
    }
  };
  visit(root);
  return anchors.sort((left, right) => left.start - right.start);
}

const LINE_COMMENT: SyntaxKind.LineCommentTrivia = 12;
const BLOCK_COMMENT: SyntaxKind.BlockCommentTrivia = 13;
const END: SyntaxKind.EOF = 17;

function jsonComments(text: string): readonly TextRange[] {
  if (!text.includes('//') && !text.includes('/*')) return [];
  const scanner = createScanner(text);
  const found: TextRange[] = [];
  for (let token: SyntaxKind = scanner.scan(); token !== END; token = scanner.scan()) {
    if (token !== LINE_COMMENT && token !== BLOCK_COMMENT) continue;
    const start = scanner.getTokenOffset();
    found.push({ start, end: start + scanner.getTokenLength() });
  }
  return found;
}

/** Whatever follows a `#` behind a blank, where it is no part of a text. */
function yamlComments(text: string, root: SyntaxNode | null): readonly TextRange[] {
  if (!text.includes('#')) return [];
  const texts = root === null ? [] : textRanges(root);
  const found: TextRange[] = [];
  let next = 0;
  for (const { index: start } of text.matchAll(/(?<=^|[ \t])#/gm)) {
    while ((texts[next]?.end ?? Infinity) <= start) next++;
    const isInText = (texts[next]?.start ?? Infinity) <= start;
    if (isInText || start < (found.at(-1)?.end ?? 0)) continue;
    const newLine = text.indexOf('\n', start);
    const lineEnd = newLine === -1 ? text.length : newLine;
    found.push({ start, end: text.charAt(lineEnd - 1) === '\r' ? lineEnd - 1 : lineEnd });
  }
  return found;
}

function textRanges(root: SyntaxNode): readonly TextRange[] {
  const found: TextRange[] = [];
  const open: SyntaxNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'array') open.push(...node.elements);
    else if (node.kind === 'object') {
      for (const { key, value } of node.properties) {
        found.push(key.range);
        open.push(value);
      }
    } else found.push(node.range);
  }
  return found.sort((left, right) => left.start - right.start);
}

function linesOf(comment: string): readonly string[] {
  const content = comment.startsWith('/*') ? comment.slice(2, -2) : comment.replace(/^(?:\/\/+|#+)/, '');
  return content
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*\*(?=\s|$)/, '').trim())
    .filter((line) => line !== '');
}
