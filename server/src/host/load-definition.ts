/** Reads a definition file for running it: JSON or YAML by its name, with everything that is wrong with the text and where. */

import { readFile } from 'node:fs/promises';
import type { Json } from '../core/base/json.ts';
import type { Problem } from '../core/base/problem.ts';
import { createLineIndex, type LineIndex } from '../core/base/text-range.ts';
import { formatOfFileName, parseAslText } from '../core/syntax/parse-asl-text.ts';
import { nodeToJson } from '../core/syntax/syntax-node.ts';

export type LoadedDefinitionFile =
  | { readonly kind: 'loaded'; readonly definition: Json; readonly text: string }
  /** The text is no value, or not one value for sure. */
  | { readonly kind: 'malformed'; readonly problems: readonly Problem[]; readonly lines: LineIndex }
  /** One sentence, with the file's name. */
  | { readonly kind: 'unreadable'; readonly message: string };

export async function loadDefinitionFile(file: string): Promise<LoadedDefinitionFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { kind: 'unreadable', message: unreadableMessage(file, error) };
  }
  return parseDefinition(text, file);
}

/** The same for a text that is there already; `fileName` decides between JSON and YAML. */
export function parseDefinition(text: string, fileName: string): LoadedDefinitionFile {
  const { value, problems } = parseAslText(text, formatOfFileName(fileName));
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (value === null || errors.length > 0) return { kind: 'malformed', problems: errors, lines: createLineIndex(text) };
  return { kind: 'loaded', definition: nodeToJson(value), text };
}

function unreadableMessage(file: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `There is no file ${file}.`;
  if (code === 'EISDIR') return `${file} is a folder, not a file.`;
  return `${file} cannot be read: ${message}`;
}
