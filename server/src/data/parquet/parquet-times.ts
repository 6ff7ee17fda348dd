/** Parquet's dates, times and intervals as ISO 8601 texts, with as many groups of three digits after the second as are needed. */

const NANOS_PER_SECOND = 1_000_000_000n;
const MILLIS_PER_DAY = 86_400_000;

export type TimeUnit = 'MILLIS' | 'MICROS' | 'NANOS';

const NANOS_PER_UNIT: Readonly<Record<TimeUnit, bigint>> = { MILLIS: 1_000_000n, MICROS: 1000n, NANOS: 1n };

/** Days since 1970-01-01 as `2024-01-31`. */
export function dateText(days: number): string {
  const text = isoText(days * MILLIS_PER_DAY);
  return text.slice(0, text.indexOf('T'));
}

/** Since the epoch, as `2024-01-31T12:34:56.789Z`; without the `Z` where the column holds local times. */
export function timestampText(value: bigint, unit: TimeUnit, zone: 'utc' | 'local'): string {
  const nanos = value * NANOS_PER_UNIT[unit];
  const seconds = floorDivide(nanos, NANOS_PER_SECOND);
  const text = isoText(Number(seconds) * 1000);
  return (
    text.slice(0, -'.000Z'.length) + fractionText(nanos - seconds * NANOS_PER_SECOND) + (zone === 'utc' ? 'Z' : '')
  );
}

/** Since midnight, as `12:34:56.789`. */
export function timeText(value: bigint, unit: TimeUnit): string {
  const nanos = value * NANOS_PER_UNIT[unit];
  const seconds = Number(floorDivide(nanos, NANOS_PER_SECOND));
  const two = (part: number): string => String(part).padStart(2, '0');
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return clock + fractionText(nanos - BigInt(seconds) * NANOS_PER_SECOND);
}

/** INT96: 8 bytes of nanoseconds of the day, then 4 bytes of the Julian day. */
export function int96Text(value: bigint): string {
  const julianDay = value >> 64n;
  const nanosOfDay = value & 0xffff_ffff_ffff_ffffn;
  return timestampText((julianDay - 2_440_588n) * 86_400n * NANOS_PER_SECOND + nanosOfDay, 'NANOS', 'utc');
}

/** 12 bytes: months, days and milliseconds, as `P1M2DT3.004S`. */
export function intervalText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const millis = view.getUint32(8, true);
  const seconds = millis === 0 ? '' : `T${millis / 1000}S`;
  return `P${view.getUint32(0, true)}M${view.getUint32(4, true)}D${seconds}`;
}

function isoText(millis: number): string {
  if (Math.abs(millis) > 8.64e15) throw new Error('a date lies outside the years that can be written');
  return new Date(millis).toISOString();
}

function fractionText(nanos: bigint): string {
  if (nanos === 0n) return '';
  return `.${String(nanos)
    .padStart(9, '0')
    .replace(/(000){1,2}$/, '')}`;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
