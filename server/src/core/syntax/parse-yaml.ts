/**
 * YAML 1.2 text to a syntax tree. Anchors and merge keys are resolved, CloudFormation tags become holes, and every node keeps the place
 * it was written at (an aliased node: the place of its anchor).
 */

import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Parsed, Problem } from '../base/problem.ts';
import type { StringStyle, SyntaxNode } from './syntax-node.ts';
import { newArray, newHole, newObject, newScalar, newString, type ObjectBuilder, type Slot } from './tree-builder.ts';

/** Nodes that aliases may multiply a document to; beyond lies a "billion laughs" text. */
const MAX_ALIASED_NODES = 200_000;
const MAX_PROBLEMS = 50;
const WHOLE_SUBSTITUTION = /^\$\{[^{}]*\}$/;

/** Reads a text that is known not to nest too deeply (`findTooDeepNesting`). */
export function parseYamlText(source: string): Parsed<SyntaxNode | null> {
  const document = parseDocument(source, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent', merge: false });
  const problems: Problem[] = [];
  for (const error of document.errors.slice(0, MAX_PROBLEMS)) {
    const [start, end] = error.pos;
    problems.push(yamlProblem('yaml-syntax', describe(error.code, error.message), start, Math.max(end, start + 1)));
  }
  const reader = new YamlTreeReader(source, document, problems);
  const contents = document.contents;
  if (contents === null) return { value: null, problems };
  return { value: reader.read(contents, { parent: null, segment: '' }), problems };
}

function describe(code: string, message: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'YAML is indented with blanks, not with tabs.';
    case 'MULTIPLE_DOCS':
      return 'A definition is one YAML document; only the first one is read.';
    default:
      return `${message.replace(/\.$/, '')}.`;
  }
}

function yamlProblem(code: string, message: string, start: number, end: number): Problem {
  return { code, severity: 'error', message, range: { start, end }, pointer: '' };
}

class YamlTreeReader {
  readonly #source: string;
  readonly #document: Document.Parsed;
  readonly #problems: Problem[];
  #aliasDepth = 0;
  #aliasedNodes = 0;
  #hasAliases = false;

  constructor(source: string, document: Document.Parsed, problems: Problem[]) {
    this.#source = source;
    this.#document = document;
    this.#problems = problems;
  }

  read(node: Node, slot: Slot): SyntaxNode {
    const [start, end] = rangeOf(node);
    if (this.#aliasDepth > 0 && ++this.#aliasedNodes > MAX_ALIASED_NODES) {
      if (this.#aliasedNodes === MAX_ALIASED_NODES + 1) {
        this.#problems.push(
          yamlProblem(
            'yaml-alias-expansion',
            'The aliases of this document multiply to more than it can mean.',
            start,
            end,
          ),
        );
      }
      return newHole(slot, start, end, 'missing', '');
    }
    if (isAlias(node)) return this.#readAlias(node, slot, start, end);
    if (node.tag?.startsWith('!') === true && !node.tag.startsWith('!!')) {
      return newHole(slot, start, end, 'tag', `${node.tag} ${this.#source.slice(start, end)}`);
    }
    if (isMap(node)) return this.#readMap(node, slot, start, end);
    if (isCollection(node)) {
      const array = newArray(slot, start, end);
      for (const item of node.items as Node[]) {
        array.elements.push(this.read(item, { parent: array, segment: array.elements.length }));
      }
      if (node.flow !== true) array.range.end = this.#endOfText(start, end);
      return array;
    }
    return this.#readScalar(node, slot, start, end);
  }

  #readAlias(node: Node, slot: Slot, start: number, end: number): SyntaxNode {
    const target = isAlias(node) ? node.resolve(this.#document) : undefined;
    if (target === undefined || this.#aliasDepth > 50) {
      this.#problems.push(yamlProblem('yaml-syntax', 'No anchor of this name stands before the alias.', start, end));
      return newHole(slot, start, end, 'missing', '');
    }
    if (!this.#hasAliases) {
      this.#hasAliases = true;
      this.#problems.push({
        ...yamlProblem('yaml-anchor', 'Some deployment tools do not know anchors and aliases.', start, end),
        severity: 'information',
      });
    }
    this.#aliasDepth++;
    const resolved = this.read(target, slot);
    this.#aliasDepth--;
    return resolved;
  }

  #readMap(node: YAMLMap, slot: Slot, start: number, end: number): SyntaxNode {
    const object = newObject(slot, start, end);
    const merged: Node[] = [];
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const key = this.#readKey(pair.key, object);
      if (key === null) continue;
      if (key.value === '<<' && pair.value !== null && (isAlias(pair.value) || isCollection(pair.value))) {
        merged.push(pair.value);
        continue;
      }
      const valueSlot: Slot = { parent: object, segment: key.value };
      const value =
        pair.value === null
          ? newHole(valueSlot, key.range.end, key.range.end, 'missing', '')
          : this.read(pair.value, valueSlot);
      const end = isAlias(pair.value) ? rangeOf(pair.value)[1] : value.range.end;
      const last = Math.max(end, key.range.end);
      object.properties.push({ name: key.value, key, value, range: { start: key.range.start, end: last } });
    }
    for (const source of merged) this.#merge(object, source);
    if (node.flow !== true) object.range.end = this.#endOfText(start, end);
    return object;
  }

  /** Block collections reach to the next line; here they end with their text. */
  #endOfText(start: number, end: number): number {
    let last = end;
    while (last > start && /\s/.test(this.#source.charAt(last - 1))) last--;
    return last;
  }

  /** YAML 1.1's merge key: the fields of the aliased mapping that are not written here. */
  #merge(object: ObjectBuilder, source: Node): void {
    const base = this.read(source, { parent: object, segment: '<<' });
    const bases = base.kind === 'array' ? base.elements : [base];
    for (const each of bases) {
      if (each.kind !== 'object') continue;
      for (const property of each.properties) {
        if (object.properties.some(({ name }) => name === property.name)) continue;
        object.properties.push({
          ...property,
          key: { ...property.key, parent: object },
          value: { ...property.value, parent: object },
        });
      }
    }
  }

  #readKey(key: Node | null, parent: ObjectBuilder) {
    if (key === null) return null;
    const [start, end] = rangeOf(key);
    const scalar = isAlias(key) ? key.resolve(this.#document) : key;
    if (!isScalar(scalar)) {
      this.#problems.push(
        yamlProblem(
          'yaml-syntax',
          'A field name must be a text, not a list or a mapping.',
          start,
          Math.max(end, start + 1),
        ),
      );
      return null;
    }
    const name = typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));
    return newString({ parent, segment: name }, start, end, name, styleOf(scalar), this.#source);
  }

  #readScalar(scalar: Scalar, slot: Slot, start: number, end: number): SyntaxNode {
    const value = scalar.value;
    if (typeof value === 'string') {
      const style = styleOf(scalar);
      if (style === 'plain' && WHOLE_SUBSTITUTION.test(value)) return newHole(slot, start, end, 'substitution', value);
      return newString(slot, start, end, value, style, this.#source);
    }
    if (typeof value === 'number' && Number.isFinite(value)) return newScalar(slot, start, end, value);
    if (typeof value === 'boolean' || value === null) return newScalar(slot, start, end, value);
    this.#problems.push(
      yamlProblem('yaml-syntax', 'This value does not exist in JSON.', start, Math.max(end, start + 1)),
    );
    return newHole(slot, start, end, 'missing', '');
  }
}

function rangeOf(node: Node): readonly [number, number] {
  const range = node.range;
  if (range === null || range === undefined) return [0, 0];
  return [range[0], range[1]];
}

function styleOf(scalar: Scalar): StringStyle {
  switch (scalar.type) {
    case 'QUOTE_SINGLE':
      return 'single-quoted';
    case 'QUOTE_DOUBLE':
      return 'double-quoted';
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return 'block';
    default:
      return 'plain';
  }
}
