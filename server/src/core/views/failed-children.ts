/**
 * Why a Map Run has passed its threshold: the service's error says only that it has. A fold over run events that keeps, of each open Map Run,
 * how many children failed and the first of them, down to the Map Run inside it that failed in turn.
 */

import type { RunEvent } from '../events/run-event.ts';

export interface FailedChildren {
  /** Before a redrive: the starts of the Map Runs that may go on. */
  apply(event: RunEvent): void;
  /** One sentence; null where the newest Map Run of the root did not pass its threshold. */
  explain(): string | null;
}

interface MapRunFailures {
  readonly stateName: string;
  /** Whose Map state it is. */
  readonly execution: number;
  nChildren: number;
  nFailed: number;
  first: Extract<RunEvent, { kind: 'child-ended' }> | null;
}

const THRESHOLD = 'States.ExceedToleratedFailureThreshold';

export function createFailedChildren(): FailedChildren {
  const open = new Map<number, MapRunFailures>();
  /** Map Runs that passed their threshold, by the execution whose they are: the root's newest, and those of children that are told. */
  const failed = new Map<number, MapRunFailures>();

  const childEnded = (event: Extract<RunEvent, { kind: 'child-ended' }>): void => {
    const mapRun = open.get(event.mapRun);
    if (mapRun === undefined) return;
    const isFailure = event.status === 'FAILED' || event.status === 'TIMED_OUT';
    if (isFailure) mapRun.nFailed++;
    if (isFailure && mapRun.first === null) mapRun.first = event;
    else failed.delete(event.execution);
  };

  return {
    apply(event) {
      if (event.kind === 'child-ended') childEnded(event);
      else if (event.kind === 'child-started') {
        const mapRun = open.get(event.mapRun);
        if (mapRun !== undefined) mapRun.nChildren++;
      } else if (event.kind === 'map-run-started') {
        const { mapRun, state, execution } = event;
        open.set(mapRun, { stateName: state, execution, nChildren: 0, nFailed: 0, first: null });
        if (execution === 0) failed.delete(0);
      } else if (event.kind === 'map-run-ended') {
        const mapRun = open.get(event.mapRun);
        open.delete(event.mapRun);
        if (mapRun !== undefined && event.error === THRESHOLD) failed.set(mapRun.execution, mapRun);
      }
    },
    explain() {
      const outer = failed.get(0);
      if (outer === undefined || outer.first === null) return null;
      const { nFailed, nChildren, stateName, first } = outer;
      const many = nChildren === 1 ? 'The only child' : `${count(nFailed)} of ${count(nChildren)} children`;
      let where = `child ${first.index}`;
      let cause = first;
      for (let inner = failed.get(first.execution); inner?.first != null; inner = failed.get(cause.execution)) {
        where = `child ${inner.first.index} of "${inner.stateName}" in ${where}`;
        cause = inner.first;
      }
      const isPlain = nChildren === 1 && cause === first;
      return `${many} of "${stateName}" failed${isPlain ? '' : `, first ${where}`}: ${reasonOf(cause)}`;
    },
  };
}

function reasonOf({
  status,
  error,
  cause,
}: {
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
}): string {
  const text = [error, cause].filter((part) => part !== undefined && part !== '').join(': ');
  if (text !== '') return shortened(text.replaceAll(/\s*\n\s*/g, ' '));
  return status === 'TIMED_OUT' ? 'it timed out' : 'without error and cause';
}

function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
