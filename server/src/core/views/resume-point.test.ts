import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../events/history-event.ts';
import { redriveStart } from './resume-point.ts';

type Row = readonly [previousEventId: number, type: string, details?: object];

/** Events numbered from 1. */
function historyOf(rows: readonly Row[]): readonly HistoryEvent[] {
  return rows.map(
    ([previousEventId, type, details = {}], index) =>
      ({ type, id: index + 1, previousEventId, time: 1_000 + index, details }) as unknown as HistoryEvent,
  );
}

const PARALLEL: readonly Row[] = [
  [0, 'ExecutionStarted', { input: { a: 1 }, roleArn: 'r' }],
  [0, 'PassStateEntered', { name: 'A', input: { a: 1 } }],
  [2, 'PassStateExited', { name: 'A', output: ['x'], assignedVariables: { v: 'text', w: { deep: [1] } } }],
  [3, 'ParallelStateEntered', { name: 'B', input: ['x'] }],
  [4, 'ParallelStateStarted'],
  [5, 'PassStateEntered', { name: 'Left', input: null }],
  [6, 'PassStateExited', { name: 'Left', output: 'done', assignedVariables: { v: 'inner' } }],
  [5, 'TaskStateEntered', { name: 'Right', input: 2 }],
  [8, 'TaskScheduled'],
];
const NAMES = new Set(['A', 'B', 'Left', 'Right']);

describe('where an execution goes on', () => {
  it('is the state that was not left, with its branches as they stood and what each flow had assigned', () => {
    const history = historyOf([...PARALLEL, [0, 'ExecutionTimedOut', { error: 'States.Timeout' }]]);
    expect(redriveStart(history, NAMES)).toEqual({
      kind: 'redrivable',
      start: {
        input: { a: 1 },
        count: 1,
        time: 1_009,
        nMapRuns: 0,
        resume: {
          eventCount: 10,
          startTime: 1_000,
          root: {
            stateName: 'B',
            input: ['x'],
            variables: { v: 'text', w: { deep: [1] } },
            enteredEventId: 4,
            enteredTime: 1_003,
            place: {
              kind: 'inside',
              join: {
                startedEventId: 5,
                length: null,
                flows: [
                  {
                    index: null,
                    firstState: 'Left',
                    startedEventId: 5,
                    succeededEventId: null,
                    point: {
                      stateName: 'Left',
                      input: null,
                      variables: { v: 'inner' },
                      enteredEventId: 6,
                      enteredTime: 1_005,
                      place: { kind: 'after', output: 'done', exitedEventId: 7, caught: null },
                    },
                  },
                  {
                    index: null,
                    firstState: 'Right',
                    startedEventId: 5,
                    succeededEventId: null,
                    point: {
                      stateName: 'Right',
                      input: 2,
                      variables: {},
                      enteredEventId: 8,
                      enteredTime: 1_007,
                      place: { kind: 'inside', join: null },
                    },
                  },
                ],
              },
            },
          },
        },
      },
    });
  });

  it('is the whole Parallel state where its results were too large', () => {
    const failed: Row = [9, 'ExecutionFailed', { error: 'States.DataLimitExceeded' }];
    const outcome = redriveStart(historyOf([...PARALLEL, failed]), NAMES);
    expect(outcome).toMatchObject({ start: { resume: { root: { stateName: 'B', place: { join: null } } } } });
  });

  it('is the beginning where nothing was entered', () => {
    const outcome = redriveStart(historyOf([...PARALLEL.slice(0, 1), [0, 'ExecutionAborted']]), NAMES);
    expect(outcome).toMatchObject({ start: { resume: { root: null } } });
  });

  it.each<[rows: readonly Row[], names: ReadonlySet<string>, reason: string]>([
    [[], NAMES, 'does not begin'],
    [PARALLEL, NAMES, 'RUNNING'],
    [[...PARALLEL, [9, 'ExecutionSucceeded']], NAMES, 'SUCCEEDED'],
    [[...PARALLEL, [9, 'ExecutionFailed']], new Set(['A', 'B', 'Left']), 'no state Right any more'],
  ])('is refused', (rows, names, reason) => {
    const outcome = redriveStart(historyOf(rows), names);
    expect(outcome.kind === 'refused' ? outcome.reason : '').toContain(reason);
  });
});
