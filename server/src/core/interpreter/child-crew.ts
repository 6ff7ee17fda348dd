/**
 * A crew: helpers beside the run, on threads of their own, that find out how the children of a large Map Run go while the run itself only
 * keeps account of them. Types only; everything here is plain data or can be sent as such.
 *
 * The children of a Map Run are cut into *segments* of consecutive ones. A helper reads the items itself and passes over those of other
 * segments, so no item travels between threads; what comes back of a child are a few numbers, and texts where somebody needs them.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { CourseCounts } from './child-course.ts';
import type { IterationStep } from './task-port.ts';

/** What helpers have to know of a Map Run beside the definition and what answers its tasks. */
export interface CrewTask {
  readonly mapRun: number;
  /** JSON pointer of the Map state. */
  readonly pointer: string;
  /** The Map iterations around the Map state, outermost first. */
  readonly iterations: readonly IterationStep[];
  /** What its fields are evaluated with. */
  readonly scope: {
    readonly input: Json;
    readonly variables: JsonObject;
    readonly context: JsonObject;
    /** Virtual epoch milliseconds. */
    readonly now: number;
  };
  /** Items of every child but the last. */
  readonly itemsPerChild: number;
  readonly childrenPerSegment: number;
  /** Whether the inputs of children that go smoothly are needed as well. */
  readonly inputs: 'all' | 'those in need';
}

/** Where the first segment begins. */
export interface CrewBeginning {
  readonly child: number;
  readonly item: number;
  /** Virtual epoch milliseconds of the children's start, as far as it is known. */
  readonly startTime: number;
}

/** When a crew is worth its wages. */
export interface CrewPace {
  /** A Map Run that has read so many items hires the crew. */
  readonly hireAfterItems: number;
  /** So many items the run still does itself while the helpers look for their place. */
  readonly leadItems: number;
  readonly itemsPerSegment: number;
}

export interface ChildCrew {
  readonly pace: CrewPace;
  /** Null: the crew is busy with another Map Run, or cannot help with this one. */
  hire(task: CrewTask): CrewWork | null;
}

export interface CrewWork {
  /** The helpers can begin at once. */
  readonly isReady: boolean;
  begin(beginning: CrewBeginning): void;
  /** The next segment in order. `gone`: there is nobody any more who could make it. The promise never rejects. */
  next(): CrewTurn;
  /** Harmless at any time. */
  close(): void;
}

export type CrewTurn =
  | { readonly kind: 'segment'; readonly segment: Segment }
  | { readonly kind: 'wait'; readonly ready: Promise<void> }
  | { readonly kind: 'gone' };

/** Columns of consecutive children. */
export interface Segment {
  /** From 0, in the order of the children. */
  readonly number: number;
  readonly nChildren: number;
  /** `CHILD_STATUS_CODE`; PENDING where the run has to find out itself how the child goes. */
  readonly statuses: Uint8Array;
  readonly nItems: Uint32Array;
  /** Upper bound of the UTF-8 bytes of the input. */
  readonly maxInputBytes: Float64Array;
  /** Whether that is exact. */
  readonly isMeasured: Uint8Array;
  readonly nEvents: Uint32Array;
  readonly nRetries: Uint32Array;
  /** Places in `countTable` and `wakesTable`. */
  readonly counts: Uint16Array;
  readonly wakes: Uint16Array;
  /** The child looks at the clock. */
  readonly readsClock: Uint8Array;
  readonly countTable: readonly CourseCounts[];
  readonly wakesTable: readonly (readonly number[])[];
  readonly startTime: number;
  /** Compact JSON texts, one behind the other. */
  readonly outputs: string;
  /** Where each child's output ends. */
  readonly outputEnds: Uint32Array;
  readonly inputs: string;
  readonly inputEnds: Uint32Array;
  readonly failures: readonly { readonly child: number; readonly error?: string; readonly cause?: string }[];
  /** What is behind the last child. `stuck`: the run has to go on from there by itself. */
  readonly end: 'more' | 'end of items' | 'stuck';
  /** Bytes read of the source so far. */
  readonly bytesRead: number;
}
