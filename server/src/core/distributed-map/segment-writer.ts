/** Packs the courses of consecutive children into a segment. */

import type { Json } from '../base/json.ts';
import { CHILD_STATUS_CODE } from '../events/run-event.ts';
import type { ChildCourse, CourseCounts } from '../interpreter/child-course.ts';
import type { Segment } from '../interpreter/child-crew.ts';

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
  /** `course` null: the run has to find out itself. */
  add(child: SegmentChild, course: ChildCourse | null): void;
  /** Takes the segment; the writer is empty after. */
  finish(facts: Pick<Segment, 'number' | 'end' | 'bytesRead' | 'startTime'>): Segment;
}

const MAX_TABLE = 65_535;

export function createSegmentWriter(capacity: number, inputs: 'all' | 'those in need'): SegmentWriter {
  const create = (): Columns => ({
    statuses: new Uint8Array(capacity),
    nItems: new Uint32Array(capacity),
    maxInputBytes: new Float64Array(capacity),
    isMeasured: new Uint8Array(capacity),
    nEvents: new Uint32Array(capacity),
    nRetries: new Uint32Array(capacity),
    counts: new Uint16Array(capacity),
    wakes: new Uint16Array(capacity),
    readsClock: new Uint8Array(capacity),
    outputEnds: new Uint32Array(capacity),
    inputEnds: new Uint32Array(capacity),
  });
  let columns = create();
  let nChildren = 0;
  let outputs = '';
  let inputTexts = '';
  let countTable: CourseCounts[] = [];
  let wakesTable: (readonly number[])[] = [];
  let failures: Segment['failures'][number][] = [];

  /** The place of a value that mostly is the one before, or one of few; -1 where the table is full. */
  const placeIn = <T>(table: T[], value: T): number => {
    const known = table.lastIndexOf(value);
    if (known >= 0) return known;
    return table.length < MAX_TABLE ? table.push(value) - 1 : -1;
  };

  return {
    get nChildren() {
      return nChildren;
    },
    add(child, course) {
      const place = nChildren++;
      columns.nItems[place] = child.nItems;
      columns.maxInputBytes[place] = child.maxBytes;
      columns.isMeasured[place] = Number(child.measured);
      const counts = course === null ? -1 : placeIn(countTable, course.counts);
      const wakes = course === null ? -1 : placeIn(wakesTable, course.wakes);
      const isTold = course !== null && counts >= 0 && wakes >= 0;
      if (isTold) {
        const { outcome } = course;
        columns.statuses[place] = CHILD_STATUS_CODE[outcome.status];
        columns.nEvents[place] = course.nEvents;
        columns.nRetries[place] = course.nRetries;
        columns.counts[place] = counts;
        columns.wakes[place] = wakes;
        columns.readsClock[place] = Number(course.readsClock);
        if (outcome.status === 'SUCCEEDED') outputs += JSON.stringify(outcome.output);
        else {
          const { error, cause } = outcome;
          failures.push({
            child: place,
            ...(error === undefined ? {} : { error }),
            ...(cause === undefined ? {} : { cause }),
          });
        }
      }
      // A child that waits may be stopped, and one that looks at the clock may have to be run again.
      const isSmooth =
        isTold && course.outcome.status === 'SUCCEEDED' && course.wakes.length === 0 && !course.readsClock;
      if (inputs === 'all' || !isSmooth) inputTexts += JSON.stringify(child.input);
      columns.outputEnds[place] = outputs.length;
      columns.inputEnds[place] = inputTexts.length;
    },
    finish(facts) {
      const segment: Segment = {
        ...facts,
        ...columns,
        nChildren,
        countTable,
        wakesTable,
        failures,
        outputs,
        inputs: inputTexts,
      };
      columns = create();
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

type Columns = Pick<
  Segment,
  | 'statuses'
  | 'nItems'
  | 'maxInputBytes'
  | 'isMeasured'
  | 'nEvents'
  | 'nRetries'
  | 'counts'
  | 'wakes'
  | 'readsClock'
  | 'outputEnds'
  | 'inputEnds'
>;
