/**
 * Map Runs as people see them: counts, and one row of numbers per child. A fold over run events; the same events give the same view, live or
 * replayed.
 */

import { CHILD_STATUS_CODE, type ChildStatus, type RunEvent } from '../events/run-event.ts';
import { createColumn, createTextTable } from './growing-columns.ts';

/** `MapRunView` of the wire, but for its statuses, which are bytes here. */
export interface MapRunSummary {
  readonly mapRun: number;
  readonly pointer: string;
  readonly stateName: string;
  readonly arn: string;
  readonly childType: 'STANDARD' | 'EXPRESS';
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly reader: {
    readonly source: string;
    readonly nItems: number;
    readonly bytes: number;
    readonly complete: boolean;
  };
  readonly batcher: { readonly maxItems: number | null; readonly maxBytes: number | null; readonly nBatches: number };
  readonly children: {
    readonly maxConcurrency: number;
    readonly running: number;
    readonly succeeded: number;
    readonly failed: number;
    readonly timedOut: number;
    readonly aborted: number;
    readonly pending: number;
    readonly total: number;
  };
  readonly threshold: { readonly count: number; readonly percentage: number; readonly failedItems: number };
  readonly writer: {
    readonly enabled: boolean;
    readonly nFiles: number;
    readonly bytes: number;
    readonly manifestKey: string | null;
  };
  /** First child whose status is new since the last look. */
  readonly firstChanged: number;
  /** Codes (`CHILD_STATUS_CODE`) of the children from `firstChanged` on. */
  readonly statuses: Uint8Array;
}

export interface ChildRow {
  readonly index: number;
  readonly status: ChildStatus;
  readonly execution: number;
  readonly firstItem: number;
  readonly nItems: number;
  /** Bytes of the input; -1 where it was not measured. */
  readonly nBytes: number;
  /** Virtual milliseconds since the epoch; `stopTime` is 0 while it runs. */
  readonly startTime: number;
  readonly stopTime: number;
  readonly nRetries: number;
  readonly redriveCount: number;
  /** When it was last redriven; of Standard children only, whose `startTime` stays what it was. */
  readonly redriveTime?: number;
  readonly error?: string;
}

export interface MapRunViews {
  /** Takes in one event; those that are not about Map Runs change nothing. */
  apply(event: RunEvent): void;
  /** `changed`: only Map Runs with news since the last call, with the changed end of their statuses. `all`: the whole. Both count as a look. */
  views(which: 'all' | 'changed'): readonly MapRunSummary[];
  /** Null where there is no such child (yet). */
  child(mapRun: number, index: number): ChildRow | null;
}

type Started = Extract<RunEvent, { kind: 'map-run-started' }>;
type MapRunEvent = Exclude<Extract<RunEvent, { mapRun: number }>, { kind: 'map-run-started' }>;

/** Different error names that are told apart within one Map Run. */
const MAX_ERROR_NAMES = 65535;
const STATUS_BY_CODE: readonly ChildStatus[] = ['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

export function createMapRunViews(): MapRunViews {
  const folds = new Map<number, MapRunFold>();
  return {
    apply(event) {
      if (!('mapRun' in event)) return;
      if (event.kind === 'map-run-started') folds.set(event.mapRun, createMapRunFold(event));
      else folds.get(event.mapRun)?.apply(event);
    },
    views(which) {
      const summaries: MapRunSummary[] = [];
      for (const fold of folds.values()) if (which === 'all' || fold.changed()) summaries.push(fold.look(which));
      return summaries;
    },
    child: (mapRun, index) => folds.get(mapRun)?.child(index) ?? null,
  };
}

interface MapRunFold {
  apply(event: MapRunEvent): void;
  changed(): boolean;
  look(which: 'all' | 'changed'): MapRunSummary;
  child(index: number): ChildRow | null;
}

function createMapRunFold(started: Started): MapRunFold {
  const status = createColumn((length) => new Uint8Array(length));
  const execution = createColumn((length) => new Uint32Array(length));
  const firstItem = createColumn((length) => new Uint32Array(length));
  const nItems = createColumn((length) => new Uint32Array(length));
  const nBytes = createColumn((length) => new Int32Array(length));
  const startTime = createColumn((length) => new Float64Array(length));
  const stopTime = createColumn((length) => new Float64Array(length));
  const redriveTime = createColumn((length) => new Float64Array(length));
  const nRetries = createColumn((length) => new Uint16Array(length));
  const redriveCount = createColumn((length) => new Uint16Array(length));
  const error = createColumn((length) => new Uint16Array(length));
  const errors = createTextTable(MAX_ERROR_NAMES);
  /** By status code. */
  const counts = new Uint32Array(STATUS_BY_CODE.length);
  let nChildren = 0;
  let failedItems = 0;
  let reader: MapRunSummary['reader'] = { source: started.source, nItems: 0, bytes: 0, complete: false };
  let writer: MapRunSummary['writer'] = { enabled: started.writesResults, nFiles: 0, bytes: 0, manifestKey: null };
  let runStatus: MapRunSummary['status'] = 'RUNNING';
  let hasNews = true;
  let firstChanged = 0;

  const setStatus = (index: number, code: number): void => {
    if (index < nChildren) counts[status.get(index)]!--;
    else nChildren = index + 1;
    counts[code]!++;
    status.set(index, code);
    if (index < firstChanged) firstChanged = index;
  };

  const count = (name: ChildStatus): number => counts[CHILD_STATUS_CODE[name]] as number;

  return {
    changed: () => hasNews,
    apply(event) {
      hasNews = true;
      switch (event.kind) {
        case 'items-read':
          reader = { ...reader, nItems: event.nItems, bytes: event.bytes, complete: event.complete };
          return;
        case 'child-started':
          setStatus(event.index, CHILD_STATUS_CODE.RUNNING);
          execution.set(event.index, event.execution);
          firstItem.set(event.index, event.firstItem);
          nItems.set(event.index, event.nItems);
          nBytes.set(event.index, event.nBytes);
          redriveCount.set(event.index, event.redriveCount);
          stopTime.set(event.index, 0);
          if (event.redriveCount > 0 && started.childType === 'STANDARD') redriveTime.set(event.index, event.time);
          else startTime.set(event.index, event.time);
          return;
        case 'child-ended':
          setStatus(event.index, CHILD_STATUS_CODE[event.status]);
          stopTime.set(event.index, event.time);
          nRetries.set(event.index, Math.min(event.nRetries, 65535));
          error.set(event.index, errors.idOf(event.error));
          if (event.status === 'FAILED' || event.status === 'TIMED_OUT') failedItems += event.nItems;
          return;
        case 'child-pending':
          setStatus(event.index, CHILD_STATUS_CODE.PENDING);
          firstItem.set(event.index, event.firstItem);
          nItems.set(event.index, event.nItems);
          return;
        case 'map-run-scope':
          return;
        case 'map-run-redriven':
          runStatus = 'RUNNING';
          failedItems = 0;
          return;
        case 'result-file-written': {
          const isManifest = event.key.endsWith('/manifest.json') || event.key === 'manifest.json';
          writer = {
            ...writer,
            nFiles: writer.nFiles + 1,
            bytes: writer.bytes + event.bytes,
            manifestKey: isManifest ? event.key : writer.manifestKey,
          };
          return;
        }
        case 'map-run-ended':
          runStatus = event.status;
      }
    },
    look(which) {
      const first = which === 'all' ? 0 : firstChanged;
      hasNews = false;
      firstChanged = nChildren;
      return {
        mapRun: started.mapRun,
        pointer: started.pointer,
        stateName: started.state,
        arn: started.arn,
        childType: started.childType,
        status: runStatus,
        reader,
        batcher: { maxItems: started.maxItemsPerBatch, maxBytes: started.maxInputBytesPerBatch, nBatches: nChildren },
        children: {
          maxConcurrency: started.maxConcurrency,
          running: count('RUNNING'),
          succeeded: count('SUCCEEDED'),
          failed: count('FAILED'),
          timedOut: count('TIMED_OUT'),
          aborted: count('ABORTED'),
          pending: count('PENDING'),
          total: nChildren,
        },
        threshold: {
          count: started.toleratedFailureCount,
          percentage: started.toleratedFailurePercentage,
          failedItems,
        },
        writer,
        firstChanged: first,
        statuses: status.slice(first, nChildren),
      };
    },
    child(index) {
      if (index < 0 || index >= nChildren) return null;
      const name = errors.textOf(error.get(index));
      const redriven = redriveTime.get(index);
      return {
        index,
        status: STATUS_BY_CODE[status.get(index)] as ChildStatus,
        execution: execution.get(index),
        firstItem: firstItem.get(index),
        nItems: nItems.get(index),
        nBytes: nBytes.get(index),
        startTime: startTime.get(index),
        stopTime: stopTime.get(index),
        nRetries: nRetries.get(index),
        redriveCount: redriveCount.get(index),
        ...(redriven === 0 ? {} : { redriveTime: redriven }),
        ...(name === undefined ? {} : { error: name }),
      };
    },
  };
}
