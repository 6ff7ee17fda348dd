/** What can be written inside an expression: functions, variables, members of the context object and of `$states`, fields of known data. */

import { isJsonArray, isJsonObject, type Json } from '../base/json.ts';
import { INTRINSIC_SIGNATURES, type IntrinsicName } from '../expressions/intrinsics/intrinsic-signatures.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { sourceRangeOf } from '../syntax/string-offsets.ts';
import { assignedNames } from '../validation/variable-scopes.ts';
import { entries, escapeSnippet, inString, type CompletionEntry, type Draft } from './completion-entry.ts';
import { contextMember, type ContextMember } from './context-object.ts';
import { valueIndexOf, type ExpressionSite } from './expression-sites.ts';
import { surroundingAtEnd } from './expression-text.ts';
import { JSONATA_FUNCTIONS, jsonataSignature } from './jsonata-functions.ts';
import { localNamesAtEnd, predicateOfAtEnd, type LocalName } from './jsonata-locals.ts';
import type { KnownData } from './known-data.ts';
import {
  sampleEffectiveInputOf,
  sampleInputOf,
  sampleItemOf,
  sampleResultOf,
  sampleVariable,
  valueAt,
} from './sample-data.ts';

const STATES_MEMBERS: Readonly<Record<string, string>> = {
  input: 'The state’s input.',
  result: 'What the task, the branches or the iterations gave.',
  errorOutput: 'The error that was caught: Error and Cause.',
  context: 'The context object: what Step Functions knows of the execution.',
};

/** @param offset inside the site's string */
export function expressionCompletions(
  document: AslDocument,
  site: ExpressionSite,
  offset: number,
  known: KnownData,
): readonly CompletionEntry[] {
  const index = valueIndexOf(site.node, offset);
  if (index < site.start || index > site.end) return [];
  const before = site.node.value.slice(site.start, index);
  const from = site.kind === 'jsonata' ? jsonataToken(before) : pathToken(before, site.kind);
  if (from === null) return [];
  const token = before.slice(from);
  const world: World = { document, site, known };
  const drafts = site.kind === 'jsonata' ? jsonataDrafts(token, before, world) : pathDrafts(token, world);
  const rest = /^[\p{L}\p{N}_]*/u.exec(site.node.value.slice(index, site.end))?.[0].length ?? 0;
  return entries(sourceRangeOf(site.node, site.start + from, index + rest), drafts);
}

interface World {
  readonly document: AslDocument;
  readonly site: ExpressionSite;
  readonly known: KnownData;
}

const TOKEN = /\$[\p{L}\p{N}_$]*(?:\.`[^`]*`|\.[\p{L}\p{N}_]*|\[\d+\])*$|(?<![\p{L}\p{N}_.)\]}])\p{L}*$/u;

/** Where the path or name at the end begins; null where nothing can be offered. */
function jsonataToken(before: string): number | null {
  if (surroundingAtEnd(before, '"\'`') !== 'code') return null;
  const token = TOKEN.exec(before);
  return token === null || /[)\]}"'\p{L}\p{N}_]$/u.test(token[0] === '' ? before.trimEnd() : '') ? null : token.index;
}

function pathToken(before: string, kind: ExpressionSite['kind']): number | null {
  if (surroundingAtEnd(before, "'") !== 'code') return null;
  if (kind === 'path') return 0;
  const inCall = /[(,]\s*([^(),]*)$/.exec(before);
  return inCall === null ? 0 : before.length - (inCall[1] ?? '').length;
}

function jsonataDrafts(token: string, before: string, world: World): readonly Draft[] {
  const names = splitPath(token);
  if (names === null) {
    return [
      ...predicateDrafts(token, before, world),
      ...localNamesAtEnd(before).map(({ name }) => variableDraft(name, 'of this expression')),
      ...variableDrafts(world),
      ...statesDrafts(world, '$states.'),
      ...functionDrafts(world),
    ];
  }
  const [root = '', ...path] = names;
  const base = prefixOf(token);
  if (root === '$states' && path.length === 0) return statesDrafts(world, base);
  if (root === '$states' && path[0] === 'context') return contextDrafts(path.slice(1), base, world);
  const local = localNamesAtEnd(before).find(({ name }) => `$${name}` === root);
  const data = local === undefined ? jsonataData(root, path, world) : entryOf(local, before, world);
  return dataDrafts(data, root === '$states' ? path.slice(1) : path, base, world);
}

/** What `$states.input` and its like hold, or a variable. */
function jsonataData(root: string, [member]: readonly string[], { document, site, known }: World): Json | undefined {
  if (root !== '$states') return sampleVariable(document, site.state, root.slice(1), known);
  switch (member) {
    case 'input':
      return sampleInputOf(document, site.state, known);
    case 'result':
      return sampleResultOf(site.state, known);
    case 'errorOutput':
      return { Error: 'States.TaskFailed', Cause: '' };
    default:
      return undefined;
  }
}

function entryOf({ entryOf: path }: LocalName, before: string, world: World): Json | undefined {
  const found = path === null ? undefined : dataAtPath(path, before.slice(0, before.indexOf(path)), world);
  return isJsonArray(found) ? found[0] : found;
}

/** The fields of what a predicate looks at: `$states.input.lines[price > 5]`. */
function predicateDrafts(token: string, before: string, world: World): readonly Draft[] {
  const path = token.startsWith('$') ? null : predicateOfAtEnd(before);
  if (path === null) return [];
  return dataDrafts(dataAtPath(path, before, world), [], '', world);
}

function dataAtPath(path: string, before: string, world: World): Json | undefined {
  const [root = '', ...steps] = splitPath(`${path}.`) ?? [];
  const local = localNamesAtEnd(before).find(({ name }) => `$${name}` === root);
  const data = local === undefined ? jsonataData(root, steps, world) : entryOf(local, before, world);
  return valueAt(data, root === '$states' ? steps.slice(1) : steps);
}

function pathDrafts(token: string, world: World): readonly Draft[] {
  const { document, site, known } = world;
  const names = splitPath(token);
  if (names === null) {
    // A result is put into the input, and nowhere else.
    if (site.field.name === 'ResultPath') return [member(world, '$', 'The result replaces the input.', '$')];
    const roots: Draft[] = [
      member(world, '$', 'The state’s input.', '$'),
      member(world, '$$', 'The context object: what Step Functions knows of the execution.', '$$'),
    ];
    return [...roots, ...variableDrafts(world), ...(site.kind === 'path' ? [] : intrinsicDrafts(world))];
  }
  const [root, ...path] = names;
  const base = prefixOf(token);
  if (root === '$$') return contextDrafts(path, base, world);
  if (root !== '$') return variableMembers(root ?? '', path, base, world);
  return dataDrafts(
    site.field.name === 'ResultSelector'
      ? sampleResultOf(site.state, known)
      : site.field.name === 'InputPath'
        ? sampleInputOf(document, site.state, known)
        : sampleEffectiveInputOf(document, site.state, known),
    path,
    base,
    world,
  );
}

/** `$states.input.a.` → `['$states', 'input', 'a']`; null where no dot has been typed yet. */
function splitPath(token: string): readonly string[] | null {
  const cut = token.lastIndexOf('.');
  if (cut === -1 || !token.startsWith('$')) return null;
  return token
    .slice(0, cut)
    .split(/\.|(?=\[)/)
    .map((part) => part.replace(/^\[(\d+)\]$/, '$1').replace(/^`([^`]*)`$/, '$1'));
}

function prefixOf(token: string): string {
  return token.slice(0, token.lastIndexOf('.') + 1);
}

function member({ site }: World, path: string, documentation: string, label: string, detail = ''): Draft {
  const text = inString(site.node, path);
  return { kind: 'member', label, detail, documentation, snippet: escapeSnippet(text), filterText: path };
}

function statesDrafts(world: World, base: string): readonly Draft[] {
  const { bindings } = world.site;
  return Object.entries(STATES_MEMBERS)
    .filter(
      ([name]) =>
        name === 'input' || name === 'context' || (name === 'result' ? bindings === 'result' : bindings === 'error'),
    )
    .map(([name, documentation]) =>
      member(world, base + name, documentation, base === '$states.' ? `$states.${name}` : name),
    );
}

function contextDrafts(path: readonly string[], base: string, world: World): readonly Draft[] {
  const { document, site, known } = world;
  if (path[0] === 'Execution' && path[1] === 'Input') {
    return dataDrafts(known.executionInput?.value, path.slice(2), base, world);
  }
  if (path.slice(0, 3).join('.') === 'Map.Item.Value') {
    const map = site.state.type === 'Map' ? site.state : site.state.scope.owner;
    if (map === null) return [];
    return dataDrafts(sampleItemOf(map, sampleInputOf(document, map, known), known), path.slice(3), base, world);
  }
  const members: ContextMember['members'] = contextMember(path)?.members ?? {};
  return Object.entries(members).map(([name, { doc }]) => member(world, base + name, doc, name));
}

function variableMembers(root: string, path: readonly string[], base: string, world: World): readonly Draft[] {
  const { document, site, known } = world;
  const value = root.length > 1 ? sampleVariable(document, site.state, root.slice(1), known) : undefined;
  return dataDrafts(value, path, base, world);
}

/** The members of known data at a path; an element's members where the path ends at an array. */
function dataDrafts(data: Json | undefined, path: readonly string[], base: string, world: World): readonly Draft[] {
  const found = valueAt(
    data,
    path.map((name) => (/^\d+$/.test(name) ? Number(name) : name)),
  );
  const holder = isJsonArray(found) && world.site.kind === 'jsonata' ? found[0] : found;
  if (!isJsonObject(holder)) return [];
  return Object.entries(holder).map(([name, value]) => {
    const plain = /^[A-Za-z_]\w*$/.test(name);
    const quoted = world.site.kind === 'jsonata' ? `\`${name}\`` : `['${name}']`;
    const path = plain ? base + name : world.site.kind === 'jsonata' ? base + quoted : base.slice(0, -1) + quoted;
    return member(world, path, exampleMarkdown(value), name, typeWord(value));
  });
}

export function exampleMarkdown(value: Json): string {
  const text = JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ').replaceAll('`', 'ˋ');
  return `Example: \`${text.length > 200 ? `${text.slice(0, 199)}…` : text}\``;
}

function typeWord(value: Json): string {
  return value === null ? '' : isJsonArray(value) ? 'array' : typeof value;
}

function variableDrafts({ site }: World): readonly Draft[] {
  return [...assignedNames(site.state)].map((name) => variableDraft(name, 'variable'));
}

function variableDraft(name: string, detail: string): Draft {
  return {
    kind: 'variable',
    label: `$${name}`,
    detail,
    snippet: escapeSnippet(`$${name}`),
    filterText: `$${name}`,
  };
}

function functionDrafts({ site }: World): readonly Draft[] {
  return Object.entries(JSONATA_FUNCTIONS).map(([name, doc]) => ({
    kind: 'function',
    label: `$${name}`,
    detail: jsonataSignature(name, doc),
    documentation: doc.summary,
    snippet: `${escapeSnippet(`$${name}`)}(${inString(site.node, placeholders(doc.parameters.filter((each) => !each.endsWith('?'))))})`,
    filterText: `$${name}`,
  }));
}

function intrinsicDrafts({ site }: World): readonly Draft[] {
  return (Object.keys(INTRINSIC_SIGNATURES) as IntrinsicName[]).map((name) => {
    const { parameters, summary } = INTRINSIC_SIGNATURES[name];
    const call = name === 'States.Format' ? "'$1{\\}', $2" : placeholders(parameters.slice(0, 3));
    return {
      kind: 'function',
      label: name,
      detail: `${name}(${parameters.join(', ')})`,
      documentation: summary,
      snippet: `${name}(${site.node.style === 'single-quoted' ? call.replaceAll("'", "''") : call})`,
      filterText: name,
    };
  });
}

function placeholders(parameters: readonly string[]): string {
  return parameters.map((name, index) => `\${${index + 1}:${name.replace(/[…?]/g, '')}}`).join(', ');
}
