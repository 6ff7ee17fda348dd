/**
 * Decoders of item files as the readers need them; `data/` implements them, the host hands them in (core knows no text decoder).
 *
 * A decoder is fed bytes and asked for items. It never waits and never throws for bad data: a problem ends it and stays readable.
 */

import type { Json } from '../base/json.ts';
import type { ByteSource, RandomAccessBytes } from './object-store.ts';

export interface DecodeProblem {
  /** Starts in lower case; says what is wrong and where, without naming the file. */
  readonly message: string;
  /** `not-iterable`: a JSON text or pointer target that is neither array nor object. `no-target`: the pointer leads nowhere. */
  readonly kind: 'malformed' | 'not-iterable' | 'no-target' | 'duplicate-headers';
}

export interface ItemDecoder {
  /** More bytes; the decoder may keep the array. */
  push(bytes: Uint8Array): void;
  /** There are no more bytes. */
  end(): void;
  /** Up to `max` items from the bytes so far; empty: more bytes are needed, or it is over. */
  take(max: number): readonly Json[];
  /** Passes over up to `max` items, those that `take` would give next, without making them; 0 where `take` gives none. */
  skip(max: number): number;
  /** No item comes any more, with or without a problem. */
  readonly done: boolean;
  readonly problem: DecodeProblem | null;
  /** Upper bound of the compact UTF-8 JSON bytes of each single item of the last `take`. */
  readonly maxItemBytes: number;
  /** Items are entries of a JSON object, as `{Key, Value}`. */
  readonly entries: boolean;
}

/** A decoder that fetches by itself what it needs, wherever it stands in the file. */
export interface ItemTable {
  /** Up to `max` items from what has been fetched; empty: `fetch`, or it is over. */
  take(max: number): readonly Json[];
  /** Passes over up to `max` items, those that `take` would give next, without making them. 0: `fetch`, or it is over. */
  skip(max: number): number;
  /** Rejects with an `Error` whose message is for the user when the bytes cannot be had. */
  fetch(): Promise<void>;
  /** No item comes any more, with or without a problem. */
  readonly done: boolean;
  readonly problem: DecodeProblem | null;
  /** Upper bound of the compact UTF-8 JSON bytes of each single item of the last `take`. */
  readonly maxItemBytes: number;
  readonly bytesRead: number;
  /** Harmless at any time. */
  close(): Promise<void>;
}

export type CsvDelimiter = ',' | '|' | ';' | ' ' | '\t';

export interface CsvOptions {
  readonly delimiter: CsvDelimiter;
  /** Null: the first row holds them. */
  readonly headers: readonly string[] | null;
}

export interface JsonOptions {
  /** RFC 6901; empty for the whole document. */
  readonly pointer: string;
}

export interface ItemDecoders {
  json(options: JsonOptions): ItemDecoder;
  jsonLines(): ItemDecoder;
  csv(options: CsvOptions): ItemDecoder;
  /** Rows of a Parquet file. */
  parquet(file: RandomAccessBytes): ItemTable;
  /** Unpacks gzip and Zstandard, recognised by their first bytes; anything else passes through. */
  decompress(source: ByteSource): ByteSource;
}
