/**
 * The one syntax tree for JSON and YAML texts: values with the places they were written at.
 *
 * Nodes know their parent, so JSON pointers are made when asked for and cost nothing otherwise. The tree says what is written, not what
 * it means; it never throws and holds something usable for a text that is being typed.
 */

import type { Json } from '../base/json.ts';
import type { TextRange } from '../base/text-range.ts';

export type SyntaxFormat = 'json' | 'yaml';

export type SyntaxNode = ObjectNode | ArrayNode | StringNode | NumberNode | BooleanNode | NullNode | HoleNode;

interface NodeBase {
  /** The value as written: with quotes, braces and brackets. */
  readonly range: TextRange;
  readonly parent: ObjectNode | ArrayNode | null;
  /** The key or index under `parent`; `""` for the root. */
  readonly segment: string | number;
}

export interface ObjectNode extends NodeBase {
  readonly kind: 'object';
  /** In the order of the text; a key that is written twice is here twice. */
  readonly properties: readonly SyntaxProperty[];
}

export interface SyntaxProperty {
  readonly name: string;
  readonly key: StringNode;
  readonly value: SyntaxNode;
  /** From the start of the key to the end of the value. */
  readonly range: TextRange;
}

export interface ArrayNode extends NodeBase {
  readonly kind: 'array';
  readonly elements: readonly SyntaxNode[];
}

/** How a string is written; decides how places in its value map back to the text. */
export type StringStyle = 'json' | 'plain' | 'single-quoted' | 'double-quoted' | 'block';

export interface StringNode extends NodeBase {
  readonly kind: 'string';
  readonly value: string;
  readonly style: StringStyle;
  /** The whole text the node was read from. */
  readonly source: string;
}

export interface NumberNode extends NodeBase {
  readonly kind: 'number';
  readonly value: number;
}

export interface BooleanNode extends NodeBase {
  readonly kind: 'boolean';
  readonly value: boolean;
}

export interface NullNode extends NodeBase {
  readonly kind: 'null';
}

/**
 * A place whose value is not known from this text: a deployment substitution (`${Name}` outside quotes, or a whole YAML scalar), a
 * CloudFormation tag (`!GetAtt x`), or nothing at all after a colon. Checks treat it as any value.
 */
export interface HoleNode extends NodeBase {
  readonly kind: 'hole';
  readonly reason: 'substitution' | 'tag' | 'missing';
  readonly text: string;
}

/** The first property of that name, or undefined (also when the node is no object). */
export function getProperty(node: SyntaxNode | null | undefined, name: string): SyntaxProperty | undefined {
  if (node?.kind !== 'object') return undefined;
  for (const property of node.properties) if (property.name === name) return property;
  return undefined;
}

export function getValue(node: SyntaxNode | null | undefined, name: string): SyntaxNode | undefined {
  return getProperty(node, name)?.value;
}

/** The text of a string property, or undefined where it is absent or something else. */
export function getString(node: SyntaxNode | null | undefined, name: string): string | undefined {
  const value = getProperty(node, name)?.value;
  return value?.kind === 'string' ? value.value : undefined;
}

/** JSON pointer (RFC 6901) of a node. */
export function pointerOf(node: SyntaxNode): string {
  let pointer = '';
  for (let current: SyntaxNode = node; current.parent !== null; current = current.parent) {
    pointer = `/${escapePointerSegment(current.segment)}${pointer}`;
  }
  return pointer;
}

export function escapePointerSegment(segment: string | number): string {
  if (typeof segment === 'number') return String(segment);
  return segment.includes('~') || segment.includes('/') ? segment.replaceAll('~', '~0').replaceAll('/', '~1') : segment;
}

/** The node a JSON pointer names, or null. */
export function findByPointer(root: SyntaxNode | null, pointer: string): SyntaxNode | null {
  if (root === null || pointer === '') return root;
  if (!pointer.startsWith('/')) return null;
  let node: SyntaxNode = root;
  for (const encoded of pointer.slice(1).split('/')) {
    const segment = encoded.replaceAll('~1', '/').replaceAll('~0', '~');
    const next: SyntaxNode | undefined =
      node.kind === 'array'
        ? /^\d+$/.test(segment)
          ? node.elements[Number(segment)]
          : undefined
        : getValue(node, segment);
    if (next === undefined) return null;
    node = next;
  }
  return node;
}

/** Where an offset lies in the tree. */
export interface NodeAtOffset {
  /** The innermost value that holds the offset; the value of `property` where the offset lies on a key. */
  readonly node: SyntaxNode;
  /** The property whose key or value (or the colon between) the offset touches. */
  readonly property: SyntaxProperty | null;
  readonly onKey: boolean;
}

/** The innermost node at an offset; both ends of a node count as inside. */
export function findNodeAt(root: SyntaxNode | null, offset: number): NodeAtOffset | null {
  if (root === null || !touches(root.range, offset)) return null;
  let found: NodeAtOffset = { node: root, property: null, onKey: false };
  for (;;) {
    const { node }: NodeAtOffset = found;
    let next: NodeAtOffset | null = null;
    if (node.kind === 'object') {
      for (const property of node.properties) {
        if (!touches(property.range, offset)) continue;
        if (touches(property.key.range, offset)) return { node: property.value, property, onKey: true };
        if (touches(property.value.range, offset)) next = { node: property.value, property, onKey: false };
        else next ??= { node: property.value, property, onKey: false };
      }
    } else if (node.kind === 'array') {
      for (const element of node.elements) {
        if (touches(element.range, offset)) next = { node: element, property: found.property, onKey: false };
      }
    }
    if (next === null) return found;
    if (!touches(next.node.range, offset)) return next;
    found = next;
  }
}

function touches(range: TextRange, offset: number): boolean {
  return offset >= range.start && offset <= range.end;
}

/** The plain value of a node. A substitution or tag becomes its text, a missing value null; of equal keys the last one wins. */
export function nodeToJson(node: SyntaxNode): Json {
  switch (node.kind) {
    case 'object': {
      const entries: Record<string, Json> = {};
      for (const { name, value } of node.properties) {
        const json = nodeToJson(value);
        if (name === '__proto__') {
          Object.defineProperty(entries, name, { value: json, enumerable: true, configurable: true, writable: true });
        } else entries[name] = json;
      }
      return entries;
    }
    case 'array':
      return node.elements.map(nodeToJson);
    case 'string':
    case 'boolean':
    case 'number':
      return node.value;
    case 'null':
      return null;
    case 'hole':
      return node.reason === 'missing' ? null : node.text;
  }
}
