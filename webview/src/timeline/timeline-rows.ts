/** Visits as rows of bars: one row per state, in the order the states were first entered. */

import type { StateVisits, VisitStatus } from '../store/state-visits.ts';

/** Bars drawn at most; a loop of thousands shows its latest. */
const MOST_BARS = 400;
const MOST_ROWS = 60;

export interface TimeBar {
  readonly key: number;
  /** Virtual milliseconds since the start of the run. */
  readonly startMs: number;
  readonly endMs: number;
  readonly status: VisitStatus;
}

export interface TimelineRow {
  readonly name: string;
  readonly bars: readonly TimeBar[];
}

export function timelineRows(
  { visits, startTime }: StateVisits,
  elapsedMs: number,
): { readonly rows: readonly TimelineRow[]; readonly isCut: boolean; readonly lengthMs: number } {
  const start = startTime ?? 0;
  const shown = visits.slice(-MOST_BARS);
  const bars = new Map<string, TimeBar[]>();
  let lengthMs = elapsedMs;
  for (const { name, enteredEventId, enteredTime, exitedTime, status } of shown) {
    const startMs = enteredTime - start;
    const endMs = Math.max(startMs, exitedTime === null ? elapsedMs : exitedTime - start);
    lengthMs = Math.max(lengthMs, endMs);
    const row = bars.get(name) ?? [];
    row.push({ key: enteredEventId, startMs, endMs, status });
    bars.set(name, row);
  }
  const rows = [...bars].map(([name, rowBars]) => ({ name, bars: rowBars }));
  return { rows: rows.slice(-MOST_ROWS), isCut: shown.length < visits.length || rows.length > MOST_ROWS, lengthMs };
}
