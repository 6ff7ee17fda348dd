/** URIs of the editor as paths of files, and back. */

import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

/** The path of a `file:` URI, null for others. */
export function pathOfUri(uri: string): string | null {
  if (!uri.startsWith('file:')) return null;
  try {
    return fileURLToPath(uri);
  } catch {
    return null;
  }
}

export function uriOfPath(path: string): string {
  return pathToFileURL(path).href;
}

/** The name of the file that a URI means, of any scheme. A `%` that escapes nothing stays as it is. */
export function fileNameOfUri(uri: string): string {
  const name = uri.replace(/[?#].*$/, '').replace(/^(?:.*[/\\]|[a-z][a-z\d+.-]+:)/i, '');
  try {
    return basename(decodeURIComponent(name));
  } catch {
    return name;
  }
}

/** The text of a file that is open. Editors differ in how they escape a URI, so open documents are compared by path. */
export function openTextOf(documents: TextDocuments<TextDocument>, path: string): string | undefined {
  const direct = documents.get(uriOfPath(path));
  if (direct !== undefined) return direct.getText();
  return documents
    .all()
    .find(({ uri }) => pathOfUri(uri) === path)
    ?.getText();
}
