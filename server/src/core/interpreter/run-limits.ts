/** AWS's quotas as the limits of a run, where its options say nothing else. */

import type { RunLimits, RunOptions } from './run-types.ts';

const DEFAULT_LIMITS: RunLimits = {
  payloadBytes: 262_144,
  historyEvents: 25_000,
  variableBytes: 262_144,
  allVariablesBytes: 10_485_760,
  inlineConcurrency: 40,
  expressDurationMs: 300_000,
  standardDurationMs: 31_536_000_000,
};

export function limitsOf({ limits }: Pick<RunOptions, 'limits'>): RunLimits {
  return { ...DEFAULT_LIMITS, ...limits };
}
