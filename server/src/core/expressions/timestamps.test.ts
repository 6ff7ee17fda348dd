import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTimestamps, formatTimestamp, parseTimestamp, timestampToMilliseconds } from './timestamps.ts';

describe('parseTimestamp', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0, 0],
    ['2016-03-14T01:59:00Z', 1_457_920_740, 0],
    ['2016-03-14T01:59:00.5Z', 1_457_920_740, 500_000_000],
    ['2016-03-14T01:59:00.123456789Z', 1_457_920_740, 123_456_789],
    ['2016-03-14T02:59:00+01:00', 1_457_920_740, 0],
    ['2016-03-13T20:29:00-05:30', 1_457_920_740, 0],
    ['1969-12-31T23:59:59.9Z', -1, 900_000_000],
    ['2024-02-29T00:00:00Z', 1_709_164_800, 0],
    ['0001-01-01T00:00:00Z', -62_135_596_800, 0],
  ])('%s', (text, seconds, nanoseconds) => {
    expect(parseTimestamp(text)).toEqual({ seconds, nanoseconds });
  });

  it.each([
    '2016-12-05 21:29:29Z',
    '2016-12-05T21:29:29',
    '05-12-2016T21:29:29Z',
    '2016-13-05T21:29:29Z',
    '2016-12-05T25:29:29Z',
    '2016-12-05t21:29:29Z',
    '2016-12-05T21:29:29z',
    '2023-02-29T00:00:00Z',
    '2016-04-31T00:00:00Z',
    '2016-12-05T21:60:00Z',
    '2016-12-05T21:29:60Z',
    '2016-12-05T21:29:29+0100',
    '2016-12-05T21:29:29+18:01',
    '2016-12-05T21:29:29.Z',
    '2016-12-05T21:29:29.1234567890Z',
    '2016-12-05',
    ' 2016-12-05T21:29:29Z',
    '',
  ])('%s is refused', (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  it('reads what Date writes', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        (date) => {
          const parsed = parseTimestamp(date.toISOString());
          expect(parsed === null ? null : timestampToMilliseconds(parsed)).toBe(date.getTime());
        },
      ),
    );
  });
});

describe('compareTimestamps', () => {
  it.each([
    ['2016-03-14T01:59:00Z', '2016-03-14T02:59:00+01:00', 0],
    ['2016-03-14T01:59:00Z', '2016-03-14T01:59:00.000Z', 0],
    ['2016-03-14T01:59:00Z', '2016-03-14T01:59:00.000000001Z', -1],
    ['2016-03-14T01:59:01Z', '2016-03-14T01:59:00.999999999Z', 1],
  ])('%s and %s', (left, right, sign) => {
    expect(Math.sign(compareTimestamps(parseTimestamp(left)!, parseTimestamp(right)!))).toBe(sign);
  });
});

describe('formatTimestamp', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [1_704_067_200_120, '2024-01-01T00:00:00.120Z'],
  ])('%i', (milliseconds, text) => {
    expect(formatTimestamp(milliseconds)).toBe(text);
  });
});
