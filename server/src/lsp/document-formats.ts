/** What an open document may be, by its language and its name. */

import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { SyntaxFormat } from '../core/syntax/syntax-node.ts';

/** Null for documents that are no state machine definitions. */
export function definitionFormat({ languageId, uri }: Pick<TextDocument, 'languageId' | 'uri'>): SyntaxFormat | null {
  if (languageId === 'asl') return 'json';
  if (languageId === 'asl-yaml') return 'yaml';
  const path = uri.replace(/[?#].*$/, '').toLowerCase();
  if (path.endsWith('.asl') || path.endsWith('.asl.json')) return 'json';
  return path.endsWith('.asl.yaml') || path.endsWith('.asl.yml') ? 'yaml' : null;
}

/** Null for documents that can hold no definitions: definitions themselves, and what is neither JSON nor YAML. */
export function templateFormat(text: TextDocument): SyntaxFormat | null {
  if (definitionFormat(text) !== null) return null;
  const path = text.uri.replace(/[?#].*$/, '').toLowerCase();
  if (/\.ya?ml$/.test(path) || text.languageId === 'yaml') return 'yaml';
  if (path.endsWith('.template')) return /^\s*\{/.test(text.getText()) ? 'json' : 'yaml';
  return path.endsWith('.json') || text.languageId === 'json' ? 'json' : null;
}
