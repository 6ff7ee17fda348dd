import { describe, expect, it } from 'vitest';
import { childIdentity } from '../events/child-identity.ts';
import type { RunEvent } from '../events/run-event.ts';
import { childExecutionItem, listChildExecutions } from './child-executions.ts';
import { createMapRunRecords, describeMapRun, type MapRunRecords } from './map-run-record.ts';
import { createMapRunViews } from './map-run-view.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012:mapRun:sm/Label:11111111-2222-4333-8444-555555555555';
const PARENT = 'arn:aws:states:us-east-1:123456789012:execution:sm:first';

const started = (fields: { childType?: 'STANDARD' | 'EXPRESS'; perBatch?: number; bytes?: number } = {}): RunEvent => ({
  kind: 'map-run-started',
  mapRun: 0,
  execution: 0,
  state: 'Fan',
  pointer: '/States/Fan',
  arn: ARN,
  executionArn: PARENT,
  childType: fields.childType ?? 'STANDARD',
  maxConcurrency: 10_000,
  statedConcurrency: 0,
  toleratedFailureCount: 0,
  toleratedFailurePercentage: 0,
  source: 's3://b/k',
  maxItemsPerBatch: fields.perBatch ?? null,
  maxInputBytesPerBatch: fields.bytes ?? null,
  writesResults: false,
  time: 0,
});
const read = (nItems: number, complete = true): RunEvent => ({
  kind: 'items-read',
  mapRun: 0,
  nItems,
  bytes: 0,
  complete,
});
const start = (index: number, nItems = 2, redriveCount = 0): RunEvent => ({
  kind: 'child-started',
  mapRun: 0,
  index,
  execution: index + 1,
  firstItem: index * 2,
  nItems,
  nBytes: -1,
  input: null,
  redriveCount,
  time: 1000,
});
const end = (
  index: number,
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED',
  nItems = 2,
  nEvents = 5,
): RunEvent => ({
  kind: 'child-ended',
  mapRun: 0,
  index,
  execution: index + 1,
  status,
  nItems,
  nRetries: 0,
  nEvents,
  time: 2000,
});
const over = (status: 'SUCCEEDED' | 'FAILED', nPending: number): RunEvent => ({
  kind: 'map-run-ended',
  mapRun: 0,
  status,
  nPending,
  time: 3000,
});
const redriven: RunEvent = { kind: 'map-run-redriven', mapRun: 0, redriveCount: 1, time: 4000 };

function fold(...events: readonly RunEvent[]): MapRunRecords {
  const records = createMapRunRecords();
  for (const event of events) records.apply(event);
  return records;
}

/** `pending running succeeded failed timedOut aborted / total, resultsWritten`, of items and of executions. */
function counts(records: MapRunRecords): readonly string[] {
  const record = records.record(0);
  if (record === null) throw new Error('There is no Map Run.');
  return [record.itemCounts, record.executionCounts].map(
    ({ pending, running, succeeded, failed, timedOut, aborted, total, resultsWritten }) =>
      `${[pending, running, succeeded, failed, timedOut, aborted].join(' ')} / ${total}, ${resultsWritten}`,
  );
}

describe('the record of a Map Run', () => {
  it.each<[string, readonly RunEvent[], readonly string[]]>([
    ['nothing before items are read', [started()], ['0 0 0 0 0 0 / 0, 0', '0 0 0 0 0 0 / 0, 0']],
    [
      'items and batches apart',
      [started({ perBatch: 2 }), read(5), start(0), start(1), end(0, 'SUCCEEDED')],
      ['1 2 2 0 0 0 / 5, 0', '1 1 1 0 0 0 / 3, 0'],
    ],
    [
      'batches by bytes only when they are made',
      [started({ bytes: 100 }), read(5), start(0)],
      ['3 2 0 0 0 0 / 5, 0', '0 1 0 0 0 0 / 1, 0'],
    ],
    [
      'every way of ending, and results written at the end, pending ones too',
      [
        ...[started({ perBatch: 2 }), read(10), start(0), start(1), start(2), start(3)],
        ...[end(0, 'SUCCEEDED'), end(1, 'FAILED'), end(2, 'TIMED_OUT'), end(3, 'ABORTED'), over('FAILED', 1)],
      ],
      ['2 0 2 2 2 2 / 10, 10', '1 0 1 1 1 1 / 5, 5'],
    ],
  ])('counts %s', (_what, events, expected) => {
    expect(counts(fold(...events))).toEqual(expected);
  });

  it('is RUNNING again when it is redriven, with what failed waiting for its redrive', () => {
    const records = fold(
      ...[started({ perBatch: 2 }), read(8), start(0), start(1), start(2)],
      ...[end(0, 'SUCCEEDED'), end(1, 'FAILED'), end(2, 'ABORTED'), over('FAILED', 1)],
      redriven,
    );
    expect(records.record(0)).toMatchObject({
      status: 'RUNNING',
      stopDate: null,
      redriveCount: 1,
      redriveDate: 4000,
      executionCounts: { pending: 1, succeeded: 1, failed: 0, pendingRedrive: 2, total: 4, resultsWritten: 0 },
    });
    for (const event of [start(1, 2, 1), end(1, 'SUCCEEDED'), start(2, 2, 1), end(2, 'SUCCEEDED'), start(3)]) {
      records.apply(event);
    }
    expect(counts(records)).toEqual(['0 2 6 0 0 0 / 8, 0', '0 1 3 0 0 0 / 4, 0']);
  });

  it('knows failures that cannot be redriven: their history is full', () => {
    const events = [started(), read(2), start(0, 1), end(0, 'FAILED', 1, 25_000), over('FAILED', 1)];
    expect(fold(...events).record(0)?.executionCounts.failuresNotRedrivable).toBe(1);
  });

  it('is told as DescribeMapRun tells it', () => {
    const record = fold(started(), read(1), start(0, 1), end(0, 'SUCCEEDED', 1), over('SUCCEEDED', 0)).record(0);
    const none = { pending: 0, running: 0, failed: 0, timedOut: 0, aborted: 0 };
    const one = { ...none, succeeded: 1, total: 1, resultsWritten: 1, failuresNotRedrivable: 0, pendingRedrive: 0 };
    expect(record === null ? null : describeMapRun(record)).toEqual({
      mapRunArn: ARN,
      executionArn: PARENT,
      status: 'SUCCEEDED',
      startDate: '1970-01-01T00:00:00.000Z',
      stopDate: '1970-01-01T00:00:03.000Z',
      maxConcurrency: 0,
      toleratedFailurePercentage: 0,
      toleratedFailureCount: 0,
      itemCounts: one,
      executionCounts: one,
      redriveCount: 0,
    });
  });
});

describe('children as ListExecutions has them', () => {
  const owner = { mapRun: 0, mapRunArn: ARN, childType: 'STANDARD', seed: 7 } as const;
  const views = createMapRunViews();
  const pending: RunEvent = { kind: 'child-pending', mapRun: 0, index: 2, firstItem: 4, nItems: 1, input: null };
  for (const event of [started(), start(0), start(1), end(0, 'FAILED'), pending]) views.apply(event);
  const rowOf = (index: number) => views.child(0, index);

  it('are those that were started, newest first', () => {
    expect(listChildExecutions(3, rowOf, { limit: 10 }).map(({ index }) => index)).toEqual([1, 0]);
    expect(listChildExecutions(3, rowOf, { limit: 10, statuses: ['FAILED'] }).map(({ index }) => index)).toEqual([0]);
    expect(listChildExecutions(3, rowOf, { limit: 1, from: 0 }).map(({ index }) => index)).toEqual([0]);
  });

  it('have names and ARNs of their own', () => {
    const [row] = listChildExecutions(3, rowOf, { limit: 1, statuses: ['FAILED'] });
    if (row === undefined) throw new Error('There is no failed child.');
    const { name, executionArn } = childIdentity(ARN, 'STANDARD', 7, 0, 0);
    expect(executionArn).toBe(`arn:aws:states:us-east-1:123456789012:execution:sm/Label:${name}`);
    expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(childExecutionItem(owner, row)).toEqual({
      executionArn,
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:sm/Label',
      name,
      status: 'FAILED',
      startDate: '1970-01-01T00:00:01.000Z',
      stopDate: '1970-01-01T00:00:02.000Z',
      mapRunArn: ARN,
      itemCount: 2,
      redriveCount: 0,
    });
  });

  it('keep their start when they are redriven, and say when that was; Express ones start anew', () => {
    const again: RunEvent[] = [redriven, { ...start(0, 2, 1), time: 5000 } as RunEvent];
    for (const [childType, dates] of [
      ['STANDARD', { startDate: '1970-01-01T00:00:01.000Z', redriveDate: '1970-01-01T00:00:05.000Z' }],
      ['EXPRESS', { startDate: '1970-01-01T00:00:05.000Z' }],
    ] as const) {
      const redrivenViews = createMapRunViews();
      for (const event of [{ ...started(), childType } as RunEvent, start(0), end(0, 'FAILED'), ...again]) {
        redrivenViews.apply(event);
      }
      const row = redrivenViews.child(0, 0);
      if (row === null) throw new Error('There is no child.');
      const { startDate, redriveDate, redriveCount } = childExecutionItem({ ...owner, childType }, row);
      expect({ startDate, ...(redriveDate === undefined ? {} : { redriveDate }) }).toEqual(dates);
      expect(redriveCount).toBe(1);
    }
  });

  it('are listed with their execution id where they are Express', () => {
    const express = childIdentity(ARN, 'EXPRESS', 7, 0, 0);
    expect(express.listedName).toBe(express.executionArn.split(':').slice(-2).join(':'));
    expect(express.executionArn).toContain(':express:sm/Label:');
  });
});
