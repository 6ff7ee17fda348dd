import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../events/history-event.ts';
import { awsHistoryEvent } from './aws-history.ts';
import { readAwsHistory } from './read-aws-history.ts';

const event = (id: number, type: string, details: object): HistoryEvent =>
  ({ type, id, previousEventId: id - 1, time: 1_704_067_200_000 + id, details }) as unknown as HistoryEvent;

const HISTORY: readonly HistoryEvent[] = [
  event(1, 'ExecutionStarted', { input: { a: 1 }, roleArn: 'r' }),
  event(2, 'PassStateEntered', { name: 'A', input: { a: 1 } }),
  event(3, 'PassStateExited', { name: 'A', output: ['x'], assignedVariables: { v: 'text', w: { deep: [1] } } }),
  event(4, 'ParallelStateEntered', { name: 'B', input: ['x'] }),
  event(5, 'ParallelStateStarted', {}),
  event(6, 'PassStateEntered', { name: 'Inner', input: null }),
  event(7, 'PassStateExited', { name: 'Inner', output: null, assignedVariables: { v: 'inner' } }),
  event(8, 'ExecutionTimedOut', {}),
];

describe('a history in the shape of the service', () => {
  it('comes back as it was', () => {
    expect(readAwsHistory({ events: HISTORY.map(awsHistoryEvent) })).toEqual({ events: HISTORY, problems: [] });
  });

  it('may be newest first, with times in epoch seconds', () => {
    const shaped = HISTORY.map((each) => ({ ...awsHistoryEvent(each), timestamp: each.time / 1000 })).reverse();
    expect(readAwsHistory(shaped).events).toEqual(HISTORY);
  });

  it.each([[{}], ['text'], [{ events: [{ type: 'X' }] }], [[1]], [[{ type: 'A', id: 1, timestamp: 'soon' }]]])(
    '%j is none',
    (value) => {
      expect(readAwsHistory(value).problems).toHaveLength(1);
    },
  );
});
