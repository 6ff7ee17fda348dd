/**
 * A Map Run to look at, of any size: what every child is doing is a pure function of the tick, so the page can go to any moment. It
 * stands in for a recording, which would be megabytes for the large sizes.
 */

import type { HistoryEvent } from '../../../server/src/core/events/history-event.ts';
import type { RunEvent } from '../../../server/src/core/events/run-event.ts';
import type { StateCounters } from '../../../server/src/core/events/run-snapshot.ts';
import type { ChildDetail, MapRunView, RunPhase, RunUpdate } from '../../../server/src/protocol/run-view.ts';
import { CHILD_STATES, MAP_STATE } from './graphs.ts';

const EPOCH = Date.UTC(2026, 0, 1);
const TICK_MS = 1_250;
const BATCH = 10;
const [PENDING, RUNNING, SUCCEEDED, FAILED] = [0, 1, 2, 3];

export class SimulatedRun {
  readonly nChildren: number;
  readonly nItems: number;
  readonly lastTick: number;
  readonly #perTick: number;

  constructor(nItems: number, mapTicks: number) {
    this.nItems = nItems;
    this.nChildren = Math.ceil(nItems / BATCH);
    this.#perTick = Math.ceil(this.nChildren / mapTicks);
    this.lastTick = 2 + Math.ceil(this.nChildren / this.#perTick) + 4;
  }

  /** Everything that changed since the tick before; on `whole`, everything there is. */
  updateAt(tick: number, phase: RunPhase, sequence: number, extent: 'whole' | 'changes'): RunUpdate {
    const isOver = tick >= this.lastTick;
    return {
      sequence,
      reset: extent === 'whole',
      phase: isOver ? 'ended' : phase,
      step: tick * 4,
      elapsedMs: tick * TICK_MS,
      position: isOver ? null : this.#position(tick),
      events: this.#events(extent === 'whole' ? 0 : tick, tick),
      counters: this.#counters(tick),
      mapRuns: tick < 2 ? [] : [this.#mapRun(tick, extent)],
      outcome: isOver
        ? {
            status: 'SUCCEEDED',
            output: {
              status: 'completed',
              nBatches: this.nChildren,
              nItems: this.nItems,
              resultPrefix: 'results/2026-01-01/',
            },
          }
        : null,
    };
  }

  childDetail(index: number, tick: number): ChildDetail {
    const code = this.#codeAt(index, tick);
    const firstItem = index * BATCH;
    const nItems = Math.min(BATCH, this.nItems - firstItem);
    const items = Array.from({ length: nItems }, (_, offset) => ({
      productId: `P-${String(firstItem + offset).padStart(6, '0')}`,
      category: ['tools', 'toys', 'garden'][(firstItem + offset) % 3] ?? 'tools',
      price: ((firstItem + offset) * 37) % 500,
    }));
    const input = {
      BatchInput: { batchMetadata: { processingType: 'distributed', timestamp: '2026-01-01T00:00:01.250Z' } },
      Items: items,
    };
    const status = (['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED'] as const)[code] ?? 'PENDING';
    const output = { ...input, result: { processedCount: nItems, failedItems: [] }, logged: true };
    const events = code === PENDING ? [] : childEvents(code, input, output);
    return {
      mapRun: 0,
      index,
      status,
      firstItem,
      nItems,
      input,
      events,
      stages: stagesOf(code, input, output),
      ...(code === SUCCEEDED ? { output } : {}),
      ...(code === FAILED ? { error: 'Lambda.Unknown', cause: 'Cannot read property <b>sku</b> of undefined' } : {}),
    };
  }

  #codeAt(index: number, tick: number): number {
    const hash = Math.imul(index + 1, 2654435761) >>> 0;
    const start = 2 + Math.floor(index / this.#perTick);
    const end = start + 1 + (hash % 3);
    if (tick < start) return PENDING;
    if (tick < end) return RUNNING;
    const isInCluster =
      index > this.nChildren * 0.4 && index < this.nChildren * 0.4 + 40 && this.nChildren > 100 && hash % 2 === 0;
    return hash % 311 === 0 || isInCluster ? FAILED : SUCCEEDED;
  }

  #mapRun(tick: number, extent: 'whole' | 'changes'): MapRunView {
    const codes = new Uint8Array(this.nChildren);
    const counts = [0, 0, 0, 0];
    let first = -1;
    let last = -1;
    for (let index = 0; index < this.nChildren; index++) {
      const code = this.#codeAt(index, tick);
      codes[index] = code;
      counts[code] = (counts[code] ?? 0) + 1;
      if (extent === 'changes' && this.#codeAt(index, tick - 1) === code) continue;
      if (first < 0) first = index;
      last = index;
    }
    const [pending = 0, running = 0, succeeded = 0, failed = 0] = counts;
    const isOver = pending + running === 0;
    return {
      mapRun: 0,
      pointer: MAP_STATE,
      stateName: 'ProcessLargeDataset',
      arn: 'arn:aws:states:us-east-1:123456789012:mapRun:Example/Label:0',
      childType: 'EXPRESS',
      status: isOver ? 'SUCCEEDED' : 'RUNNING',
      reader: {
        source: 's3://my-data-bucket/products.json',
        nItems: this.nItems,
        bytes: this.nItems * 88,
        complete: true,
      },
      batcher: { maxItems: BATCH, maxBytes: null, nBatches: this.nChildren },
      children: {
        maxConcurrency: 1_000,
        running,
        succeeded,
        failed,
        timedOut: 0,
        aborted: 0,
        pending,
        total: this.nChildren,
      },
      threshold: { count: 0, percentage: 5, failedItems: failed * BATCH },
      writer: isOver
        ? { enabled: true, nFiles: failed > 0 ? 2 : 1, bytes: this.nItems * 140, manifestKey: 'results/manifest.json' }
        : { enabled: true, nFiles: 0, bytes: 0, manifestKey: null },
      firstChanged: Math.max(0, first),
      statuses: first < 0 ? '' : toBase64(codes.subarray(first, last + 1)),
    };
  }

  #position(tick: number): RunUpdate['position'] {
    const at = (name: string): RunUpdate['position'] => ({
      execution: 0,
      child: null,
      stateName: name,
      pointer: `/States/${name}`,
    });
    if (tick === 0) return at('PrepareDataSource');
    if (tick === 1) return at('ProcessLargeDataset');
    if (tick >= this.lastTick - 1) return at('SummarizeResults');
    const index = Math.min(this.nChildren - 1, (tick - 2) * this.#perTick);
    return {
      execution: index + 1,
      child: { mapRun: 0, index },
      stateName: 'ProcessBatch',
      pointer: `${CHILD_STATES}/ProcessBatch`,
    };
  }

  #counters(tick: number): readonly StateCounters[] {
    const counts = [0, 0, 0, 0];
    if (tick >= 2) {
      for (let index = 0; index < this.nChildren; index++) {
        const code = this.#codeAt(index, tick);
        counts[code] = (counts[code] ?? 0) + 1;
      }
    }
    const [, running = 0, succeeded = 0, failed = 0] = counts;
    const row = (pointer: string, entered: number, exited: number, uncaught = 0): StateCounters => ({
      pointer,
      entered,
      exited,
      failed: uncaught * 3,
      caught: 0,
      retried: uncaught * 2,
      aborted: 0,
    });
    const isOver = tick >= this.lastTick;
    const isPast = (at: number): number => (tick > at || isOver ? 1 : 0);
    return [
      row('/States/PrepareDataSource', isPast(0), isPast(0)),
      row(MAP_STATE, isPast(1), isPast(this.lastTick - 2)),
      row(`${CHILD_STATES}/ProcessBatch`, running + succeeded + failed, succeeded, failed),
      row(`${CHILD_STATES}/ValidateResults`, succeeded, succeeded),
      row(`${CHILD_STATES}/LogSuccess`, succeeded, succeeded),
      row('/States/SummarizeResults', isOver ? 1 : 0, isOver ? 1 : 0),
    ];
  }

  #events(from: number, to: number): readonly RunEvent[] {
    const input = { bucket: 'my-data-bucket', key: 'products.json' };
    const prepared = { ...input, dataSource: input };
    const all: readonly (readonly [number, HistoryEvent['type'], number, object])[] = [
      [1, 'ExecutionStarted', 0, { input, roleArn: 'arn:aws:iam::123456789012:role/Example' }],
      [1, 'PassStateEntered', 0, { name: 'PrepareDataSource', input }],
      [1, 'PassStateExited', 2, { name: 'PrepareDataSource', output: prepared }],
      [2, 'MapStateEntered', 3, { name: 'ProcessLargeDataset', input: prepared }],
      [2, 'MapRunStarted', 4, { mapRunArn: 'arn' }],
      [this.lastTick - 1, 'MapRunSucceeded', 5, {}],
      [
        this.lastTick - 1,
        'MapStateExited',
        6,
        {
          name: 'ProcessLargeDataset',
          output: { ResultWriterDetails: { Bucket: 'my-results-bucket', Key: 'results/manifest.json' } },
        },
      ],
      [this.lastTick, 'PassStateEntered', 7, { name: 'SummarizeResults', input: prepared }],
      [this.lastTick, 'PassStateExited', 8, { name: 'SummarizeResults', output: { status: 'completed' } }],
      [this.lastTick, 'ExecutionSucceeded', 9, { output: { status: 'completed' } }],
    ];
    return all.flatMap(([tick, type, previousEventId, details], index) =>
      tick >= from && tick <= to
        ? [
            {
              kind: 'history' as const,
              execution: 0,
              event: {
                type,
                id: index + 1,
                previousEventId,
                time: EPOCH + (tick - 1) * TICK_MS,
                details,
              } as HistoryEvent,
            },
          ]
        : [],
    );
  }
}

function childEvents(code: number, input: object, output: object): readonly HistoryEvent[] {
  const lambda = { resourceType: 'lambda', resource: 'invoke' };
  const attempt =
    code === FAILED
      ? ['TaskFailed', { ...lambda, error: 'Lambda.Unknown', cause: 'Cannot read property <b>sku</b> of undefined' }]
      : ['TaskSucceeded', { ...lambda, output }];
  const steps: (readonly [string, object])[] = [
    ['ExecutionStarted', { input, roleArn: 'role' }],
    ['TaskStateEntered', { name: 'ProcessBatch', input }],
    ['TaskScheduled', { ...lambda, region: 'us-east-1', parameters: {} }],
    ['TaskStarted', lambda],
  ];
  if (code !== RUNNING) steps.push(attempt as [string, object]);
  if (code === FAILED)
    steps.push(['ExecutionFailed', { error: 'Lambda.Unknown', cause: 'Cannot read property <b>sku</b> of undefined' }]);
  if (code === SUCCEEDED) {
    steps.push(['TaskStateExited', { name: 'ProcessBatch', output }]);
    steps.push(
      ['ChoiceStateEntered', { name: 'ValidateResults', input: output }],
      ['ChoiceStateExited', { name: 'ValidateResults', output }],
    );
    steps.push(
      ['PassStateEntered', { name: 'LogSuccess', input: output }],
      ['PassStateExited', { name: 'LogSuccess', output }],
    );
    steps.push(['ExecutionSucceeded', { output }]);
  }
  return steps.map(
    ([type, details], index) =>
      ({ type, id: index + 1, previousEventId: index, time: EPOCH + index * 140, details }) as HistoryEvent,
  );
}

function stagesOf(code: number, input: object, output: object): ChildDetail['stages'] {
  if (code !== SUCCEEDED) return [];
  const stage = (name: string, value: object): ChildDetail['stages'][number] =>
    ({ kind: 'data-stage', execution: 1, enteredEventId: 2, stage: name, value }) as ChildDetail['stages'][number];
  const result = { StatusCode: 200, Payload: { processedCount: 10, failedItems: [] } };
  return [
    stage('input', input),
    stage('afterInputPath', input),
    stage('afterParameters', { FunctionName: 'process-batch', Payload: input }),
    stage('result', result),
    stage('afterResultSelector', result.Payload),
    stage('afterResultPath', output),
  ];
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += 8192)
    binary += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return btoa(binary);
}
