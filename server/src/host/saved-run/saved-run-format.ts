/**
 * The file of a saved run (`.sfnrun`), version 1: written while the run goes, readable up to wherever it was cut off.
 *
 *     file    = "sfnrun 1\n" block*
 *     block   = kind (1 byte)  length (4 bytes, little endian)  body (`length` bytes, zlib format: its checksum is the block's)
 *
 *     kind 1  header    JSON: `SavedRunHeader`. The first block.
 *     kind 2  events    JSON Lines of run events (`core/events`): the root's history, and what Map Runs tell about themselves.
 *     kind 3  rows      a batch of children that ended or were left pending, as columns: see `row-batch.ts`.
 *     kind 4  children  JSON Lines of `SavedChild`: what is known of single children beyond their row.
 *     kind 5  end       JSON: `SavedRunEnd`. Behind it only what a redrive appends: events, rows, children and an end of its own.
 *
 * A later row or child replaces an earlier one of the same place. Rows stand behind the start of their Map Run and before its end. A block of
 * an unknown kind is skipped; a block that is not whole, or damaged, ends the file. What changes the meaning of a block raises the version.
 */

import { deflateSync, inflateSync } from 'node:zlib';
import type { Json } from '../../core/base/json.ts';
import type { HistoryEvent } from '../../core/events/history-event.ts';
import type { ExecutionOutcome, StateCounters } from '../../core/events/run-snapshot.ts';
import type { RunIdentity } from '../../core/interpreter/run-types.ts';

export const MAGIC = Buffer.from('sfnrun 1\n', 'latin1');
/** How the file of any version begins. */
export const MAGIC_WORD = 'sfnrun ';
export const BLOCK_HEAD_BYTES = 5;

export type BlockKind = 'header' | 'events' | 'rows' | 'children' | 'end';

const CODES: Readonly<Record<BlockKind, number>> = { header: 1, events: 2, rows: 3, children: 4, end: 5 };
const KINDS = new Map<number, BlockKind>(Object.entries(CODES).map(([kind, code]) => [code, kind as BlockKind]));

/** A block's body is small: the largest holds a few children. What claims to be larger is damage. */
const MAX_BODY_BYTES = 512 * 1024 * 1024;

export interface SavedRunHeader {
  readonly format: 'sfnrun';
  readonly version: 1;
  readonly savedBy: string;
  readonly definition: Json;
  /** Where the definition was read. */
  readonly definitionPath: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly input: Json;
  readonly identity: RunIdentity;
  readonly startTime: number;
  readonly seed: number;
  readonly answers: AnswerProvenance;
  readonly s3: Surroundings['s3'];
}

/** The outer world of one attempt. */
export interface Surroundings {
  /** What the tasks were answered from. */
  readonly answers: AnswerProvenance;
  /** Where S3 was, as options of the command line by name. */
  readonly s3: Readonly<Record<string, string>>;
}

export interface AnswerProvenance {
  /** Options of the command line by name, with absolute paths. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** The files they name, as they were. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/** What is known of one child beyond its row. */
export interface SavedChild {
  readonly mapRun: number;
  readonly index: number;
  /** Of children that did not succeed. */
  readonly input?: Json;
  readonly cause?: string;
  /** Of successful children whose Map Run yields an array of outputs. */
  readonly output?: Json;
  /** Whole, all redrives included. */
  readonly history?: readonly HistoryEvent[];
}

export interface SavedRunEnd {
  /** Of an attempt that redrove the run; absent: as the header says. */
  readonly surroundings?: Surroundings;
  readonly outcome: ExecutionOutcome;
  readonly time: number;
  readonly transitions: number;
  readonly counters: readonly StateCounters[];
  /** Tasks were answered by something that cannot be asked again without doing its work again. */
  readonly answeredFromOutside: boolean;
}

export function encodeBlock(kind: BlockKind, body: Uint8Array): Buffer {
  const packed = deflateSync(body, { level: 1 });
  const head = Buffer.allocUnsafe(BLOCK_HEAD_BYTES);
  head[0] = CODES[kind];
  head.writeUInt32LE(packed.length, 1);
  return Buffer.concat([head, packed]);
}

/** Null: not the head of a block. */
export function readBlockHead(
  head: Uint8Array,
): { readonly kind: BlockKind | 'unknown'; readonly length: number } | null {
  if (head.length < BLOCK_HEAD_BYTES) return null;
  const length = Buffer.from(head.buffer, head.byteOffset, head.length).readUInt32LE(1);
  if (head[0] === 0 || length > MAX_BODY_BYTES) return null;
  return { kind: KINDS.get(head[0] as number) ?? 'unknown', length };
}

/** Null: damaged. */
export function unpackBody(packed: Uint8Array): Buffer | null {
  try {
    return inflateSync(packed);
  } catch {
    return null;
  }
}

/** Whether a file begins as a saved run does; otherwise what is wrong with it. */
export function checkMagic(start: Uint8Array): string | null {
  const text = Buffer.from(start).toString('latin1');
  if (text === MAGIC.toString('latin1')) return null;
  if (!text.startsWith(MAGIC_WORD)) return 'it is no saved run';
  return `it was saved in format ${text.slice(MAGIC_WORD.length).trim()}, which this version cannot read; run it again to save it anew`;
}
