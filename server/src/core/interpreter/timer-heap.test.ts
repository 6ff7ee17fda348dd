import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimerHeap } from './timer-heap.ts';

interface Timer {
  readonly due: number;
  readonly sequence: number;
}

const dues = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 });

function popAll(timers: readonly Timer[], keep: (timer: Timer) => boolean): Timer[] {
  const heap = createTimerHeap<Timer>();
  for (const timer of timers) heap.push(timer.due, timer);
  heap.keepOnly(keep);
  expect(heap.size).toBe(timers.filter(keep).length);
  const popped: Timer[] = [];
  for (let timer = heap.pop(); timer !== undefined; timer = heap.pop()) popped.push(timer);
  return popped;
}

describe('the timer heap', () => {
  it('keeps the order while timers are set and taken in turns', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 3 })), { maxLength: 80 }), (steps) => {
        const heap = createTimerHeap<Timer>();
        let waiting: Timer[] = [];
        let now = 0;
        steps.forEach((delay, sequence) => {
          if (delay !== null) {
            const timer = { due: now + delay, sequence };
            waiting.push(timer);
            heap.push(timer.due, timer);
            return;
          }
          waiting.sort((left, right) => left.due - right.due || left.sequence - right.sequence);
          const [first, ...rest] = waiting;
          expect(heap.peek()).toBe(first);
          expect(heap.nextDue).toBe(first?.due ?? Infinity);
          expect(heap.pop()).toBe(first);
          waiting = rest;
          now = first?.due ?? now;
          expect(heap.size).toBe(waiting.length);
        });
      }),
    );
  });

  it('gives timers by due time, at once-due ones in the order they were set, also after a sweep', () => {
    fc.assert(
      fc.property(dues, fc.integer({ min: 1, max: 4 }), (times, modulus) => {
        const timers = times.map((due, sequence) => ({ due, sequence }));
        const keep = (timer: Timer): boolean => timer.sequence % modulus === 0;
        const expected = timers
          .filter(keep)
          .sort((left, right) => left.due - right.due || left.sequence - right.sequence);
        expect(popAll(timers, keep)).toEqual(expected);
      }),
    );
  });
});
