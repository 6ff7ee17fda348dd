import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunUpdate } from '../../../server/src/protocol/run-view.ts';
import { countersOf, historyOf, mapRunOf, rootEvents, updateOf } from './fixtures.ts';
import { foldUpdate, type RunState } from './run-state.ts';

function fold(updates: readonly RunUpdate[]): RunState {
  let run: RunState | null = null;
  for (const update of updates) {
    const folded = foldUpdate(run, update);
    if (folded.kind !== 'folded') throw new Error(`update ${update.sequence} was ${folded.kind}`);
    run = folded.run;
  }
  if (run === null) throw new Error('no updates');
  return run;
}

describe('foldUpdate', () => {
  it('keeps counters that an update does not name', () => {
    const run = fold([
      updateOf({ reset: true, counters: [countersOf('/a', { entered: 1 }), countersOf('/b', { entered: 2 })] }),
      updateOf({ sequence: 2, counters: [countersOf('/b', { entered: 3 })] }),
    ]);
    expect(run.counters.get('/a')?.entered).toBe(1);
    expect(run.counters.get('/b')?.entered).toBe(3);
  });

  it('patches children from the first changed on', () => {
    const run = fold([
      updateOf({ reset: true, mapRuns: [mapRunOf({}, [1, 1, 0, 0])] }),
      updateOf({
        sequence: 2,
        mapRuns: [{ ...mapRunOf({}, [2, 1]), firstChanged: 1, children: { ...mapRunOf({}).children, total: 4 } }],
      }),
    ]);
    expect([...(run.mapRuns.get(0)?.statuses.codes ?? [])]).toEqual([1, 2, 1, 0]);
  });

  it('shows children that are only counted yet as pending', () => {
    const run = fold([
      updateOf({ reset: true, mapRuns: [mapRunOf({ children: { ...mapRunOf({}).children, total: 6 } }, [1])] }),
    ]);
    expect([...(run.mapRuns.get(0)?.statuses.codes ?? [])]).toEqual([1, 0, 0, 0, 0, 0]);
  });

  it('forgets everything on a reset', () => {
    const events = rootEvents(historyOf([['PassStateEntered', 0, { name: 'A', input: 1 }]]));
    const run = fold([
      updateOf({ reset: true, events, counters: [countersOf('/a', {})], mapRuns: [mapRunOf({}, [1, 1])] }),
      updateOf({ sequence: 9, reset: true }),
    ]);
    expect(run.visits.visits).toEqual([]);
    expect(run.counters.size).toBe(0);
    expect(run.mapRuns.size).toBe(0);
  });

  it.each([
    ['the first update is no reset', null, updateOf({ sequence: 1 }), 'gap'],
    ['an update is missing', 3, updateOf({ sequence: 5 }), 'gap'],
    ['an update comes twice', 3, updateOf({ sequence: 3 }), 'stale'],
    ['a reset comes out of order', 7, updateOf({ sequence: 2, reset: true }), 'folded'],
  ] as const)('%s', (_, sequence, update, expected) => {
    const before = sequence === null ? null : fold([updateOf({ sequence, reset: true })]);
    expect(foldUpdate(before, update).kind).toBe(expected);
  });

  it('gives the same children for any cutting of the same changes into updates', () => {
    const codes = fc.array(fc.nat(5), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(codes, fc.array(fc.nat(59), { maxLength: 6 }), (all, cuts) => {
        const ends = [...new Set([...cuts.filter((cut) => cut > 0 && cut < all.length), all.length])].sort(
          (a, b) => a - b,
        );
        let start = 0;
        const updates = ends.map((end, index) => {
          const part = {
            ...mapRunOf({}, all.slice(start, end)),
            firstChanged: start,
            children: { ...mapRunOf({}).children, total: all.length },
          };
          start = end;
          return updateOf({ sequence: index + 1, reset: index === 0, mapRuns: [part] });
        });
        expect([...(fold(updates).mapRuns.get(0)?.statuses.codes ?? [])]).toEqual(all);
      }),
    );
  });

  it('takes events of the root only', () => {
    const [event] = historyOf([['PassStateEntered', 0, { name: 'A', input: 1 }]]);
    if (event === undefined) throw new Error('no event');
    const run = fold([updateOf({ reset: true, events: [{ kind: 'history', execution: 4, event }] })]);
    expect(run.visits.visits).toEqual([]);
  });
});
