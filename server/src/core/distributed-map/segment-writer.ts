/** Packs the courses of consecutive children into a segment. */

import type { Json } from '../base/json.ts';
import { CHILD_STATUS_CODE } from '../events/run-event.ts';
import type { ChildCourse, CourseCounts } from '../interpreter/child-course.ts';
import { SEGMENT_ROW, type Segment } from '../interpreter/child-crew.ts';

export interface SegmentChild {
  readonly input: Json;
  readonly nItems: number;
  /** Upper bound of the bytes of `input`. */
  readonly maxBytes: number;
  /** `maxBytes` is exact. */
  readonly measured: boolean;
}

export interface SegmentWriter {
  readonly nChildren: number;
  /** Of all texts. */
  readonly nCharacters: number;
  /** `course` null: the run has to find out itself. */
  add(child: SegmentChild, course: ChildCourse | null): void;
  /** Takes the segment; the writer is empty after. */
  finish(facts: Pick<Segment, 'number' | 'end' | 'bytesRead' | 'startTime'>): Segment;
}

const MOST_BYTES = 0xffff_ffff;

export function createSegmentWriter(capacity: number, inputs: 'all' | 'those in need'): SegmentWriter {
  let rows = new Uint32Array(capacity * SEGMENT_ROW.length);
  let nChildren = 0;
  let outputs = '';
  let inputTexts = '';
  let countTable: CourseCounts[] = [];
  let wakesTable: (readonly number[])[] = [];
  let failures: Segment['failures'][number][] = [];

  const addCourse = (course: ChildCourse, at: number): void => {
    const { outcome } = course;
    rows[at + SEGMENT_ROW.status] = CHILD_STATUS_CODE[outcome.status];
    rows[at + SEGMENT_ROW.nEvents] = course.nEvents;
    rows[at + SEGMENT_ROW.nRetries] = course.nRetries;
    rows[at + SEGMENT_ROW.counts] = placeIn(countTable, course.counts);
    rows[at + SEGMENT_ROW.wakes] = placeIn(wakesTable, course.wakes);
    rows[at + SEGMENT_ROW.readsClock] = Number(course.readsClock);
    if (outcome.status === 'SUCCEEDED') {
      outputs += JSON.stringify(outcome.output);
      outputs += '\n';
      return;
    }
    const { error, cause } = outcome;
    failures.push({
      child: nChildren,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
  };

  return {
    get nChildren() {
      return nChildren;
    },
    get nCharacters() {
      return outputs.length + inputTexts.length;
    },
    add(child, course) {
      const at = nChildren * SEGMENT_ROW.length;
      rows[at + SEGMENT_ROW.status] = CHILD_STATUS_CODE.PENDING;
      rows[at + SEGMENT_ROW.nItems] = child.nItems;
      rows[at + SEGMENT_ROW.maxInputBytes] = Math.min(child.maxBytes, MOST_BYTES);
      rows[at + SEGMENT_ROW.isMeasured] = Number(child.measured);
      if (course !== null) addCourse(course, at);
      if (inputs === 'all' || course === null || !goesSmoothly(course)) {
        inputTexts += JSON.stringify(child.input);
        inputTexts += '\n';
      }
      rows[at + SEGMENT_ROW.outputEnd] = outputs.length;
      rows[at + SEGMENT_ROW.inputEnd] = inputTexts.length;
      nChildren++;
    },
    finish(facts) {
      const segment: Segment = {
        ...facts,
        nChildren,
        rows,
        countTable,
        wakesTable,
        failures,
        outputs,
        inputs: inputTexts,
      };
      rows = new Uint32Array(capacity * SEGMENT_ROW.length);
      nChildren = 0;
      outputs = '';
      inputTexts = '';
      countTable = [];
      wakesTable = [];
      failures = [];
      return segment;
    },
  };
}

/** A child that waits may be stopped, and one that looks at the clock may have to be run again: then its input is needed. */
function goesSmoothly({ outcome, wakes, readsClock }: ChildCourse): boolean {
  return outcome.status === 'SUCCEEDED' && wakes.length === 0 && !readsClock;
}

/** The place of a value that mostly is the one before, or one of few. */
function placeIn<T>(table: T[], value: T): number {
  const known = table.lastIndexOf(value);
  return known >= 0 ? known : table.push(value) - 1;
}
