/**
 * Keeps AWS's payload limit without measuring every payload: sizes are upper bounds that travel with the data and are made exact only
 * when a bound passes the limit. A container that comes back again and again (a fixed mock answer) is measured once.
 */

import { jsonByteLength } from '../base/byte-length.ts';
import type { Json } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';

/** How many containers are remembered. A WeakMap would remember all, but a million entries cost the garbage collector more than measuring. */
const N_REMEMBERED = 8;
const rememberedValues: Json[] = new Array<Json>(N_REMEMBERED).fill(null);
const rememberedBytes = new Float64Array(N_REMEMBERED);
let nextRemembered = 0;

/** An upper bound of the UTF-8 bytes of a value's compact JSON text; exact for containers. */
export function payloadBytes(value: Json): number {
  if (typeof value === 'string') return 2 + 6 * value.length;
  if (typeof value !== 'object' || value === null) return 25;
  return jsonByteLength(value);
}

/** As `payloadBytes`, for data that nobody has looked at yet: what is nested too deeply to be measured counts as too large. */
export function boundOfAnything(value: Json): number {
  try {
    return payloadBytes(value);
  } catch (thrown) {
    if (thrown instanceof RangeError) return Infinity;
    throw thrown;
  }
}

/** As `payloadBytes`, for values whose identity is likely to come back. */
export function cachedPayloadBytes(value: Json): number {
  if (typeof value !== 'object' || value === null) return payloadBytes(value);
  const place = rememberedValues.indexOf(value);
  if (place >= 0) return rememberedBytes[place] as number;
  const bytes = jsonByteLength(value);
  rememberedValues[nextRemembered] = value;
  rememberedBytes[nextRemembered] = bytes;
  nextRemembered = (nextRemembered + 1) % N_REMEMBERED;
  return bytes;
}

/**
 * The bytes of a payload that may stay: its bound while that is within the limit, else its exact size.
 * Throws `States.DataLimitExceeded` in AWS's words when it is too large; `origin` is the state or task that returned it.
 */
export function boundWithinLimit(value: Json, bound: number, limit: number, origin: string): number {
  if (bound <= limit) return bound;
  const exact = jsonByteLength(value);
  if (exact > limit) throw dataLimitExceeded(origin);
  return exact;
}

/** AWS's error for a result over the limit; its cause has no "An error occurred while executing" prefix. */
function dataLimitExceeded(origin: string): StatesError {
  return new StatesError(
    'States.DataLimitExceeded',
    `The state/task '${origin}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
