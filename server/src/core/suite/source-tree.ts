/**
 * YAML text (and so JSON text) as a tree of plain nodes with ranges: aliases and `<<` merges resolved, only JSON values left.
 *
 * Aliased content is shared, never copied, so a file with a few anchors stays small however often they are used. Reading never throws for
 * a user's text: what is wrong with it comes back as problems.
 */

import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node, type YAMLMap } from 'yaml';
import type { Json } from '../base/json.ts';
import type { Parsed, Problem } from '../base/problem.ts';
import type { TextRange } from '../base/text-range.ts';
import { findTooDeepNesting, MAX_NESTING } from '../syntax/nesting-guard.ts';

export interface SourceEntry {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly value: SourceNode;
}

interface SourceNodeBase {
  /** Where the value stands, or where the alias stands that names it. */
  readonly range: TextRange;
  /** The whole value. */
  readonly json: Json;
  /** Nodes in the value with every alias written out. */
  readonly expandedSize: number;
}

export type SourceNode =
  | (SourceNodeBase & { readonly kind: 'map'; readonly entries: readonly SourceEntry[] })
  | (SourceNodeBase & { readonly kind: 'list'; readonly items: readonly SourceNode[] })
  | (SourceNodeBase & { readonly kind: 'scalar' });

const MAX_EXPANDED_NODES = 20_000_000;

/** Reads a YAML text. The value is null where the text is no YAML at all. */
export function parseSourceText(text: string): Parsed<SourceNode | null> {
  const tooDeep = findTooDeepNesting(text, 'yaml');
  if (tooDeep !== null) return { value: null, problems: [nestingProblem(tooDeep.range)] };
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { merge: true, prettyErrors: false, stringKeys: false, logLevel: 'error' });
  } catch (error) {
    if (error instanceof RangeError) return { value: null, problems: [nestingProblem({ start: 0, end: 0 })] };
    throw error;
  }
  const problems: Problem[] = document.errors.map((error) => ({
    code: 'yaml-syntax',
    severity: 'error',
    message: yamlMessage(error.code, error.message),
    range: inside(text, error.pos[0], endOfError(text, error)),
    pointer: '',
  }));
  for (const warning of document.warnings) {
    problems.push({
      code: 'yaml-syntax',
      severity: 'warning',
      message: firstLine(warning.message),
      range: inside(text, warning.pos[0], warning.pos[1]),
      pointer: '',
    });
  }
  if (document.errors.length > 0 || document.contents === null) return { value: null, problems };
  try {
    const value = createConverter(problems)(document.contents);
    if (value.expandedSize > MAX_EXPANDED_NODES) {
      problems.push(
        problem('yaml-too-large', 'The aliases of this file expand to more than 20 million values.', value.range),
      );
      return { value: null, problems };
    }
    return { value, problems };
  } catch (error) {
    if (error instanceof RangeError)
      return { value: null, problems: [...problems, nestingProblem({ start: 0, end: 0 })] };
    throw error;
  }
}

type Convert = (node: Node) => SourceNode;

function createConverter(problems: Problem[]): Convert {
  const converted = new Map<Node, SourceNode>();
  const open = new Set<Node>();
  /** Nodes are met in the order of the text, so the last one of a name is the one an alias means. */
  const anchors = new Map<string, Node & { anchor?: string }>();

  function convert(node: Node): SourceNode {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined || open.has(target)) {
        problems.push(problem('yaml-alias', `The alias *${node.source} names no finished anchor.`, rangeOf(node)));
        return scalar(null, rangeOf(node));
      }
      return { ...convert(target), range: rangeOf(node) };
    }
    const known = converted.get(node);
    if (known !== undefined) return known;
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    open.add(node);
    const result = convertContent(node);
    open.delete(node);
    converted.set(node, result);
    return result;
  }

  function convertContent(node: Node): SourceNode {
    const range = rangeOf(node);
    if (isSeq(node)) {
      const items = node.items.map((item) => convert(item as Node));
      const expandedSize = items.reduce((sum, item) => sum + item.expandedSize, 1);
      return { kind: 'list', range, items, json: items.map((item) => item.json), expandedSize };
    }
    if (isMap(node)) return mapNode(node, range);
    if (!isScalar(node)) return scalar(null, range);
    const value: unknown = node.value;
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return scalar(value, range);
    if (typeof value === 'number' && Number.isFinite(value)) return scalar(value, range);
    problems.push(
      problem('yaml-not-json', `${String(node.source ?? value)} is no JSON value; put it in quotes.`, range),
    );
    return scalar(null, range);
  }

  function mapNode(node: YAMLMap, range: TextRange): SourceNode {
    const own = new Map<string, SourceEntry>();
    const merged = new Map<string, SourceEntry>();
    for (const pair of node.items) {
      const keyNode = pair.key as Node;
      const keyRange = rangeOf(keyNode);
      const key = isScalar(keyNode) ? keyNode.value : undefined;
      if (isMergeKey(key)) {
        if (pair.value !== null) collectMerge(convert(pair.value as Node), merged);
        continue;
      }
      if (key === undefined || (typeof key === 'object' && key !== null)) {
        problems.push(problem('yaml-not-json', 'A key must be a plain text.', keyRange));
        continue;
      }
      const value = pair.value === null ? scalar(null, keyRange) : convert(pair.value as Node);
      own.set(String(key), { key: String(key), keyRange, value });
    }
    const entries = [...own.values()];
    for (const entry of merged.values()) if (!own.has(entry.key)) entries.push(entry);
    const expandedSize = entries.reduce((sum, entry) => sum + entry.value.expandedSize, 1);
    return { kind: 'map', range, entries, json: plainObject(entries), expandedSize };
  }

  /** `<<: *one` or `<<: [*one, *two]`, earlier ones first. */
  function collectMerge(value: SourceNode, into: Map<string, SourceEntry>): void {
    if (value.kind === 'list') {
      for (const item of value.items) collectMerge(item, into);
    } else if (value.kind === 'map') {
      for (const entry of value.entries) if (!into.has(entry.key)) into.set(entry.key, entry);
    } else {
      problems.push(problem('yaml-alias', '`<<` merges a map or a list of maps.', value.range));
    }
  }

  return convert;
}

function plainObject(entries: readonly SourceEntry[]): Json {
  return Object.fromEntries(entries.map((entry) => [entry.key, entry.value.json]));
}

function isMergeKey(key: unknown): boolean {
  return key === '<<' || (typeof key === 'symbol' && key.description === '<<');
}

function scalar(json: Json, range: TextRange): SourceNode {
  return { kind: 'scalar', json, range, expandedSize: 1 };
}

function rangeOf(node: Node | null): TextRange {
  const range = node?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

function problem(code: string, message: string, range: TextRange): Problem {
  return { code, severity: 'error', message, range, pointer: '' };
}

function nestingProblem(range: TextRange): Problem {
  return problem('nested-too-deeply', `The text is nested more than ${MAX_NESTING} levels deep.`, range);
}

/** Where what is told ends: a key alone, the line that begins another document. */
function endOfError(
  text: string,
  { code, pos }: { readonly code: string; readonly pos: readonly [number, number] },
): number {
  if (code === 'DUPLICATE_KEY') return endOfKey(text, pos[0]);
  return code === 'MULTIPLE_DOCS' ? pos[0] + '---'.length : pos[1];
}

function endOfKey(text: string, start: number): number {
  const colon = /:(?:\s|$)/.exec(text.slice(start, start + 1_000));
  return colon === null ? start + 1 : start + colon.index;
}

/** The parser places what is missing behind the text's end. */
function inside({ length }: string, start: number, end: number): TextRange {
  return { start: Math.min(start, length), end: Math.min(Math.max(start, end), length) };
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] as string;
}

function yamlMessage(code: string, message: string): string {
  const line = firstLine(message);
  if (code === 'DUPLICATE_KEY') return 'This key stands twice in the same map.';
  if (code === 'TAB_AS_INDENT') return 'YAML is indented with blanks, not with tabs.';
  if (code === 'MULTIPLE_DOCS') return 'Only one YAML document is read from a file.';
  return `Not valid YAML: ${line.charAt(0).toLowerCase()}${line.slice(1)}`;
}
