/** Wait's four ways to name the moment at which it goes on, and AWS's texts for those that name none. */

import type { Json, JsonObject } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import type { EvaluationScope } from '../expressions/evaluation-scope.ts';
import { compileJsonataTyped } from '../expressions/jsonata/jsonata-fields.ts';
import { compilePathField } from '../expressions/path-fields.ts';
import { parseTimestamp, timestampToMilliseconds } from '../expressions/timestamps.ts';
import { JAVA_INTEGER, type FieldReader } from './field-reader.ts';
import type { QueryLanguage } from './plan.ts';

/** `now`: virtual epoch milliseconds. What is relative to now is no look at the clock. */
type Until = (scope: EvaluationScope, now: number) => number;

/** AWS refuses delays of 2^31 seconds and more. */
const MAX_SECONDS = 2 ** 31 - 1;

export function compileWaitUntil(state: JsonObject, queryLanguage: QueryLanguage, fields: FieldReader): Until {
  const { Seconds: seconds, SecondsPath: secondsPath, Timestamp: timestamp, TimestampPath: timestampPath } = state;
  if (queryLanguage === 'JSONata') {
    if (typeof seconds === 'string') return jsonataSeconds(seconds);
    if (typeof timestamp === 'string') return jsonataTimestamp(timestamp);
  }
  if (typeof seconds === 'number' && seconds >= 0) return (_scope, now) => after(now, seconds);
  if (typeof timestamp === 'string') {
    const parsed = parseTimestamp(timestamp);
    if (parsed !== null) {
      const due = timestampToMilliseconds(parsed);
      return (scope) => at(scope, due);
    }
    fields.problem('Timestamp must be an ISO-8601 date and time with an offset.', 'Timestamp');
    return () => 0;
  }
  if (typeof secondsPath === 'string') return pathSeconds(secondsPath);
  if (typeof timestampPath === 'string') return pathTimestamp(timestampPath);
  fields.problem('A Wait state needs one of Seconds, SecondsPath, Timestamp and TimestampPath.');
  return () => 0;
}

function jsonataSeconds(text: string): Until {
  const evaluate = compileJsonataTyped(text, 'Seconds', 'integer');
  return (scope, now) => after(now, evaluate(scope) as number);
}

function jsonataTimestamp(text: string): Until {
  const evaluate = compileJsonataTyped(text, 'Timestamp', 'string');
  return (scope) => {
    const value = evaluate(scope) as string;
    const parsed = parseTimestamp(value);
    if (parsed !== null) return at(scope, timestampToMilliseconds(parsed));
    throw new StatesError(
      'States.QueryEvaluationError',
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`,
      { prefixed: true, location: 'Timestamp' },
    );
  };
}

function pathSeconds(path: string): Until {
  const find = compilePathField(path, 'SecondsPath');
  return (scope, now) => {
    const value = find(scope);
    const seconds = typeof value === 'string' && JAVA_INTEGER.test(value) ? Number(value) : value;
    if (typeof seconds !== 'number' || !Number.isInteger(seconds)) {
      throw runtime(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${textOf(value)}`);
    }
    if (seconds < 0)
      throw runtime(`The SecondsPath parameter references a negative value: ${path} == ${String(seconds)}`);
    return after(now, seconds);
  };
}

function pathTimestamp(path: string): Until {
  const find = compilePathField(path, 'TimestampPath');
  return (scope) => {
    const value = find(scope);
    const parsed = typeof value === 'string' ? parseTimestamp(value) : null;
    if (parsed !== null) return at(scope, timestampToMilliseconds(parsed));
    const place = `${path} == ${textOf(value)}`;
    throw runtime(
      `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${place}`,
    );
  };
}

function after(now: number, seconds: number): number {
  if (seconds > MAX_SECONDS) throw runtime('Wait state delay is too long.');
  return now + seconds * 1000;
}

function at(scope: EvaluationScope, due: number): number {
  if (due - scope.now > MAX_SECONDS * 1000) throw runtime('Wait state delay is too long.');
  return due;
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function runtime(cause: string): StatesError {
  return new StatesError('States.Runtime', cause, { prefixed: true });
}
