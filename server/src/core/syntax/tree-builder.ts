/**
 * Builds syntax trees for the parsers. Nodes are written to while a text is read and are read-only for everybody afterwards.
 */

import type { TextRange } from '../base/text-range.ts';
import type { ArrayNode, ObjectNode, StringNode, SyntaxNode, SyntaxProperty } from './syntax-node.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface ObjectBuilder extends Mutable<Omit<ObjectNode, 'properties' | 'range'>> {
  range: Mutable<TextRange>;
  properties: Mutable<SyntaxProperty>[];
}

export interface ArrayBuilder extends Mutable<Omit<ArrayNode, 'elements' | 'range'>> {
  range: Mutable<TextRange>;
  elements: SyntaxNode[];
}

export type Container = ObjectBuilder | ArrayBuilder;

/** What a value hangs on: its container and the key or index it has there. */
export interface Slot {
  readonly parent: Container | null;
  readonly segment: string | number;
}

export function newObject(slot: Slot, start: number, end: number): ObjectBuilder {
  return { kind: 'object', range: { start, end }, parent: slot.parent, segment: slot.segment, properties: [] };
}

export function newArray(slot: Slot, start: number, end: number): ArrayBuilder {
  return { kind: 'array', range: { start, end }, parent: slot.parent, segment: slot.segment, elements: [] };
}

export function newString(
  slot: Slot,
  start: number,
  end: number,
  value: string,
  style: StringNode['style'],
  source: string,
): StringNode {
  return { kind: 'string', range: { start, end }, parent: slot.parent, segment: slot.segment, value, style, source };
}

export function newScalar(slot: Slot, start: number, end: number, value: number | boolean | null): SyntaxNode {
  const base = { range: { start, end }, parent: slot.parent, segment: slot.segment };
  if (value === null) return { kind: 'null', ...base };
  return typeof value === 'number' ? { kind: 'number', ...base, value } : { kind: 'boolean', ...base, value };
}

export function newHole(
  slot: Slot,
  start: number,
  end: number,
  reason: 'substitution' | 'tag' | 'missing',
  text: string,
): SyntaxNode {
  return { kind: 'hole', range: { start, end }, parent: slot.parent, segment: slot.segment, reason, text };
}

/** Hangs a node that was read on its own below its container. */
export function hang(node: SyntaxNode, { parent, segment }: Slot): void {
  const builder: Mutable<Pick<SyntaxNode, 'parent' | 'segment'>> = node;
  builder.parent = parent;
  builder.segment = segment;
}
