/** Lays a text out anew. Order of keys, comments, quotes and `${}` holes stay; only blanks and line ends change. */

import { format as formatJsonRange } from 'jsonc-parser';
import { isCollection, isMap, parseDocument, visit, type Document } from 'yaml';
import type { TextRange } from '../base/text-range.ts';
import { maskSubstitutions } from './substitution-holes.ts';
import type { SyntaxFormat } from './syntax-node.ts';

export interface FormatOptions {
  /** Blanks a level; null: a tab (never in YAML). */
  readonly indent: number | null;
}

export interface FormatEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** Null where the text is broken, so that nothing can be lost. */
export function formatText(text: string, format: SyntaxFormat, options: FormatOptions): readonly FormatEdit[] | null {
  return format === 'json' ? formatJson(text, options) : formatYaml(text, options);
}

function formatJson(text: string, { indent }: FormatOptions): readonly FormatEdit[] {
  const { text: masked } = maskSubstitutions(text);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const edits = formatJsonRange(masked, undefined, { insertSpaces: indent !== null, tabSize: indent ?? 1, eol });
  return edits
    .filter(({ offset, length, content }) => text.slice(offset, offset + length) !== content)
    .map(({ offset, length, content }) => ({ range: { start: offset, end: offset + length }, newText: content }));
}

/** The library moves some comments once more when it lays out what it has laid out. */
const MAX_ROUNDS = 5;

function formatYaml(text: string, options: FormatOptions): readonly FormatEdit[] | null {
  const seqIndent = indentsSequences(text);
  let laidOut = layOutYaml(text, options, seqIndent);
  for (let round = 1; ; round++) {
    if (laidOut === null || round > MAX_ROUNDS) return null;
    const again = layOutYaml(laidOut, options, seqIndent);
    if (again === laidOut) break;
    laidOut = again;
  }
  // What would come out changed in more than its layout is left as it is.
  return fingerprint(laidOut) === fingerprint(text) ? changedPart(text, laidOut) : null;
}

function layOutYaml(text: string, { indent }: FormatOptions, indentSeq: 'in' | 'flush'): string | null {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
  if (document.errors.length > 0 || document.contents === null || hasLostAlias(document)) return null;
  const laidOut = document.toString({
    indent: Math.max(1, indent ?? 2),
    lineWidth: 0,
    flowCollectionPadding: true,
    indentSeq: indentSeq === 'in',
  });
  return text.includes('\r\n') ? laidOut.replaceAll(/\r?\n/g, '\r\n') : laidOut;
}

/** An alias of an anchor that is not there. */
function hasLostAlias(document: Document): boolean {
  let isLost = false;
  visit(document, {
    Alias(_key, node) {
      isLost ||= node.resolve(document) === undefined;
    },
  });
  return isLost;
}

/** Values, anchors, tags and comments: everything but the layout. */
function fingerprint(text: string): string {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
  const comments: string[] = [];
  const note = (...found: readonly (string | null | undefined)[]): void => {
    for (const comment of found) {
      if (comment)
        comments.push(
          ...comment
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== ''),
        );
    }
  };
  note(document.commentBefore, document.comment);
  visit(document, {
    Node: (_key, node) => note(node.commentBefore, node.comment),
  });
  return JSON.stringify([structureOf(document), comments.sort()]);
}

/** What is written, in the order of the text; aliases by their names, as what they show may hold them again. */
function structureOf(document: Document): readonly unknown[] {
  const found: unknown[] = [];
  visit(document, {
    Alias: (_key, node) => void found.push(`*${node.source}`),
    Value: (_key, node) => {
      const { anchor = '', tag = '' } = node;
      found.push([anchor, tag, isCollection(node) ? `${isMap(node) ? '{' : '['}${node.items.length}` : node.value]);
    },
  });
  return found;
}

/** Whether lists below a key stand further in than the key. */
function indentsSequences(text: string): 'in' | 'flush' {
  const match = /^( *)(?:- )*[^\s#-][^\n]*:[ \t]*\r?\n( *)- /m.exec(text);
  return match === null || (match[2] ?? '').length > (match[1] ?? '').length ? 'in' : 'flush';
}

function changedPart(before: string, after: string): readonly FormatEdit[] {
  if (before === after) return [];
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shortest - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return [{ range: { start, end: before.length - tail }, newText: after.slice(start, after.length - tail) }];
}
