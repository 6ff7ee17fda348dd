/**
 * Compares what a run gave with what AWS recorded.
 *
 * Recordings hold placeholders: `<...>` in an expected text matches any text, alone any value. Histories are compared as causal trees: each
 * event's key is its own type, name and index on top of the key of the event it points back to; both sides must have the same events
 * under every key, in any order.
 */

import { isJsonArray, isJsonObject, jsonEquals, type Json, type JsonObject } from '../../core/base/json.ts';

const PLACEHOLDER = /<[A-Za-z\uE000][A-Za-z0-9_.:\uE000 -]*>/g;
const ANY = '\uE000';

/** Whether a value fits an expected one. */
export function fits(expected: Json, actual: Json): boolean {
  if (typeof expected === 'string') return fitsText(expected, actual);
  if (isJsonArray(expected)) {
    return (
      isJsonArray(actual) &&
      expected.length === actual.length &&
      expected.every((element, index) => fits(element, actual[index] as Json))
    );
  }
  if (isJsonObject(expected)) {
    if (isJsonObject(actual)) return fitsObject(expected, actual);
    // The recording tool parses texts that hold a JSON object.
    const parsed = typeof actual === 'string' ? parseObject(actual) : null;
    return parsed !== null && fitsObject(expected, parsed);
  }
  return jsonEquals(expected, actual);
}

function fitsText(expected: string, actual: Json): boolean {
  if (expected === actual) return true;
  let pattern = expected;
  for (let marked = pattern.replace(PLACEHOLDER, ANY); marked !== pattern; marked = pattern.replace(PLACEHOLDER, ANY)) {
    pattern = marked;
  }
  if (pattern === ANY) return true;
  if (typeof actual !== 'string') return false;
  const source = pattern
    .split(ANY)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('date', DATE))
    .join('[^]*');
  return new RegExp(`^${source}$`).test(actual);
}

/** Timestamps inside a longer text were recorded as the word `date`. */
const DATE = String.raw`(?:date|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))`;

function fitsObject(expected: JsonObject, actual: JsonObject): boolean {
  const left = new Set(Object.keys(actual));
  const patterns: string[] = [];
  for (const key of Object.keys(expected)) {
    if (!left.has(key)) patterns.push(key);
    else {
      if (!fits(expected[key] as Json, actual[key] as Json)) return false;
      left.delete(key);
    }
  }
  if (patterns.length !== left.size) return false;
  return matchAll(
    patterns,
    [...left],
    (key, other) => fitsText(key, other) && fits(expected[key] as Json, actual[other] as Json),
  );
}

/** Whether two lists can be paired one to one. */
function matchAll<L, R>(lefts: readonly L[], rights: readonly R[], pair: (left: L, right: R) => boolean): boolean {
  if (lefts.length !== rights.length) return false;
  const takenBy = new Array<number>(rights.length).fill(-1);
  const place = (left: number, tried: Set<number>): boolean =>
    rights.some((right, index) => {
      if (tried.has(index) || !pair(lefts[left] as L, right)) return false;
      tried.add(index);
      const holder = takenBy[index] as number;
      if (holder >= 0 && !place(holder, tried)) return false;
      takenBy[index] = left;
      return true;
    });
  return lefts.every((_, index) => place(index, new Set()));
}

function parseObject(text: string): JsonObject | null {
  if (!text.startsWith('{')) return null;
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

const NOT_COMPARED: ReadonlySet<string> = new Set([
  'roleArn',
  'inputDetails',
  'outputDetails',
  'redriveCount',
  'region',
  'assignedVariablesDetails',
]);

/** The fields of an event's details that hold JSON texts on the wire and values in a recording. */
const JSON_FIELDS: ReadonlySet<string> = new Set(['input', 'output', 'parameters']);

/** The first difference of two histories in words, or null. `actual` is in the shape of GetExecutionHistory. */
export function historyDifference(
  expected: readonly JsonObject[],
  actual: readonly JsonObject[],
  order: 'causal' | 'unordered',
): string | null {
  const wanted = groupByKey(expected, order);
  const found = groupByKey(actual.map(parseTexts), order);
  for (const [key, events] of wanted) {
    const others = found.get(key) ?? [];
    if (others.length !== events.length) {
      return `${String(events.length)} × ${lastPart(key)} expected, ${String(others.length)} found at ${key}`;
    }
    if (!matchAll(events, others, (left, right) => fits(left, right))) {
      return `${lastPart(key)}: ${JSON.stringify(events[0])} expected, ${JSON.stringify(others[0])} found`;
    }
  }
  for (const [key, events] of found) {
    if (!wanted.has(key)) return `${String(events.length)} × ${lastPart(key)} too many at ${key}`;
  }
  return null;
}

/** Recordings of this order have no such event, only the gap that it left in the ids. */
const LOST_IN_UNORDERED = 'ParallelStateSucceeded';

function groupByKey(events: readonly JsonObject[], order: 'causal' | 'unordered'): Map<string, JsonObject[]> {
  const keys = new Map<number, string>();
  const groups = new Map<string, JsonObject[]>();
  for (const event of events) {
    if (order === 'unordered' && event['type'] === LOST_IN_UNORDERED) continue;
    const details = detailsOf(event);
    const own = ownKey(event, details);
    const previous = event['previousEventId'];
    const parent = order === 'causal' && typeof previous === 'number' ? (keys.get(previous) ?? '') : '';
    const key = `${parent}/${own}`;
    if (typeof event['id'] === 'number') keys.set(event['id'], key);
    const compared = Object.fromEntries(Object.entries(details).filter(([name]) => !NOT_COMPARED.has(name)));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [compared]);
    else group.push(compared);
  }
  return groups;
}

function ownKey(event: JsonObject, details: JsonObject): string {
  const name = typeof details['name'] === 'string' ? ` ${details['name']}` : '';
  const index = typeof details['index'] === 'number' ? ` ${String(details['index'])}` : '';
  return `${String(event['type'])}${name}${index}`;
}

function detailsOf(event: JsonObject): JsonObject {
  const member = Object.keys(event).find((key) => key.endsWith('EventDetails'));
  const details = member === undefined ? undefined : event[member];
  return isJsonObject(details) ? details : {};
}

function parseTexts(event: JsonObject): JsonObject {
  const member = Object.keys(event).find((key) => key.endsWith('EventDetails'));
  if (member === undefined) return event;
  const details = Object.entries(detailsOf(event)).map(([name, value]): [string, Json] => {
    if (JSON_FIELDS.has(name) && typeof value === 'string') return [name, JSON.parse(value) as Json];
    if (name === 'assignedVariables' && isJsonObject(value)) {
      const texts = Object.entries(value).map(([variable, text]): [string, Json] => [
        variable,
        JSON.parse(String(text)) as Json,
      ]);
      return [name, Object.fromEntries(texts)];
    }
    return [name, value];
  });
  return { ...event, [member]: Object.fromEntries(details) };
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
