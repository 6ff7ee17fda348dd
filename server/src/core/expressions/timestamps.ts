/**
 * Timestamps as AWS reads and writes them: RFC 3339 date-times, the strict subset of ISO-8601 with an upper-case `T` and an offset or `Z`.
 *
 * `2016-12-05 21:29:29Z` and `2016-12-05T21:29:29` are refused by Wait (recorded). Fractions keep nanoseconds, as Java's Instant does, so
 * that a comparison never loses digits.
 */

export interface Timestamp {
  /** Whole seconds since the Unix epoch, rounded down. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanoseconds: number;
}

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/;
const MAX_OFFSET_MINUTES = 18 * 60;

/** Null when the text is not a valid RFC 3339 date-time. */
export function parseTimestamp(text: string): Timestamp | null {
  const match = RFC_3339.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  let offset = 0;
  if (match[8] !== undefined) {
    const minutes = Number(match[9]) * 60 + Number(match[10]);
    if (Number(match[10]) > 59 || minutes > MAX_OFFSET_MINUTES) return null;
    offset = match[8] === '-' ? -minutes : minutes;
  }
  const seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + (minute - offset) * 60 + second;
  return { seconds, nanoseconds: match[7] === undefined ? 0 : Number(match[7].padEnd(9, '0')) };
}

/** Negative, zero or positive as `left` is before, at or after `right`. */
export function compareTimestamps(left: Timestamp, right: Timestamp): number {
  return left.seconds - right.seconds || left.nanoseconds - right.nanoseconds;
}

/** Milliseconds since the Unix epoch, rounded up, so that nothing that waits for the timestamp wakes too early. */
export function timestampToMilliseconds(timestamp: Timestamp): number {
  return timestamp.seconds * 1000 + Math.ceil(timestamp.nanoseconds / 1_000_000);
}

/** A time of the context object (`EnteredTime`, `StartTime`): UTC, milliseconds only where there are any. */
export function formatTimestamp(epochMilliseconds: number): string {
  const text = new Date(epochMilliseconds).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar, counted in years that start in March. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    shifted * 365 +
    Math.floor(shifted / 4) -
    Math.floor(shifted / 100) +
    Math.floor(shifted / 400) +
    dayOfYear -
    719_468
  );
}
