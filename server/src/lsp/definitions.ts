/** The definitions the server looks at: open ones, read once per version, and files on disk. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { LSPErrorCodes, ResponseError, type TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { embeddedDefinitionsIn, type EmbeddedDefinition } from '../core/language/embedded-definitions.ts';
import { openAslDocument, readAslDocument, rereadAslDocument, type AslDocument } from '../core/model/asl-document.ts';
import { formatOfFileName } from '../core/syntax/parse-asl-text.ts';
import { definitionFormat } from './document-formats.ts';
import {
  createEmbeddedViews,
  partsOfViewUri,
  viewOf,
  type EmbeddedView,
  type EmbeddedViews,
} from './embedded-views.ts';

/** A definition together with the text it was read from. */
export interface OpenDefinition {
  readonly text: TextDocument;
  readonly document: AslDocument;
}

export interface Definitions {
  /** Null for a document that is not open, or is none of ours (a suite, a mock file). */
  get(uri: string): OpenDefinition | null;
  /** `get`, for a question about one place. */
  at(uri: string, offset: number): OpenDefinition | null;
  /** Those inside an open template; empty for other documents. */
  embeddedIn(uri: string): readonly EmbeddedDefinition[];
  /** The same as documents of their own, whose URIs the other functions know. */
  readonly views: EmbeddedViews;
  /** The view of a URI, of a template that is open or not; null for the URI of a whole document. */
  loadView(uri: string): Promise<EmbeddedView | null>;
  /** The open text, else the file; of a template, the definition that the URI's fragment names. Fails with a message for the user when there is neither. */
  load(uri: string): Promise<OpenDefinition>;
  forget(uri: string): void;
}

/** Files that are not open and are kept read, for searches over a workspace. */
const MAX_CLOSED = 500;

export function createDefinitions(documents: TextDocuments<TextDocument>): Definitions {
  const read = new Map<string, OpenDefinition & { readonly version: number }>();

  const closed = new Map<string, OpenDefinition>();
  const views = createEmbeddedViews(documents);

  function get(uri: string): OpenDefinition | null {
    const text = views.byUri(uri)?.text ?? documents.get(uri);
    const format = text === undefined ? null : definitionFormat(text);
    if (text === undefined || format === null) return null;
    const known = read.get(uri);
    if (known?.version === text.version && known.text === text) return known;
    const former = known?.document;
    const document =
      former?.format === format ? rereadAslDocument(former, text.getText()) : openAslDocument(text.getText(), format);
    const definition = { text, version: text.version, document };
    read.set(uri, definition);
    return definition;
  }

  async function loadView(uri: string): Promise<EmbeddedView | null> {
    const open = views.byUri(uri);
    const parts = partsOfViewUri(uri);
    if (open !== null || parts === null) return open;
    const { templateUri, name } = parts;
    const content = documents.get(templateUri)?.getText() ?? (await readDefinition(templateUri));
    const found = embeddedDefinitionsIn(content, formatOfFileName(templateUri)).find((each) => each.name === name);
    if (found !== undefined) return viewOf(TextDocument.create(templateUri, 'yaml', 0, content), found);
    throw new ResponseError(LSPErrorCodes.RequestFailed, `${templateUri} has no state machine ${name} any more.`);
  }

  return {
    get,
    at: (uri) => get(uri),
    embeddedIn: (uri) => views.of(uri).map(({ definition }) => definition),
    views,
    loadView,
    async load(uri) {
      const open = get(uri);
      if (open !== null) return open;
      const view = await loadView(uri);
      if (view !== null) return { text: view.text, document: view.definition.document };
      const content = documents.get(uri)?.getText() ?? (await readDefinition(uri));
      const known = closed.get(uri);
      if (known?.document.text === content) return known;
      const format = formatOfFileName(uri);
      const definition = {
        text: TextDocument.create(uri, 'asl', 0, content),
        document: readAslDocument(content, format),
      };
      if (closed.size >= MAX_CLOSED) closed.delete(closed.keys().next().value as string);
      closed.set(uri, definition);
      return definition;
    },
    forget(uri) {
      for (const { uri: view } of views.of(uri)) read.delete(view);
      views.forget(uri);
      read.delete(uri);
    },
  };
}

async function readDefinition(uri: string): Promise<string> {
  try {
    return await readFile(fileURLToPath(uri), 'utf8');
  } catch {
    throw new ResponseError(LSPErrorCodes.RequestFailed, `The definition ${uri} cannot be read.`);
  }
}
