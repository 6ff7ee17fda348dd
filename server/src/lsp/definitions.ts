/** The definitions the server looks at: open ones, read once per version, and files on disk. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { LSPErrorCodes, ResponseError, type TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { embeddedDefinitionsIn, type EmbeddedDefinition } from '../core/language/embedded-definitions.ts';
import { readAslDocument, type AslDocument } from '../core/model/asl-document.ts';
import { formatOfFileName } from '../core/syntax/parse-asl-text.ts';
import type { SyntaxFormat } from '../core/syntax/syntax-node.ts';

/** A definition together with the text it was read from. */
export interface OpenDefinition {
  readonly text: TextDocument;
  readonly document: AslDocument;
}

export interface Definitions {
  /** Null for a document that is not open, or is none of ours (a suite, a mock file). */
  get(uri: string): OpenDefinition | null;
  /** The definition at an offset: the whole document, or one that a template holds and whose offsets are the template's. */
  at(uri: string, offset: number): OpenDefinition | null;
  /** Those inside an open template; empty for other documents. */
  embeddedIn(uri: string): readonly EmbeddedDefinition[];
  /** The open text, else the file. Fails with a message for the user when there is neither. */
  load(uri: string): Promise<OpenDefinition>;
  forget(uri: string): void;
}

/** Files that are not open and are kept read, for searches over a workspace. */
const MAX_CLOSED = 500;

export function createDefinitions(documents: TextDocuments<TextDocument>): Definitions {
  const read = new Map<string, OpenDefinition & { readonly version: number }>();

  const closed = new Map<string, OpenDefinition>();
  const templates = new Map<
    string,
    { readonly text: TextDocument; readonly version: number; readonly embedded: readonly EmbeddedDefinition[] }
  >();

  function get(uri: string): OpenDefinition | null {
    const text = documents.get(uri);
    const format = text === undefined ? null : definitionFormat(text);
    if (text === undefined || format === null) return null;
    const known = read.get(uri);
    if (known?.version === text.version && known.text === text) return known;
    const definition = { text, version: text.version, document: readAslDocument(text.getText(), format) };
    read.set(uri, definition);
    return definition;
  }

  function embeddedIn(uri: string): readonly EmbeddedDefinition[] {
    const text = documents.get(uri);
    const format = text === undefined ? null : templateFormat(text);
    if (text === undefined || format === null) return [];
    const known = templates.get(uri);
    if (known?.version === text.version && known.text === text) return known.embedded;
    const embedded = embeddedDefinitionsIn(text.getText(), format);
    templates.set(uri, { text, version: text.version, embedded });
    return embedded;
  }

  return {
    get,
    embeddedIn,
    at(uri, offset) {
      const whole = get(uri);
      if (whole !== null) return whole;
      const text = documents.get(uri);
      const found = embeddedIn(uri).find(
        ({ offsets, range }) => offsets === 'same' && range.start <= offset && offset <= range.end,
      );
      return text === undefined || found === undefined ? null : { text, document: found.document };
    },
    async load(uri) {
      const open = get(uri);
      if (open !== null) return open;
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
      read.delete(uri);
      templates.delete(uri);
    },
  };
}

/** Null for documents that are no state machine definitions. */
export function definitionFormat({ languageId, uri }: Pick<TextDocument, 'languageId' | 'uri'>): SyntaxFormat | null {
  if (languageId === 'asl') return 'json';
  if (languageId === 'asl-yaml') return 'yaml';
  const path = uri.replace(/[?#].*$/, '').toLowerCase();
  if (path.endsWith('.asl') || path.endsWith('.asl.json')) return 'json';
  return path.endsWith('.asl.yaml') || path.endsWith('.asl.yml') ? 'yaml' : null;
}

/** Null for documents that can hold no definitions: definitions themselves, and what is neither JSON nor YAML. */
function templateFormat(text: TextDocument): SyntaxFormat | null {
  if (definitionFormat(text) !== null) return null;
  const path = text.uri.replace(/[?#].*$/, '').toLowerCase();
  if (/\.ya?ml$/.test(path) || text.languageId === 'yaml') return 'yaml';
  return path.endsWith('.json') || path.endsWith('.template') || text.languageId === 'json' ? 'json' : null;
}

async function readDefinition(uri: string): Promise<string> {
  try {
    return await readFile(fileURLToPath(uri), 'utf8');
  } catch {
    throw new ResponseError(LSPErrorCodes.RequestFailed, `The definition ${uri} cannot be read.`);
  }
}
