import { describe, expect, it } from 'vitest';
import { decodeRunEvent, encodeRunEvent } from './codec.ts';
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
  {
    kind: 'child-ended',
    mapRun: 0,
    index: 1,
    execution: 2,
    status: 'FAILED',
    error: 'E',
    nItems: 1,
    nRetries: 0,
    nEvents: 5,
    time: 8,
  },
  { kind: 'child-pending', mapRun: 0, index: 2, firstItem: 2, nItems: 1, input: 'x' },
  { kind: 'map-run-redriven', mapRun: 0, redriveCount: 1, time: 9 },
  { kind: 'map-run-scope', mapRun: 0, input: [1], variables: {}, context: { State: {} }, iterations: [] },
];

describe('event logs', () => {
  it('give back what was written', () => {
    expect(EVENTS.map((event) => decodeRunEvent(encodeRunEvent(event)))).toEqual(EVENTS);
  });

  it.each([
    '{',
    '[]',
    '{"kind":"unknown"}',
    '{"kind":"items-read","mapRun":"0"}',
    '{"kind":"history","execution":0,"event":{}}',
  ])('a damaged line is no event (%s)', (line) => {
    expect(decodeRunEvent(line)).toBeNull();
  });
});
