/** Pass rates of conformance results, as numbers and as text. */

import type { CaseResult } from './run-case.ts';

export interface Rate {
  readonly name: string;
  readonly nOutcomes: number;
  readonly nOutcomesPassed: number;
  readonly nHistories: number;
  readonly nHistoriesPassed: number;
}

/** The rate of all results, and of those of each tag, by falling size. */
export function ratesOf(results: readonly CaseResult[]): readonly Rate[] {
  const tags = [...new Set(results.flatMap((result) => result.tags))];
  const byTag = tags.map((tag) =>
    rateOf(
      tag,
      results.filter((result) => result.tags.includes(tag)),
    ),
  );
  byTag.sort((left, right) => right.nOutcomes - left.nOutcomes || (left.name < right.name ? -1 : 1));
  return [rateOf('all', results), ...byTag];
}

function rateOf(name: string, results: readonly CaseResult[]): Rate {
  const withHistory = results.filter((result) => result.history !== undefined);
  return {
    name,
    nOutcomes: results.length,
    nOutcomesPassed: results.filter((result) => result.outcome === null).length,
    nHistories: withHistory.length,
    nHistoriesPassed: withHistory.filter((result) => result.history === null).length,
  };
}

/** A table for the terminal. */
export function formatRates(rates: readonly Rate[]): string {
  const width = Math.max(...rates.map((rate) => rate.name.length));
  return rates
    .map((rate) => {
      const outcomes = share(rate.nOutcomesPassed, rate.nOutcomes);
      const histories = share(rate.nHistoriesPassed, rate.nHistories);
      return `${rate.name.padEnd(width)}  outcomes ${outcomes}  histories ${histories}`;
    })
    .join('\n');
}

function share(passed: number, all: number): string {
  const percent = all === 0 ? '' : `${((passed / all) * 100).toFixed(1)} %`;
  return `${String(passed).padStart(4)} / ${String(all).padStart(4)} ${percent.padStart(8)}`;
}

/** How many histories are right of those that AWS would still tell as they were recorded; `outdated`: files of the others. */
export function formatCurrentHistories(results: readonly CaseResult[], outdated: ReadonlySet<string>): string {
  const all = rateOf('all', results);
  const current = rateOf(
    'current',
    results.filter(({ file, history }) => history === undefined || history === null || !outdated.has(file)),
  );
  const { nHistories, nHistoriesPassed } = current;
  const percent = nHistories === 0 ? '' : ` (${((nHistoriesPassed / nHistories) * 100).toFixed(1)} %)`;
  return (
    `histories: ${all.nHistoriesPassed}/${all.nHistories}; ` +
    `${nHistories} recorded since AWS's last change: ${nHistoriesPassed}${percent}`
  );
}

/** What fails and why, one paragraph a case. */
export function formatFailures(results: readonly CaseResult[]): string {
  return results
    .filter((result) => result.outcome !== null || (result.history ?? null) !== null)
    .map(({ file, outcome, history }) =>
      [file, outcome === null ? null : `  outcome: ${outcome}`, history == null ? null : `  history: ${history}`]
        .filter((line) => line !== null)
        .join('\n'),
    )
    .join('\n\n');
}
