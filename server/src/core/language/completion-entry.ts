/** What a completion is, as plain data, and how entries are made for JSON and YAML texts. */

import type { TextRange } from '../base/text-range.ts';
import type { StringNode } from '../syntax/syntax-node.ts';

export interface CompletionEntry {
  readonly kind: 'state' | 'field' | 'value' | 'error' | 'function' | 'variable' | 'member' | 'snippet';
  readonly label: string;
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** What replaces `range`, with `$1` and `$0` as in LSP snippets. */
  readonly snippet: string;
  /** What the typed text is compared with: the label as it would stand in the text. */
  readonly filterText: string;
  readonly range: TextRange;
  /** Entries are in this order. */
  readonly sortText: string;
}

export interface Draft {
  readonly kind: CompletionEntry['kind'];
  readonly label: string;
  readonly detail?: string;
  readonly documentation?: string;
  readonly snippet: string;
  readonly filterText: string;
}

export function entries(range: TextRange, drafts: readonly Draft[]): readonly CompletionEntry[] {
  return drafts.map((draft, index) => ({
    detail: '',
    documentation: '',
    ...draft,
    range,
    sortText: String(index).padStart(4, '0'),
  }));
}

/** A text as a snippet that inserts it as it is. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** A part of a string's value as it is written inside that string. */
export function inString({ style }: Pick<StringNode, 'style'>, text: string): string {
  if (style === 'json' || style === 'double-quoted') return JSON.stringify(text).slice(1, -1);
  return style === 'single-quoted' ? text.replaceAll("'", "''") : text;
}
