/** The order in which a Java HashSet gives back what was put in: AWS's `ArrayUnique` has it (recorded: `[false, true]` for true, false). */

import { isJsonArray, isJsonObject, jsonEquals, type Json } from '../../base/json.ts';

const SMALLEST_TABLE = 16;
const LOAD_FACTOR = 0.75;
const INT_LIMIT = 2 ** 31;

/** The different values among these, as a HashSet that they were added to lists them. */
export function inHashSetOrder(values: readonly Json[]): Json[] {
  const kept = distinct(values);
  let size = SMALLEST_TABLE;
  while (size * LOAD_FACTOR < kept.length) size *= 2;
  const buckets = new Map<number, Json[]>();
  for (const value of kept) {
    const hash = javaHashOf(value);
    const bucket = (hash ^ (hash >>> 16)) & (size - 1);
    const others = buckets.get(bucket);
    if (others === undefined) buckets.set(bucket, [value]);
    else others.push(value);
  }
  return [...buckets].sort(([left], [right]) => left - right).flatMap(([, bucket]) => bucket);
}

function distinct(values: readonly Json[]): Json[] {
  const seen = new Set<Json>();
  const containers = new Map<number, Json[]>();
  return values.filter((value) => {
    if (typeof value !== 'object' || value === null) return seen.size !== seen.add(value).size;
    const hash = javaHashOf(value);
    const alike = containers.get(hash);
    if (alike?.some((other) => jsonEquals(other, value)) === true) return false;
    if (alike === undefined) containers.set(hash, [value]);
    else alike.push(value);
    return true;
  });
}

/** `hashCode` of the values as Jackson reads them: Integer, Long, Double, Boolean, String, List and Map. */
export function javaHashOf(value: Json): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  if (typeof value === 'number') return numberHash(value);
  if (typeof value === 'string') return textHash(value);
  let hash = isJsonArray(value) ? 1 : 0;
  if (isJsonArray(value)) for (const element of value) hash = (Math.imul(31, hash) + javaHashOf(element)) | 0;
  if (isJsonObject(value))
    for (const [key, member] of Object.entries(value)) hash = (hash + (textHash(key) ^ javaHashOf(member))) | 0;
  return hash;
}

function textHash(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(31, hash) + text.charCodeAt(at)) | 0;
  return hash;
}

function numberHash(value: number): number {
  if (Number.isInteger(value) && value >= -INT_LIMIT && value < INT_LIMIT) return value | 0;
  const view = new DataView(new ArrayBuffer(8));
  if (Number.isSafeInteger(value)) view.setBigInt64(0, BigInt(value));
  else view.setFloat64(0, value);
  return view.getInt32(0) ^ view.getInt32(4);
}
