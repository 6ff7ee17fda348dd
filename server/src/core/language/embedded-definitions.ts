/**
 * Definitions inside other files: CloudFormation and SAM templates (JSON and YAML), synthesized CDK templates, serverless.yml.
 *
 * A definition that is written as an object, or as JSON in a block of text, is read from a copy of the file in which everything else is
 * blank, so every offset is true in both. One in a quoted text or put together by Fn::Join is read by itself, and its places are mapped.
 */

import type { TextRange } from '../base/text-range.ts';
import { readAslDocument, type AslDocument } from '../model/asl-document.ts';
import { sourceRangeOf } from '../syntax/string-offsets.ts';
import { parseAslText } from '../syntax/parse-asl-text.ts';
import {
  getString,
  getValue,
  type HoleNode,
  type ObjectNode,
  type StringNode,
  type SyntaxFormat,
  type SyntaxNode,
} from '../syntax/syntax-node.ts';

export interface EmbeddedDefinition {
  /** The resource's logical id, or the machine's name. */
  readonly name: string;
  readonly document: AslDocument;
  /** Where it is in the file. */
  readonly range: TextRange;
  /** `same`: offsets of the document are those of the file. `mapped`: only `toSource` knows. */
  readonly offsets: 'same' | 'mapped';
  /** A range of the document as one of the file. */
  readonly toSource: (range: TextRange) => TextRange;
}

const MARKS = /AWS::(?:StepFunctions|Serverless)::StateMachine|\bstepFunctions\b/;

/** Whether reading the text for definitions is worth it. */
export function mayEmbedDefinitions(text: string): boolean {
  return MARKS.test(text);
}

export function embeddedDefinitionsIn(text: string, format: SyntaxFormat): readonly EmbeddedDefinition[] {
  if (!mayEmbedDefinitions(text)) return [];
  const { value: root } = parseAslText(text, format);
  return definitionsNamed(root).flatMap(({ name, node }) => {
    const found = readEmbedded(text, format, node);
    return found === null ? [] : [{ name, ...found }];
  });
}

interface NamedNode {
  readonly name: string;
  readonly node: SyntaxNode;
}

function definitionsNamed(root: SyntaxNode | null): readonly NamedNode[] {
  const found: NamedNode[] = [];
  for (const { name, value } of propertiesOf(getValue(root, 'Resources'))) {
    if (!/^AWS::(?:StepFunctions|Serverless)::StateMachine$/.test(getString(value, 'Type') ?? '')) continue;
    const properties = getValue(value, 'Properties');
    for (const key of ['Definition', 'DefinitionString']) {
      const node = getValue(properties, key);
      if (node !== undefined) found.push({ name, node });
    }
  }
  const machines = getValue(getValue(root, 'stepFunctions'), 'stateMachines');
  for (const { name, value } of propertiesOf(machines)) {
    const node = getValue(value, 'definition');
    if (node !== undefined) found.push({ name, node });
  }
  return found;
}

function propertiesOf(node: SyntaxNode | undefined): ObjectNode['properties'] {
  return node?.kind === 'object' ? node.properties : [];
}

function readEmbedded(text: string, format: SyntaxFormat, node: SyntaxNode): Omit<EmbeddedDefinition, 'name'> | null {
  if (node.kind === 'hole' && node.reason === 'tag') return fromTag(text, node);
  if (node.kind === 'string') return fromString(text, node);
  if (node.kind !== 'object') return null;
  const substituted = getValue(node, 'Fn::Sub');
  if (substituted !== undefined) {
    const [template] = substituted.kind === 'array' ? substituted.elements : [substituted];
    return template?.kind === 'string' ? fromString(text, template) : null;
  }
  const joined = getValue(node, 'Fn::Join');
  if (joined !== undefined) return joined.kind === 'array' ? fromJoin(joined.elements) : null;
  if (functionOf(node) !== null) return null;
  return sameOffsets(maskedCopy(text, node.range, functionsIn(node)), format, node.range);
}

/** `!Sub |`, `!Sub "…"`, `!Sub ["…", {…}]`. */
function fromTag(text: string, { range, text: written }: HoleNode): Omit<EmbeddedDefinition, 'name'> | null {
  if (!written.startsWith('!Sub ')) return null;
  const { value } = parseAslText(text.slice(range.start, range.end), 'yaml');
  const template = value?.kind === 'array' ? value.elements[0] : value;
  if (template?.kind !== 'string') return null;
  const { start, end } = template.range;
  return fromString(text, { ...template, source: text, range: { start: start + range.start, end: end + range.start } });
}

function fromString(text: string, node: StringNode): Omit<EmbeddedDefinition, 'name'> | null {
  if (!/^\s*\{/.test(node.value)) return null;
  if (node.style === 'block' && text.charAt(node.range.start) === '|') {
    const content = { start: text.indexOf('\n', node.range.start), end: node.range.end };
    return sameOffsets(maskedCopy(text, content, []), 'json', content);
  }
  return {
    document: readAslDocument(node.value, 'json'),
    range: node.range,
    offsets: 'mapped',
    toSource: ({ start, end }) => sourceRangeOf(node, start, end),
  };
}

function sameOffsets(copy: string, format: SyntaxFormat, range: TextRange): Omit<EmbeddedDefinition, 'name'> {
  return { document: readAslDocument(copy, format), range, offsets: 'same', toSource: (place) => place };
}

/** Texts and references strung together; a reference stands for a value that is filled in. */
function fromJoin(elements: readonly SyntaxNode[]): Omit<EmbeddedDefinition, 'name'> | null {
  const [separator, parts] = elements;
  if (separator?.kind !== 'string' || parts?.kind !== 'array') return null;
  const pieces: { readonly start: number; readonly end: number; readonly node: SyntaxNode }[] = [];
  let virtual = '';
  for (const [index, part] of parts.elements.entries()) {
    if (index > 0) virtual += separator.value;
    const start = virtual.length;
    virtual += part.kind === 'string' ? part.value : `\${Reference${index}}`;
    pieces.push({ start, end: virtual.length, node: part });
  }
  if (!/^\s*\{/.test(virtual)) return null;
  const pieceAt = (offset: number): (typeof pieces)[number] | undefined =>
    pieces.find(({ start, end }) => offset >= start && offset < end) ?? pieces.findLast(({ start }) => start <= offset);
  const place = (offset: number, side: 'start' | 'end'): number => {
    const piece = pieceAt(side === 'end' ? Math.max(0, offset - 1) : offset);
    if (piece === undefined) return parts.range.start;
    const { node, start, end } = piece;
    if (node.kind !== 'string') return node.range[side];
    const index = Math.min(offset, end) - start;
    return sourceRangeOf(node, index, index).start;
  };
  return {
    document: readAslDocument(virtual, 'json'),
    range: parts.range,
    offsets: 'mapped',
    toSource: ({ start, end }) => {
      const from = place(start, 'start');
      return { start: from, end: Math.max(from, end > start ? place(end, 'end') : from) };
    },
  };
}

/** The name of the CloudFormation function that an object is, `Ref` or `Fn::GetAtt`; null for other objects. */
function functionOf(node: ObjectNode): string | null {
  const [only, ...others] = node.properties;
  return only !== undefined && others.length === 0 && /^(?:Ref|Fn::\w+)$/.test(only.name) ? only.name : null;
}

function functionsIn(root: ObjectNode): readonly TextRange[] {
  const found: TextRange[] = [];
  const open: SyntaxNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'array') open.push(...node.elements);
    else if (node.kind === 'object') {
      if (functionOf(node) !== null) found.push(node.range);
      else open.push(...node.properties.map(({ value }) => value));
    }
  }
  return found;
}

/** The text with blanks outside the range, and a text that is filled in, of the same length, in place of functions. */
function maskedCopy(text: string, kept: TextRange, functions: readonly TextRange[]): string {
  const blank = (part: string): string => part.replaceAll(/[^\r\n]/g, ' ');
  const ordered = [...functions].sort((left, right) => left.start - right.start);
  let copy = blank(text.slice(0, kept.start));
  let at = kept.start;
  for (const { start, end } of ordered) {
    copy += text.slice(at, start) + FILLED_IN + blank(text.slice(start + FILLED_IN.length, end));
    at = end;
  }
  return copy + text.slice(at, kept.end) + blank(text.slice(kept.end));
}

/** No longer than the shortest function, `Ref: A`. */
const FILLED_IN = '"${X}"';
