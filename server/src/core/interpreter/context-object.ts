/** The context object (`$$`, `$states.context`) of a state, in the order AWS prints it. */

import type { Json, JsonObject } from '../base/json.ts';
import { formatTimestamp } from '../expressions/timestamps.ts';
import type { Thread } from './thread.ts';

/** `State.RetryCount` exists only for states that can be retried, `Task` only while a task token is asked for. */
export function contextOf(thread: Thread): JsonObject {
  const { state } = thread;
  const context: Record<string, Json> = { ...thread.execution.contextBase };
  const time = formatTimestamp(thread.entered.time);
  context['State'] =
    state.kind === 'Task' || state.kind === 'Parallel' || state.kind === 'Map'
      ? { Name: state.name, EnteredTime: time, RetryCount: thread.attempt - 1 }
      : { Name: state.name, EnteredTime: time };
  if (thread.mapItem !== null) context['Map'] = { Item: thread.mapItem };
  if (thread.taskToken !== null) context['Task'] = { Token: thread.taskToken };
  const { alone } = thread.execution;
  return alone === null ? context : alone.context(context);
}
