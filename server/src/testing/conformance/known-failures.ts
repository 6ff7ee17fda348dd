/** The committed list of conformance cases that do not pass, each with a reason: `known-failures.json`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CaseResult } from './run-case.ts';

export interface KnownFailure {
  readonly file: string;
  readonly fails: 'outcome' | 'history' | 'both';
  readonly reason: string;
}

/** The working directory of tests and entry points is the project's root. */
const LIST = resolve('server/src/testing/conformance/known-failures.json');

export function knownFailures(): readonly KnownFailure[] {
  return JSON.parse(readFileSync(LIST, 'utf8')) as KnownFailure[];
}

export function writeKnownFailures(text: string): void {
  writeFileSync(LIST, text);
}

/** How a case fails, or null. */
export function failureOf({ outcome, history }: CaseResult): KnownFailure['fails'] | null {
  const historyFails = history !== undefined && history !== null;
  if (outcome !== null) return historyFails ? 'both' : 'outcome';
  return historyFails ? 'history' : null;
}

/** A recording that AWS itself has outdated: the reason begins with its date. */
const OUTDATED = /^Recorded \d{4}-\d\d-\d\d, /;

export function isOutdated({ reason }: KnownFailure): boolean {
  return OUTDATED.test(reason);
}

/** The list as it would have to be now; reasons are kept, new entries get what differs. */
export function renderKnownFailures(results: readonly CaseResult[], before: readonly KnownFailure[]): string {
  const reasons = new Map(before.map((known) => [known.file, known.reason]));
  const list = results.flatMap((result): KnownFailure[] => {
    const fails = failureOf(result);
    if (fails === null) return [];
    const reason = reasons.get(result.file) ?? (result.outcome ?? result.history ?? '').slice(0, 200);
    return [{ file: result.file, fails, reason }];
  });
  return `${JSON.stringify(list, null, 2)}\n`;
}
