/**
 * Definitions inside open templates as documents of their own, so that whatever can be done with a definition can be done with them.
 *
 * Such a view has the template's URI with the definition's name as its fragment.
 */

import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument, type Position, type Range } from 'vscode-languageserver-textdocument';

import type { TextRange } from '../core/base/text-range.ts';
import {
  definitionFilesIn,
  embeddedDefinitionsIn,
  mayEmbedDefinitions,
  type EmbeddedDefinition,
} from '../core/language/embedded-definitions.ts';
import { templateFormat } from './document-formats.ts';
import { toRange } from './lsp-convert.ts';

export interface EmbeddedView {
  readonly uri: string;
  /** The template. */
  readonly source: TextDocument;
  /** The definition alone, with the view's URI. */
  readonly text: TextDocument;
  readonly definition: EmbeddedDefinition;
}

export interface EmbeddedViews {
  /** Those in an open template, in the order of the text; empty for other documents. */
  of(uri: string): readonly EmbeddedView[];
  /** The one that holds a place of a template. */
  at(uri: string, position: Position): EmbeddedView | null;
  /** By its own URI. */
  byUri(uri: string): EmbeddedView | null;
  /** The definitions that an open template names by their files. */
  links(uri: string): readonly { readonly range: Range; readonly target: string }[];
  forget(uri: string): void;
}

export function createEmbeddedViews(documents: Pick<TextDocuments<TextDocument>, 'get'>): EmbeddedViews {
  const kept = new Map<
    string,
    { readonly source: TextDocument; readonly version: number; readonly views: readonly EmbeddedView[] }
  >();

  function of(uri: string): readonly EmbeddedView[] {
    const source = documents.get(uri);
    if (source === undefined) return [];
    const known = kept.get(uri);
    if (known?.version === source.version && known.source === source) return known.views;
    const content = source.getText();
    const format = mayEmbedDefinitions(content) ? templateFormat(source) : null;
    const views =
      format === null ? [] : embeddedDefinitionsIn(content, format).map((definition) => viewOf(source, definition));
    kept.set(uri, { source, version: source.version, views });
    return views;
  }

  return {
    of,
    at(uri, position) {
      const views = of(uri);
      if (views.length === 0) return null;
      const offset = documents.get(uri)?.offsetAt(position) ?? -1;
      return views.find(({ definition }) => definition.toDefinition(offset) !== null) ?? null;
    },
    byUri(uri) {
      const parts = partsOfViewUri(uri);
      return parts === null
        ? null
        : (of(parts.templateUri).find((view) => view.definition.name === parts.name) ?? null);
    },
    links(uri) {
      const source = documents.get(uri);
      const format = source === undefined ? null : templateFormat(source);
      if (source === undefined || format === null) return [];
      return definitionFilesIn(source.getText(), format).flatMap(({ path, range }) => {
        const file = path.replaceAll('\\', '/');
        // A template that was never saved has no folder.
        return URL.canParse(file, uri) ? [{ range: toRange(source, range), target: new URL(file, uri).href }] : [];
      });
    },
    forget: (uri) => void kept.delete(uri),
  };
}

export function viewOf(source: TextDocument, definition: EmbeddedDefinition): EmbeddedView {
  const uri = `${source.uri}#${encodeURIComponent(definition.name)}`;
  const language = definition.document.format === 'json' ? 'asl' : 'asl-yaml';
  return {
    uri,
    source,
    text: TextDocument.create(uri, language, source.version, definition.document.text),
    definition,
  };
}

/** Null for the URI of a whole document. */
export function partsOfViewUri(uri: string): { readonly templateUri: string; readonly name: string } | null {
  const at = uri.indexOf('#');
  if (at < 0) return null;
  try {
    return { templateUri: uri.slice(0, at), name: decodeURIComponent(uri.slice(at + 1)) };
  } catch {
    return null;
  }
}

/** A place of the template as one of the view; null where the view's definition is not. */
export function toViewPosition({ source, text, definition }: EmbeddedView, position: Position): Position | null {
  if (definition.offsets === 'same') return position;
  const offset = definition.toDefinition(source.offsetAt(position));
  return offset === null ? null : text.positionAt(offset);
}

/** A range of the template, as far as it can be told in the view. */
export function toViewRange(view: EmbeddedView, { start, end }: Range): Range | null {
  const from = toViewPosition(view, start);
  return from === null ? null : { start: from, end: toViewPosition(view, end) ?? from };
}

/** A range of the view as one of the template. */
export function toSourceRange(view: EmbeddedView, range: Range): Range {
  const { source, definition } = view;
  return definition.offsets === 'same' ? range : toRange(source, definition.toSource(offsetsOf(view, range)));
}

/** Offsets in the view's text. */
export function offsetsOf({ text }: EmbeddedView, { start, end }: Range): TextRange {
  return { start: text.offsetAt(start), end: text.offsetAt(end) };
}
