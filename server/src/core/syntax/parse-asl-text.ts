/**
 * The way in: a definition's text, in either format, as one syntax tree with everything that is wrong with the text itself.
 */

import type { Parsed } from '../base/problem.ts';
import { readSyntax } from './read-syntax.ts';
import type { SyntaxFormat, SyntaxNode } from './syntax-node.ts';

/** Null where there is no value at all. Never throws, whatever the text. */
export function parseAslText(text: string, format: SyntaxFormat): Parsed<SyntaxNode | null> {
  const { root, problems } = readSyntax(text, format);
  return { value: root, problems };
}

/** The format a file name stands for. */
export function formatOfFileName(fileName: string): SyntaxFormat {
  return /\.ya?ml$/i.test(fileName) ? 'yaml' : 'json';
}
