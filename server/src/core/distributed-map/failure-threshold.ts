/**
 * When a Map Run has failed too often. Items count, not children: a failed batch counts every item in it.
 *
 * Rules: a breach is `failed > count` or `failed * 100 > percentage * total`. A tolerance of 0 counts as not set, so it is only applied when
 * the other one is not set either; then the first failure is a breach (measured on AWS, github.com/iwamot/sfnx, docs/design.md).
 */

export interface FailureThreshold {
  readonly count: number;
  /** 0 to 100, fractions allowed. */
  readonly percentage: number;
}

/** `unknown`: more items may come, and their number decides. */
export type ThresholdVerdict = 'within' | 'exceeded' | 'unknown';

/** `nTotal` is the number of items known so far; `complete` says that no more will come. */
export function judgeFailures(
  threshold: FailureThreshold,
  nFailed: number,
  nTotal: number,
  reading: 'complete' | 'incomplete',
): ThresholdVerdict {
  if (nFailed === 0) return 'within';
  const { count, percentage } = threshold;
  if (count === 0 && percentage === 0) return 'exceeded';
  if (count > 0 && nFailed > count) return 'exceeded';
  if (percentage === 0 || nFailed * 100 <= percentage * nTotal) return 'within';
  return reading === 'complete' ? 'exceeded' : 'unknown';
}
