/**
 * Opens a saved run: one pass over the file gives the folds that a live run would have given; what is known of single children stays on disk
 * until someone asks.
 *
 * Memory: a row of numbers per child, and the root's events. A file that was cut off opens with what is whole.
 */

import { open, type FileHandle } from 'node:fs/promises';
import { decodeRunEvent } from '../../core/events/codec.ts';
import type { HistoryEvent } from '../../core/events/history-event.ts';
import { CHILD_STATUS_CODE, type ChildStatus, type RunEvent } from '../../core/events/run-event.ts';
import { createColumn, type Column } from '../../core/views/growing-columns.ts';
import { createMapRunRecords, type MapRunRecords } from '../../core/views/map-run-record.ts';
import { createMapRunViews, type MapRunViews } from '../../core/views/map-run-view.ts';
import { describeFileError } from '../run-suite-files.ts';
import { decodeRows, type SavedRow } from './row-batch.ts';
import {
  BLOCK_HEAD_BYTES,
  checkMagic,
  MAGIC,
  readBlockHead,
  unpackBody,
  type BlockKind,
  type SavedChild,
  type SavedRunEnd,
  type SavedRunHeader,
  type Surroundings,
} from './saved-run-format.ts';

type EventOf<K extends RunEvent['kind']> = Extract<RunEvent, { readonly kind: K }>;

export interface SavedMapRun {
  readonly started: EventOf<'map-run-started'>;
  readonly scope: EventOf<'map-run-scope'> | null;
  readonly files: readonly EventOf<'result-file-written'>[];
  /** Items read, and whether they were all. */
  readonly read: EventOf<'items-read'> | null;
  /** Started or pending. */
  readonly nChildren: number;
}

export interface SavedRun {
  readonly path: string;
  readonly header: SavedRunHeader;
  /** The newest end; null where the file was cut off before it, or a redrive was. */
  readonly end: SavedRunEnd | null;
  /** So many bytes lead up to the last end that the run has come to, by itself or by a redrive; 0 where it never did. */
  readonly endBytes: number;
  readonly isCutOff: boolean;
  readonly rootHistory: readonly HistoryEvent[];
  /** Everything but history, rows and children, in order. */
  readonly records: MapRunRecords;
  readonly views: MapRunViews;
  /** By number. */
  readonly mapRuns: ReadonlyMap<number, SavedMapRun>;
  readonly nExecutions: number;
  /** The run itself, then its redrives, each with its outer world; one that was cut off is not among them. */
  readonly attempts: readonly Attempt[];
  /** The place in `attempts` of the last attempt that the child ran in. */
  attemptOf(mapRun: number, index: number): number;
  /** Null for a child without more than its row. */
  child(mapRun: number, index: number): Promise<SavedChild | null>;
  digest(mapRun: number, index: number): number;
  nEvents(mapRun: number, index: number): number;
  close(): Promise<void>;
}

export interface Attempt extends Surroundings {
  /** `SavedRunEnd`. */
  readonly answeredFromOutside: boolean;
}

export type OpenOutcome =
  { readonly kind: 'open'; readonly saved: SavedRun } | { readonly kind: 'problem'; readonly message: string };

/** `message` names the file. */
export async function openSavedRun(path: string): Promise<OpenOutcome> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    return { kind: 'problem', message: describeFileError(error, path) };
  }
  if (!(await file.stat()).isFile()) {
    await file.close();
    return { kind: 'problem', message: `${path} is no file.` };
  }
  const problem = checkMagic(await readAt(file, 0, MAGIC.length));
  const reading = problem === null ? await readAll(file) : null;
  const header = reading?.header ?? null;
  if (reading === null || header === null) {
    await file.close();
    return {
      kind: 'problem',
      message: `${path} cannot be read: ${problem ?? 'it was cut off before anything was saved'}.`,
    };
  }
  const { mapRuns } = reading;
  const blocks = createBlockCache(file);
  return {
    kind: 'open',
    saved: {
      path,
      header,
      end: reading.end,
      endBytes: reading.endBytes,
      isCutOff: reading.isCutOff,
      rootHistory: reading.rootHistory,
      records: reading.records,
      views: reading.views,
      mapRuns,
      nExecutions: reading.nExecutions,
      attempts: reading.attempts,
      attemptOf: (mapRun, index) => mapRuns.get(mapRun)?.attempts.get(index) ?? 0,
      async child(mapRun, index) {
        const place = mapRuns.get(mapRun)?.places.get(index) ?? 0;
        if (place === 0) return null;
        const line = (await blocks.lines(place)).get(placeKey(mapRun, index));
        return line === undefined ? null : (JSON.parse(line) as SavedChild);
      },
      digest: (mapRun, index) => mapRuns.get(mapRun)?.digests.get(index) ?? 0,
      nEvents: (mapRun, index) => mapRuns.get(mapRun)?.eventCounts.get(index) ?? 0,
      close: () => file.close(),
    },
  };
}

interface ReadMapRun extends SavedMapRun {
  scope: EventOf<'map-run-scope'> | null;
  files: EventOf<'result-file-written'>[];
  read: EventOf<'items-read'> | null;
  nChildren: number;
  /** Offset of the block that holds the child's line; 0 for none. */
  readonly places: Column<Float64Array>;
  readonly digests: Column<Uint32Array>;
  readonly eventCounts: Column<Uint32Array>;
  readonly attempts: Column<Uint16Array>;
}

interface Reading {
  header: SavedRunHeader | null;
  end: SavedRunEnd | null;
  wholeBytes: number;
  endBytes: number;
  isCutOff: boolean;
  readonly rootHistory: HistoryEvent[];
  readonly records: MapRunRecords;
  readonly views: MapRunViews;
  readonly mapRuns: Map<number, ReadMapRun>;
  nExecutions: number;
  readonly attempts: Attempt[];
}

async function readAll(file: FileHandle): Promise<Reading> {
  const reading: Reading = {
    header: null,
    end: null,
    wholeBytes: MAGIC.length,
    endBytes: 0,
    isCutOff: false,
    rootHistory: [],
    records: createMapRunRecords(),
    views: createMapRunViews(),
    mapRuns: new Map(),
    nExecutions: 0,
    attempts: [],
  };
  for (;;) {
    const at = reading.wholeBytes;
    const block = await readBlock(file, at);
    if (block === 'end') break;
    if (block === null || !applyBlock(reading, block.kind, block.body, at)) {
      reading.isCutOff = true;
      break;
    }
    reading.wholeBytes = block.nextOffset;
    if (block.kind === 'end') reading.endBytes = block.nextOffset;
  }
  reading.isCutOff ||= reading.end === null;
  return reading;
}

/** False: the block is not what its kind says. */
function applyBlock(reading: Reading, kind: BlockKind | 'unknown', body: Buffer, offset: number): boolean {
  switch (kind) {
    case 'header':
      reading.header = JSON.parse(body.toString('utf8')) as SavedRunHeader;
      return true;
    case 'events':
      for (const line of linesOf(body)) {
        const event = decodeRunEvent(line);
        if (event !== null) applyEvent(reading, event);
      }
      return true;
    case 'rows': {
      const rows = decodeRows(body);
      for (const row of rows ?? []) applyRow(reading, row);
      return rows !== null;
    }
    case 'children':
      for (const line of linesOf(body)) {
        const place = readPlace(line);
        if (place !== null) reading.mapRuns.get(place.mapRun)?.places.set(place.index, offset);
      }
      return true;
    case 'end': {
      const end = JSON.parse(body.toString('utf8')) as SavedRunEnd;
      const { answers, s3 } = end.surroundings ?? reading.header ?? NOWHERE;
      reading.end = end;
      reading.attempts.push({ answers, s3, answeredFromOutside: end.answeredFromOutside });
      return true;
    }
    case 'unknown':
      return true;
  }
}

function applyEvent(reading: Reading, event: RunEvent): void {
  reading.records.apply(event);
  reading.views.apply(event);
  if (event.kind === 'history') {
    if (event.execution !== 0) return;
    reading.rootHistory.push(event.event);
    // What was the end is not any more.
    if (event.event.type === 'ExecutionRedriven') reading.end = null;
    return;
  }
  if (event.kind === 'map-run-started') {
    reading.mapRuns.set(event.mapRun, {
      started: event,
      scope: null,
      files: [],
      read: null,
      nChildren: 0,
      places: createColumn((length) => new Float64Array(length)),
      digests: createColumn((length) => new Uint32Array(length)),
      eventCounts: createColumn((length) => new Uint32Array(length)),
      attempts: createColumn((length) => new Uint16Array(length)),
    });
    return;
  }
  if (!('mapRun' in event)) return;
  const mapRun = reading.mapRuns.get(event.mapRun);
  if (mapRun === undefined) return;
  if (event.kind === 'map-run-scope') mapRun.scope = event;
  else if (event.kind === 'items-read') mapRun.read = event;
  else if (event.kind === 'result-file-written') mapRun.files.push(event);
}

const NOWHERE: Surroundings = { answers: { options: {}, files: [] }, s3: {} };

const STATUS_BY_CODE = new Map<number, ChildStatus>(
  Object.entries(CHILD_STATUS_CODE).map(([status, code]) => [code, status as ChildStatus]),
);

/** A row says at once what a live run says with a start and an end. */
function applyRow(reading: Reading, row: SavedRow): void {
  const { mapRun, index, execution, firstItem, nItems, nBytes, redriveCount } = row;
  const owner = reading.mapRuns.get(mapRun);
  const status = STATUS_BY_CODE.get(row.status);
  if (owner === undefined || status === undefined || status === 'RUNNING') return;
  owner.nChildren = Math.max(owner.nChildren, index + 1);
  owner.digests.set(index, row.digest);
  owner.eventCounts.set(index, row.nEvents);
  owner.attempts.set(index, reading.attempts.length);
  reading.nExecutions = Math.max(reading.nExecutions, execution);
  const apply = (event: RunEvent): void => {
    reading.records.apply(event);
    reading.views.apply(event);
  };
  if (status === 'PENDING') {
    apply({ kind: 'child-pending', mapRun, index, firstItem, nItems, input: null });
    return;
  }
  const time = row.startTime;
  apply({
    kind: 'child-started',
    mapRun,
    index,
    execution,
    firstItem,
    nItems,
    nBytes,
    input: null,
    redriveCount,
    time,
  });
  const { nRetries, nEvents, error } = row;
  apply({
    kind: 'child-ended',
    mapRun,
    index,
    execution,
    status,
    ...(error === undefined ? {} : { error }),
    nItems,
    nRetries,
    nEvents,
    time: row.stopTime,
  });
}

function linesOf(body: Buffer): readonly string[] {
  return body.toString('utf8').split('\n');
}

function placeKey(mapRun: number, index: number): string {
  return `${mapRun}:${index}`;
}

/** How the line of a child begins: `JSON.stringify` keeps the order of members. */
const PLACE = /^\{"mapRun":(\d+),"index":(\d+),/;

function readPlace(line: string): { readonly mapRun: number; readonly index: number } | null {
  const found = PLACE.exec(line);
  return found === null ? null : { mapRun: Number(found[1]), index: Number(found[2]) };
}

interface Block {
  readonly kind: BlockKind | 'unknown';
  readonly body: Buffer;
  readonly nextOffset: number;
}

/** Null: not whole, or damaged. */
async function readBlock(file: FileHandle, offset: number): Promise<Block | 'end' | null> {
  const head = await readAt(file, offset, BLOCK_HEAD_BYTES);
  if (head.length === 0) return 'end';
  const known = readBlockHead(head);
  if (known === null) return null;
  const packed = await readAt(file, offset + BLOCK_HEAD_BYTES, known.length);
  if (packed.length < known.length) return null;
  const nextOffset = offset + BLOCK_HEAD_BYTES + known.length;
  if (known.kind === 'unknown') return { kind: known.kind, body: Buffer.alloc(0), nextOffset };
  const body = unpackBody(packed);
  return body === null ? null : { kind: known.kind, body, nextOffset };
}

/** Shorter at the end of the file. */
async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { size } = await file.stat();
  const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, offset + filled);
    if (bytesRead === 0) return buffer.subarray(0, filled);
    filled += bytesRead;
  }
  return buffer;
}

/** Blocks of children that were looked at last: whoever reads children in order reads each block once. */
function createBlockCache(file: FileHandle): { lines(offset: number): Promise<ReadonlyMap<string, string>> } {
  const MAX_BLOCKS = 8;
  const known = new Map<number, Promise<ReadonlyMap<string, string>>>();
  return {
    lines(offset) {
      const cached = known.get(offset);
      if (cached !== undefined) return cached;
      const oldest = known.keys().next().value;
      if (known.size >= MAX_BLOCKS && oldest !== undefined) known.delete(oldest);
      const lines = readBlock(file, offset).then((block) => linesByPlace(block === 'end' ? null : block));
      known.set(offset, lines);
      return lines;
    },
  };
}

/** The newest line of each child. */
function linesByPlace(block: Block | null): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const line of block === null ? [] : linesOf(block.body)) {
    const place = readPlace(line);
    if (place !== null) lines.set(placeKey(place.mapRun, place.index), line);
  }
  return lines;
}
