import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../events/history-event.ts';
import { readAslDocument } from '../model/asl-document.ts';
import { coverageReport, createRunVisits, mergeVisits, type Visits } from './coverage.ts';

const { model } = readAslDocument(
  JSON.stringify({
    StartAt: 'Fork',
    States: {
      Fork: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Left', States: { Left: { Type: 'Pass', End: true } } },
          {
            StartAt: 'Right',
            States: {
              Right: { Type: 'Choice', Choices: [{ Next: 'One' }, { Next: 'One' }], Default: 'Two' },
              One: { Type: 'Pass', End: true },
              Two: { Type: 'Pass', End: true },
            },
          },
        ],
        Catch: [
          { ErrorEquals: ['A', 'B'], Next: 'Mend' },
          { ErrorEquals: ['States.ALL'], Next: 'End' },
        ],
        Next: 'End',
      },
      Mend: { Type: 'Pass', Next: 'End' },
      End: { Type: 'Succeed' },
    },
  }),
  'json',
);

/** A run that tells of these events: `entered S`, `exited S`, or a type; each is caused by the one before. */
function visitsOf(...story: readonly string[]): Visits {
  const run = createRunVisits();
  for (const [index, words] of story.entries()) {
    const [what = '', name = ''] = words.split(' ');
    const type = { entered: 'PassStateEntered', exited: 'PassStateExited' }[what] ?? what;
    const event = { id: index + 1, previousEventId: index, timestamp: 0, type, details: { name } };
    run.apply({ kind: 'history', execution: 0, event: event as unknown as HistoryEvent });
  }
  return run.visits();
}

describe('coverage', () => {
  it('knows states at any depth, the ways out of Choices, and catchers from ordinary ways', () => {
    const visits = visitsOf(
      'entered Fork',
      'entered Right',
      'exited Right',
      'entered One',
      'exited Fork',
      'entered End',
    );
    expect(coverageReport(model, visits)).toEqual({
      topLevel: { total: 3, covered: 2, percentage: 66.67, uncovered: ['Mend', 'Fork[0].Left', 'Fork[1].Two'] },
      nested: {
        'Fork[0]': { total: 1, covered: 0, percentage: 0, uncovered: ['Left'] },
        'Fork[1]': { total: 3, covered: 2, percentage: 66.67, uncovered: ['Two'] },
      },
      branches: { total: 3, covered: 2, percentage: 66.67, uncovered: ['Right->Two'] },
      catches: {
        total: 2,
        covered: 0,
        percentage: 0,
        uncovered: ['Fork-[A, B]->Mend', 'Fork-[States.ALL]->End'],
      },
      paths: { total: 1, unique: 1 },
    });
  });

  it('takes a way after a failure for a catcher’s', () => {
    const visits = visitsOf('entered Fork', 'ParallelStateFailed', 'exited Fork', 'entered Mend');
    expect(coverageReport(model, visits).catches.uncovered).toEqual(['Fork-[States.ALL]->End']);
  });

  it('adds runs up', () => {
    const once = visitsOf('entered Fork', 'entered Left');
    const merged = mergeVisits([once, once, visitsOf('entered Fork', 'exited Fork', 'entered End')]);
    expect(merged.states.get('Fork')).toBe(3);
    expect(coverageReport(model, merged).paths).toEqual({ total: 3, unique: 2 });
  });

  it('of nothing to cover is whole', () => {
    const { model: empty } = readAslDocument('{}', 'json');
    expect(coverageReport(empty, visitsOf()).branches).toEqual({
      total: 0,
      covered: 0,
      percentage: 100,
      uncovered: [],
    });
  });
});
