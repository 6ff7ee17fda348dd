/**
 * Parquet's values as JSON. The service's own mapping is not recorded; this one is ours:
 *
 * - integers: numbers; 64-bit ones beyond 2^53 texts of their digits, because a rounded id is a wrong id
 * - DECIMAL: numbers up to 15 digits of precision, texts with all digits beyond
 * - FLOAT, DOUBLE, FLOAT16: numbers, a FLOAT with its own shortest digits (0.1, not 0.10000000149011612); `"NaN"`, `"Infinity"`, `"-Infinity"`
 * - DATE, TIME, TIMESTAMP, INT96, INTERVAL: ISO 8601 texts (`parquet-times.ts`)
 * - STRING, ENUM: texts; JSON: the value; UUID: its usual text; bytes without a meaning (BYTE_ARRAY, FIXED, BSON, GEOMETRY): base64
 * - missing: null; LIST: arrays; MAP and groups: objects
 */

import type { Json } from '../../core/base/json.ts';
import { MAX_JSON_GROWTH } from '../byte-buffer.ts';
import { dateText, int96Text, intervalText, timestampText, timeText, type TimeUnit } from './parquet-times.ts';
import type { SchemaElement } from './parquet-types.ts';
import { PlainBytes, rawValue, type RawValues } from './plain-bytes.ts';

/** A leaf column's raw values as JSON values. */
export interface ValueMapping {
  /** Those from `from` up to `to`. `null` never comes out: what is missing is not among the raw values. */
  convert(raw: RawValues, from: number, to: number): ConvertedValues;
}

export interface ConvertedValues {
  readonly values: readonly unknown[];
  /** Upper bound of one value's compact JSON bytes. */
  readonly maxBytes: number;
}

const NUMBER_BYTES = 26;
const MAX_EXACT_DIGITS = 15;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Throws an `Error` with words for the user where the column's type cannot be read. */
export function createValueMapping(element: SchemaElement): ValueMapping {
  const mapOne = oneByOne(element);
  if (mapOne !== null) return { convert: (raw, from, to) => eachValue(raw, from, to, mapOne) };
  switch (element.type) {
    case 'BOOLEAN':
      return { convert: (raw, from, to) => ({ values: plainArray(raw).slice(from, to), maxBytes: 5 }) };
    case 'INT32':
      return numbers(isUnsigned(element) ? (value) => value >>> 0 : (value) => value);
    case 'INT64':
      return isUnsigned(element)
        ? { convert: (raw, from, to) => eachValue(raw, from, to, unsignedInteger) }
        : { convert: eachInt64 };
    case 'FLOAT':
      return numbers(shortestFloat);
    case 'DOUBLE':
      return numbers((value) => value);
    case 'BYTE_ARRAY':
    case 'FIXED_LEN_BYTE_ARRAY':
      return isText(element)
        ? { convert: eachText }
        : { convert: (raw, from, to) => eachValue(raw, from, to, bytesToBase64) };
    default:
      throw new Error(`has the type ${String(element.type)}, which is unknown`);
  }
}

/** Everything whose values are converted one at a time by a rule of its own; null for the plain types. */
function oneByOne(element: SchemaElement): ((value: never) => unknown) | null {
  const logical = element.logical_type;
  const converted = element.converted_type;
  if (logical?.type === 'DECIMAL' || converted === 'DECIMAL') {
    const scale = (logical?.type === 'DECIMAL' ? logical.scale : element.scale) ?? 0;
    const precision = (logical?.type === 'DECIMAL' ? logical.precision : element.precision) ?? MAX_EXACT_DIGITS + 1;
    return decimalValue(scale, precision);
  }
  if (element.type === 'INT96') return int96Text;
  if (logical?.type === 'DATE' || converted === 'DATE') return dateText;
  if (logical?.type === 'TIMESTAMP') {
    const zone = logical.isAdjustedToUTC ? 'utc' : 'local';
    return (value: bigint) => timestampText(value, logical.unit, zone);
  }
  const timestamp = /^TIMESTAMP_(MILLIS|MICROS)$/.exec(converted ?? '');
  if (timestamp !== null) return (value: bigint) => timestampText(value, timestamp[1] as TimeUnit, 'utc');
  if (logical?.type === 'TIME') return (value: number | bigint) => timeText(BigInt(value), logical.unit);
  const time = /^TIME_(MILLIS|MICROS)$/.exec(converted ?? '');
  if (time !== null) return (value: number | bigint) => timeText(BigInt(value), time[1] as TimeUnit);
  if (logical?.type === 'JSON' || converted === 'JSON') {
    return (bytes: Uint8Array) => JSON.parse(UTF8.decode(bytes)) as Json;
  }
  if (logical?.type === 'UUID') return uuidText;
  if (logical?.type === 'FLOAT16') return (bytes: Uint8Array) => jsonNumber(float16(bytes));
  if (converted === 'INTERVAL' || logical?.type === 'INTERVAL') return intervalText;
  return null;
}

/** Values that are already JSON, or nearly so, as JSON: what hyparquet assembled of groups, lists, maps and variants. */
export function plainJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  switch (typeof value) {
    case 'number':
      return jsonNumber(value);
    case 'bigint':
      return integer(value);
    case 'string':
    case 'boolean':
      return value;
    default:
  }
  if (value instanceof Uint8Array) return bytesToBase64(value);
  if (value instanceof Date) return timestampText(BigInt(value.getTime()), 'MILLIS', 'utc');
  if (Array.isArray(value)) return value.map(plainJson);
  const object: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) setField(object, key, plainJson(member));
  return object;
}

/** Sets a member whatever its name; `__proto__` is a name like any other. */
export function setField(object: Record<string, Json>, name: string, value: Json): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function isUnsigned({ converted_type, logical_type }: SchemaElement): boolean {
  return /^UINT_/.test(converted_type ?? '') || (logical_type?.type === 'INTEGER' && !logical_type.isSigned);
}

function isText({ converted_type, logical_type }: SchemaElement): boolean {
  const named = logical_type?.type;
  return named === 'STRING' || named === 'ENUM' || converted_type === 'UTF8' || converted_type === 'ENUM';
}

function eachValue(raw: RawValues, from: number, to: number, convert: (value: never) => unknown): ConvertedValues {
  const values: unknown[] = [];
  let maxBytes = 0;
  for (let index = from; index < to; index++) {
    const value = convert(rawValue(raw, index) as never);
    const bytes = sizeBound(value);
    if (bytes > maxBytes) maxBytes = bytes;
    values.push(value);
  }
  return { values, maxBytes };
}

function sizeBound(value: unknown): number {
  if (typeof value === 'string') return value.length * MAX_JSON_GROWTH + 2;
  return typeof value === 'object' ? Infinity : NUMBER_BYTES;
}

function numbers(convert: (value: number) => number): ValueMapping {
  return {
    convert(raw, from, to) {
      const source = plainArray(raw);
      const values: unknown[] = [];
      for (let index = from; index < to; index++) values.push(jsonNumber(convert(source[index] as number)));
      return { values, maxBytes: NUMBER_BYTES };
    },
  };
}

/** Halves instead of big integers where the values lie in typed memory: most are small. */
function eachInt64(raw: RawValues, from: number, to: number): ConvertedValues {
  if (!(raw instanceof BigInt64Array)) return eachValue(raw, from, to, integer);
  const halves = new Int32Array(raw.buffer, raw.byteOffset, raw.length * 2);
  const values: unknown[] = [];
  for (let index = from; index < to; index++) {
    const high = halves[2 * index + 1] as number;
    values.push(
      high > -0x200000 && high < 0x200000
        ? high * 0x1_0000_0000 + ((halves[2 * index] as number) >>> 0)
        : integer(raw[index] as bigint),
    );
  }
  return { values, maxBytes: NUMBER_BYTES };
}

/** One decoding for all texts that lie side by side, when they are ASCII, as they mostly are. */
function eachText(raw: RawValues, from: number, to: number): ConvertedValues {
  const values: unknown[] = [];
  let longest = 0;
  const ascii = raw instanceof PlainBytes && to > from ? asciiText(raw, from, to) : null;
  for (let index = from; index < to; index++) {
    let length: number;
    if (ascii !== null) {
      const { offsets } = raw as PlainBytes;
      const base = offsets[from] as number;
      const start = (offsets[index] as number) + 4;
      const end = offsets[index + 1] as number;
      length = end - start;
      values.push(ascii.slice(start - base, end - base));
    } else {
      const bytes = rawValue(raw, index) as Uint8Array;
      length = bytes.length;
      values.push(decodeText(bytes));
    }
    if (length > longest) longest = length;
  }
  return { values, maxBytes: longest * MAX_JSON_GROWTH + 2 };
}

/** The bytes of these texts, lengths and all, as a text of as many characters; null where some are not ASCII. */
function asciiText({ bytes, offsets }: PlainBytes, from: number, to: number): string | null {
  const part = bytes.subarray(offsets[from], offsets[to]);
  try {
    const text = UTF8.decode(part);
    return text.length === part.length ? text : null;
  } catch {
    return null;
  }
}

function plainArray(raw: RawValues): readonly unknown[] {
  if (raw instanceof PlainBytes) throw new Error('it holds bytes where numbers are expected');
  return raw as unknown as readonly unknown[];
}

function decodeText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new Error('a text is not valid UTF-8');
  }
}

/** A finite number, or its name: JSON has no word for the others. */
function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function integer(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function unsignedInteger(value: bigint): number | string {
  return integer(BigInt.asUintN(64, value));
}

function shortestFloat(value: number): number {
  if (Number.isInteger(value)) return value;
  for (let digits = 6; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : value;
}

function float16(bytes: Uint8Array): number {
  const bits = ((bytes[1] ?? 0) << 8) | (bytes[0] ?? 0);
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function decimalValue(scale: number, precision: number): (value: number | bigint | Uint8Array) => number | string {
  return (value) => {
    const unscaled = value instanceof Uint8Array ? bigEndian(value) : BigInt(value);
    const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
    const point = digits.length - scale;
    const sign = unscaled < 0n ? '-' : '';
    const text = sign + (scale > 0 ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits);
    return precision <= MAX_EXACT_DIGITS ? Number(text) : text;
  };
}

function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}

function uuidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function bytesToBase64(bytes: Uint8Array): string {
  let text = '';
  for (let offset = 0; offset < bytes.length; offset += 8192) {
    text += String.fromCharCode(...bytes.subarray(offset, offset + 8192));
  }
  return btoa(text);
}
