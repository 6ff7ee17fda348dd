/** What can be written at the cursor: states, fields, values, error names, resources. Plain data; the server makes LSP items of it. */

import type { AslDocument } from '../model/asl-document.ts';
import type { FieldSpec } from '../model/fields/field-spec.ts';
import { allTransitions, scopeAtOffset, targetOf, type ScopeModel } from '../model/machine-model.ts';
import { getProperty, getString, getValue, type ObjectNode } from '../syntax/syntax-node.ts';
import { describeArn, optimizedArns, sdkArns } from './arn-facts.ts';
import { entries, escapeSnippet, type CompletionEntry, type Draft } from './completion-entry.ts';
import { cursorAt, fieldsOf, type Cursor } from './cursor.ts';
import { ERROR_NAMES } from './error-names.ts';
import { expressionCompletions } from './expression-completion.ts';
import { expressionAt } from './expression-sites.ts';
import { fieldMarkdown } from './field-markdown.ts';
import { NOTHING_KNOWN, type KnownData } from './known-data.ts';
import { quoteName } from './navigation.ts';
import { payloadDrafts } from './payload-completion.ts';
import { machineSnippets, stateSnippets } from './state-snippets.ts';

export function completionsAt(
  document: AslDocument,
  offset: number,
  known: KnownData = NOTHING_KNOWN,
): readonly CompletionEntry[] {
  if (document.text.trim() === '') return entries({ start: offset, end: offset }, machineSnippets(document.format));
  const cursor = cursorAt(document, offset);
  if (cursor === null) return [];
  if (cursor.kind === 'key') return fieldCompletions(document, cursor);
  const site = cursor.value?.kind === 'string' ? expressionAt(document, offset) : null;
  if (site !== null) return expressionCompletions(document, site, offset, known);
  const values = valueCompletions(document, cursor, offset);
  return values.length === 0 ? jsonataOpening(cursor) : values;
}

/** `{% … %}`, where a text that is still empty could be an expression. */
function jsonataOpening({ object, value, field }: Cursor): readonly CompletionEntry[] {
  if (object.language !== 'JSONata' || value?.kind !== 'string' || !/^\{?%?$/.test(value.value)) return [];
  if (object.state === null || field?.value.kind === 'state-name' || field?.name === 'Comment') return [];
  const quote = value.style === 'single-quoted' ? "'" : '"';
  const label = '{% … %}';
  const documentation = 'A JSONata expression.';
  const snippet = `${quote}{% $1 %}${quote}`;
  return entries(value.range, [{ kind: 'snippet', label, documentation, snippet, filterText: `${quote}{%` }]);
}

function fieldCompletions(document: AslDocument, { object, property, range }: Cursor): readonly CompletionEntry[] {
  const { node, language, state, nestedRule } = object;
  const hasValue = property !== null && property.value.range.end > property.value.range.start;
  const comma = document.format === 'json' && !hasValue && /^\s*"/.test(document.text.slice(range.end)) ? ',' : '';
  if (object.shape === null) {
    const other = isStatesBlock(document, object.node)
      ? hasValue
        ? []
        : stateSnippets(document.format, document.model.queryLanguage)
      : payloadDrafts(document, object, hasValue ? 'key' : 'key-and-value');
    if (other !== null) {
      return entries(
        range,
        other.map((draft) => ({ ...draft, snippet: draft.snippet + comma })),
      );
    }
  }
  const fields = fieldsOf(object).filter(
    (field) =>
      (field.name === property?.name || getProperty(node, field.name) === undefined) &&
      field.deprecated === undefined &&
      (field.language === undefined || field.language === language) &&
      (field.distributedOnly !== true || state?.distributed === true) &&
      !(nestedRule && (field.name === 'Next' || field.name === 'Assign' || field.name === 'Output')),
  );
  const ordered = [
    ...fields.filter(({ required }) => required === true),
    ...fields.filter(({ required }) => required !== true),
  ];
  return entries(
    range,
    ordered.map((field) => {
      const key = document.format === 'json' ? JSON.stringify(field.name) : field.name;
      return {
        kind: 'field',
        label: field.name,
        detail: field.required === true ? 'required' : '',
        documentation: fieldMarkdown(field),
        snippet: hasValue ? escapeSnippet(key) : `${escapeSnippet(key)}${valueSnippet(document.format, field)}${comma}`,
        filterText: key,
      };
    }),
  );
}

function isStatesBlock({ model }: AslDocument, node: ObjectNode): boolean {
  return model.scopes.some((scope) => getValue(scope.node, 'States') === node);
}

function valueCompletions(document: AslDocument, cursor: Cursor, offset: number): readonly CompletionEntry[] {
  const { field, range } = cursor;
  if (field === null) return [];
  switch (field.value.kind) {
    case 'state-name':
      return stateCompletions(document, cursor, offset);
    case 'one-of': {
      const types = field.name === 'Type';
      return entries(
        range,
        field.value.values.map((value) => ({
          ...literal(document, value),
          detail: value === field.default ? 'default' : '',
          documentation: types ? '' : field.doc,
        })),
      );
    }
    case 'end':
      return entries(range, [
        { kind: 'value', label: 'true', snippet: 'true', filterText: 'true', documentation: field.doc },
      ]);
    case 'operand':
      if (field.value.family !== 'Is' && (field.value.family !== 'Boolean' || field.value.path)) return [];
      return entries(
        range,
        ['true', 'false'].map((label) => ({ kind: 'value', label, snippet: label, filterText: label })),
      );
    case 'error-names':
      return errorCompletions(document, cursor);
    case 'resource':
      return resourceCompletions(document, cursor);
    default:
      return [];
  }
}

function literal(document: AslDocument, value: string): Draft {
  const text = document.format === 'json' || /^[\d.]+$/.test(value) ? JSON.stringify(value) : value;
  return { kind: 'value', label: value, snippet: escapeSnippet(text), filterText: text };
}

/** States of the scope, those that nothing leads to yet first, the state itself last. */
function stateCompletions(
  document: AslDocument,
  { range, object }: Cursor,
  offset: number,
): readonly CompletionEntry[] {
  const scope =
    object.shape?.name === 'state' || object.state !== null
      ? (scopeOfCursor(document, object, offset) ?? null)
      : scopeAtOffset(document.model, offset);
  if (scope === null) return [];
  const reached = new Set(
    allTransitions(document.model)
      .filter(({ node }) => offset < node.range.start || offset > node.range.end)
      .map(targetOf),
  );
  const rank = (state: ScopeModel['states'][number]): number =>
    state === object.state ? 2 : reached.has(state) ? 1 : 0;
  const states = [...scope.stateByName.values()].sort((left, right) => rank(left) - rank(right));
  return entries(
    range,
    states.map((state) => {
      const text = quoteName(document, state.name);
      const note = rank(state) === 0 ? 'nothing leads here yet' : rank(state) === 2 ? 'this state' : '';
      return {
        kind: 'state',
        label: state.name,
        detail: [state.type ?? '', note].filter(Boolean).join(' · '),
        documentation: getString(state.node, 'Comment') ?? '',
        snippet: escapeSnippet(text),
        filterText: text,
      };
    }),
  );
}

/** StartAt of a branch names states inside it; every other field of a state names its neighbours. */
function scopeOfCursor(document: AslDocument, object: Cursor['object'], offset: number): ScopeModel | null {
  const inner = document.model.scopes.find((scope) => scope.node === object.node);
  return inner ?? object.state?.scope ?? scopeAtOffset(document.model, offset);
}

function errorCompletions(document: AslDocument, { range, value, property }: Cursor): readonly CompletionEntry[] {
  const own = new Set<string>();
  for (const state of document.model.states) {
    const error = state.type === 'Fail' ? getString(state.node, 'Error') : undefined;
    if (error !== undefined && !error.startsWith('{%')) own.add(error);
  }
  const given = property?.value.kind === 'array' ? property.value.elements : [];
  const taken = new Set(
    given.filter((element) => element !== value).map((element) => (element.kind === 'string' ? element.value : '')),
  );
  const inList = property?.value.kind === 'array';
  return entries(
    range,
    [
      ...[...own].map((name) => [name, 'Raised by a Fail state of this machine.'] as const),
      ...Object.entries(ERROR_NAMES),
    ]
      .filter(([name]) => !taken.has(name))
      .map(([name, documentation]) => {
        const text = document.format === 'json' ? JSON.stringify(name) : name;
        return {
          kind: 'error' as const,
          label: name,
          documentation,
          snippet: escapeSnippet(inList ? text : `[${text}]`),
          filterText: text,
        };
      }),
  );
}

function resourceCompletions(document: AslDocument, cursor: Cursor): readonly CompletionEntry[] {
  const shape = cursor.object.shape?.name;
  const typed = cursor.value?.kind === 'string' ? cursor.value.value : '';
  const names =
    shape === 'item-reader'
      ? ['s3:getObject', 's3:listObjectsV2']
      : shape === 'result-writer'
        ? ['s3:putObject']
        : [...optimizedArns(), ...sdkArns(typed)];
  return entries(
    cursor.range,
    names.map((name) => {
      const arn = `arn:aws:states:::${name}`;
      const facts = describeArn(arn);
      return { ...literal(document, arn), detail: facts?.title ?? '', documentation: facts?.markdown ?? '' };
    }),
  );
}

function valueSnippet(format: 'json' | 'yaml', { value }: FieldSpec): string {
  const separator = ': ';
  switch (value.kind) {
    case 'number':
      return `${separator}$1`;
    case 'end':
      return `${separator}true`;
    case 'operand':
      if (value.path) break;
      if (value.family === 'Is' || value.family === 'Boolean') return `${separator}\${1|true,false|}`;
      if (value.family === 'Numeric') return `${separator}$1`;
      break;
    case 'condition':
      return `${separator}"{% $1 %}"`;
    case 'object':
    case 'states':
    case 'template':
      return format === 'json' ? `${separator}{$1}` : ':\n  $1';
    case 'list':
      return format === 'json' ? `${separator}[$1]` : ':\n  - $1';
    case 'error-names':
    case 'texts':
      return format === 'json' ? `${separator}["$1"]` : ':\n  - $1';
    default:
  }
  return format === 'json' ? `${separator}"$1"` : `${separator}$1`;
}
