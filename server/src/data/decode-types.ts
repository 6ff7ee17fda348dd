/** What every decoder of item files looks like. The same shapes as `core/distributed-map/item-decoders.ts`, which the host matches. */

import type { Json } from '../core/base/json.ts';

export interface DecodeProblem {
  /** Starts in lower case; says what is wrong and where, without naming the file. */
  readonly message: string;
  readonly kind: 'malformed' | 'not-iterable' | 'no-target' | 'duplicate-headers';
}

export interface ItemDecoder {
  push(bytes: Uint8Array): void;
  end(): void;
  take(max: number): readonly Json[];
  skip(max: number): number;
  readonly done: boolean;
  readonly problem: DecodeProblem | null;
  readonly maxItemBytes: number;
  readonly entries: boolean;
}

/** Bytes that can be read anywhere. */
export interface RandomAccessBytes {
  readonly size: number;
  /** The bytes from `offset` on: `length` of them, fewer only at the end. Rejects with an `Error` whose message is for the user. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A decoder that fetches by itself what it needs, wherever it stands in the file. */
export interface ItemTable {
  /** Up to `max` items from what has been fetched; empty: `fetch`, or it is over. */
  take(max: number): readonly Json[];
  /** Passes over up to `max` items, those that `take` would give next, without making them. 0: `fetch`, or it is over. */
  skip(max: number): number;
  /** Rejects with an `Error` whose message is for the user when the bytes cannot be had. */
  fetch(): Promise<void>;
  readonly done: boolean;
  readonly problem: DecodeProblem | null;
  readonly maxItemBytes: number;
  readonly bytesRead: number;
  close(): Promise<void>;
}

export const NO_ITEMS: readonly Json[] = [];

/** Said of bytes that a fatal `TextDecoder` refuses, by a TypeError. */
export const NOT_UTF8 = 'it is not valid UTF-8';

/** The words of a JSON syntax error, without the file's text in them, which may be long or secret. */
export function syntaxReason(error: unknown): string {
  if (error instanceof TypeError) return NOT_UTF8;
  const message = error instanceof Error ? error.message : String(error);
  if (/end of JSON input/.test(message)) return 'it ends too early';
  const token = /^Unexpected token '(.{1,4}?)'/su.exec(message);
  if (token !== null) return `unexpected '${token[1] ?? ''}'`;
  const reason = message
    .replace(/ in JSON at position.*$/s, '')
    .replace(/ after JSON at position.*$/s, ' after the value');
  return reason.length > 80 ? 'it is not valid JSON' : reason.charAt(0).toLowerCase() + reason.slice(1);
}
