/** The children of a segment as the Map Run takes them: inputs and outputs are texts until somebody wants their values. */

import type { Json } from '../base/json.ts';
import { CHILD_STATUS_CODE } from '../events/run-event.ts';
import type { ChildCourse, CourseCounts } from '../interpreter/child-course.ts';
import { SEGMENT_ROW, type Segment } from '../interpreter/child-crew.ts';
import type { ChildOutcome } from '../interpreter/map-run-port.ts';
import type { ChildInput } from './batcher.ts';
import type { NextChild } from './child-inputs.ts';

/** Consecutive children that succeed as soon as they start, at any time. */
export interface SmoothChildren {
  readonly nChildren: number;
  nItems(child: number): number;
  maxInputBytes(child: number): number;
  /** `maxInputBytes` is exact. */
  isMeasured(child: number): boolean;
  nEvents(child: number): number;
  nRetries(child: number): number;
  counts(child: number): CourseCounts;
  /** Their outputs: compact JSON texts, each with a line feed behind it. */
  readonly outputLines: string;
}

export interface SegmentReader {
  /** The children in order, each once; null behind the last one. `firstItem` is the index of its first item in the source. */
  next(firstItem: number): Extract<NextChild, { kind: 'child' }> | null;
  /** Those that are next and go smoothly; null where the next one does not. They count as taken. */
  takeSmooth(): SmoothChildren | null;
}

export function createSegmentReader(segment: Segment): SegmentReader {
  const { rows, nChildren, startTime } = segment;
  let next = 0;
  let nextFailure = 0;

  const at = (place: number, column: number): number => rows[place * SEGMENT_ROW.length + column] as number;
  const textOf = (texts: string, column: number, place: number): string =>
    texts.slice(place === 0 ? 0 : at(place - 1, column), Math.max(0, at(place, column) - 1));
  const wakesOf = (place: number): readonly number[] =>
    segment.wakesTable[at(place, SEGMENT_ROW.wakes)] as readonly number[];
  const countsOf = (place: number): CourseCounts => segment.countTable[at(place, SEGMENT_ROW.counts)] as CourseCounts;
  const isSmooth = (place: number): boolean =>
    at(place, SEGMENT_ROW.status) === CHILD_STATUS_CODE.SUCCEEDED &&
    at(place, SEGMENT_ROW.readsClock) === 0 &&
    wakesOf(place).length === 0;

  const outcomeOf = (place: number): ChildOutcome => {
    const status = at(place, SEGMENT_ROW.status);
    if (status === CHILD_STATUS_CODE.SUCCEEDED) {
      return new TextOutcome(textOf(segment.outputs, SEGMENT_ROW.outputEnd, place));
    }
    const { child, ...failure } = segment.failures[nextFailure++] ?? { child: -1 };
    if (child !== place) throw new Error('A segment does not tell how its child failed.');
    return { status: status === CHILD_STATUS_CODE.TIMED_OUT ? 'TIMED_OUT' : 'FAILED', ...failure };
  };

  return {
    next(firstItem) {
      if (next >= nChildren) return null;
      const place = next++;
      const child = new TextInput(
        firstItem,
        at(place, SEGMENT_ROW.nItems),
        at(place, SEGMENT_ROW.maxInputBytes),
        at(place, SEGMENT_ROW.isMeasured) === 1,
        textOf(segment.inputs, SEGMENT_ROW.inputEnd, place),
      );
      if (at(place, SEGMENT_ROW.status) === CHILD_STATUS_CODE.PENDING) return { kind: 'child', child };
      const course: ChildCourse = {
        outcome: outcomeOf(place),
        wakes: wakesOf(place),
        nEvents: at(place, SEGMENT_ROW.nEvents),
        nRetries: at(place, SEGMENT_ROW.nRetries),
        counts: countsOf(place),
        readsClock: at(place, SEGMENT_ROW.readsClock) === 1,
        startTime,
      };
      return { kind: 'child', child, course };
    },
    takeSmooth() {
      const first = next;
      while (next < nChildren && isSmooth(next)) next++;
      if (next === first) return null;
      const from = first === 0 ? 0 : at(first - 1, SEGMENT_ROW.outputEnd);
      return {
        nChildren: next - first,
        nItems: (child) => at(first + child, SEGMENT_ROW.nItems),
        maxInputBytes: (child) => at(first + child, SEGMENT_ROW.maxInputBytes),
        isMeasured: (child) => at(first + child, SEGMENT_ROW.isMeasured) === 1,
        nEvents: (child) => at(first + child, SEGMENT_ROW.nEvents),
        nRetries: (child) => at(first + child, SEGMENT_ROW.nRetries),
        counts: (child) => countsOf(first + child),
        outputLines: segment.outputs.slice(from, at(next - 1, SEGMENT_ROW.outputEnd)),
      };
    },
  };
}

class TextOutcome {
  readonly status = 'SUCCEEDED';
  readonly outputText: string;

  constructor(text: string) {
    this.outputText = text;
  }

  get output(): Json {
    return JSON.parse(this.outputText) as Json;
  }
}

class TextInput implements ChildInput {
  readonly firstItem: number;
  readonly nItems: number;
  readonly maxBytes: number;
  readonly measured: boolean;
  readonly #text: string;

  constructor(firstItem: number, nItems: number, maxBytes: number, measured: boolean, text: string) {
    this.firstItem = firstItem;
    this.nItems = nItems;
    this.maxBytes = maxBytes;
    this.measured = measured;
    this.#text = text;
  }

  get inputText(): string {
    if (this.#text === '') throw new Error('The input of a child is wanted that nobody has asked for before.');
    return this.#text;
  }

  get input(): Json {
    return JSON.parse(this.inputText) as Json;
  }
}
