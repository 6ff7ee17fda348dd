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
import type { DecodedArray, SchemaElement } from './parquet-types.ts';

/** A leaf column's raw values as JSON values. */
export interface ValueMapping {
  /** `null` never comes out: what is missing is not among the raw values. */
  convert(raw: DecodedArray): ConvertedValues;
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
  if (mapOne !== null) return { convert: (raw) => eachValue(raw, mapOne) };
  switch (element.type) {
    case 'BOOLEAN':
      return { convert: (raw) => ({ values: Array.from<unknown>(raw as ArrayLike<unknown>), maxBytes: 5 }) };
    case 'INT32':
      return isUnsigned(element)
        ? { convert: (raw) => eachNumber(raw, (value) => value >>> 0) }
        : { convert: (raw) => eachNumber(raw, (value) => value) };
    case 'INT64':
      return { convert: isUnsigned(element) ? (raw) => eachValue(raw, unsignedInteger) : eachInt64 };
    case 'FLOAT':
      return { convert: (raw) => eachNumber(raw, shortestFloat) };
    case 'DOUBLE':
      return { convert: (raw) => eachNumber(raw, (value) => value) };
    case 'BYTE_ARRAY':
    case 'FIXED_LEN_BYTE_ARRAY':
      return isText(element) ? { convert: eachText } : { convert: (raw) => eachValue(raw, bytesToBase64) };
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

function eachValue(raw: DecodedArray, convert: (value: never) => unknown): ConvertedValues {
  const values: unknown[] = [];
  let maxBytes = 0;
  for (let index = 0; index < raw.length; index++) {
    const value = convert(raw[index] as never);
    const bytes =
      typeof value === 'string'
        ? value.length * MAX_JSON_GROWTH + 2
        : typeof value === 'object'
          ? Infinity
          : NUMBER_BYTES;
    if (bytes > maxBytes) maxBytes = bytes;
    values.push(value);
  }
  return { values, maxBytes };
}

function eachNumber(raw: DecodedArray, convert: (value: number) => number): ConvertedValues {
  const values = new Array<unknown>(raw.length);
  for (let index = 0; index < raw.length; index++) values[index] = jsonNumber(convert(raw[index] as number));
  return { values, maxBytes: NUMBER_BYTES };
}

/** Halves instead of big integers where the values lie in typed memory: most are small. */
function eachInt64(raw: DecodedArray): ConvertedValues {
  if (!(raw instanceof BigInt64Array)) return eachValue(raw, integer);
  const halves = new Int32Array(raw.buffer, raw.byteOffset, raw.length * 2);
  const values = new Array<unknown>(raw.length);
  for (let index = 0; index < raw.length; index++) {
    const high = halves[2 * index + 1] as number;
    values[index] =
      high > -0x200000 && high < 0x200000
        ? high * 0x1_0000_0000 + ((halves[2 * index] as number) >>> 0)
        : integer(raw[index] as bigint);
  }
  return { values, maxBytes: NUMBER_BYTES };
}

/** One decoding for all texts of a page when they are ASCII and lie in one buffer, as they mostly do. */
function eachText(raw: DecodedArray): ConvertedValues {
  const texts = raw as readonly Uint8Array[];
  const values = new Array<unknown>(texts.length);
  const page = asciiPage(texts);
  let longest = 0;
  for (let index = 0; index < texts.length; index++) {
    const bytes = texts[index] as Uint8Array;
    if (bytes.length > longest) longest = bytes.length;
    if (page === null) values[index] = decodeText(bytes);
    else {
      const start = bytes.byteOffset - page.offset;
      values[index] = page.text.slice(start, start + bytes.length);
    }
  }
  return { values, maxBytes: longest * MAX_JSON_GROWTH + 2 };
}

/** Smaller pages are not worth it. */
const MIN_PAGE_TEXTS = 8;

function asciiPage(texts: readonly Uint8Array[]): { readonly text: string; readonly offset: number } | null {
  const first = texts[0];
  const last = texts[texts.length - 1];
  if (first === undefined || last === undefined || texts.length < MIN_PAGE_TEXTS || first.buffer !== last.buffer) {
    return null;
  }
  const length = last.byteOffset + last.length - first.byteOffset;
  let total = 0;
  for (const { buffer, byteOffset, length: bytes } of texts) {
    if (buffer !== first.buffer || byteOffset < first.byteOffset) return null;
    total += bytes;
  }
  // Between two texts stand the four bytes of a length; anything more means that they do not lie side by side.
  if (length > total + 4 * texts.length) return null;
  try {
    const text = UTF8.decode(new Uint8Array(first.buffer, first.byteOffset, length));
    return text.length === length ? { text, offset: first.byteOffset } : null;
  } catch {
    return null;
  }
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
