import { describe, expect, it } from 'vitest';
import { decodeRunEvents, encodeRunEvent } from './codec.ts';
import type { RunEvent } from './run-event.ts';

const EVENTS: readonly RunEvent[] = [
  {
    kind: 'history',
    execution: 0,
    event: {
      type: 'ExecutionStarted',
      id: 1,
      previousEventId: 0,
      time: 5,
      details: { input: { a: '\n' }, roleArn: 'r' },
    },
  },
  { kind: 'data-stage', execution: 0, enteredEventId: 2, stage: 'input', value: null },
  { kind: 'items-read', mapRun: 0, nItems: 3, bytes: 9, complete: true },
  { kind: 'child-ended', mapRun: 0, index: 1, execution: 2, status: 'FAILED', error: 'E', nRetries: 0, time: 8 },
];

describe('event logs', () => {
  it('give back what was written', () => {
    expect(decodeRunEvents(EVENTS.map(encodeRunEvent).join(''))).toEqual({ events: EVENTS, problems: [] });
  });

  it.each([
    '{',
    '[]',
    '{"kind":"unknown"}',
    '{"kind":"items-read","mapRun":"0"}',
    '{"kind":"history","execution":0,"event":{}}',
  ])('a damaged line is told with its number (%s)', (line) => {
    const text = `${encodeRunEvent(EVENTS[2] as RunEvent)}\n${line}\n`;
    expect(decodeRunEvents(text)).toEqual({ events: [EVENTS[2]], problems: ['Line 3 is not a run event.'] });
  });
});
