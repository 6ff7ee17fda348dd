import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../events/history-event.ts';
import { awsHistoryEvent, awsHistoryOf } from './aws-history.ts';

const TIME = Date.UTC(2024, 0, 1, 12, 30, 0, 45);

describe("events in GetExecutionHistory's shape", () => {
  const rows: readonly [event: HistoryEvent, details: object][] = [
    [
      { type: 'PassStateEntered', id: 2, previousEventId: 0, time: TIME, details: { name: 'A', input: { a: 1 } } },
      { stateEnteredEventDetails: { name: 'A', input: '{"a":1}', inputDetails: { truncated: false } } },
    ],
    [
      {
        type: 'PassStateExited',
        id: 3,
        previousEventId: 2,
        time: TIME,
        details: { name: 'A', output: 'x', assignedVariables: { n: 2, s: '2' } },
      },
      {
        stateExitedEventDetails: {
          name: 'A',
          output: '"x"',
          outputDetails: { truncated: false },
          assignedVariables: { n: '2', s: '"2"' },
          assignedVariablesDetails: { truncated: false },
        },
      },
    ],
    [
      {
        type: 'TaskScheduled',
        id: 4,
        previousEventId: 3,
        time: TIME,
        details: {
          resourceType: 'sqs',
          resource: 'sendMessage',
          region: 'r',
          parameters: { q: 1 },
          timeoutInSeconds: 5,
        },
      },
      {
        taskScheduledEventDetails: {
          resourceType: 'sqs',
          resource: 'sendMessage',
          region: 'r',
          parameters: '{"q":1}',
          timeoutInSeconds: 5,
        },
      },
    ],
    [{ type: 'MapStateSucceeded', id: 5, previousEventId: 4, time: TIME, details: {} }, {}],
    [
      { type: 'ExecutionFailed', id: 6, previousEventId: 5, time: TIME, details: {} },
      { executionFailedEventDetails: {} },
    ],
  ];
  it.each(rows)('%j', (event, details) => {
    const { type, id, previousEventId } = event;
    expect(awsHistoryEvent(event)).toEqual({
      timestamp: '2024-01-01T12:30:00.045Z',
      type,
      id,
      previousEventId,
      ...details,
    });
  });

  it('of one execution only', () => {
    const events = rows.map(([event], index) => ({ kind: 'history', execution: index % 2, event }) as const);
    expect(awsHistoryOf(events, 1).map(({ id }) => id)).toEqual([3, 5]);
  });
});
