import { describe, expect, it } from 'vitest';
import { historyOf } from '../store/fixtures.ts';
import { visitsOfChild } from '../store/state-visits.ts';
import { timelineRows } from './timeline-rows.ts';

describe('timelineRows', () => {
  it('has a row per state and a bar per visit; what is open reaches to now', () => {
    const visits = visitsOfChild(
      historyOf([
        ['PassStateEntered', 0, { name: 'A', input: 1 }],
        ['PassStateExited', 1, { name: 'A', output: 1 }],
        ['WaitStateEntered', 2, { name: 'B', input: 1 }],
      ]),
      [],
    );
    const { rows, lengthMs } = timelineRows(visits, 9_000);
    expect(lengthMs).toBe(9_000);
    expect(
      rows.map(({ name, bars }) => [name, bars.map(({ startMs, endMs, status }) => [startMs, endMs, status])]),
    ).toEqual([
      ['A', [[0, 1_000, 'succeeded']]],
      ['B', [[2_000, 9_000, 'active']]],
    ]);
  });

  it('draws a bounded number of bars and says that it left some out', () => {
    const events = Array.from(
      { length: 1_000 },
      (_, index) => ['PassStateEntered', index, { name: 'Loop', input: 1 }] as const,
    );
    const { rows, isCut } = timelineRows(visitsOfChild(historyOf(events), []), 0);
    expect(isCut).toBe(true);
    expect(rows[0]?.bars.length).toBe(400);
  });
});
