/** Reads typed fields out of a source tree and says exactly where something is not as the format wants it. */

import { isJsonArray, isJsonObject, jsonTypeOf, type Json } from '../base/json.ts';
import type { Problem, Severity } from '../base/problem.ts';
import type { TextRange } from '../base/text-range.ts';
import { didYouMean } from '../base/closest-name.ts';
import type { SourceEntry, SourceNode } from './source-tree.ts';

/** Whether a key that the format does not know is refused or only mentioned. */
export type UnknownKeys = 'refused' | 'mentioned' | 'ignored';

export interface MapShape {
  /** What the map is, for messages: `test case`, `mock`. */
  readonly what: string;
  readonly keys: readonly string[];
  readonly unknownKeys: UnknownKeys;
}

/** One map of the file, its fields asked for by name. Every getter reports what is wrong and answers undefined then. */
export interface FieldReader {
  readonly range: TextRange;
  readonly pointer: string;
  has(key: string): boolean;
  node(key: string): SourceNode | undefined;
  /** The place of a key, or of the whole map. */
  keyRange(key: string): TextRange;
  text(key: string): string | undefined;
  requiredText(key: string): string | undefined;
  number(key: string): number | undefined;
  flag(key: string): boolean | undefined;
  choice<T extends string>(key: string, allowed: readonly T[]): T | undefined;
  json(key: string): Json | undefined;
  list(key: string): readonly SourceNode[] | undefined;
  pointerTo(key: string): string;
}

export interface ProblemCollector {
  readonly problems: Problem[];
  report(code: string, message: string, range: TextRange, pointer: string, severity?: Severity): void;
}

export function createProblemCollector(): ProblemCollector {
  const problems: Problem[] = [];
  return {
    problems,
    report(code, message, range, pointer, severity = 'error') {
      problems.push({ code, severity, message, range, pointer });
    },
  };
}

/** Opens a map for reading, or reports that the node is none. */
export function readMap(
  node: SourceNode,
  pointer: string,
  shape: MapShape,
  collector: ProblemCollector,
): FieldReader | null {
  if (node.kind !== 'map') {
    collector.report(
      'wrong-type',
      `A ${shape.what} must be a map, but this is ${typeWords(node.json)}.`,
      node.range,
      pointer,
    );
    return null;
  }
  const entries = new Map<string, SourceEntry>(node.entries.map((entry) => [entry.key, entry]));
  if (shape.unknownKeys !== 'ignored') reportUnknownKeys(node.entries, pointer, shape, collector);

  function wrongType(key: string, wanted: string): undefined {
    const value = (entries.get(key) as SourceEntry).value;
    collector.report(
      'wrong-type',
      `\`${key}\` must be ${wanted}, but is ${typeWords(value.json)}.${quoteAdvice(value.json, wanted)}`,
      value.range,
      pointerTo(key),
    );
    return undefined;
  }
  function pointerTo(key: string): string {
    return `${pointer}/${escapePointer(key)}`;
  }
  function typed<T extends Json>(key: string, wanted: string, is: (value: Json) => value is T): T | undefined {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    return is(entry.value.json) ? entry.value.json : wrongType(key, wanted);
  }
  const text = (key: string): string | undefined => typed(key, 'a text', (value) => typeof value === 'string');

  return {
    range: node.range,
    pointer,
    has: (key) => entries.has(key),
    node: (key) => entries.get(key)?.value,
    keyRange: (key) => entries.get(key)?.keyRange ?? node.range,
    text,
    requiredText(key) {
      if (entries.has(key)) return text(key);
      collector.report('missing-field', `This ${shape.what} needs \`${key}\`.`, headRange(node), pointer);
      return undefined;
    },
    number: (key) => typed(key, 'a number', (value) => typeof value === 'number'),
    flag: (key) => typed(key, 'true or false', (value) => typeof value === 'boolean'),
    choice(key, allowed) {
      const value = text(key);
      if (value === undefined) return undefined;
      const found = allowed.find((candidate) => candidate === value);
      if (found !== undefined) return found;
      const range = (entries.get(key) as SourceEntry).value.range;
      collector.report(
        'wrong-value',
        `\`${key}\` must be one of ${allowed.join(', ')}.${didYouMean(value, allowed)}`,
        range,
        pointerTo(key),
      );
      return undefined;
    },
    json: (key) => entries.get(key)?.value.json,
    list(key) {
      const value = entries.get(key)?.value;
      if (value === undefined) return undefined;
      if (value.kind === 'list') return value.items;
      wrongType(key, 'a list');
      return undefined;
    },
    pointerTo,
  };
}

/** A list of texts, or what is wrong with it. */
export function readTextList(
  node: SourceNode,
  what: string,
  pointer: string,
  collector: ProblemCollector,
): readonly string[] | undefined {
  if (node.kind === 'list' && node.items.every((item) => typeof item.json === 'string')) {
    return node.items.map((item) => item.json as string);
  }
  const bad = node.kind === 'list' ? (node.items.find((item) => typeof item.json !== 'string') as SourceNode) : node;
  collector.report('wrong-type', `${what} must be a list of state names.`, bad.range, pointer);
  return undefined;
}

export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function reportUnknownKeys(
  entries: readonly SourceEntry[],
  pointer: string,
  shape: MapShape,
  collector: ProblemCollector,
): void {
  for (const { key, keyRange } of entries) {
    if (shape.keys.includes(key)) continue;
    const absent = shape.keys.filter((candidate) => !entries.some((entry) => entry.key === candidate));
    const advice = didYouMean(key, absent) || ` A ${shape.what} knows ${shape.keys.join(', ')}.`;
    const severity = shape.unknownKeys === 'refused' ? 'error' : 'warning';
    collector.report(
      'unknown-key',
      `Unknown key "${key}".${advice}`,
      keyRange,
      `${pointer}/${escapePointer(key)}`,
      severity,
    );
  }
}

function headRange(node: SourceNode & { kind: 'map' }): TextRange {
  const first = node.entries[0];
  return first === undefined
    ? node.range
    : { start: node.range.start, end: Math.max(node.range.start, first.keyRange.end) };
}

function quoteAdvice(value: Json, wanted: string): string {
  return wanted === 'a text' && (typeof value === 'number' || typeof value === 'boolean') ? ' Put it in quotes.' : '';
}

function typeWords(value: Json): string {
  if (isJsonArray(value)) return 'a list';
  if (isJsonObject(value)) return 'a map';
  switch (jsonTypeOf(value)) {
    case 'null':
      return 'empty';
    case 'boolean':
      return String(value);
    case 'number':
      return `the number ${String(value)}`;
    default:
      return 'a text';
  }
}
