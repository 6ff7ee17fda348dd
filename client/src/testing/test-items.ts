/** Names and plans for the Test Explorer that need no VS Code: stable ids, and which cases of which suite a request means. */

/** The part of a test item that planning needs. */
export interface PlannedItem {
  readonly id: string;
  readonly parent: PlannedItem | undefined;
}

export interface SuiteRunPlan<T> {
  readonly suite: T;
  /** The wanted cases; null: the whole suite. */
  readonly cases: readonly T[] | null;
  readonly excluded: ReadonlySet<T>;
}

/** An id for each case that stays the same while other cases come and go; repeated names are told apart by their order. */
export function caseIds(suiteUri: string, caseNames: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return caseNames.map((name) => {
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    return `${suiteUri}#${encodeURIComponent(name)}${nth === 1 ? '' : `#${nth}`}`;
  });
}

/**
 * Groups what was asked for by suite, in the order it was asked.
 * @param included the wanted items; undefined: all suites.
 */
export function planRun<T extends PlannedItem>(
  included: readonly T[] | undefined,
  excluded: readonly T[],
  allSuites: readonly T[],
): readonly SuiteRunPlan<T>[] {
  const unwanted = new Set(excluded);
  const plans = new Map<T, T[] | null>();
  for (const item of included ?? allSuites) {
    if (unwanted.has(item)) continue;
    const suite = item.parent === undefined ? item : (item.parent as T);
    if (unwanted.has(suite)) continue;
    if (item.parent === undefined) plans.set(suite, null);
    else if (!plans.has(suite)) plans.set(suite, [item]);
    else plans.get(suite)?.push(item);
  }
  return [...plans].map(([suite, cases]) => ({ suite, cases, excluded: unwanted }));
}

/** One line for the terminal of a test run: ends as terminals want it. */
export function terminalLine(text: string): string {
  return `${text.replace(/\r?\n/g, '\r\n')}\r\n`;
}
