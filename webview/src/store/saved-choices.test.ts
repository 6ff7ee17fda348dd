import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSavedChoices } from './saved-choices.ts';

describe('parseSavedChoices', () => {
  it('reads back what was saved', () => {
    const choices = {
      selectedState: '/States/A',
      child: { mapRun: 0, index: 7 },
      statusFilter: 'FAILED',
      graphMode: 'table',
      speed: 10,
      viewport: { x: 1, y: -2, scale: 0.5 },
      step: 7,
      gridZoom: 14,
    } as const;
    expect(parseSavedChoices(JSON.parse(JSON.stringify({ ...choices, source: {} })))).toEqual(choices);
  });

  it('takes anything at all without failing, and what it gives reads back as itself', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const choices = parseSavedChoices(value);
        expect(parseSavedChoices(choices)).toEqual(choices);
      }),
    );
  });

  it.each([
    [{ child: { mapRun: -1, index: 0 } }],
    [{ viewport: { x: 0, y: 0, scale: 0 } }],
    [{ statusFilter: 'GONE' }],
    [{ gridZoom: Number.NaN }],
  ])('leaves out %j', (value) => {
    expect(parseSavedChoices(value)).toEqual(parseSavedChoices(null));
  });
});
