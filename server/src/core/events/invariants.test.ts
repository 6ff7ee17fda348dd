import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from './history-event.ts';
import { historyViolations } from './invariants.ts';

const event = (id: number, previousEventId: number, type: string, details: object = {}, time = id): HistoryEvent =>
  ({ type, id, previousEventId, time, details }) as unknown as HistoryEvent;

const SOUND: readonly HistoryEvent[] = [
  event(1, 0, 'ExecutionStarted'),
  event(2, 0, 'PassStateEntered', { name: 'A' }),
  event(3, 2, 'PassStateExited', { name: 'A' }),
  event(4, 3, 'ExecutionSucceeded'),
];

describe('what must hold in every history', () => {
  it('holds in a sound one, whole or cut off', () => {
    for (let length = 0; length <= SOUND.length; length++)
      expect(historyViolations(SOUND.slice(0, length))).toEqual([]);
  });

  const rows: readonly [title: string, history: readonly HistoryEvent[], violation: RegExp][] = [
    ['ids have a gap', [SOUND[0] as HistoryEvent, event(3, 0, 'PassStateEntered', { name: 'A' })], /is number 2/],
    [
      'an event points forward',
      [SOUND[0] as HistoryEvent, event(2, 2, 'PassStateEntered', { name: 'A' })],
      /not before it/,
    ],
    ['an exit points nowhere', [...SOUND.slice(0, 2), event(3, 0, 'PassStateExited', { name: 'A' })], /points nowhere/],
    ['time runs back', [...SOUND.slice(0, 3), event(4, 3, 'ExecutionSucceeded', {}, 1)], /earlier/],
    ['nothing started', [event(1, 0, 'PassStateEntered', { name: 'A' })], /no ExecutionStarted/],
    ['it goes on after the end', [...SOUND, event(5, 4, 'ExecutionSucceeded')], /after the end/],
    [
      'an exit without an entry',
      [SOUND[0] as HistoryEvent, event(2, 1, 'PassStateExited', { name: 'B' })],
      /was not entered/,
    ],
    ['an entry without an exit', [...SOUND.slice(0, 2), event(3, 2, 'ExecutionSucceeded')], /entered and not left/],
    [
      'an iteration without an end',
      [
        ...SOUND.slice(0, 3),
        event(4, 3, 'MapIterationStarted', { name: 'M', index: 0 }),
        event(5, 4, 'ExecutionSucceeded'),
      ],
      /M 0 was started and not ended/,
    ],
    [
      'an iteration without a start',
      [...SOUND.slice(0, 3), event(4, 3, 'MapIterationSucceeded', { name: 'M', index: 0 })],
      /was not started/,
    ],
  ];
  it.each(rows)('%s', (_, history, violation) => {
    expect(historyViolations(history).join('\n')).toMatch(violation);
  });
});
