/**
 * One Map Run: pulls child inputs, keeps a window of children running, judges failures, hands results on. Synchronous; the engine pumps it.
 *
 * Life: running → (counting, when the number of all items decides about a percentage) → draining what stays pending → finishing → ended.
 */

import { createIndexWindow } from '../base/index-window.ts';
import type { Json } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import type { ChildEnd, MapRun, MapRunHost, MapRunResult, PumpResult } from '../interpreter/map-run-port.ts';
import type { ChildInput } from './batcher.ts';
import type { ChildAgain, ChildInputs, NextChild } from './child-inputs.ts';
import { judgeFailures, type FailureThreshold } from './failure-threshold.ts';
import { CHUNK_ITEMS, type ItemSource } from './item-source.ts';
import type { MapResults } from './map-results.ts';
import type { SmoothChildren } from './segment-reader.ts';
import { StartOfChild } from './start-of-child.ts';

/** AWS's cap of children that run at the same time. */
const MAX_CONCURRENT_CHILDREN = 10_000;

export interface MapRunSettings {
  readonly threshold: FailureThreshold;
  readonly results: MapResults;
  /** A fresh reading of the items, for counting them. */
  readonly reopen: () => ItemSource;
  readonly createInputs: (onRead: () => void) => ChildInputs;
  /** Children that earlier attempts of this Map Run have started or left pending: new ones are numbered behind them. */
  readonly nChildrenBefore?: number;
}

interface StartedAgain {
  /** Which start of this attempt it is, from 0. */
  readonly sequence: number;
  readonly redriveCount: number;
}

type Failure = Extract<MapRunResult, { status: 'FAILED' }>;

const BLOCKED: PumpResult = { kind: 'blocked' };
const PROGRESS: PumpResult = { kind: 'progress' };
const ITEM_READER_FAILED = 'States.ItemReaderFailed';

export function createMapRun(settings: MapRunSettings, host: MapRunHost): MapRun {
  const { results, threshold } = settings;
  const { mapRun } = host;
  const tellsData = host.childData === 'told';
  const maxConcurrency = effectiveConcurrency(host.maxConcurrency);
  /** The children that run; what the index of those that were started before does not tell stands beside. */
  const running = createIndexWindow<ChildInput>();
  const startedAgain = new Map<number, StartedAgain>();
  /** The child that is being started, until that is told. */
  let untold = -1;
  let phase: 'running' | 'draining' | 'finishing' | 'ended' = 'running';
  let nStarted = 0;
  /** What is to be added to the index of a child to have its sequence, once one was started for the first time. */
  let sequenceOfFirst: number | null = null;
  let nextIndex = settings.nChildrenBefore ?? 0;
  let nPending = 0;
  let nFailedItems = 0;
  let nAllItems: number | null = null;
  let counter: { readonly source: ItemSource; nItems: number } | null = null;
  let failure: Failure | null = null;
  let aborted = false;
  let childrenStopped = false;
  let mayReadOn = true;
  let waiting: Promise<void> | null = null;
  let result: MapRunResult | null = null;

  const inputs = settings.createInputs(() => {
    if (inputs.complete) nAllItems = inputs.nItemsRead;
    host.emit({
      kind: 'items-read',
      mapRun,
      nItems: inputs.nItemsRead,
      bytes: inputs.bytesRead,
      complete: inputs.complete,
    });
  });

  if (inputs.complete) nAllItems = inputs.nItemsRead;

  const waitFor = (ready: Promise<void>): PumpResult => {
    const mine = ready.then(() => {
      if (waiting === mine) waiting = null;
    });
    waiting = mine;
    return { kind: 'io', ready: mine };
  };

  const judge = (): void => {
    if (failure !== null || aborted) return;
    const known = nAllItems ?? inputs.nItemsRead;
    const verdict = judgeFailures(threshold, nFailedItems, known, nAllItems === null ? 'incomplete' : 'complete');
    if (verdict === 'exceeded') {
      failure = {
        status: 'FAILED',
        error: 'States.ExceedToleratedFailureThreshold',
        cause: 'The specified tolerated failure threshold was exceeded',
      };
    } else if (verdict === 'unknown') counter ??= { source: settings.reopen(), nItems: 0 };
  };

  /** Reads the items once more, only to know how many there are. */
  const count = (counting: { readonly source: ItemSource; nItems: number }): PumpResult => {
    for (;;) {
      const skipped = counting.source.skip(Number.MAX_SAFE_INTEGER);
      if (skipped.kind === 'wait') return waitFor(skipped.ready);
      if (skipped.kind === 'skipped') {
        counting.nItems += skipped.nItems;
        continue;
      }
      counter = null;
      nAllItems = counting.nItems;
      // The items up to there are still to be read, and to be told as pending.
      if (skipped.kind === 'failed') failure ??= { status: 'FAILED', error: ITEM_READER_FAILED, cause: skipped.cause };
      else judge();
      return PROGRESS;
    }
  };

  const stopReading = (because: Failure): void => {
    failure ??= because;
    mayReadOn = false;
  };

  /** The next child input; a failure to make one is noted. */
  const nextChild = (): NextChild => {
    let next: NextChild;
    try {
      next = inputs.next();
    } catch (thrown) {
      if (!(thrown instanceof StatesError)) throw thrown;
      stopReading({
        status: 'FAILED',
        error: thrown.error ?? 'States.Runtime',
        ...(thrown.causeText === undefined ? {} : { cause: thrown.causeText }),
        prefixed: thrown.prefixed,
      });
      return { kind: 'end' };
    }
    if (next.kind === 'unreadable') {
      stopReading({ status: 'FAILED', error: ITEM_READER_FAILED, cause: next.cause });
    } else if (next.kind === 'oversized') {
      const { item, bytes, limit } = next.oversized;
      stopReading({
        status: 'FAILED',
        error: 'States.DataLimitExceeded',
        cause: `Item ${item} makes a child input of ${bytes} bytes by itself; at most ${limit} bytes are allowed.`,
      });
    } else return next;
    return { kind: 'end' };
  };

  const start = ({ child, again, course }: Extract<NextChild, { kind: 'child' }>): void => {
    const index = again === undefined ? nextIndex++ : again.index;
    if (again === undefined) sequenceOfFirst ??= nStarted - index;
    else startedAgain.set(index, { sequence: nStarted, redriveCount: again.redriveCount });
    nStarted++;
    running.set(index, child);
    untold = index;
    const execution = host.startChild(new StartOfChild(index, child, again, course));
    tellStarted(child, index, execution, host.now());
  };

  /** A child may have ended before `startChild` returns; its start is told first all the same. */
  const tellStarted = (child: ChildInput, index: number, execution: number, time: number): void => {
    if (untold !== index) return;
    untold = -1;
    const { firstItem, nItems, measured, maxBytes } = child;
    const redriveCount = startedAgain.get(index)?.redriveCount ?? 0;
    host.emit({
      kind: 'child-started',
      mapRun,
      index,
      execution,
      firstItem,
      nItems,
      nBytes: measured ? maxBytes : -1,
      input: tellsData ? child.input : null,
      redriveCount,
      time,
    });
  };

  /** They start and end one after the other, so that the window never holds more than one of them. */
  const settle = (children: SmoothChildren, firstItem: number): void => {
    const { nChildren, outputLines } = children;
    const time = host.now();
    const firstExecution = host.settleChildren(nChildren, (child) => children.counts(child));
    let item = firstItem;
    for (let child = 0; child < nChildren; child++) {
      const nItems = children.nItems(child);
      const index = nextIndex + child;
      const execution = firstExecution + child;
      host.emit({
        kind: 'child-started',
        mapRun,
        index,
        execution,
        firstItem: item,
        nItems,
        nBytes: children.isMeasured(child) ? children.maxInputBytes(child) : -1,
        input: null,
        redriveCount: 0,
        time,
      });
      host.emit({
        kind: 'child-ended',
        mapRun,
        index,
        execution,
        status: 'SUCCEEDED',
        nItems,
        nRetries: children.nRetries(child),
        nEvents: children.nEvents(child),
        time,
      });
      item += nItems;
    }
    results.takeOutputs?.({ firstIndex: nextIndex, firstSequence: nStarted, nChildren, lines: outputLines });
    nextIndex += nChildren;
    nStarted += nChildren;
  };

  const run = (): PumpResult => {
    if (running.size >= maxConcurrency) return BLOCKED;
    const next = nextChild();
    if (next.kind === 'wait') return waitFor(next.ready);
    if (next.kind === 'child') {
      start(next);
      return PROGRESS;
    }
    if (next.kind === 'smooth') {
      settle(next.children, next.firstItem);
      return PROGRESS;
    }
    if (failure !== null) return PROGRESS;
    if (running.size > 0) return BLOCKED;
    judge();
    if (failure === null) phase = 'finishing';
    return PROGRESS;
  };

  /** Nothing is started any more: running children come to their end, what was not started is pending. */
  const windDown = (): PumpResult => {
    if (!childrenStopped) {
      childrenStopped = true;
      inputs.stopHelp();
      host.abortChildren();
      return PROGRESS;
    }
    if (running.size > 0) return BLOCKED;
    phase = 'draining';
    return PROGRESS;
  };

  const leavePending = ({ input, firstItem, nItems }: ChildInput, again: ChildAgain | undefined): void => {
    nPending++;
    const index = again === undefined ? nextIndex++ : again.index;
    host.emit({ kind: 'child-pending', mapRun, index, firstItem, nItems, input: tellsData ? input : null });
    results.pending(input);
  };

  const drain = (): PumpResult => {
    for (let drained = 0; mayReadOn && drained < CHUNK_ITEMS; drained++) {
      const next = nextChild();
      if (next.kind === 'child') {
        leavePending(next.child, next.again);
        if (results.paused !== null) return PROGRESS;
      } else if (next.kind === 'wait' && !aborted) return waitFor(next.ready);
      else mayReadOn = false;
    }
    if (!mayReadOn) {
      const rest = inputs.takeRest();
      if (rest !== null) leavePending(rest, undefined);
      inputs.close();
      phase = 'finishing';
    }
    return PROGRESS;
  };

  const finish = (): PumpResult => {
    if (result === null) {
      const finished = results.finish();
      if (finished instanceof Promise) {
        return waitFor(
          finished.then((written) => {
            result = failure ?? written;
          }),
        );
      }
      result = failure ?? finished;
    }
    phase = 'ended';
    tellEnded(result);
    return { kind: 'ended', result };
  };

  const tellEnded = (ended: MapRunResult): void => {
    const problem =
      ended.status === 'FAILED' && !aborted
        ? { error: ended.error, ...(ended.cause === undefined ? {} : { cause: ended.cause }) }
        : {};
    host.emit({
      kind: 'map-run-ended',
      mapRun,
      status: aborted ? 'ABORTED' : ended.status,
      nPending,
      ...problem,
      time: host.now(),
    });
  };

  return {
    pump() {
      if (phase === 'ended' && result !== null) return { kind: 'ended', result };
      if (waiting !== null) return { kind: 'io', ready: waiting };
      if (results.paused !== null) return waitFor(results.paused);
      if (phase === 'finishing') return finish();
      if (phase === 'draining') return drain();
      if (failure !== null || aborted) return windDown();
      return counter === null ? run() : count(counter);
    },
    childEnded(end: ChildEnd) {
      const child = running.get(end.index);
      if (child === undefined) return;
      running.delete(end.index);
      tellStarted(child, end.index, end.execution, end.startTime);
      const sequence = startedAgain.get(end.index)?.sequence ?? end.index + (sequenceOfFirst ?? 0);
      startedAgain.delete(end.index);
      tellEnd(end, child.nItems);
      results.ended(end, child, sequence);
      if (end.outcome.status === 'FAILED' || end.outcome.status === 'TIMED_OUT') {
        nFailedItems += child.nItems;
        judge();
      }
    },
    abort() {
      aborted = true;
      // Whoever waits for a helper waits in vain from now on.
      if (phase === 'running') inputs.stopHelp();
    },
  };

  function tellEnd(end: ChildEnd, nItems: number): void {
    const { outcome } = end;
    const yielded: { error?: string; cause?: string; output?: Json } = {};
    if (outcome.status === 'SUCCEEDED') {
      if (tellsData) yielded.output = outcome.output;
    } else {
      if (outcome.error !== undefined) yielded.error = outcome.error;
      if (outcome.cause !== undefined) yielded.cause = outcome.cause;
    }
    host.emit({
      kind: 'child-ended',
      mapRun,
      index: end.index,
      execution: end.execution,
      status: outcome.status,
      ...yielded,
      nItems,
      nRetries: end.nRetries,
      nEvents: end.nEvents,
      time: end.stopTime,
    });
  }
}

/** 0 and everything above the cap mean the cap. */
export function effectiveConcurrency(value: Json): number {
  const wanted = typeof value === 'number' ? value : 0;
  return wanted <= 0 ? MAX_CONCURRENT_CHILDREN : Math.min(wanted, MAX_CONCURRENT_CHILDREN);
}
