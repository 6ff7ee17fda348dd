/** Pieces of a definition's text at another depth: what is written stays as it is, with its comments; only the indentation changes. */

import type { Json } from '../base/json.ts';
import type { TextRange } from '../base/text-range.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { yamlLines } from '../validation/fixes/yaml-text.ts';

/** One step of indentation, as the text has it; two blanks where it has none. */
export function indentUnitOf({ text }: Pick<AslDocument, 'text'>): string {
  const found = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return found.length > 8 ? '  ' : found.startsWith('\t') ? '\t' : found;
}

/** A property with the comments on the lines above it, as if it began at a depth; the first line without its indentation. */
export function shiftedLines(document: AslDocument, range: TextRange, depth: number): string {
  const { text } = document;
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
  const before = text.slice(lineStart, range.start);
  if (!/^[ \t]*$/.test(before)) return text.slice(range.start, range.end);
  const indent = indentUnitOf(document).repeat(depth);
  const start = startOfComments(text, lineStart);
  const lines = text.slice(start, endOfLineComment(document, range.end)).trimEnd().split('\n');
  return lines.map((line, index) => shifted(line, before, index === 0 ? '' : indent)).join('\n');
}

/** A line at another depth. Blank lines stay blank. */
function shifted(line: string, from: string, to: string): string {
  if (line.trim() === '') return '';
  return to + (line.startsWith(from) ? line.slice(from.length) : line.trimStart());
}

function startOfComments(text: string, lineStart: number): number {
  let start = lineStart;
  while (start > 0) {
    const previous = text.lastIndexOf('\n', start - 2) + 1;
    if (!/^[ \t]*(?:#|\/\/)/.test(text.slice(previous, start))) break;
    start = previous;
  }
  return start;
}

function endOfLineComment({ text, format }: AslDocument, end: number): number {
  if (format === 'json') return end;
  const trimmed = text.slice(0, end).trimEnd().length;
  return trimmed + (/^[ \t]+#[^\n]*/.exec(text.slice(trimmed))?.[0].length ?? 0);
}

/** New properties in the document's format, each without the indentation of its first line. */
export function propertiesText(
  document: AslDocument,
  properties: Readonly<Record<string, Json>>,
  place: number | string,
): readonly string[] {
  const unit = indentUnitOf(document);
  const indent = typeof place === 'string' ? place : unit.repeat(place);
  return Object.entries(properties).map(([name, value]) => {
    if (document.format === 'yaml') return yamlLines({ [name]: value }, unit).join(`\n${indent}`);
    const json = document.text.includes('\n') ? JSON.stringify(value, null, unit) : JSON.stringify(value);
    return `${JSON.stringify(name)}: ${json.replaceAll('\n', `\n${indent}`)}`;
  });
}
