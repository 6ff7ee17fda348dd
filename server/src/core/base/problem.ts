/** Problems in a user's file are values: a code, a place and a sentence one can act on. */

import type { TextRange } from './text-range.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface Problem {
  /** The rule's id, for example `next-missing-state`. */
  readonly code: string;
  readonly severity: Severity;
  /** One or two sentences: what is wrong and what to do. */
  readonly message: string;
  readonly range: TextRange;
  /** JSON pointer (RFC 6901) of the node the problem is about. */
  readonly pointer: string;
  /** AWS's own code, where the service reports this defect. */
  readonly awsCode?: string;
  /** A page that explains the matter. */
  readonly docs?: string;
  /** What is meant in place of the marked text, where that can be guessed. */
  readonly suggestion?: string;
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  readonly related?: readonly { readonly message: string; readonly range: TextRange }[];
}

/** The outcome of reading a user's text: as much of a value as could be made, and what is wrong with it. */
export interface Parsed<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}
