import { describe, expect, it } from 'vitest';
import type { RunUpdate } from '../../../server/src/protocol/run-view.ts';
import { countersOf, updateOf } from './fixtures.ts';
import { nodeStatus } from './node-status.ts';
import { foldUpdate } from './run-state.ts';

function statusOf(pointer: string, part: Partial<RunUpdate>): string {
  const folded = foldUpdate(null, updateOf({ reset: true, ...part }));
  return folded.kind === 'folded' ? nodeStatus(pointer, folded.run) : folded.kind;
}

const at = (pointer: string): RunUpdate['position'] => ({ execution: 0, child: null, stateName: 'A', pointer });

describe('nodeStatus', () => {
  it.each([
    ['not entered', {}, {}, 'idle'],
    ['entered and left', { entered: 1, exited: 1 }, {}, 'succeeded'],
    ['entered, not left', { entered: 2, exited: 1 }, {}, 'active'],
    ['failed', { entered: 1, failed: 1 }, {}, 'failed'],
    ['failed and caught', { entered: 1, exited: 1, failed: 1, caught: 1 }, {}, 'caught'],
    ['retried until it succeeded', { entered: 1, exited: 1, failed: 2, retried: 2 }, {}, 'succeeded'],
    ['being retried', { entered: 1, failed: 1, retried: 1 }, {}, 'active'],
    ['retried in vain', { entered: 1, failed: 3, retried: 2 }, {}, 'failed'],
    ['retried, then caught', { entered: 1, exited: 1, failed: 3, retried: 2, caught: 1 }, {}, 'caught'],
    ['one of many failed', { entered: 9, exited: 8, failed: 1 }, {}, 'failed'],
    ['the run stands before it', {}, { position: at('/States/A') }, 'active'],
    ['the run stands inside it', {}, { position: at('/States/A/ItemProcessor/States/X') }, 'active'],
    ['the run stands beside it, at a longer name', {}, { position: at('/States/AB') }, 'idle'],
    [
      'a run that is over is nowhere',
      { entered: 1, exited: 1 },
      { phase: 'ended', position: at('/States/A') },
      'succeeded',
    ],
    ['a run that failed in it', { entered: 1 }, { phase: 'ended', outcome: { status: 'FAILED' } }, 'failed'],
  ] as const)('%s', (_, counters, part, expected) => {
    expect(statusOf('/States/A', { counters: [countersOf('/States/A', counters)], ...part })).toBe(expected);
  });

  it('is idle without a run', () => {
    expect(nodeStatus('/States/A', null)).toBe('idle');
  });
});
