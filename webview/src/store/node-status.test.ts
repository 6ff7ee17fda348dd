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

const ABORTED_RUN = { phase: 'ended', outcome: { status: 'ABORTED' } } as const;

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
    ['ended from outside', { entered: 2, exited: 1, aborted: 1 }, {}, 'aborted'],
    ['ended from outside, and entered again', { entered: 2, aborted: 1 }, {}, 'active'],
    ['ended from outside, by the end of the run', { entered: 1, aborted: 1 }, ABORTED_RUN, 'aborted'],
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

  it('a container that ended because of what failed inside has failed', () => {
    const counters = [
      countersOf('/States/A', { entered: 1, aborted: 1 }),
      countersOf('/States/A/Branches/0/States/B', { entered: 1, failed: 1 }),
      countersOf('/States/A/Branches/1/States/C', { entered: 1, aborted: 1 }),
    ];
    const part = { counters, phase: 'ended', outcome: { status: 'FAILED' } } as const;
    expect(counters.map(({ pointer }) => statusOf(pointer, part))).toEqual(['failed', 'failed', 'aborted']);
  });

  it('is idle without a run', () => {
    expect(nodeStatus('/States/A', null)).toBe('idle');
  });
});
