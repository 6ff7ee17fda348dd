import { describe, expect, it } from 'vitest';
import { formatBytes, formatClock, formatDuration, formatPercent, formatShortCount } from './format.ts';
import { readableOn } from './palette.ts';

describe('format', () => {
  it.each([
    [formatShortCount(999), '999'],
    [formatShortCount(31_204), '31.2k'],
    [formatShortCount(2_000_000), '2M'],
    [formatBytes(512), '512 B'],
    [formatBytes(10_035), '9.8 KiB'],
    [formatBytes(5 * 1024 ** 3), '5 GiB'],
    [formatClock(192_400), '00:03:12.400'],
    [formatClock(0), '00:00:00.000'],
    [formatDuration(250), '250 ms'],
    [formatDuration(2_100), '2.1 s'],
    [formatDuration(192_000), '3 min 12 s'],
    [formatDuration(7_500_000), '2 h 5 min'],
    [formatPercent(0.12), '0.12 %'],
    [formatPercent(0.0001), '< 0.01 %'],
    [formatPercent(0), '0 %'],
  ])('%s is %s', (seen, expected) => {
    expect(seen).toBe(expected);
  });
});

describe('readableOn', () => {
  it.each([
    ['#73c991', '#ffffff', '#3b3b3b', '#3b3b3b'],
    ['#b5200d', '#ffffff', '#292929', '#ffffff'],
    ['#f14c4c', '#1f1f1f', '#cccccc', '#1f1f1f'],
  ])('on %s, of %s and %s, takes %s', (colour, one, other, expected) => {
    expect(readableOn(colour, one, other)).toBe(expected);
  });
});
