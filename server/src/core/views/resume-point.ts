/**
 * Where a failed execution goes on when it is redriven, found in its history: the state of the main flow that was entered and not left.
 *
 * Source of the rules: developer guide, "Restarting state machine executions with redrive". A Parallel or inline Map state that failed is
 * worked on anew as a whole.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { HistoryEvent, HistoryEventType } from '../events/history-event.ts';

export interface RedriveStart {
  readonly input: Json;
  /** How often the execution was redriven, the coming time included. */
  readonly count: number;
  /** Virtual time at which the execution ended. */
  readonly time: number;
  readonly nMapRuns: number;
  readonly resume: {
    readonly stateName: string;
    readonly input: Json;
    readonly variables: JsonObject;
    readonly enteredEventId: number;
    readonly enteredTime: number;
    readonly eventCount: number;
    readonly startTime: number;
  };
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

/** `mainStates`: the names of the states at the definition's top. `history` is one Standard execution's, oldest first. */
export function redriveStart(history: readonly HistoryEvent[], mainStates: ReadonlySet<string>): RedriveOutcome {
  const [first] = history;
  const last = history.at(-1);
  if (first?.type !== 'ExecutionStarted' || last === undefined)
    return refuse('The history does not begin with ExecutionStarted.');
  const status = STATUS[last.type];
  if (status === undefined) return refuse('Execution is RUNNING and cannot be redriven.');
  if (status === 'SUCCEEDED') return refuse('Execution is SUCCEEDED and cannot be redriven.');
  if (history.length >= MOST_EVENTS) return refuse('The history is full: the execution cannot be redriven.');

  let entered: { readonly event: HistoryEvent; readonly name: string; readonly input: Json } | null = null;
  let variables: JsonObject = {};
  let count = 0;
  let nMapRuns = 0;
  for (const event of history) {
    if (event.type === 'ExecutionRedriven') count = event.details.redriveCount;
    if (event.type === 'MapRunStarted') nMapRuns++;
    const { name, input, assignedVariables } = event.details as {
      readonly name?: string;
      readonly input?: Json;
      readonly assignedVariables?: JsonObject;
    };
    if (name === undefined || !mainStates.has(name)) continue;
    if (event.type.endsWith('StateEntered')) entered = { event, name, input: input ?? null };
    else if (event.type.endsWith('StateExited')) {
      entered = null;
      if (assignedVariables !== undefined) variables = { ...variables, ...assignedVariables };
    }
  }
  if (entered === null) {
    return refuse('The history does not tell in which state of this definition the execution ended.');
  }
  const { event, name, input } = entered;
  return {
    kind: 'redrivable',
    start: {
      input: first.details.input,
      count: count + 1,
      time: last.time,
      nMapRuns,
      resume: {
        stateName: name,
        input,
        variables,
        enteredEventId: event.id,
        enteredTime: event.time,
        eventCount: last.id,
        startTime: first.time,
      },
    },
  };
}

function refuse(reason: string): RedriveOutcome {
  return { kind: 'refused', reason };
}
