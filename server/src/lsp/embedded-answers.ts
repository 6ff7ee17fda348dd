/**
 * Answers about a view, told of the template that holds it. Ranges and edits are where they are in the template; what cannot be written
 * there is left out: an entry of a list, or the whole answer.
 */

import {
  InsertTextFormat,
  SemanticTokensBuilder,
  type CompletionItem,
  type FoldingRange,
  type Position,
  type Range,
  type SemanticTokens,
} from 'vscode-languageserver/node';

import { FILLED_IN } from '../core/language/embedded-text.ts';
import { offsetsOf, toSourceRange, type EmbeddedView } from './embedded-views.ts';
import { toRange } from './lsp-convert.ts';

/** Stands for an answer that cannot be given in the template. */
const NOT_WRITABLE = Symbol('not writable');

type Fields = Readonly<Record<string, unknown>>;

/** Null where the answer has an edit that cannot be written. */
export function inSource<T>(view: EmbeddedView, answer: T): T | null {
  const told = tell(view, answer);
  return told === NOT_WRITABLE ? null : (told as T);
}

/** The entries that can be told. */
export function entriesInSource<T>(view: EmbeddedView, entries: readonly T[]): T[] {
  return entries.flatMap((entry) => {
    const told = inSource(view, entry);
    return told === null ? [] : [told];
  });
}

function tell(view: EmbeddedView, value: unknown): unknown {
  if (Array.isArray(value)) {
    const entries = value.map((entry: unknown) => tell(view, entry));
    return entries.includes(NOT_WRITABLE) ? NOT_WRITABLE : entries;
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Fields;
  if (isRange(fields)) return toSourceRange(view, fields);
  if (isPosition(fields)) return toSourceRange(view, { start: fields, end: fields }).start;
  if (isEdit(fields)) return edit(view, fields);
  if (typeof fields['uri'] === 'string' && fields['uri'] !== view.uri) return ofOther(view, fields, fields['uri']);
  if (isObject(fields['textDocument']) && fields['textDocument']['uri'] !== view.uri) return ofOtherText(view, fields);
  return tellFields(view, fields);
}

/** What is about another file is right as it is, but for the name of one that is going to be beside the template. */
function ofOther(view: EmbeddedView, fields: Fields, uri: string): Fields {
  if (!uri.startsWith(view.uri)) return fields;
  const folder = view.source.uri.slice(0, view.source.uri.lastIndexOf('/') + 1);
  return { ...fields, uri: folder + uri.slice(view.source.uri.length + 1) };
}

function ofOtherText(view: EmbeddedView, fields: Fields): Fields | typeof NOT_WRITABLE {
  // A function of the template means nothing in another file.
  if (JSON.stringify(fields).includes(FILLED_IN.slice(1, -1))) return NOT_WRITABLE;
  const about = fields['textDocument'] as Fields;
  return { ...fields, textDocument: ofOther(view, about, String(about['uri'])) };
}

function tellFields(view: EmbeddedView, fields: Fields): Fields | typeof NOT_WRITABLE {
  const told: Record<string, unknown> = {};
  const leadsElsewhere = typeof fields['targetUri'] === 'string' && fields['targetUri'] !== view.uri;
  for (const [name, each] of Object.entries(fields)) {
    const isOfOther = leadsElsewhere && name.startsWith('target');
    // The commands of lenses take views, and what a client only keeps for the server is the server's.
    const value =
      isOfOther || name === 'command' || name === 'data'
        ? each
        : name === 'changes' && isObject(each)
          ? tellChanges(view, each)
          : tell(view, each);
    if (value === NOT_WRITABLE) return NOT_WRITABLE;
    told[name] = (name === 'uri' || name === 'targetUri') && value === view.uri ? view.source.uri : value;
  }
  // Which definition of the template is meant, for the questions that come back with it.
  if ('selectionRange' in fields && 'uri' in fields) told['data'] = { view: view.uri, data: fields['data'] };
  return told;
}

function tellChanges(view: EmbeddedView, changes: Fields): Fields | typeof NOT_WRITABLE {
  const told: Record<string, unknown> = {};
  for (const [uri, edits] of Object.entries(changes)) {
    const value = uri === view.uri ? tell(view, edits) : edits;
    if (value === NOT_WRITABLE) return NOT_WRITABLE;
    told[uri === view.uri ? view.source.uri : uri] = value;
  }
  return told;
}

function edit(view: EmbeddedView, { range, newText }: { readonly range: Range; readonly newText: string }): unknown {
  const written = view.definition.editToSource({ range: offsetsOf(view, range), newText });
  return written === null ? NOT_WRITABLE : { range: toRange(view.source, written.range), newText: written.newText };
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPosition(value: unknown): value is Position {
  return isObject(value) && typeof value['line'] === 'number' && typeof value['character'] === 'number';
}

function isRange(value: unknown): value is Range {
  return isObject(value) && isPosition(value['start']) && isPosition(value['end']);
}

function isEdit(value: Fields): value is Fields & { readonly range: Range; readonly newText: string } {
  return isRange(value['range']) && typeof value['newText'] === 'string';
}

/** Suggestions as they are written in the template; those that cannot be are left out. */
export function completionsInSource(view: EmbeddedView, items: readonly CompletionItem[]): CompletionItem[] {
  const { definition, text } = view;
  if (definition.offsets === 'same') return [...items];
  return items.flatMap((item) => {
    const { textEdit, filterText } = item;
    if (textEdit === undefined || !('range' in textEdit)) return [];
    const range = offsetsOf(view, textEdit.range);
    const isSnippet = item.insertTextFormat === InsertTextFormat.Snippet;
    const write = (part: string): string | null => definition.written(part, range.end);
    const newText = isSnippet ? snippetWritten(textEdit.newText, write) : write(textEdit.newText);
    const place = definition.editToSource({ range, newText: '' });
    if (newText === null || place === null) return [];
    const filter = write(filterText ?? text.getText(textEdit.range));
    const told: CompletionItem = { ...item, textEdit: { range: toRange(view.source, place.range), newText } };
    return [filter === null ? told : { ...told, filterText: filter }];
  });
}

/** A snippet whose texts are written in the way that is given; its placeholders stay what they are. */
function snippetWritten(snippet: string, write: (text: string) => string | null): string | null {
  const parts = snippet.replaceAll(/\s*\n\s*/g, '').match(/\\[\\$}]|\$\{\d+:?|\$\d+|\}|[^\\$}]+|[\\$]/g) ?? [];
  let result = '';
  for (const part of parts) {
    if (/^\$|^\}$/.test(part)) {
      result += part;
      continue;
    }
    const plain = part.length === 2 && part.startsWith('\\') ? part.slice(1) : part;
    const written = write(plain);
    if (written === null) return null;
    result += written.replaceAll(/[\\$}]/g, '\\$&');
  }
  return result;
}

export function foldingInSource(view: EmbeddedView, ranges: readonly FoldingRange[]): FoldingRange[] {
  if (view.definition.offsets === 'same') return [...ranges];
  return ranges.flatMap((each) => {
    const range = {
      start: { line: each.startLine, character: 0 },
      end: { line: each.endLine, character: 0 },
    };
    const { start, end } = toSourceRange(view, range);
    return end.line > start.line ? [{ ...each, startLine: start.line, endLine: end.line }] : [];
  });
}

/** The tokens of all definitions of a template, in the order of the text. */
export function tokensInSource(
  answers: readonly { readonly view: EmbeddedView; readonly tokens: SemanticTokens }[],
): SemanticTokens {
  const all = answers
    .flatMap(({ view, tokens }) => decoded(tokens).flatMap((token) => tokenInSource(view, token)))
    .sort((left, right) => left.line - right.line || left.character - right.character);
  const builder = new SemanticTokensBuilder();
  let end = { line: -1, character: 0 };
  for (const { line, character, length, type, modifiers } of all) {
    if (line === end.line && character < end.character) continue;
    builder.push(line, character, length, type, modifiers);
    end = { line, character: character + length };
  }
  return builder.build();
}

interface Token {
  readonly line: number;
  readonly character: number;
  readonly length: number;
  readonly type: number;
  readonly modifiers: number;
}

/** What the numbers of LSP say, with places that count from the start of the text and the line. */
function decoded({ data }: SemanticTokens): readonly Token[] {
  const tokens: Token[] = [];
  let line = 0;
  let character = 0;
  for (let index = 0; index + 4 < data.length; index += 5) {
    const [lines = 0, characters = 0, length = 0, type = 0, modifiers = 0] = data.slice(index, index + 5);
    line += lines;
    character = lines === 0 ? character + characters : characters;
    tokens.push({ line, character, length, type, modifiers });
  }
  return tokens;
}

function tokenInSource(view: EmbeddedView, token: Token): readonly Token[] {
  const { line, character, length } = token;
  const range = { start: { line, character }, end: { line, character: character + length } };
  // In the template a function of CloudFormation stands there.
  if (view.text.getText(range).includes(FILLED_IN.slice(1, -1))) return [];
  const { start, end } = toSourceRange(view, range);
  return start.line === end.line && end.character > start.character
    ? [{ ...token, line: start.line, character: start.character, length: end.character - start.character }]
    : [];
}
