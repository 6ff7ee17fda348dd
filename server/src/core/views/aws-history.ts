/**
 * History events in the shape of GetExecutionHistory: details members by AWS's names, inputs and outputs as JSON texts.
 *
 * Source of members: botocore stepfunctions/2016-11-23, `HistoryEvent`. Timestamps are ISO-8601 in UTC with milliseconds.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { HistoryEvent, HistoryEventType } from '../events/history-event.ts';
import type { RunEvent } from '../events/run-event.ts';

/** One execution's history, oldest event first. `execution` is its number within the run; the root is 0. */
export function awsHistoryOf(events: Iterable<RunEvent>, execution: number): readonly JsonObject[] {
  const history: JsonObject[] = [];
  for (const event of events) {
    if (event.kind === 'history' && event.execution === execution) history.push(awsHistoryEvent(event.event));
  }
  return history;
}

export function awsHistoryEvent(event: HistoryEvent): JsonObject {
  const { type, id, previousEventId, time } = event;
  const head = { timestamp: new Date(time).toISOString(), type, id, previousEventId };
  const member = memberOf(type);
  return member === null ? head : { ...head, [member]: detailsOf(event.details) };
}

/** Event types that carry no details member. */
const WITHOUT_DETAILS: ReadonlySet<HistoryEventType> = new Set<HistoryEventType>([
  'LambdaFunctionStarted',
  'MapRunAborted',
  'MapRunSucceeded',
  'MapStateAborted',
  'MapStateFailed',
  'MapStateSucceeded',
  'ParallelStateAborted',
  'ParallelStateFailed',
  'ParallelStateStarted',
  'ParallelStateSucceeded',
  'TaskStateAborted',
  'WaitStateAborted',
]);

function memberOf(type: HistoryEventType): string | null {
  if (WITHOUT_DETAILS.has(type)) return null;
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

const NOT_TRUNCATED: JsonObject = { truncated: false };

function detailsOf(details: object): JsonObject {
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(details) as [string, Json][]) {
    if (name === 'input' || name === 'output') {
      result[name] = JSON.stringify(value);
      result[`${name}Details`] = NOT_TRUNCATED;
    } else if (name === 'parameters') result[name] = JSON.stringify(value);
    else if (name === 'assignedVariables') {
      result[name] = textsOf(value as JsonObject);
      result['assignedVariablesDetails'] = NOT_TRUNCATED;
    } else result[name] = value;
  }
  return result;
}

function textsOf(variables: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, JSON.stringify(value)]));
}
