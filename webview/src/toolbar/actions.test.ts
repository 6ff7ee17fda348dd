import { describe, expect, it } from 'vitest';
import { actionOfKey, ACTIONS, phaseText } from './actions.ts';

describe('the actions', () => {
  it('have a key each', () => {
    expect(new Set(ACTIONS.map(({ key }) => key)).size).toBe(ACTIONS.length);
  });

  it.each([
    [
      'paused at the start',
      'paused',
      0,
      ['continue', 'step', 'next-batch', 'step-into-child', 'step-out', 'restart', 'stop'],
    ],
    [
      'paused later',
      'paused',
      5,
      ['continue', 'step-back', 'step', 'next-batch', 'step-into-child', 'step-out', 'restart', 'stop'],
    ],
    ['running', 'running', 5, ['pause', 'restart', 'stop']],
    ['ended', 'ended', 5, ['step-back', 'restart']],
  ] as const)('that make sense when %s', (_, phase, step, expected) => {
    expect(ACTIONS.filter(({ isEnabled }) => isEnabled(phase, step)).map(({ kind }) => kind)).toEqual(expected);
  });

  it('do not answer to their key when they make no sense', () => {
    expect(actionOfKey('c', 'paused', 0)?.kind).toBe('continue');
    expect(actionOfKey('c', 'running', 0)).toBeNull();
    expect(actionOfKey('q', 'paused', 0)).toBeNull();
  });
});

describe('phaseText', () => {
  it.each([
    ['paused', null, 'Paused'],
    ['running', null, 'Running'],
    ['ended', null, 'Stopped'],
    ['ended', { status: 'SUCCEEDED' }, 'Succeeded'],
    ['ended', { status: 'TIMED_OUT' }, 'Timed out'],
  ] as const)('%s with %j is %s', (phase, outcome, expected) => {
    expect(phaseText(phase, outcome)).toBe(expected);
  });
});
