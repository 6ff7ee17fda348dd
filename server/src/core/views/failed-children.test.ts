import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../events/run-event.ts';
import { createFailedChildren } from './failed-children.ts';

const started = (mapRun: number, state: string, execution = 0): RunEvent => ({
  kind: 'map-run-started',
  mapRun,
  execution,
  state,
  pointer: `/States/${state}`,
  arn: `arn:${mapRun}`,
  executionArn: 'arn',
  childType: 'STANDARD',
  maxConcurrency: 1,
  statedConcurrency: 1,
  toleratedFailureCount: 0,
  toleratedFailurePercentage: 0,
  source: 'STATE_DATA',
  maxItemsPerBatch: null,
  maxInputBytesPerBatch: null,
  writesResults: false,
  time: 0,
});
const child = (
  mapRun: number,
  index: number,
  execution: number,
  reason?: { error?: string; cause?: string },
): RunEvent[] => [
  {
    kind: 'child-started',
    ...{ mapRun, index, execution, firstItem: index, nItems: 1, nBytes: -1, input: null, redriveCount: 0, time: 0 },
  },
  ended(mapRun, index, execution, reason),
];
const ended = (
  mapRun: number,
  index: number,
  execution: number,
  reason?: { error?: string; cause?: string },
): RunEvent => ({
  kind: 'child-ended',
  mapRun,
  index,
  execution,
  status: reason === undefined ? 'SUCCEEDED' : 'FAILED',
  ...reason,
  nItems: 1,
  nRetries: 0,
  nEvents: 3,
  time: 0,
});
const THRESHOLD = { error: 'States.ExceedToleratedFailureThreshold', cause: 'exceeded' };
const over = (mapRun: number, reason: { error?: string } = THRESHOLD): RunEvent => ({
  kind: 'map-run-ended',
  mapRun,
  status: reason.error === undefined ? 'SUCCEEDED' : 'FAILED',
  ...reason,
  nPending: 0,
  time: 0,
});

function explain(...events: readonly RunEvent[]): string | null {
  const failedChildren = createFailedChildren();
  for (const event of events) failedChildren.apply(event);
  return failedChildren.explain();
}

describe('why a Map Run has passed its threshold', () => {
  it('is told by its first child that failed, and how many did', () => {
    const children = [
      ...child(0, 0, 1),
      ...child(0, 1, 2, { error: 'Boom', cause: 'it is\n bad' }),
      ...child(0, 2, 3, { error: 'X' }),
    ];
    expect(explain(started(0, 'Fan'), ...children, over(0))).toBe(
      '2 of 3 children of "Fan" failed, first child 1: Boom: it is bad',
    );
    expect(explain(started(0, 'Fan'), ...child(0, 0, 1, {}), over(0))).toBe(
      'The only child of "Fan" failed: without error and cause',
    );
  });

  it('is told down to the Map Run in a child that passed its own', () => {
    const inner = [started(1, 'Inner', 2), ...child(1, 0, 3), ...child(1, 1, 4, { error: 'Boom' }), over(1)];
    // Of a later child nobody asks.
    const other = [started(2, 'Inner', 5), ...child(2, 0, 6, { error: 'Late' }), over(2)];
    expect(
      explain(
        started(0, 'Outer'),
        ...inner,
        ...child(0, 0, 2, THRESHOLD),
        ...other,
        ...child(0, 1, 5, THRESHOLD),
        over(0),
      ),
    ).toBe('2 of 2 children of "Outer" failed, first child 1 of "Inner" in child 0: Boom');
  });

  it('is nothing to tell where it did not, or where a retry did not', () => {
    expect(explain(started(0, 'Fan'), ...child(0, 0, 1, { error: 'Tolerated' }), over(0, {}))).toBeNull();
    expect(explain(started(0, 'Fan'), over(0, { error: 'States.ItemReaderFailed' }))).toBeNull();
    const first = [started(0, 'Fan'), ...child(0, 0, 1, { error: 'Boom' }), over(0)];
    expect(explain(...first, started(1, 'Fan'), ...child(1, 0, 2), over(1, {}))).toBeNull();
  });
});
