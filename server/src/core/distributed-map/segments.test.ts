/** Segments on their way from a helper to the run: nothing of a child is lost. */

import { describe, expect, it } from 'vitest';
import type { ChildCourse } from '../interpreter/child-course.ts';
import type { ChildOutcome } from '../interpreter/map-run-port.ts';
import { createSegmentReader } from './segment-reader.ts';
import { createSegmentWriter, type SegmentChild } from './segment-writer.ts';

const counts = { transitions: 2, changes: Uint32Array.of(0, 1) };
const FACTS = { number: 3, end: 'more', bytesRead: 10, startTime: 5 } as const;
const child = (input: number): SegmentChild => ({ input, nItems: 1, maxBytes: 9, measured: input % 2 === 0 });

function course(outcome: ChildOutcome, more: Partial<ChildCourse> = {}): ChildCourse {
  return { outcome, wakes: [], nEvents: 4, nRetries: 1, counts, readsClock: false, startTime: 5, ...more };
}

const fine = (output: string): ChildCourse => course({ status: 'SUCCEEDED', output });

describe('a segment', () => {
  it('hands out the children that were packed, in order', () => {
    const writer = createSegmentWriter(8, 'those in need');
    writer.add(child(0), fine('a\nb'));
    writer.add(child(1), course({ status: 'FAILED', error: 'Broken' }));
    writer.add(child(2), null);
    writer.add(child(3), course({ status: 'SUCCEEDED', output: 'late' }, { wakes: [1500, 2000] }));
    writer.add(child(4), course({ status: 'TIMED_OUT', cause: 'slow' }, { readsClock: true }));
    const reader = createSegmentReader(structuredClone(writer.finish(FACTS)));
    const taken = [0, 1, 2, 3, 4].map((item) => reader.next(item));

    expect(taken.map((next) => next?.course?.outcome.status)).toEqual([
      'SUCCEEDED',
      'FAILED',
      undefined,
      'SUCCEEDED',
      'TIMED_OUT',
    ]);
    expect(taken[0]?.course?.outcome).toMatchObject({ outputText: '"a\\nb"', output: 'a\nb' });
    expect(taken[1]?.course).toEqual(course({ status: 'FAILED', error: 'Broken' }));
    expect(taken[2]?.child).toMatchObject({ firstItem: 2, nItems: 1, maxBytes: 9, measured: true, input: 2 });
    expect(taken[3]?.course).toMatchObject({ wakes: [1500, 2000], outcome: { output: 'late' } });
    expect(taken[4]?.course).toEqual(course({ status: 'TIMED_OUT', cause: 'slow' }, { readsClock: true }));
    expect(taken.slice(1).map((next) => next?.child.input)).toEqual([1, 2, 3, 4]);
    expect(reader.next(5)).toBeNull();
  });

  it('hands out children together as far as they go smoothly', () => {
    const writer = createSegmentWriter(4, 'those in need');
    writer.add(child(0), fine('a'));
    writer.add(child(1), fine('b'));
    writer.add(child(2), course({ status: 'FAILED' }));
    writer.add(child(3), fine('c'));
    const reader = createSegmentReader(writer.finish(FACTS));
    expect(reader.takeSmooth()).toMatchObject({ nChildren: 2, outputLines: '"a"\n"b"\n' });
    expect(reader.takeSmooth()).toBeNull();
    expect(reader.next(2)?.course?.outcome).toEqual({ status: 'FAILED' });
    expect(reader.takeSmooth()).toMatchObject({ nChildren: 1, outputLines: '"c"\n' });
    expect(reader.takeSmooth()).toBeNull();
  });

  it('has the inputs of all children where somebody wants them', () => {
    const writer = createSegmentWriter(1, 'all');
    writer.add(child(7), fine('a'));
    expect(createSegmentReader(writer.finish(FACTS)).next(0)?.child).toMatchObject({ input: 7, inputText: '7' });
    expect(writer.nChildren).toBe(0);
    expect(writer.nCharacters).toBe(0);
  });
});
