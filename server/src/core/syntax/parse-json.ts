/**
 * JSON text to a syntax tree, tolerant of what people type: comments, trailing commas, missing values and unquoted substitutions are
 * problems, not the end of reading.
 */

import { visit, type ParseErrorCode } from 'jsonc-parser';
import type { Parsed, Problem } from '../base/problem.ts';
import type { TextRange } from '../base/text-range.ts';
import type { MaskedText } from './substitution-holes.ts';
import type { SyntaxNode, SyntaxProperty } from './syntax-node.ts';
import { newArray, newHole, newObject, newScalar, newString, type Container, type Slot } from './tree-builder.ts';

const ROOT: Slot = { parent: null, segment: '' };

/** Enough to work through; a text with more is something else than a state machine. */
const MAX_PROBLEMS = 50;

/** Reads a text that is known not to nest too deeply (`findTooDeepNesting`). */
export function parseJsonText(source: string, masked: MaskedText): Parsed<SyntaxNode | null> {
  const { value, problems } = read(source, masked, { start: 0, end: source.length });
  return { value, problems };
}

/**
 * Reads one object or list of a text alone. Null where the stretch is not exactly one, with its own brackets closed: then what is
 * written there reaches beyond it.
 *
 * @param masked the whole text, masked
 */
export function parseJsonPart(
  source: string,
  masked: MaskedText,
  stretch: TextRange,
): { readonly value: Container; readonly problems: readonly Problem[] } | null {
  const { value, problems, ends } = read(source, masked, stretch);
  if (ends !== 'closed' || (value?.kind !== 'object' && value?.kind !== 'array')) return null;
  const isWhole = value.range.start === stretch.start && value.range.end === stretch.end;
  return isWhole ? { value: value as Container, problems } : null;
}

/** The errors of a text that ends too early, or too late. */
const AT_THE_END: ReadonlySet<number> = new Set([7, 8, 9, 11]);

interface JsonReading extends Parsed<SyntaxNode | null> {
  readonly ends: 'closed' | 'open';
}

function read(source: string, masked: MaskedText, stretch: TextRange): JsonReading {
  const { holes } = masked;
  const base = stretch.start;
  const text = masked.text.slice(base, stretch.end);
  let ends: JsonReading['ends'] = 'closed';
  const problems: Problem[] = [];
  const open: Container[] = [];
  let root: SyntaxNode | null = null;
  let pending: { key: string; start: number; end: number } | null = null;
  let lastComma = -1;
  let valueSinceComma = true;

  const report = (code: string, message: string, start: number, end: number): void => {
    if (problems.length >= MAX_PROBLEMS || problems.at(-1)?.range.start === start) return;
    problems.push({
      code,
      severity: 'error',
      awsCode: 'INVALID_JSON_DESCRIPTION',
      message,
      range: { start, end },
      pointer: '',
    });
  };

  const slot = (): Slot => {
    const parent = open.at(-1);
    if (parent === undefined) return ROOT;
    return { parent, segment: parent.kind === 'array' ? parent.elements.length : (pending?.key ?? '') };
  };

  const place = (node: SyntaxNode): void => {
    valueSinceComma = true;
    const parent = open.at(-1);
    if (parent === undefined) root ??= node;
    else if (parent.kind === 'array') parent.elements.push(node);
    else if (pending !== null) {
      const { key, start, end } = pending;
      const keyNode = newString({ parent, segment: key }, start, end, key, 'json', source);
      const last = Math.max(end, node.range.end);
      parent.properties.push({ name: key, key: keyNode, value: node, range: { start, end: last } });
      pending = null;
    }
  };

  /** A key without a value is kept with a hole, so that completion and the checks see it. */
  const finishKey = (): void => {
    if (pending !== null) place(newHole(slot(), pending.end, pending.end, 'missing', ''));
  };

  const close = (end: number): void => {
    finishKey();
    if (!valueSinceComma && lastComma >= 0) {
      report('json-trailing-comma', 'JSON takes no comma after the last entry. Remove it.', lastComma, lastComma + 1);
    }
    valueSinceComma = true;
    const container = open.pop();
    if (container === undefined) return;
    // The scanner is a little beyond the end after a comment that is not closed.
    container.range.end = Math.min(end, source.length);
    const property = propertyOf(container);
    if (property !== undefined) property.range = { start: property.range.start, end: container.range.end };
  };

  visit(
    text,
    {
      onObjectBegin(offset, length) {
        const node = newObject(slot(), base + offset, base + offset + length);
        place(node);
        open.push(node);
      },
      onArrayBegin(offset, length) {
        const node = newArray(slot(), base + offset, base + offset + length);
        place(node);
        open.push(node);
      },
      onObjectEnd: (offset, length) => close(base + offset + length),
      onArrayEnd: (offset, length) => close(base + offset + length),
      onObjectProperty(key, offset, length) {
        finishKey();
        valueSinceComma = true;
        const start = base + offset;
        const end = start + length;
        pending = { key: holes.has(start) ? source.slice(start, end) : key, start, end };
      },
      onLiteralValue(value: unknown, offset, length) {
        const start = base + offset;
        const end = start + length;
        if (typeof value !== 'string') place(newScalar(slot(), start, end, value as number | boolean | null));
        else if (holes.has(start)) place(newHole(slot(), start, end, 'substitution', source.slice(start, end)));
        else place(newString(slot(), start, end, value, 'json', source));
      },
      onSeparator(character, offset) {
        if (character !== ',') return;
        finishKey();
        lastComma = base + offset;
        valueSinceComma = false;
      },
      onComment: (offset, length) =>
        report(
          'json-comment',
          'JSON has no comments. Use a Comment field instead.',
          base + offset,
          base + offset + length,
        ),
      onError(error, offset, length) {
        if (AT_THE_END.has(error)) ends = 'open';
        const start = base + offset;
        const at = length === 0 ? Math.max(0, Math.min(start, source.trimEnd().length) - 1) : start;
        report('json-syntax', describe(error), at, Math.min(at + Math.max(length, 1), source.length));
      },
    },
    { disallowComments: false, allowTrailingComma: true, allowEmptyContent: false },
  );
  if (open.length > 0) ends = 'open';
  while (open.length > 0) close(source.trimEnd().length);
  for (const [start, end] of holes) {
    if (start < stretch.start || end > stretch.end) continue;
    problems.push({
      code: 'substitution-unquoted',
      severity: 'information',
      message: `${source.slice(start, end)} is filled in at deployment; any value is assumed here.`,
      range: { start, end },
      pointer: '',
    });
  }
  return { value: root, problems, ends };
}

function propertyOf(container: Container): { range: SyntaxProperty['range'] } | undefined {
  const parent = container.parent;
  if (parent?.kind !== 'object') return undefined;
  return parent.properties.findLast((property) => property.value === container);
}

/** By the numbers of jsonc-parser's `ParseErrorCode` (a const enum, so not importable as values here). */
const DESCRIPTIONS: Readonly<Record<number, string>> = {
  1: 'This is no JSON value. Texts need double quotes; the only bare words are true, false and null.',
  2: 'This is no JSON number.',
  3: 'A field name in double quotes is expected here.',
  4: 'A value is expected here.',
  5: 'A colon is expected between the field name and its value.',
  6: 'A comma is expected between two entries.',
  7: 'The closing brace } is missing.',
  8: 'The closing bracket ] is missing.',
  9: 'The text goes on after the end of the definition. Remove the rest, or check the braces above.',
  11: 'The comment is not closed.',
  12: 'The closing double quote is missing.',
  13: 'The number breaks off.',
  14: 'A \\u escape needs four hexadecimal digits.',
  15: 'This escape does not exist in JSON. A literal backslash is written \\\\.',
  16: 'This control character must be written as an escape (for example \\n or \\t).',
};

function describe(error: ParseErrorCode): string {
  return DESCRIPTIONS[error] ?? 'This is not JSON.';
}
