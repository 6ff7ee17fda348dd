/** Where a cursor is: on a key or a value, of which object, and what the field table says of it. */

import type { AslDocument } from '../model/asl-document.ts';
import type { FieldSpec, ShapeSpec } from '../model/fields/field-spec.ts';
import { shapeOf, stateShape } from '../model/fields/state-fields.ts';
import type { QueryLanguage, StateModel } from '../model/machine-model.ts';
import type { TextRange } from '../base/text-range.ts';
import { findNodeAt, type ObjectNode, type SyntaxNode, type SyntaxProperty } from '../syntax/syntax-node.ts';

/** An object of ASL in its place. */
export interface ObjectContext {
  readonly node: ObjectNode;
  /** Null for an object whose fields are not ASL's: a payload, `States`. */
  readonly shape: ShapeSpec | null;
  /** The state that holds the object or is it. */
  readonly state: StateModel | null;
  readonly language: QueryLanguage;
  /** Where the object is a Choice rule: below And, Or or Not. */
  readonly nestedRule: boolean;
}

export interface Cursor {
  readonly kind: 'key' | 'value';
  readonly object: ObjectContext;
  /** The property whose key or value the cursor is on; null where a new one would begin. */
  readonly property: SyntaxProperty | null;
  readonly field: FieldSpec | null;
  /** What a completion replaces. */
  readonly range: TextRange;
  /** The value at the cursor: an element where the field's value is a list. */
  readonly value: SyntaxNode | null;
}

/** Null outside of any object. */
export function cursorAt(document: AslDocument, offset: number): Cursor | null {
  const found = findNodeAt(document.root, offset);
  if (document.format === 'yaml') {
    const onNewLine = yamlNewLine(document, offset);
    if (onNewLine !== null) return keyCursor(document, onNewLine, null, { start: offset, end: offset });
    const waiting = yamlKeyBefore(document, offset);
    if (waiting !== null) {
      const { node, property } = waiting;
      return valueCursor(document, node, property, property.value, { start: offset, end: offset });
    }
  }
  if (found === null) return null;
  if (found.onKey && found.property !== null) {
    const parent = found.node.parent;
    return parent?.kind === 'object' ? keyCursor(document, parent, found.property, found.property.key.range) : null;
  }
  const { node } = found;
  if (node.kind === 'object') {
    const waiting = propertyWaitingForValue(document, node, offset);
    if (waiting !== null) return valueCursor(document, node, waiting, waiting.value, { start: offset, end: offset });
    return keyCursor(document, node, null, { start: offset, end: offset });
  }
  const holder = node.parent?.kind === 'array' ? node.parent : node;
  const owner = node.kind === 'array' ? node.parent : holder.parent;
  const container = node.kind === 'array' ? node : holder;
  if (owner?.kind !== 'object') return null;
  const property = owner.properties.find(({ value }) => value === container);
  if (property === undefined) return null;
  const isPoint = node.kind === 'array' || (node.kind === 'null' && node.range.start === node.range.end);
  return valueCursor(document, owner, property, node, isPoint ? { start: offset, end: offset } : node.range);
}

function keyCursor(document: AslDocument, node: ObjectNode, property: SyntaxProperty | null, range: TextRange): Cursor {
  const object = objectContext(document, node);
  return { kind: 'key', object, property, field: fieldOf(object, property), range, value: property?.value ?? null };
}

function valueCursor(
  document: AslDocument,
  node: ObjectNode,
  property: SyntaxProperty,
  value: SyntaxNode,
  range: TextRange,
): Cursor {
  const object = objectContext(document, node);
  return { kind: 'value', object, property, field: fieldOf(object, property), range, value };
}

function fieldOf(object: ObjectContext, property: SyntaxProperty | null): FieldSpec | null {
  return property === null ? null : (fieldsOf(object).find(({ name }) => name === property.name) ?? null);
}

/** What may stand in the object; in a state whose Type is missing or wrong, what every kind of state may have. */
export function fieldsOf({ shape, state, node }: ObjectContext): readonly FieldSpec[] {
  if (shape !== null) return [...shape.fields.values()];
  return state !== null && state.node === node ? UNTYPED_STATE : [];
}

const UNTYPED_STATE: readonly FieldSpec[] = [...stateShape('Pass').fields.values()].filter(({ name }) =>
  ['Type', 'Comment', 'QueryLanguage', 'Next', 'End'].includes(name),
);

/** What the object is, told from the way to it. */
export function objectContext(document: AslDocument, node: ObjectNode): ObjectContext {
  const { model } = document;
  const none = { node, shape: null, state: null, language: model.queryLanguage, nestedRule: false };
  if (node === model.node) return { ...none, shape: shapeOf('machine') };
  const state = model.states.find((candidate) => candidate.node === node);
  if (state !== undefined) {
    return {
      ...none,
      state,
      language: state.queryLanguage,
      shape: state.type === null ? null : stateShape(state.type),
    };
  }
  const listed = node.parent?.kind === 'array' ? node.parent : null;
  const holder = listed?.parent ?? node.parent;
  if (holder?.kind !== 'object') return none;
  const outer = objectContext(document, holder);
  const held = listed ?? node;
  const property = holder.properties.find(({ value }) => value === held);
  const spec = property === undefined ? undefined : outer.shape?.fields.get(property.name);
  const context = { ...none, state: outer.state, language: outer.language };
  if (spec === undefined) return context;
  const value = spec.value;
  if ((value.kind === 'object' && listed === null) || (value.kind === 'list' && listed !== null)) {
    const nestedRule = value.shape === 'choice-rule' && outer.shape?.name === 'choice-rule';
    return value.shape === 'state' ? context : { ...context, shape: shapeOf(value.shape), nestedRule };
  }
  return context;
}

/** `"Next": |`: a key with its colon and nothing else before the cursor. */
function propertyWaitingForValue(document: AslDocument, node: ObjectNode, offset: number): SyntaxProperty | null {
  for (const property of node.properties) {
    const { key, value } = property;
    const isMissing = value.kind === 'hole' && value.reason === 'missing';
    if (!isMissing && value.range.end !== value.range.start) continue;
    if (offset > key.range.end && /^\s*:[ \t]*$/.test(document.text.slice(key.range.end, offset))) return property;
  }
  return null;
}

/** `Next: |`: the key of the cursor's line, where only blanks are between its colon and the cursor. */
function yamlKeyBefore(
  { text, root }: AslDocument,
  offset: number,
): { readonly node: ObjectNode; readonly property: SyntaxProperty } | null {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const gap = /:[ \t]+$/.exec(text.slice(lineStart, offset));
  if (gap === null) return null;
  const found = findNodeAt(root, lineStart + gap.index);
  const node = found?.node.parent;
  if (found?.onKey !== true || found.property === null || node?.kind !== 'object') return null;
  const { range } = found.property.value;
  return range.start === range.end ? { node, property: found.property } : null;
}

/** The object that a key at the cursor would belong to, where the cursor's line holds nothing yet. */
function yamlNewLine(document: AslDocument, offset: number): ObjectNode | null {
  const { text, root } = document;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  if (text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd).trim() !== '') return null;
  const column = offset - lineStart;
  const shallower = lastShallowerLine(text, lineStart, column);
  let found: ObjectNode | null = null;
  const open: SyntaxNode[] = root === null ? [] : [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'array') for (const element of node.elements) open.push(element);
    if (node.kind !== 'object') continue;
    for (const property of node.properties) {
      open.push(property.value);
      const start = property.key.range.start;
      if (start >= offset || property.range.end < shallower || columnOf(text, start) !== column) continue;
      if (found === null || node.range.start > found.range.start) found = node;
    }
  }
  return found;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Where the last line before a place begins that starts left of the column; what ends above it is closed by it. */
function lastShallowerLine(text: string, before: number, column: number): number {
  for (let end = before - 1; end >= 0;) {
    const start = end === 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    if (line.trim() !== '' && line.length - line.trimStart().length < column) return start;
    end = start - 1;
  }
  return 0;
}
