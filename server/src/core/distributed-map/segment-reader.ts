/** The children of a segment as the Map Run takes them: inputs and outputs are texts until somebody wants their values. */

import type { Json } from '../base/json.ts';
import { CHILD_STATUS_CODE } from '../events/run-event.ts';
import type { ChildCourse, CourseCounts } from '../interpreter/child-course.ts';
import type { Segment } from '../interpreter/child-crew.ts';
import type { ChildOutcome } from '../interpreter/map-run-port.ts';
import type { ChildInput } from './batcher.ts';
import type { NextChild } from './child-inputs.ts';

export interface SegmentReader {
  /** The children in order, each once; null behind the last one. `firstItem` is the index of its first item in the source. */
  next(firstItem: number): Extract<NextChild, { kind: 'child' }> | null;
}

export function createSegmentReader(segment: Segment): SegmentReader {
  let next = 0;
  let nextFailure = 0;

  const outcomeOf = (place: number): ChildOutcome => {
    const status = segment.statuses[place];
    if (status === CHILD_STATUS_CODE.SUCCEEDED)
      return new TextOutcome(textAt(segment.outputs, segment.outputEnds, place));
    const { child, ...failure } = segment.failures[nextFailure++] ?? { child: -1 };
    if (child !== place) throw new Error('A segment does not tell how its child failed.');
    return { status: status === CHILD_STATUS_CODE.TIMED_OUT ? 'TIMED_OUT' : 'FAILED', ...failure };
  };

  return {
    next(firstItem) {
      if (next >= segment.nChildren) return null;
      const place = next++;
      const child = new TextInput(segment, place, firstItem);
      if (segment.statuses[place] === CHILD_STATUS_CODE.PENDING) return { kind: 'child', child };
      const course: ChildCourse = {
        outcome: outcomeOf(place),
        wakes: segment.wakesTable[segment.wakes[place] as number] as readonly number[],
        nEvents: segment.nEvents[place] as number,
        nRetries: segment.nRetries[place] as number,
        counts: segment.countTable[segment.counts[place] as number] as CourseCounts,
        readsClock: segment.readsClock[place] === 1,
        startTime: segment.startTime,
      };
      return { kind: 'child', child, course };
    },
  };
}

function textAt(texts: string, ends: Uint32Array, place: number): string {
  return texts.slice(place === 0 ? 0 : ends[place - 1], ends[place]);
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

  constructor(segment: Segment, place: number, firstItem: number) {
    this.firstItem = firstItem;
    this.nItems = segment.nItems[place] as number;
    this.maxBytes = segment.maxInputBytes[place] as number;
    this.measured = segment.isMeasured[place] === 1;
    this.#text = textAt(segment.inputs, segment.inputEnds, place);
  }

  get inputText(): string {
    if (this.#text === '') throw new Error('The input of a child is wanted that nobody has asked for before.');
    return this.#text;
  }

  get input(): Json {
    return JSON.parse(this.inputText) as Json;
  }
}
