/** Completion, hover, definition and renaming in suite and mock files: offsets in, plain data out. */

import type { TextRange } from '../../base/text-range.ts';
import { readAslDocument, type AslDocument } from '../../model/asl-document.ts';
import type { StateModel } from '../../model/machine-model.ts';
import { getString, type ObjectNode, type StringNode, type SyntaxNode } from '../../syntax/syntax-node.ts';
import { entries, escapeSnippet, type CompletionEntry, type Draft } from '../completion-entry.ts';
import { cursorAt, type Cursor } from '../cursor.ts';
import { ERROR_NAMES } from '../error-names.ts';
import { stateCard, type HoverData } from '../hover.ts';
import { quoteName, type TextEditData } from '../navigation.ts';
import { stateDetail } from '../state-flow.ts';
import { stateReferenceAt, stateReferencesIn, type StateReference } from './state-references.ts';
import type { SuiteField, SuiteFileKind, SuiteValue } from './suite-shapes.ts';
import { fieldOf, fieldsFor, visitSuite, type SuiteMap } from './suite-tree.ts';

/** A suite or mock file read once, as everything here takes it. */
export interface SuiteDocument {
  readonly kind: SuiteFileKind;
  /** Read as YAML like a definition; its model is empty. */
  readonly source: AslDocument;
  /** The definition it is about, where that is known. */
  readonly definition: AslDocument | null;
  /** What may stand in a field that names a file: names and paths, by the field. */
  readonly fileNames?: Readonly<Record<string, readonly string[]>>;
}

export function readSuiteDocument(text: string, kind: SuiteFileKind, definition: AslDocument | null): SuiteDocument {
  return { kind, source: readAslDocument(text, 'yaml'), definition };
}

export function referencesOf({ source, kind, definition }: SuiteDocument): readonly StateReference[] {
  return stateReferencesIn(source.root, kind, definition?.model.statesByName.keys() ?? []);
}

/** The state that a place of the file names, with the place. */
export function namedStateInSuite(
  document: SuiteDocument,
  offset: number,
): { readonly reference: StateReference; readonly state: StateModel } | null {
  const reference = stateReferenceAt(referencesOf(document), offset);
  const state = reference === null ? undefined : document.definition?.model.statesByName.get(reference.name)?.[0];
  return reference === null || state === undefined ? null : { reference, state };
}

export function suiteHoverAt(document: SuiteDocument, offset: number): HoverData | null {
  const named = namedStateInSuite(document, offset);
  if (named !== null && document.definition !== null) {
    return { range: named.reference.range, markdown: stateCard(document.definition, named.state) };
  }
  const cursor = cursorAt(document.source, offset);
  if (cursor?.kind !== 'key' || cursor.property === null) return null;
  const map = mapOf(document, cursor.object.node);
  const field = map === null ? null : fieldOf(map, cursor.property);
  if (field === null) return null;
  return { range: cursor.property.key.range, markdown: fieldMarkdown(field) };
}

export function suiteCompletionsAt(document: SuiteDocument, offset: number): readonly CompletionEntry[] {
  const empty = emptyMapAt(document, offset);
  if (empty !== null) return keyCompletions(empty, { property: null, range: { start: offset, end: offset } });
  const cursor = cursorAt(document.source, offset);
  if (cursor === null) {
    return document.source.text.trim() === '' ? entries({ start: offset, end: offset }, skeletons(document.kind)) : [];
  }
  if (cursor.kind === 'key') {
    const map = mapOf(document, cursor.object.node);
    if (map !== null) return keyCompletions(map, cursor);
  }
  const found = valueAt(document, cursor);
  return found === null ? [] : valueCompletions(document, cursor, found);
}

/** Edits that rename a state in the file, quoted where the new name needs it. */
export function suiteRenameEdits(document: SuiteDocument, oldName: string, newName: string): readonly TextEditData[] {
  const edits = new Map<string, TextEditData>();
  const newText = quoteName({ format: 'yaml' }, newName);
  const byNode = new Map<StringNode, StateReference[]>();
  for (const reference of referencesOf(document)) {
    if (reference.name === oldName) byNode.set(reference.node, [...(byNode.get(reference.node) ?? []), reference]);
  }
  for (const [node, references] of byNode) {
    // Within an address the name stays as it is where it is safe there; else the whole address gets quotes.
    const inPlace = newText === newName && references.every(({ whole }) => !whole);
    const found = inPlace
      ? references.map(({ range }) => ({ range, newText }))
      : [
          {
            range: node.range,
            newText: references[0]?.whole === true ? newText : renamedAddress(node, references, newName),
          },
        ];
    for (const edit of found) edits.set(`${edit.range.start}:${edit.range.end}`, edit);
  }
  return [...edits.values()];
}

function renamedAddress(node: StringNode, references: readonly StateReference[], newName: string): string {
  const address = references.reduceRight(
    (text, { at, name }) => text.slice(0, at) + newName + text.slice(at + name.length),
    node.value,
  );
  return JSON.stringify(address);
}

/** A path that a document names. */
export interface FileReferenceSite {
  readonly path: string;
  readonly range: TextRange;
  readonly field: string;
  readonly of: 'file' | 'folder';
}

/** The paths of files and folders that the document names, with their places. */
export function fileReferencesOf({ source, kind }: SuiteDocument): readonly FileReferenceSite[] {
  const found: FileReferenceSite[] = [];
  visitSuite(source.root, kind, {
    value({ node, value, field }) {
      if (value.kind !== 'text' || node.kind !== 'string') return;
      if (value.of === 'file' || value.of === 'folder') {
        found.push({ path: node.value, range: node.range, field: field.name, of: value.of });
      }
    },
  });
  return found;
}

function mapOf({ source, kind }: SuiteDocument, node: ObjectNode): SuiteMap | null {
  let found: SuiteMap | null = null;
  visitSuite(source.root, kind, {
    map(map) {
      if (map.node === node) found = map;
    },
  });
  return found;
}

interface FoundValue {
  readonly value: SuiteValue;
  readonly holder: ObjectNode;
}

/** What may stand at a value's place: the field's own value, or what its list takes. */
function valueAt(document: SuiteDocument, { object, property, value }: Cursor): FoundValue | null {
  let found: FoundValue | null = null;
  visitSuite(document.source.root, document.kind, {
    value(site) {
      if (value !== null && site.node === value) found = { value: site.value, holder: site.holder };
    },
  });
  if (found !== null || property === null) return found;
  const map = mapOf(document, object.node);
  const field = map === null ? null : fieldOf(map, property);
  return field === null ? null : { value: field.value, holder: object.node };
}

/** The map that begins at the cursor: below its key, or behind the dash of a list, where nothing of it is written yet. */
function emptyMapAt({ source, kind }: SuiteDocument, offset: number): SuiteMap | null {
  const { text } = source;
  const column = offset - (text.lastIndexOf('\n', offset - 1) + 1);
  const lineEnd = text.indexOf('\n', offset);
  if (text.slice(offset, lineEnd === -1 ? text.length : lineEnd).trim() !== '') return null;
  let found: SuiteMap | null = null;
  visitSuite(source.root, kind, {
    value({ node, value, holder }) {
      if (value.kind !== 'map' || node.range.start !== node.range.end || node.range.end > offset) return;
      const between = text.slice(node.range.end, offset);
      const outer = holder.range.start - (text.lastIndexOf('\n', holder.range.start - 1) + 1);
      if (!/^:?\s*$/.test(between) || column <= outer) return;
      const isInList = node.parent?.kind === 'array';
      if (!isInList && !between.includes('\n')) return;
      found = {
        node: { kind: 'object', properties: [], range: node.range, parent: node.parent, segment: node.segment },
        shape: value.shape,
      };
    },
  });
  return found;
}

function keyCompletions(
  map: SuiteMap,
  { property, range }: Pick<Cursor, 'property' | 'range'>,
): readonly CompletionEntry[] {
  const hasValue = property !== null && property.value.range.end > property.value.range.start;
  const fields = fieldsFor(map).filter(
    ({ name }) => name === property?.name || !map.node.properties.some((each) => each.name === name),
  );
  const ordered = [
    ...fields.filter(({ required }) => required === true),
    ...fields.filter(({ required }) => required !== true),
  ];
  return entries(
    range,
    ordered.map((field) => ({
      kind: 'field',
      label: field.name,
      detail: field.required === true ? 'required' : '',
      documentation: fieldMarkdown(field),
      snippet: hasValue ? field.name : `${field.name}:${valueSnippet(field.value)}`,
      filterText: field.name,
    })),
  );
}

function valueSnippet(value: SuiteValue): string {
  switch (value.kind) {
    case 'map':
      return '\n  $1';
    case 'list':
      return value.of.kind === 'text' ? ' [$1]' : '\n  - $1';
    case 'named':
      return '\n  $1';
    case 'either':
      return value.of[0] === undefined ? ' ' : valueSnippet(value.of[0]);
    case 'flag':
      return ' true';
    default:
      return ' $1';
  }
}

function valueCompletions(
  document: SuiteDocument,
  cursor: Cursor,
  { value, holder }: FoundValue,
): readonly CompletionEntry[] {
  const of = value.kind === 'list' ? value.of : value.kind === 'either' ? (value.of[0] ?? value) : value;
  const inner = of.kind === 'list' ? of.of : of;
  switch (inner.kind) {
    case 'choice':
      return entries(cursor.range, inner.values.map(valueDraft));
    case 'flag':
      return entries(cursor.range, ['true', 'false'].map(valueDraft));
    case 'text':
      if (inner.of === 'state' || inner.of === 'address') {
        return entries(cursor.range, stateDrafts(document, holder, inner.of));
      }
      if (inner.of === 'file') {
        return entries(cursor.range, (document.fileNames?.[cursor.property?.name ?? ''] ?? []).map(fileDraft));
      }
      return inner.of === 'error' ? entries(cursor.range, Object.keys(ERROR_NAMES).map(valueDraft)) : [];
    default:
      return [];
  }
}

function fileDraft(name: string): Draft {
  return { kind: 'value', label: name, snippet: escapeSnippet(quoteName({ format: 'yaml' }, name)), filterText: name };
}

function valueDraft(text: string): Draft {
  return { kind: 'value', label: text, snippet: escapeSnippet(text), filterText: text };
}

/** States that fit first: Tasks for mocks, Maps for map expectations, the scope's own for paths. */
function stateDrafts({ definition }: SuiteDocument, holder: ObjectNode, of: 'state' | 'address'): readonly Draft[] {
  if (definition === null) return [];
  const rank = (state: StateModel): number => (fitsHolder(state, holder) ? 0 : 1);
  const drafts: Draft[] = [];
  for (const state of [...definition.model.states].sort((left, right) => rank(left) - rank(right))) {
    drafts.push(stateDraft(state, state.name));
    if (of === 'address') {
      const address = addressOf(state);
      if (address !== state.name) drafts.push(stateDraft(state, address));
    }
  }
  return drafts;
}

function stateDraft(state: StateModel, label: string): Draft {
  const text = label === state.name ? quoteName({ format: 'yaml' }, label) : JSON.stringify(label);
  const plain = /^[\w ]+(?:\[\d+\])?(?:\.[\w ]+(?:\[\d+\])?)*$/.test(label) && !text.startsWith('"{') ? label : text;
  return {
    kind: 'state',
    label,
    detail: stateDetail(state),
    snippet: escapeSnippet(label === state.name ? text : plain),
    filterText: label,
  };
}

/** `M[0].S`, from the outermost Map or Parallel on. */
function addressOf(state: StateModel): string {
  const { scope } = state;
  if (scope.owner === null) return state.name;
  const index = scope.kind === 'branch' ? scope.owner.scopes.indexOf(scope) : 0;
  return `${addressOf(scope.owner)}[${index}].${state.name}`;
}

function fitsHolder(state: StateModel, holder: SyntaxNode): boolean {
  if (getString(holder, 'type') === 'itemReader' || hasKey(holder, 'iterationCount', 'iterationPaths')) {
    return state.type === 'Map';
  }
  if (hasKey(holder, 'branchCount', 'branchPaths')) return state.type === 'Parallel';
  if (hasKey(holder, 'type', 'response', 'responses', 'conditions')) return state.type === 'Task';
  return state.scope.owner === null;
}

function hasKey(node: SyntaxNode, ...names: readonly string[]): boolean {
  return node.kind === 'object' && node.properties.some(({ name }) => names.includes(name));
}

function fieldMarkdown({ name, doc, value, required }: SuiteField): string {
  const words = value.kind === 'choice' ? ` — ${value.values.map((each) => `\`${each}\``).join(', ')}` : '';
  return `**${name}**${words}\n\n${doc}${required === true ? '\n\nRequired.' : ''}`;
}

function skeletons(kind: SuiteFileKind): readonly Draft[] {
  const suite =
    "version: '1.0'\nname: ${1:name}\nstateMachine: ./${2:workflow.asl.json}\ntestCases:\n  - name: ${3:first case}\n    input: {}\n    expectedOutput: {}\n";
  const mocks = "version: '1.0'\nmocks:\n  - state: ${1:State}\n    type: fixed\n    response: {}\n";
  const config =
    "version: '1.0'\nstateMachines:\n  - name: ${1:Orders}\n    source:\n      type: asl\n      path: ./${2:workflow.asl.json}\n";
  const [label, snippet] = {
    suite: ['Test suite', suite],
    'mock-file': ['Mock file', mocks],
    config: ['Configuration', config],
  }[kind] as [string, string];
  return [{ kind: 'snippet', label, snippet, filterText: '' }];
}
