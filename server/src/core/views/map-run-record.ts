/**
 * A Map Run as DescribeMapRun tells it, at every moment: a fold over run events.
 *
 * Items are read while children run, so totals grow until all is read; AWS reads first. How many batches the items that wait will make is
 * only known where batches are limited by a number of items alone; elsewhere batches count from when they are made.
 * Source of members: botocore stepfunctions/2016-11-23, `DescribeMapRunOutput`, `MapRunListItem`.
 */

import type { JsonObject } from '../base/json.ts';
import type { ChildStatus, RunEvent } from '../events/run-event.ts';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

export interface MapRunCounts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
  readonly total: number;
  readonly resultsWritten: number;
  readonly failuresNotRedrivable: number;
  readonly pendingRedrive: number;
}

/** Dates are virtual milliseconds since the epoch. */
export interface MapRunRecord {
  /** Number of the Map Run within the run. */
  readonly mapRun: number;
  readonly stateName: string;
  readonly mapRunArn: string;
  readonly executionArn: string;
  readonly childType: 'STANDARD' | 'EXPRESS';
  readonly status: MapRunStatus;
  readonly startDate: number;
  readonly stopDate: number | null;
  /** 0 where the state says nothing. */
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly toleratedFailureCount: number;
  readonly itemCounts: MapRunCounts;
  readonly executionCounts: MapRunCounts;
  readonly redriveCount: number;
  readonly redriveDate: number | null;
  /** Why it failed; DescribeMapRun does not tell. */
  readonly error?: string;
  readonly cause?: string;
}

export interface MapRunRecords {
  /** Takes in one event; those that are not about Map Runs change nothing. */
  apply(event: RunEvent): void;
  /** Null where there is no such Map Run (yet). */
  record(mapRun: number): MapRunRecord | null;
  /** In the order in which they started. */
  all(): readonly MapRunRecord[];
}

export function createMapRunRecords(): MapRunRecords {
  const folds = new Map<number, MapRunFold>();
  return {
    apply(event) {
      if (event.kind === 'map-run-started') folds.set(event.mapRun, createFold(event));
      else if ('mapRun' in event) folds.get(event.mapRun)?.apply(event);
    },
    record: (mapRun) => folds.get(mapRun)?.look() ?? null,
    all: () => [...folds.values()].map((fold) => fold.look()),
  };
}

type Started = Extract<RunEvent, { kind: 'map-run-started' }>;
type MapRunEvent = Exclude<Extract<RunEvent, { readonly mapRun: number }>, Started>;

interface MapRunFold {
  apply(event: MapRunEvent): void;
  look(): MapRunRecord;
}

/** A Standard execution with so many events cannot be redriven (AWS developer guide, quota of the history). */
const EVENTS_NOT_REDRIVABLE = 24_999;

type Unit = 'items' | 'executions';

class Tally {
  running = 0;
  succeeded = 0;
  failed = 0;
  timedOut = 0;
  aborted = 0;
  notRedrivable = 0;
  pendingRedrive = 0;

  add(status: Exclude<ChildStatus, 'PENDING' | 'RUNNING'>, amount: number): void {
    if (status === 'SUCCEEDED') this.succeeded += amount;
    else if (status === 'FAILED') this.failed += amount;
    else if (status === 'TIMED_OUT') this.timedOut += amount;
    else this.aborted += amount;
  }

  redrive(): void {
    this.pendingRedrive += this.failed + this.timedOut + this.aborted;
    this.failed = 0;
    this.timedOut = 0;
    this.aborted = 0;
    this.notRedrivable = 0;
  }

  /** Started, once or more often. */
  get known(): number {
    return this.running + this.succeeded + this.failed + this.timedOut + this.aborted + this.pendingRedrive;
  }

  counts(pending: number, isOver: boolean): MapRunCounts {
    const total = this.known + pending;
    return {
      pending,
      running: this.running,
      succeeded: this.succeeded,
      failed: this.failed,
      timedOut: this.timedOut,
      aborted: this.aborted,
      total,
      // Recorded: 0 while it runs, everything once it is over, also without a ResultWriter.
      resultsWritten: isOver ? total : 0,
      failuresNotRedrivable: this.notRedrivable,
      pendingRedrive: this.pendingRedrive,
    };
  }
}

function createFold(started: Started): MapRunFold {
  const tallies: Readonly<Record<Unit, Tally>> = { items: new Tally(), executions: new Tally() };
  const failure: { error?: string; cause?: string } = {};
  let status: MapRunStatus = 'RUNNING';
  let stopDate: number | null = null;
  let redriveCount = 0;
  let redriveDate: number | null = null;
  let nItemsRead = 0;
  let nPendingChildren = 0;

  const both = (change: (tally: Tally, amount: number) => void, nItems: number): void => {
    change(tallies.items, nItems);
    change(tallies.executions, 1);
  };
  const pendingExecutions = (pendingItems: number): number => {
    if (status !== 'RUNNING') return nPendingChildren;
    if (started.maxInputBytesPerBatch !== null) return 0;
    return Math.ceil(pendingItems / (started.maxItemsPerBatch ?? 1));
  };

  return {
    apply(event) {
      switch (event.kind) {
        case 'items-read':
          nItemsRead = Math.max(nItemsRead, event.nItems);
          return;
        case 'child-started':
          both((tally, amount) => {
            tally.running += amount;
            if (event.redriveCount > 0) tally.pendingRedrive -= amount;
          }, event.nItems);
          return;
        case 'child-ended':
          both((tally, amount) => {
            tally.running -= amount;
            tally.add(event.status, amount);
            const isStuck = started.childType === 'STANDARD' && event.nEvents >= EVENTS_NOT_REDRIVABLE;
            if (isStuck && event.status !== 'SUCCEEDED') tally.notRedrivable += amount;
          }, event.nItems);
          return;
        case 'map-run-redriven':
          status = 'RUNNING';
          stopDate = null;
          ({ redriveCount } = event);
          redriveDate = event.time;
          nPendingChildren = 0;
          delete failure.error;
          delete failure.cause;
          for (const tally of Object.values(tallies)) tally.redrive();
          return;
        case 'map-run-ended':
          ({ status } = event);
          stopDate = event.time;
          nPendingChildren = event.nPending;
          if (event.error !== undefined) failure.error = event.error;
          if (event.cause !== undefined) failure.cause = event.cause;
          return;
        default:
      }
    },
    look() {
      const isOver = status !== 'RUNNING';
      const pendingItems = Math.max(0, nItemsRead - tallies.items.known);
      return {
        mapRun: started.mapRun,
        stateName: started.state,
        mapRunArn: started.arn,
        executionArn: started.executionArn,
        childType: started.childType,
        status,
        startDate: started.time,
        stopDate,
        maxConcurrency: started.statedConcurrency,
        toleratedFailurePercentage: started.toleratedFailurePercentage,
        toleratedFailureCount: started.toleratedFailureCount,
        itemCounts: tallies.items.counts(pendingItems, isOver),
        executionCounts: tallies.executions.counts(pendingExecutions(pendingItems), isOver),
        redriveCount,
        redriveDate,
        ...failure,
      };
    },
  };
}

/** The answer of DescribeMapRun, with dates as texts. */
export function describeMapRun(record: MapRunRecord): JsonObject {
  return {
    mapRunArn: record.mapRunArn,
    executionArn: record.executionArn,
    status: record.status,
    startDate: isoTime(record.startDate),
    ...(record.stopDate === null ? {} : { stopDate: isoTime(record.stopDate) }),
    maxConcurrency: record.maxConcurrency,
    toleratedFailurePercentage: record.toleratedFailurePercentage,
    toleratedFailureCount: record.toleratedFailureCount,
    itemCounts: { ...record.itemCounts },
    executionCounts: { ...record.executionCounts },
    redriveCount: record.redriveCount,
    ...(record.redriveDate === null ? {} : { redriveDate: isoTime(record.redriveDate) }),
  };
}

export function isoTime(time: number): string {
  return new Date(time).toISOString();
}
