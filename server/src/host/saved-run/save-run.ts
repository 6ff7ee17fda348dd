/**
 * Saves a run while it goes: a sink of run events that keeps a few thousand rows at most and appends blocks to a file.
 *
 * What cannot be written (a full disk) is noted once and ends the saving, never the run.
 */

import type { Json } from '../../core/base/json.ts';
import { createIndexWindow, type IndexWindow } from '../../core/base/index-window.ts';
import { encodeRunEvent } from '../../core/events/codec.ts';
import type { HistoryEvent } from '../../core/events/history-event.ts';
import {
  CHILD_STATUS_CODE,
  type RecordingLevel,
  type RunEvent,
  type RunEventSink,
} from '../../core/events/run-event.ts';
import { encodeRows, textDigest, type SavedRow } from './row-batch.ts';
import {
  encodeBlock,
  MAGIC,
  type BlockKind,
  type SavedChild,
  type SavedRunEnd,
  type SavedRunHeader,
} from './saved-run-format.ts';

/** Where a saved run goes; throws what the system says when it cannot be written. */
export interface SavedRunFile {
  append(bytes: Uint8Array): void;
  close(): void;
}

export interface SaveOptions {
  readonly file: SavedRunFile;
  /** Null: what follows is appended to a saved run. */
  readonly header: SavedRunHeader | null;
  /** Histories of unsuccessful children that are kept, over all Map Runs. */
  readonly keptHistories?: number;
  /** The history of a child that is redriven, as it was. */
  readonly earlierHistory?: (mapRun: number, index: number) => readonly HistoryEvent[];
}

export interface RunSaver {
  readonly sink: RunEventSink;
  /** To be asked for every child that starts. */
  readonly recordChild: (mapRun: number, index: number) => RecordingLevel;
  /** Writes what is still waiting, so that a cut-off file holds it. */
  flush(): void;
  /** The run is over. Null, or why it could not be saved whole. */
  finish(end: SavedRunEnd): string | null;
  /** Gives up before the end; the file stays readable. */
  abandon(): void;
}

const KEPT_HISTORIES = 10_000;
const ROWS_PER_BLOCK = 4_096;
const TEXT_PER_BLOCK = 512 * 1024;
/** Outputs beyond this are no state's output, so nobody will ask for them together. */
const KEPT_OUTPUT_CHARACTERS = 262_144;

type Started = Extract<RunEvent, { kind: 'child-started' }>;
type Ended = Extract<RunEvent, { kind: 'child-ended' }>;

interface OpenMapRun {
  readonly running: IndexWindow<Started>;
  /** What was read when it was last told, until it is written. */
  read: Extract<RunEvent, { kind: 'items-read' }> | null;
  /** Left of what may be kept of the children's outputs; 0 where they are written elsewhere. */
  outputCharacters: number;
}

export function createRunSaver(options: SaveOptions): RunSaver {
  const { file } = options;
  const keptHistories = options.keptHistories ?? KEPT_HISTORIES;
  const openMapRuns = new Map<number, OpenMapRun>();
  /** Histories of recorded children that run, by execution. */
  const histories = new Map<number, HistoryEvent[]>();
  const opening = createTextBlock('events');
  const closing = createTextBlock('events');
  const children = createTextBlock('children');
  let rows: SavedRow[] = [];
  let nKept = 0;
  let problem: string | null = null;

  const append = (bytes: Uint8Array): void => {
    if (problem !== null) return;
    try {
      file.append(bytes);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  };
  const writeText = (block: TextBlock): void => {
    const text = block.take();
    if (text !== '') append(encodeBlock(block.kind, Buffer.from(text, 'utf8')));
  };
  const tellRead = (mapRun: OpenMapRun): void => {
    if (mapRun.read !== null) closing.add(encodeRunEvent(mapRun.read));
    mapRun.read = null;
  };
  const flush = (): void => {
    for (const mapRun of openMapRuns.values()) tellRead(mapRun);
    writeText(opening);
    if (rows.length > 0) append(encodeBlock('rows', encodeRows(rows)));
    rows = [];
    writeText(children);
    writeText(closing);
  };
  const flushWhenFull = (): void => {
    const mostText = Math.max(opening.size, closing.size, children.size);
    if (rows.length >= ROWS_PER_BLOCK || mostText >= TEXT_PER_BLOCK) flush();
  };
  const keep = (child: SavedChild): void => {
    children.add(`${JSON.stringify(child)}\n`);
  };

  const childEnded = (event: Ended): void => {
    const history = histories.get(event.execution);
    histories.delete(event.execution);
    const mapRun = openMapRuns.get(event.mapRun);
    const started = mapRun?.running.get(event.index);
    if (mapRun === undefined || started === undefined) return;
    mapRun.running.delete(event.index);
    const output = event.output === undefined ? null : JSON.stringify(event.output);
    rows.push({
      mapRun: event.mapRun,
      index: event.index,
      execution: event.execution,
      firstItem: started.firstItem,
      nItems: started.nItems,
      nBytes: started.nBytes,
      startTime: started.time,
      stopTime: event.time,
      nRetries: event.nRetries,
      nEvents: event.nEvents,
      redriveCount: started.redriveCount,
      status: CHILD_STATUS_CODE[event.status],
      digest: output === null ? 0 : textDigest(output),
      ...(event.error === undefined ? {} : { error: event.error }),
    });
    const { mapRun: owner, index } = event;
    if (output === null) {
      keep({
        mapRun: owner,
        index,
        input: started.input,
        ...(event.cause === undefined ? {} : { cause: event.cause }),
        ...wholeHistory(started, history),
      });
    } else if (output.length <= mapRun.outputCharacters || started.redriveCount > 0) {
      mapRun.outputCharacters -= output.length;
      keep({ mapRun: owner, index, output: event.output as Json, ...wholeHistory(started, history) });
    } else mapRun.outputCharacters = 0;
    flushWhenFull();
  };

  /** A redriven child's story is not found out by running it once: it is kept also when it went well. */
  const wholeHistory = (
    started: Started,
    history: readonly HistoryEvent[] | undefined,
  ): Pick<SavedChild, 'history'> => {
    if (history === undefined || nKept >= keptHistories) return {};
    const isWhole = started.redriveCount === 0 || history[0]?.id === 1;
    const earlier = isWhole ? [] : (options.earlierHistory?.(started.mapRun, started.index) ?? []);
    if (!isWhole && earlier.length === 0) return {};
    nKept++;
    return { history: [...earlier, ...history] };
  };

  const sink = (event: RunEvent): void => {
    if (problem !== null) return;
    switch (event.kind) {
      case 'history':
        if (event.execution === 0) opening.add(encodeRunEvent(event));
        else {
          const known = histories.get(event.execution);
          if (known === undefined) histories.set(event.execution, [event.event]);
          else known.push(event.event);
        }
        break;
      case 'child-started':
        openMapRuns.get(event.mapRun)?.running.set(event.index, event);
        return;
      case 'child-ended':
        childEnded(event);
        return;
      case 'child-pending': {
        const { mapRun, index, firstItem, nItems, input } = event;
        rows.push({ ...EMPTY_ROW, mapRun, index, firstItem, nItems });
        keep({ mapRun, index, input });
        break;
      }
      case 'map-run-started':
        openMapRuns.set(event.mapRun, {
          running: createIndexWindow<Started>(),
          read: null,
          outputCharacters: event.writesResults ? 0 : KEPT_OUTPUT_CHARACTERS,
        });
        opening.add(encodeRunEvent(event));
        break;
      case 'map-run-redriven':
        openMapRuns.set(event.mapRun, {
          running: createIndexWindow<Started>(),
          read: null,
          outputCharacters: KEPT_OUTPUT_CHARACTERS,
        });
        opening.add(encodeRunEvent(event));
        break;
      case 'map-run-scope':
        opening.add(encodeRunEvent(event));
        break;
      case 'map-run-ended': {
        const mapRun = openMapRuns.get(event.mapRun);
        if (mapRun !== undefined) tellRead(mapRun);
        openMapRuns.delete(event.mapRun);
        closing.add(encodeRunEvent(event));
        break;
      }
      case 'items-read': {
        const mapRun = openMapRuns.get(event.mapRun);
        if (mapRun !== undefined) mapRun.read = event;
        return;
      }
      case 'nested-execution-ended':
        opening.add(encodeRunEvent(event));
        for (const story of histories.get(event.execution) ?? []) {
          opening.add(encodeRunEvent({ kind: 'history', execution: event.execution, event: story }));
        }
        histories.delete(event.execution);
        break;
      case 'result-file-written':
        closing.add(encodeRunEvent(event));
        break;
      case 'data-stage':
        return;
      default:
        opening.add(encodeRunEvent(event));
    }
    flushWhenFull();
  };

  if (options.header !== null) {
    append(MAGIC);
    append(encodeBlock('header', Buffer.from(JSON.stringify(options.header), 'utf8')));
  }
  return {
    sink,
    recordChild: () => (nKept < keptHistories && problem === null ? 'history' : 'none'),
    flush,
    finish(end) {
      flush();
      append(encodeBlock('end', Buffer.from(JSON.stringify(end), 'utf8')));
      close();
      return problem;
    },
    abandon() {
      flush();
      close();
    },
  };

  function close(): void {
    try {
      file.close();
    } catch (error) {
      problem ??= error instanceof Error ? error.message : String(error);
    }
  }
}

const EMPTY_ROW: SavedRow = {
  mapRun: 0,
  index: 0,
  execution: 0,
  firstItem: 0,
  nItems: 0,
  nBytes: -1,
  startTime: 0,
  stopTime: 0,
  nRetries: 0,
  nEvents: 0,
  redriveCount: 0,
  status: CHILD_STATUS_CODE.PENDING,
  digest: 0,
};

interface TextBlock {
  readonly kind: BlockKind;
  readonly size: number;
  add(text: string): void;
  /** What has gathered; empty from here on. */
  take(): string;
}

function createTextBlock(kind: BlockKind): TextBlock {
  let text = '';
  return {
    kind,
    get size() {
      return text.length;
    },
    add(more) {
      text += more;
    },
    take() {
      const all = text;
      text = '';
      return all;
    },
  };
}
