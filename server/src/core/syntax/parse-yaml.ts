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
  type YAMLParseError,
} from 'yaml';
import type { Parsed, Problem } from '../base/problem.ts';
import type { TextRange } from '../base/text-range.ts';
import type { StringStyle, SyntaxNode, SyntaxProperty } from './syntax-node.ts';
import { newArray, newHole, newObject, newScalar, newString, type ObjectBuilder, type Slot } from './tree-builder.ts';

/** Nodes that aliases may multiply a document to; beyond lies a "billion laughs" text. */
const MAX_ALIASED_NODES = 200_000;
const MAX_PROBLEMS = 50;
const WHOLE_SUBSTITUTION = /^\$\{[^{}]*\}$/;

export interface YamlReading extends Parsed<SyntaxNode | null> {
  /** Whether its parts mean the same wherever they stand: no anchors and aliases, no directives, one document. */
  readonly divisible: boolean;
}

/** Reads a text that is known not to nest too deeply (`findTooDeepNesting`). */
export function parseYamlText(source: string): YamlReading {
  const document = parse(source);
  const place: YamlSource = { text: source, base: 0 };
  const problems = document.errors.slice(0, MAX_PROBLEMS).map((error) => errorProblem(error, place));
  const reader = new YamlTreeReader(place, document, problems);
  const contents = document.contents;
  const value = contents === null ? null : reader.read(contents, { parent: null, segment: '' });
  return { value, problems, divisible: !reader.hasAnchors && isOneDocument(source, document) };
}

/** Some fields of a block mapping, read alone. */
export interface YamlFields {
  /** Their keys and values still hang on a mapping of their own. */
  readonly properties: readonly SyntaxProperty[];
  readonly problems: readonly Problem[];
}

/** A name that nobody writes. */
const NEXT_FIELD = '\u00b6';

/**
 * Reads whole lines that hold fields of one block mapping. Null where they hold anything else, or where what they begin is not ended by
 * the next line: then what is written there reaches beyond them.
 *
 * @param lines from the start of a line to the start of another, or to the end of the text
 * @param indent the column of the mapping
 */
export function parseYamlFields(source: string, lines: TextRange, indent: number): YamlFields | null {
  const isLast = lines.end === source.length;
  const own = source.slice(lines.start, lines.end);
  if (DOCUMENT_MARKER.test(own) || (!isLast && !own.endsWith('\n')) || isOutdented(own, indent)) return null;
  // What follows is a field of the same mapping; where it is read as one, nothing before it is left open.
  const document = parse(isLast ? own : `${own}${' '.repeat(indent)}${NEXT_FIELD}: 0\n`);
  const { contents, errors } = document;
  if (!isMap(contents) || contents.flow === true || contents.range?.[0] !== indent || contents.tag !== undefined) {
    return null;
  }
  // What a mistake in the first line comes to depends on what stands before it.
  const firstLine = own.indexOf('\n') + 1 || own.length;
  if (errors.length >= MAX_PROBLEMS || errors.some((error) => error.pos[0] < firstLine || !isOfOneLine(error)))
    return null;
  const pairs = contents.items as Pair<Node, Node | null>[];
  if (!isLast) {
    const next = pairs.pop()?.key;
    if (!isScalar(next) || next.value !== NEXT_FIELD || next.range?.[0] !== own.length + indent) return null;
    if (errors.some(({ pos: [start] }) => start >= own.length)) return null;
  }
  const first = pairs[0]?.key?.range;
  // A name that is missing has no place of its own.
  if (!first || first[0] === first[1]) return null;
  const place: YamlSource = { text: source, base: lines.start };
  const problems = errors.map((error) => errorProblem(error, place));
  const reader = new YamlTreeReader(place, document, problems);
  const mapping = reader.read(contents, { parent: null, segment: '' });
  if (mapping.kind !== 'object' || mapping.properties.length !== pairs.length || reader.hasAnchors) return null;
  // A list where a name should be takes in the blanks of the next line, whatever their number.
  if (problems.some(({ range }) => range.end > lines.end)) return null;
  return { properties: mapping.properties, problems };
}

/** The mistakes that everybody makes for a moment while typing: a name without its colon, a text without its closing quote. */
function isOfOneLine({ code, message }: YAMLParseError): boolean {
  if (code === 'MISSING_CHAR') return !message.startsWith('Flow');
  return code === 'MULTILINE_IMPLICIT_KEY' || code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'BAD_DQ_ESCAPE';
}

/** Whether a line begins left of the mapping, and so belongs to one around it. */
function isOutdented(lines: string, indent: number): boolean {
  for (let start = 0; start < lines.length;) {
    let offset = start;
    while (lines[offset] === ' ') offset++;
    const rest = lines.slice(offset, offset + 2);
    const isBlank = rest === '' || rest.startsWith('\n') || rest === '\r\n' || rest.startsWith('#');
    if (offset - start < indent && !isBlank) return true;
    start = lines.indexOf('\n', offset) + 1;
    if (start === 0) return false;
  }
  return false;
}

const DOCUMENT_MARKER = /^(?:---|\.\.\.|%|\ufeff)/m;

function parse(text: string): Document.Parsed {
  return parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error', merge: false });
}

/** A marker before the document is usual and harms nobody. */
function isOneDocument(source: string, { contents }: Document.Parsed): boolean {
  const before = contents?.range?.[0] ?? 0;
  return !source.startsWith('\ufeff') && !/^%/m.test(source) && !DOCUMENT_MARKER.test(source.slice(before));
}

/** Block collections reach to the next line; here they end with the text of their last entry. */
export function endOfBlock(source: string, start: number, end: number): number {
  let last = end;
  while (last > start && /\s/.test(source.charAt(last - 1))) last--;
  return last;
}

function errorProblem({ code, message, pos: [from, to] }: YAMLParseError, { text, base }: YamlSource): Problem {
  // What is missing at the end is marked at the last character.
  const start = Math.max(0, Math.min(base + from, text.length - 1));
  const end = Math.min(Math.max(base + to, start + 1), text.length);
  return yamlProblem('yaml-syntax', describe(code, message), start, end);
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

/** The text that nodes stand in, and where in it the document begins that is being read. */
interface YamlSource {
  readonly text: string;
  readonly base: number;
}

class YamlTreeReader {
  readonly #source: string;
  readonly #base: number;
  readonly #document: Document.Parsed;
  readonly #problems: Problem[];
  #aliasDepth = 0;
  #aliasedNodes = 0;
  #hasAliases = false;
  /** Whether there is an anchor, alias or merge key in what has been read. */
  hasAnchors = false;

  constructor({ text, base }: YamlSource, document: Document.Parsed, problems: Problem[]) {
    this.#source = text;
    this.#base = base;
    this.#document = document;
    this.#problems = problems;
  }

  read(node: Node, slot: Slot): SyntaxNode {
    const [start, end] = this.#rangeOf(node);
    if (isAlias(node) || node.anchor !== undefined) this.hasAnchors = true;
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
      let last = end;
      for (const item of node.items as Node[]) {
        const element = this.read(item, { parent: array, segment: array.elements.length });
        array.elements.push(element);
        last = isAlias(item) ? this.#rangeOf(item)[1] : element.range.end;
      }
      if (node.flow !== true) array.range.end = endOfBlock(this.#source, start, last);
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
        this.hasAnchors = true;
        merged.push(pair.value);
        continue;
      }
      const valueSlot: Slot = { parent: object, segment: key.value };
      const value =
        pair.value === null
          ? newHole(valueSlot, key.range.end, key.range.end, 'missing', '')
          : this.read(pair.value, valueSlot);
      const valueEnd = isAlias(pair.value) ? this.#rangeOf(pair.value)[1] : value.range.end;
      const range = { start: key.range.start, end: Math.max(valueEnd, key.range.end) };
      object.properties.push({ name: key.value, key, value, range });
    }
    const last = object.properties.at(-1)?.range.end ?? end;
    for (const source of merged) this.#merge(object, source);
    if (node.flow !== true) object.range.end = endOfBlock(this.#source, start, last);
    return object;
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
    const [start, end] = this.#rangeOf(key);
    if (isAlias(key) || key.anchor !== undefined) this.hasAnchors = true;
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

  #rangeOf({ range }: Node): readonly [number, number] {
    return [this.#base + (range?.[0] ?? 0), this.#base + (range?.[1] ?? 0)];
  }
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
