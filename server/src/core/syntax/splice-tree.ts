/**
 * A tree for the next version of a text: one stretch of it read anew, everything else copied with its places moved along.
 *
 * The old tree stays as it was; whoever still looks at it sees the old version.
 */

import type { TextRange } from '../base/text-range.ts';
import { endOfBlock } from './parse-yaml.ts';
import type { ArrayNode, ObjectNode, StringNode, SyntaxNode, SyntaxProperty } from './syntax-node.ts';
import { hang, type ArrayBuilder, type Container, type ObjectBuilder, type Slot } from './tree-builder.ts';

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
  return new TreeCopy(splice, moved).copy(root, null, '');
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

  /** Places that have not moved are shared with the old tree; every node is new, as it hangs on a new one. */
  copy(node: SyntaxNode, parent: Container | null, segment: string | number): SyntaxNode {
    switch (node.kind) {
      case 'object':
        return this.#copyObject(node, parent, segment);
      case 'array': {
        if (this.#isReplaced(node)) return this.#replacement({ parent, segment });
        const array: ArrayBuilder = { kind: 'array', range: this.#moved(node.range), parent, segment, elements: [] };
        const { elements } = node;
        for (let index = 0; index < elements.length; index++) {
          array.elements.push(this.copy(elements[index] as SyntaxNode, array, index));
        }
        if (this.#around.has(node)) array.range = this.#rangeAround(array.range, array.elements.at(-1));
        return array;
      }
      case 'string':
        return this.#copyString(node, parent, segment);
      default:
        return { ...node, range: this.#moved(node.range), parent, segment };
    }
  }

  #copyString({ range, value, style }: StringNode, parent: Container | null, segment: string | number): StringNode {
    return { kind: 'string', range: this.#moved(range), parent, segment, value, style, source: this.#source };
  }

  #copyObject(node: ObjectNode, parent: Container | null, segment: string | number): SyntaxNode {
    if (this.#isReplaced(node)) return this.#replacement({ parent, segment });
    const object: ObjectBuilder = { kind: 'object', range: this.#moved(node.range), parent, segment, properties: [] };
    const { properties } = node;
    const splice = this.#splice;
    const isAround = this.#around.has(node);
    if (splice.kind === 'fields' && splice.owner === node) {
      for (const property of properties.slice(0, splice.first)) this.#copyProperty(property, object);
      for (const property of splice.by) {
        hang(property.key, { parent: object, segment: property.name });
        hang(property.value, { parent: object, segment: property.name });
        object.properties.push(property);
      }
      for (const property of properties.slice(splice.after)) this.#copyProperty(property, object);
    } else {
      for (let index = 0; index < properties.length; index++) {
        this.#copyProperty(properties[index] as SyntaxProperty, object);
      }
    }
    if (isAround) object.range = this.#rangeAround(object.range, object.properties.at(-1));
    return object;
  }

  #copyProperty({ name, key, value, range }: SyntaxProperty, object: ObjectBuilder): void {
    const copied = this.copy(value, object, name);
    object.properties.push({
      name,
      key: this.#copyString(key, object, name),
      value: copied,
      range: this.#around.has(value)
        ? { start: this.#movedOffset(range.start), end: copied.range.end }
        : this.#moved(range),
    });
  }

  #rangeAround(range: TextRange, last: { readonly range: TextRange } | undefined): TextRange {
    return { start: range.start, end: endOfBlock(this.#source, range.start, last?.range.end ?? range.end) };
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

  #moved(range: TextRange): TextRange {
    if (range.end < this.#from || this.#delta === 0) return range;
    return { start: this.#movedOffset(range.start), end: this.#movedOffset(range.end) };
  }

  #movedOffset(offset: number): number {
    return offset >= this.#from ? offset + this.#delta : offset;
  }
}
