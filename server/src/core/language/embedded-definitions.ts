/**
 * Definitions inside other files: CloudFormation and SAM templates (JSON and YAML), synthesized CDK templates, serverless.yml.
 *
 * A definition that is written as an object, or as JSON in a block of text, is read from a copy of the file in which everything else is
 * blank, so every offset is true in both. One in a quoted text or put together by Fn::Join is read by itself, and its places are mapped.
 */

import type { TextRange } from '../base/text-range.ts';
import { readAslDocument, type AslDocument } from '../model/asl-document.ts';
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
import { FILLED_IN, mappedText, unmappedText, type EmbeddedText, type TextPart } from './embedded-text.ts';
import { substitutionsOf, type Substitutions } from './template-substitutions.ts';

export interface EmbeddedDefinition extends EmbeddedText {
  /** The resource's logical id, or the machine's name. */
  readonly name: string;
  readonly document: AslDocument;
  /** Where it is in the file. */
  readonly range: TextRange;
  /** What fills in its `${Name}`; null where that cannot be seen from the file. */
  readonly substitutions: Substitutions | null;
}

const MARKS = /AWS::(?:StepFunctions|Serverless)::StateMachine|\bstepFunctions\b/;

/** Whether reading the text for definitions is worth it. */
export function mayEmbedDefinitions(text: string): boolean {
  return MARKS.test(text);
}

export function embeddedDefinitionsIn(text: string, format: SyntaxFormat): readonly EmbeddedDefinition[] {
  if (!mayEmbedDefinitions(text)) return [];
  const { value: root } = parseAslText(text, format);
  return definitionsNamed(root).flatMap(({ name, node, properties }) => {
    const found = readEmbedded(text, format, node);
    return found === null ? [] : [{ name, ...found, substitutions: substitutionsOf(root, properties, node) }];
  });
}

/** A file that a template names as a definition. */
export interface NamedDefinitionFile {
  /** As it is written, relative to the template. */
  readonly path: string;
  readonly range: TextRange;
}

/** The local files that `DefinitionUri` and the Serverless Framework's `${file(…)}` name. */
export function definitionFilesIn(text: string, format: SyntaxFormat): readonly NamedDefinitionFile[] {
  if (!mayEmbedDefinitions(text)) return [];
  const { value: root } = parseAslText(text, format);
  return machinesOf(root).flatMap(({ properties, definition }) => {
    const uri = getValue(properties, 'DefinitionUri') ?? definition;
    if (uri?.kind !== 'string' && uri?.kind !== 'hole') return [];
    const written = uri.kind === 'string' ? uri.value : uri.text;
    const path = uri === definition ? /^\$\{file\(([^():]+)\)\}$/.exec(written)?.[1] : written;
    return path === undefined || /^\s*[{!]|^[a-z0-9]+:\/\/|\$\{/i.test(path) ? [] : [{ path, range: uri.range }];
  });
}

type Embedded = Omit<EmbeddedDefinition, 'name' | 'substitutions'>;

interface NamedNode {
  readonly name: string;
  readonly node: SyntaxNode;
  /** Of the resource; null for a machine of the Serverless Framework, whose variables are its own. */
  readonly properties: SyntaxNode | null;
}

interface MachineResource {
  readonly name: string;
  /** Null for a machine of the Serverless Framework. */
  readonly properties: SyntaxNode | null;
  /** Of a machine of the Serverless Framework. */
  readonly definition: SyntaxNode | undefined;
}

function machinesOf(root: SyntaxNode | null): readonly MachineResource[] {
  const resources = propertiesOf(getValue(root, 'Resources')).flatMap(({ name, value }) => {
    const properties = getValue(value, 'Properties');
    const isMachine = /^AWS::(?:StepFunctions|Serverless)::StateMachine$/.test(getString(value, 'Type') ?? '');
    return isMachine && properties !== undefined ? [{ name, properties, definition: undefined }] : [];
  });
  const machines = propertiesOf(getValue(getValue(root, 'stepFunctions'), 'stateMachines'));
  return [
    ...resources,
    ...machines.map(({ name, value }) => ({ name, properties: null, definition: getValue(value, 'definition') })),
  ];
}

function definitionsNamed(root: SyntaxNode | null): readonly NamedNode[] {
  return machinesOf(root).flatMap(({ name, properties, definition }) => {
    const nodes = [getValue(properties, 'Definition'), getValue(properties, 'DefinitionString'), definition];
    return nodes.flatMap((node) => (node === undefined ? [] : [{ name, node, properties }]));
  });
}

function propertiesOf(node: SyntaxNode | undefined): ObjectNode['properties'] {
  return node?.kind === 'object' ? node.properties : [];
}

function readEmbedded(text: string, format: SyntaxFormat, node: SyntaxNode): Embedded | null {
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
  return inPlace(text, format, { range: node.range, functions: functionsIn(node), indent: 0 });
}

/** `!Sub |`, `!Sub "…"`, `!Sub ["…", {…}]`, `!Join ["", […]]`, also as lists on lines of their own. */
function fromTag(text: string, { range, text: written }: HoleNode): Embedded | null {
  const tag = /^!(Sub|Join)\s/.exec(written)?.[1];
  if (tag === undefined) return null;
  const { value } = parseAslText(maskedCopy(text, range, []), 'yaml');
  if (tag === 'Join') return value?.kind === 'array' ? fromJoin(value.elements) : null;
  const template = value?.kind === 'array' ? value.elements[0] : value;
  if (template?.kind !== 'string') return null;
  // A block of text would take the blanks behind it in.
  const { start, end } = template.range;
  return fromString(text, { ...template, source: text, range: { start, end: Math.min(end, range.end) } });
}

function fromString(text: string, node: StringNode): Embedded | null {
  if (!/^\s*\{/.test(node.value)) return null;
  if (node.style === 'block' && text.charAt(node.range.start) === '|') {
    const range = { start: text.indexOf('\n', node.range.start), end: node.range.end };
    const lines = text.slice(range.start, range.end).match(/^ *(?=\S)/gm) ?? [];
    const indent = Math.min(...lines.map((blanks) => blanks.length));
    return inPlace(text, 'json', { range, functions: [], indent });
  }
  return {
    document: readAslDocument(node.value, 'json'),
    range: node.range,
    ...mappedText([{ start: 0, end: node.value.length, node }]),
  };
}

interface PlaceInFile {
  readonly range: TextRange;
  readonly functions: readonly TextRange[];
  /** Blanks that lines have to begin with. */
  readonly indent: number;
}

function inPlace(text: string, format: SyntaxFormat, { range, functions, indent }: PlaceInFile): Embedded {
  const copy = maskedCopy(text, range, functions);
  return { document: readAslDocument(copy, format), range, ...unmappedText(range, functions, indent) };
}

/** Texts and references strung together; a reference stands for a value that is filled in. */
function fromJoin(elements: readonly SyntaxNode[]): Embedded | null {
  const [separator, list] = elements;
  if (separator?.kind !== 'string' || list?.kind !== 'array') return null;
  const parts: TextPart[] = [];
  let joined = '';
  for (const [index, node] of list.elements.entries()) {
    if (index > 0) joined += separator.value;
    const start = joined.length;
    joined += node.kind === 'string' ? node.value : `\${Reference${index}}`;
    parts.push({ start, end: joined.length, node });
  }
  if (!/^\s*\{/.test(joined)) return null;
  return { document: readAslDocument(joined, 'json'), range: list.range, ...mappedText(parts) };
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
