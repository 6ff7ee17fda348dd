/**
 * Whether and how a failed execution is redriven, found in its history: what succeeded is kept, also inside a Parallel or inline Map state
 * that failed; the branches and iterations that failed or were aborted go on in the state where they stood.
 *
 * Source of the rules: developer guide, "Restarting state machine executions with redrive"; histories recorded in 2026. After
 * States.DataLimitExceeded a Parallel or Map state is worked on anew as a whole.
 */

import type { Json } from '../base/json.ts';
import type { HistoryEvent, HistoryEventType } from '../events/history-event.ts';
import type { ResumePoint, ThreadPoint } from '../events/resume-point.ts';
import { mainThreadOf } from './history-threads.ts';

export interface RedriveStart {
  readonly input: Json;
  /** How often the execution was redriven, the coming time included. */
  readonly count: number;
  /** Virtual time at which the execution ended. */
  readonly time: number;
  readonly nMapRuns: number;
  readonly resume: ResumePoint;
}

export type RedriveOutcome =
  | { readonly kind: 'redrivable'; readonly start: RedriveStart }
  /** One sentence. */
  | { readonly kind: 'refused'; readonly reason: string };

const STATUS: Partial<Record<HistoryEventType, string>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

/** A history of that length cannot go on. */
const MOST_EVENTS = 24_999;

/** `stateNames`: of all states of the definition. `history` is one Standard execution's, oldest first. */
export function redriveStart(history: readonly HistoryEvent[], stateNames: ReadonlySet<string>): RedriveOutcome {
  const [first] = history;
  const last = history.at(-1);
  if (first?.type !== 'ExecutionStarted' || last === undefined)
    return refuse('The history does not begin with ExecutionStarted.');
  const status = STATUS[last.type];
  if (status === undefined) return refuse('Execution is RUNNING and cannot be redriven.');
  if (status === 'SUCCEEDED') return refuse('Execution is SUCCEEDED and cannot be redriven.');
  if (history.length >= MOST_EVENTS) return refuse('Execution has exceeded the maximum history event limit.');

  const root = withoutLargeResults(mainThreadOf(history), last);
  const missing = namesIn(root).find((name) => !stateNames.has(name));
  if (missing !== undefined) {
    return refuse(`The definition has no state ${missing} any more, in which the execution ended.`);
  }
  return {
    kind: 'redrivable',
    start: {
      input: first.details.input,
      count: history.filter(({ type }) => type === 'ExecutionRedriven').length + 1,
      time: last.time,
      nMapRuns: history.filter(({ type }) => type === 'MapRunStarted').length,
      resume: { eventCount: last.id, startTime: first.time, root },
    },
  };
}

function refuse(reason: string): RedriveOutcome {
  return { kind: 'refused', reason };
}

function withoutLargeResults(root: ThreadPoint | null, { details }: HistoryEvent): ThreadPoint | null {
  const { error } = details as { readonly error?: string };
  if (error !== 'States.DataLimitExceeded' || root?.place.kind !== 'inside') return root;
  return { ...root, place: { kind: 'inside', join: null } };
}

function namesIn(point: ThreadPoint | null): readonly string[] {
  if (point === null) return [];
  const flows = point.place.kind === 'inside' ? (point.place.join?.flows ?? []) : [];
  return [point.stateName, ...flows.flatMap((flow) => namesIn(flow.point))];
}
