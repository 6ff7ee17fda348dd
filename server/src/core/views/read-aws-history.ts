/**
 * The way back from GetExecutionHistory's shape to history events: from a file that `--history` wrote, or one that the AWS command line
 * printed (with times as texts or as epoch seconds).
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { HistoryEvent } from '../events/history-event.ts';

export interface ReadHistory {
  /** Oldest first. */
  readonly events: readonly HistoryEvent[];
  /** One sentence for each entry that is no event. */
  readonly problems: readonly string[];
}

/** `value` is the list of events, or an object with `events`. */
export function readAwsHistory(value: Json): ReadHistory {
  const list = isJsonObject(value) ? value['events'] : value;
  if (list === undefined || !isJsonArray(list)) return { events: [], problems: ['There is no list of `events`.'] };
  const events: HistoryEvent[] = [];
  const problems: string[] = [];
  list.forEach((entry, index) => {
    const event = isJsonObject(entry) ? readEvent(entry) : null;
    if (event === null) problems.push(`Event ${String(index + 1)} has no type, id, previousEventId and timestamp.`);
    else events.push(event);
  });
  return { events: events.sort((left, right) => left.id - right.id), problems };
}

function readEvent(entry: JsonObject): HistoryEvent | null {
  const { type, id, timestamp } = entry;
  const previousEventId = entry['previousEventId'] ?? 0;
  const time = typeof timestamp === 'number' ? timestamp * 1000 : Date.parse(String(timestamp));
  if (typeof type !== 'string' || typeof id !== 'number' || typeof previousEventId !== 'number') return null;
  if (Number.isNaN(time)) return null;
  const member = Object.entries(entry).find(([name]) => name.endsWith('EventDetails'))?.[1];
  const details = isJsonObject(member) ? detailsOf(member) : {};
  return { type, id, previousEventId, time: Math.round(time), details } as unknown as HistoryEvent;
}

const TEXTS: ReadonlySet<string> = new Set(['input', 'output', 'parameters']);
const NOTES: ReadonlySet<string> = new Set(['inputDetails', 'outputDetails', 'assignedVariablesDetails']);

function detailsOf(member: JsonObject): JsonObject {
  const details: Record<string, Json> = {};
  for (const [name, value] of Object.entries(member)) {
    if (NOTES.has(name)) continue;
    if (TEXTS.has(name)) details[name] = valueOf(value);
    else if (name === 'assignedVariables' && isJsonObject(value)) {
      details[name] = Object.fromEntries(Object.entries(value).map(([variable, text]) => [variable, valueOf(text)]));
    } else details[name] = value;
  }
  return details;
}

/** A text that is no JSON stays what it is. */
function valueOf(text: Json): Json {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
