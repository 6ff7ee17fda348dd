/**
 * A tree for the next version of a text: one stretch of it read anew, everything else copied with its places moved along.
 *
 * The old tree stays as it was; whoever still looks at it sees the old version.
 */

import { endOfBlock } from './parse-yaml.ts';
import type { ArrayNode, ObjectNode, StringNode, SyntaxNode, SyntaxProperty } from './syntax-node.ts';
import {
  hang,
  newArray,
  newHole,
  newObject,
  newScalar,
  newString,
  type Container,
  type ObjectBuilder,
  type Slot,
} from './tree-builder.ts';

/** What takes the place of what. */
export type Splice =
  | {
      readonly kind: 'container';
      /** Of the old tree. */
      readonly replaced: ObjectNode | ArrayNode;
      readonly by: Container;
    }
  | {
      /** Some neighbouring fields of a mapping whose places in the text begin and end with their entries (YAML's block mappings). */
      readonly kind: 'fields';
      readonly owner: ObjectNode;
      /** The first and the one after the last that are replaced. */
      readonly first: number;
      readonly after: number;
      readonly by: readonly SyntaxProperty[];
    };

export interface MovedText {
  readonly source: string;
  /** Old offsets from here on have moved. */
  readonly from: number;
  readonly delta: number;
}

export function spliceTree(root: SyntaxNode, splice: Splice, moved: MovedText): SyntaxNode {
  return new TreeCopy(splice, moved).copy(root, { parent: null, segment: '' });
}

class TreeCopy {
  readonly #splice: Splice;
  readonly #source: string;
  readonly #from: number;
  readonly #delta: number;
  /** Mappings and lists of YAML blocks around the replaced fields: they end where their last entry ends. */
  readonly #around = new Set<SyntaxNode>();

  constructor(splice: Splice, { source, from, delta }: MovedText) {
    this.#splice = splice;
    this.#source = source;
    this.#from = from;
    this.#delta = delta;
    if (splice.kind !== 'fields') return;
    for (let node: SyntaxNode | null = splice.owner; node !== null; node = node.parent) this.#around.add(node);
  }

  copy(node: SyntaxNode, slot: Slot): SyntaxNode {
    const start = this.#moved(node.range.start);
    const end = this.#moved(node.range.end);
    switch (node.kind) {
      case 'object':
        return this.#copyObject(node, slot, start, end);
      case 'array': {
        if (this.#isReplaced(node)) return this.#replacement(slot);
        const array = newArray(slot, start, end);
        for (const element of node.elements) {
          array.elements.push(this.copy(element, { parent: array, segment: array.elements.length }));
        }
        if (this.#around.has(node)) {
          array.range.end = endOfBlock(this.#source, start, array.elements.at(-1)?.range.end ?? end);
        }
        return array;
      }
      case 'string':
        return newString(slot, start, end, node.value, node.style, this.#source);
      case 'hole':
        return newHole(slot, start, end, node.reason, node.text);
      case 'null':
        return newScalar(slot, start, end, null);
      default:
        return newScalar(slot, start, end, node.value);
    }
  }

  #copyObject(node: ObjectNode, slot: Slot, start: number, end: number): SyntaxNode {
    if (this.#isReplaced(node)) return this.#replacement(slot);
    const object = newObject(slot, start, end);
    const { properties } = node;
    const splice = this.#splice;
    if (splice.kind === 'fields' && splice.owner === node) {
      for (const property of properties.slice(0, splice.first)) this.#copyProperty(property, object, 'elsewhere');
      for (const property of splice.by) {
        hang(property.key, { parent: object, segment: property.name });
        hang(property.value, { parent: object, segment: property.name });
        object.properties.push(property);
      }
      for (const property of properties.slice(splice.after)) this.#copyProperty(property, object, 'elsewhere');
    } else {
      const isAround = this.#around.has(node);
      for (const property of properties) {
        this.#copyProperty(property, object, isAround && this.#around.has(property.value) ? 'around' : 'elsewhere');
      }
    }
    if (this.#around.has(node)) {
      object.range.end = endOfBlock(this.#source, start, object.properties.at(-1)?.range.end ?? end);
    }
    return object;
  }

  #copyProperty(
    { name, key, value, range }: SyntaxProperty,
    object: ObjectBuilder,
    place: 'around' | 'elsewhere',
  ): void {
    const slot: Slot = { parent: object, segment: name };
    const copied = this.copy(value, slot);
    object.properties.push({
      name,
      key: this.copy(key, slot) as StringNode,
      value: copied,
      range: {
        start: this.#moved(range.start),
        end: place === 'around' ? copied.range.end : this.#moved(range.end),
      },
    });
  }

  #isReplaced(node: ObjectNode | ArrayNode): boolean {
    return this.#splice.kind === 'container' && this.#splice.replaced === node;
  }

  #replacement(slot: Slot): SyntaxNode {
    if (this.#splice.kind !== 'container') throw new Error('Only a container is replaced as a whole.');
    const { by } = this.#splice;
    hang(by, slot);
    return by;
  }

  #moved(offset: number): number {
    return offset >= this.#from ? offset + this.#delta : offset;
  }
}
