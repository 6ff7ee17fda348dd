import { describe, expect, it } from 'vitest';
import { CHILD_STATUS_CODE, type RunEvent } from '../events/run-event.ts';
import { createMapRunViews } from './map-run-view.ts';

const { RUNNING, SUCCEEDED, FAILED, PENDING } = CHILD_STATUS_CODE;

const started: RunEvent = {
  kind: 'map-run-started',
  mapRun: 0,
  execution: 0,
  state: 'Fan',
  pointer: '/States/Fan',
  arn: 'arn:run',
  childType: 'EXPRESS',
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:sm:first',
  statedConcurrency: 0,
  maxConcurrency: 10,
  toleratedFailureCount: 0,
  toleratedFailurePercentage: 5,
  source: 's3://b/k',
  maxItemsPerBatch: 10,
  maxInputBytesPerBatch: null,
  writesResults: true,
  time: 0,
};
const start = (index: number, nItems = 10): RunEvent => ({
  kind: 'child-started',
  mapRun: 0,
  index,
  execution: index + 1,
  firstItem: index * 10,
  nItems,
  nBytes: -1,
  input: null,
  redriveCount: 0,
  time: 1000 + index,
});
const end = (index: number, status: 'SUCCEEDED' | 'FAILED'): RunEvent => ({
  kind: 'child-ended',
  mapRun: 0,
  index,
  execution: index + 1,
  status,
  ...(status === 'FAILED' ? { error: 'Boom', cause: 'why' } : {}),
  nItems: 10,
  nRetries: 2,
  nEvents: 5,
  time: 2000 + index,
});

describe('the view of a Map Run', () => {
  it('counts children and shows where statuses changed', () => {
    const views = createMapRunViews();
    for (const event of [started, start(0), start(1), start(2, 5), end(1, 'FAILED')]) views.apply(event);
    const [first] = views.views('changed');
    expect(first?.children).toEqual({
      maxConcurrency: 10,
      running: 2,
      succeeded: 0,
      failed: 1,
      timedOut: 0,
      aborted: 0,
      pending: 0,
      total: 3,
    });
    expect([first?.firstChanged, ...(first?.statuses ?? [])]).toEqual([0, RUNNING, FAILED, RUNNING]);
    expect(first?.threshold).toEqual({ count: 0, percentage: 5, failedItems: 10 });
    expect(views.views('changed')).toEqual([]);

    views.apply(end(2, 'SUCCEEDED'));
    views.apply(start(3));
    const [second] = views.views('changed');
    expect([second?.firstChanged, ...(second?.statuses ?? [])]).toEqual([2, SUCCEEDED, RUNNING]);
    const [all] = views.views('all');
    expect([all?.firstChanged, ...(all?.statuses ?? [])]).toEqual([0, RUNNING, FAILED, SUCCEEDED, RUNNING]);
  });

  it('knows each child as a row of numbers', () => {
    const views = createMapRunViews();
    for (const event of [started, start(0), end(0, 'FAILED'), start(1)]) views.apply(event);
    expect(views.child(0, 0)).toEqual({
      index: 0,
      status: 'FAILED',
      execution: 1,
      firstItem: 0,
      nItems: 10,
      nBytes: -1,
      startTime: 1000,
      stopTime: 2000,
      nRetries: 2,
      redriveCount: 0,
      error: 'Boom',
    });
    expect(views.child(0, 1)).toEqual({
      index: 1,
      status: 'RUNNING',
      execution: 2,
      firstItem: 10,
      nItems: 10,
      nBytes: -1,
      startTime: 1001,
      stopTime: 0,
      nRetries: 0,
      redriveCount: 0,
    });
    expect(views.child(0, 2)).toBeNull();
    expect(views.child(1, 0)).toBeNull();
  });

  it('shows what was read, written and left over', () => {
    const views = createMapRunViews();
    const events: RunEvent[] = [
      started,
      { kind: 'items-read', mapRun: 0, nItems: 25, bytes: 900, complete: true },
      start(0),
      end(0, 'FAILED'),
      { kind: 'result-file-written', mapRun: 0, bucket: 'r', key: 'p/1/FAILED_0.json', nRecords: 1, bytes: 100 },
      { kind: 'result-file-written', mapRun: 0, bucket: 'r', key: 'p/1/manifest.json', nRecords: 0, bytes: 50 },
      { kind: 'child-pending', mapRun: 0, index: 1, firstItem: 10, nItems: 10, input: null },
      { kind: 'child-pending', mapRun: 0, index: 2, firstItem: 20, nItems: 5, input: null },
      { kind: 'map-run-ended', mapRun: 0, status: 'FAILED', nPending: 2, error: 'E', time: 3000 },
    ];
    for (const event of events) views.apply(event);
    const [view] = views.views('all');
    expect(view?.status).toBe('FAILED');
    expect(view?.reader).toEqual({ source: 's3://b/k', nItems: 25, bytes: 900, complete: true });
    expect(view?.writer).toEqual({ enabled: true, nFiles: 2, bytes: 150, manifestKey: 'p/1/manifest.json' });
    expect(view?.children.pending).toBe(2);
    expect([...(view?.statuses ?? [])]).toEqual([FAILED, PENDING, PENDING]);
  });

  it('takes a hundred thousand children', () => {
    const views = createMapRunViews();
    views.apply(started);
    for (let index = 0; index < 100_000; index++) {
      views.apply(start(index));
      views.apply(end(index, 'SUCCEEDED'));
    }
    const [view] = views.views('all');
    expect(view?.children.succeeded).toBe(100_000);
    expect(view?.statuses).toHaveLength(100_000);
    expect(views.child(0, 99_999)?.firstItem).toBe(999_990);
  });
});
