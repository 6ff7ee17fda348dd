/**
 * JSON text to a syntax tree, tolerant of what people type: comments, trailing commas, missing values and unquoted substitutions are
 * problems, not the end of reading.
 */

import type { Parsed, Problem } from '../base/problem.ts';
import type { TextRange } from '../base/text-range.ts';
import { readJson, type JsonMistake } from './json-reader.ts';
import type { MaskedText } from './substitution-holes.ts';
import type { SyntaxNode, SyntaxProperty } from './syntax-node.ts';
import { newArray, newHole, newObject, newScalar, newString, type Container, type Slot } from './tree-builder.ts';

const ROOT: Slot = { parent: null, segment: '' };

/** Enough to work through; a text with more is something else than a state machine. */
const MAX_PROBLEMS = 50;

export interface JsonReading extends Parsed<SyntaxNode | null> {
  /** Whether what was read is one value, however a text goes on behind it. */
  readonly isComplete: boolean;
  /** Whether every object and list in it ends with a bracket of its own, or with the text. */
  readonly divisible: boolean;
}

/** Reads a text that is known not to nest too deeply (`findTooDeepNesting`). */
export function parseJsonText(source: string, masked: MaskedText): JsonReading {
  return read(source, masked, { start: 0, end: source.length });
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
  const { value, problems, isComplete, divisible } = read(source, masked, stretch);
  if (!isComplete || !divisible || (value?.kind !== 'object' && value?.kind !== 'array')) return null;
  const isWhole = value.range.start === stretch.start && value.range.end === stretch.end;
  return isWhole ? { value: value as Container, problems } : null;
}

function read(source: string, masked: MaskedText, stretch: TextRange): JsonReading {
  const { holes } = masked;
  const base = stretch.start;
  const text = masked.text.slice(base, stretch.end);
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

  const { isComplete, hasUnclosedInside } = readJson(text, {
    onOpen(kind, offset) {
      const start = base + offset;
      const node = kind === 'object' ? newObject(slot(), start, start + 1) : newArray(slot(), start, start + 1);
      place(node);
      open.push(node);
    },
    onClose: (end) => close(base + end),
    onName(key, offset, endOffset) {
      finishKey();
      valueSinceComma = true;
      const start = base + offset;
      const end = base + endOffset;
      pending = { key: holes.has(start) ? source.slice(start, end) : key, start, end };
    },
    onValue(value, offset, endOffset) {
      const start = base + offset;
      const end = base + endOffset;
      if (typeof value !== 'string') place(newScalar(slot(), start, end, value));
      else if (holes.has(start)) place(newHole(slot(), start, end, 'substitution', source.slice(start, end)));
      else place(newString(slot(), start, end, value, 'json', source));
    },
    onComma(offset) {
      finishKey();
      lastComma = base + offset;
      valueSinceComma = false;
    },
    onComment(offset, endOffset) {
      const message = 'JSON has no comments. Use a Comment field instead.';
      report('json-comment', message, base + offset, base + endOffset);
    },
    onMistake(mistake, offset, endOffset) {
      const start = base + offset;
      const length = endOffset - offset;
      const at = length === 0 ? Math.max(0, Math.min(start, source.trimEnd().length) - 1) : start;
      report('json-syntax', MESSAGES[mistake], at, Math.min(at + Math.max(length, 1), source.length));
    },
  });
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
  return { value: root, problems, isComplete, divisible: !hasUnclosedInside };
}

function propertyOf(container: Container): { range: SyntaxProperty['range'] } | undefined {
  const parent = container.parent;
  if (parent?.kind !== 'object') return undefined;
  return parent.properties.findLast((property) => property.value === container);
}

const MESSAGES: Readonly<Record<JsonMistake, string>> = {
  'brace-missing': 'The closing brace } is missing.',
  'brace-stray': 'This brace closes nothing: what is open here is a list.',
  'bracket-missing': 'The closing bracket ] is missing.',
  'bracket-stray': 'This bracket closes nothing: what is open here is an object.',
  character: 'This control character must be written as an escape (for example \\n or \\t).',
  'colon-missing': 'A colon is expected between the field name and its value.',
  'comma-missing': 'A comma is expected between two entries.',
  'comment-open': 'The comment is not closed.',
  escape: 'This escape does not exist in JSON. A literal backslash is written \\\\.',
  'name-missing': 'A field name in double quotes is expected here.',
  number: 'This is no JSON number.',
  'number-open': 'The number breaks off.',
  'string-open': 'The closing double quote is missing.',
  symbol: 'This is no JSON value. Texts need double quotes; the only bare words are true, false and null.',
  'text-behind': 'The text goes on after the end of the definition. Remove the rest, or check the braces above.',
  unicode: 'A \\u escape needs four hexadecimal digits.',
  'value-missing': 'A value is expected here.',
};
