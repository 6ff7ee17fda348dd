import { describe, expect, it } from 'vitest';
import { judgeFailures, type ThresholdVerdict } from './failure-threshold.ts';

describe('tolerated failures', () => {
  it.each<[string, number, number, number, number, 'complete' | 'incomplete', ThresholdVerdict]>([
    ['nothing failed', 0, 0, 0, 0, 'incomplete', 'within'],
    ['nothing failed of nothing', 0, 50, 0, 0, 'complete', 'within'],
    ['no tolerance: the first failure', 0, 0, 1, 100, 'incomplete', 'exceeded'],
    ['count: as many as tolerated', 5, 0, 5, 100, 'incomplete', 'within'],
    ['count: one more', 5, 0, 6, 100, 'incomplete', 'exceeded'],
    ['percentage: exactly as many', 0, 10, 10, 100, 'complete', 'within'],
    ['percentage: one more', 0, 10, 11, 100, 'complete', 'exceeded'],
    ['percentage: a fraction below', 0, 33.4, 1, 3, 'complete', 'within'],
    ['percentage: a fraction above', 0, 33.3, 1, 3, 'complete', 'exceeded'],
    ['percentage 100: all may fail', 0, 100, 7, 7, 'complete', 'within'],
    ['percentage: more items may come and decide', 0, 10, 1, 5, 'incomplete', 'unknown'],
    ['percentage: enough items are known already', 0, 10, 1, 10, 'incomplete', 'within'],
    ['count 0 beside a percentage counts as not set', 0, 50, 1, 2, 'complete', 'within'],
    ['percentage 0 beside a count counts as not set', 1, 0, 1, 2, 'complete', 'within'],
    ['both: the count is exceeded', 1, 90, 2, 100, 'complete', 'exceeded'],
    ['both: the percentage is exceeded', 50, 1, 2, 100, 'complete', 'exceeded'],
    ['both: the count is exceeded, the percentage not known', 1, 1, 2, 2, 'incomplete', 'exceeded'],
  ])('%s', (_case, count, percentage, nFailed, nTotal, reading, verdict) => {
    expect(judgeFailures({ count, percentage }, nFailed, nTotal, reading)).toBe(verdict);
  });
});
