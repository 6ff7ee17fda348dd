import { describe, expect, it } from 'vitest';

import type { RunEvent } from '../core/events/run-event.ts';
import type { RunPosition } from '../core/events/run-snapshot.ts';
import { createStopCondition, type RunPlace } from './debug-stops.ts';

const at = (position: RunPosition | null, transitions = 0): RunPlace => ({ position, transitions });
const inChild = (index: number): RunPlace =>
  at({
    execution: index + 1,
    child: { mapRun: 0, index },
    stateName: 'Work',
    pointer: '/States/Fan/ItemProcessor/States/Work',
  });
const inRoot = (pointer: string): RunPlace => at({ execution: 0, child: null, stateName: 'X', pointer });

const childStarted = (index: number): RunEvent => ({
  kind: 'child-started',
  mapRun: 0,
  index,
  execution: index + 1,
  firstItem: index * 10,
  nItems: 10,
  nBytes: -1,
  input: null,
  redriveCount: 0,
  time: 0,
});
const childEnded = (index: number): RunEvent => ({
  kind: 'child-ended',
  mapRun: 0,
  index,
  execution: index + 1,
  status: 'SUCCEEDED',
  nItems: 10,
  nRetries: 0,
  nEvents: 5,
  time: 0,
});

describe('stop conditions', () => {
  it('step stops after any transition, continue never', () => {
    const step = createStopCondition({ kind: 'step' }, at(null, 7));
    expect(step.isReached(at(null, 7))).toBe(false);
    expect(step.isReached(at(null, 8))).toBe(true);
    expect(createStopCondition({ kind: 'continue' }, at(null)).isReached(at(null, 1))).toBe(false);
  });

  it('next batch stops once a child has ended', () => {
    const stop = createStopCondition({ kind: 'next-batch' }, at(null));
    stop.observe(childStarted(0));
    expect(stop.isReached(inChild(0))).toBe(false);
    stop.observe(childEnded(0));
    expect(stop.isReached(inRoot('/States/Fan'))).toBe(true);
  });

  it('into child stops in a child, from the state that opens it', () => {
    const stop = createStopCondition({ kind: 'step-into-child' }, inRoot('/States/Fan'));
    expect(stop.isReached(inRoot('/States/Fan'))).toBe(false);
    expect(stop.isReached(inChild(0))).toBe(true);
  });

  it('into child, from a child, stops in another one, new or not', () => {
    const stop = createStopCondition({ kind: 'step-into-child' }, inChild(1));
    expect(stop.isReached(inChild(1))).toBe(false);
    stop.observe(childEnded(1));
    expect(stop.isReached(inRoot('/States/Fan'))).toBe(false);
    expect(stop.isReached(inChild(0))).toBe(true);
  });

  it('into child does not go past the end of the Map Run', () => {
    const stop = createStopCondition({ kind: 'step-into-child' }, inChild(2));
    stop.observe({ kind: 'map-run-ended', mapRun: 0, status: 'SUCCEEDED', nPending: 0, time: 0 });
    expect(stop.isReached(inRoot('/States/After'))).toBe(true);
  });

  it('out leaves this child, not another', () => {
    const stop = createStopCondition({ kind: 'step-out' }, inChild(3));
    stop.observe(childEnded(2));
    expect(stop.isReached(inChild(3))).toBe(false);
    stop.observe(childEnded(3));
    expect(stop.isReached(inChild(4))).toBe(true);
  });

  it('out of a branch stops in the scope around it', () => {
    const stop = createStopCondition({ kind: 'step-out' }, inRoot('/States/Both/Branches/0/States/A'));
    expect(stop.isReached(inRoot('/States/Both/Branches/1/States/B'))).toBe(false);
    expect(stop.isReached(inRoot('/States/After'))).toBe(true);
  });

  it('a state that is called States does not confuse the scopes', () => {
    const stop = createStopCondition({ kind: 'step-out' }, inRoot('/States/States'));
    expect(stop.isReached(inRoot('/States/Other'))).toBe(false);
  });
});
