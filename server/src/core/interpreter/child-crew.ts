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

/** How a Map Run and its crew find together. */
export interface CrewPace {
  /** The Map Run asks for the crew each time it has read so many items. */
  readonly askEveryItems: number;
  /** So many items the run still does itself while the helpers look for their place. */
  readonly leadItems: number;
  readonly itemsPerSegment: number;
}

export interface ChildCrew {
  readonly pace: CrewPace;
  /** Null: the crew has other things to do, or it does not pay yet. */
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

/** Consecutive children. */
export interface Segment {
  /** From 0, in the order of the children. */
  readonly number: number;
  readonly nChildren: number;
  /** `SEGMENT_ROW.length` numbers a child, one child behind the other. */
  readonly rows: Uint32Array;
  readonly countTable: readonly CourseCounts[];
  readonly wakesTable: readonly (readonly number[])[];
  /** Virtual epoch milliseconds at which the children were started. */
  readonly startTime: number;
  /** Compact JSON texts of those that have one, each with a line feed behind it, which JSON itself has none of. */
  readonly outputs: string;
  readonly inputs: string;
  readonly failures: readonly { readonly child: number; readonly error?: string; readonly cause?: string }[];
  /** What is behind the last child. `stuck`: the run has to go on from there by itself. */
  readonly end: 'more' | 'end of items' | 'stuck';
  /** Bytes read of the source so far. */
  readonly bytesRead: number;
}

/** Places in the row of a child. */
export const SEGMENT_ROW = {
  /** `CHILD_STATUS_CODE`; PENDING where the run has to find out itself how the child goes. */
  status: 0,
  nItems: 1,
  /** Upper bound of the UTF-8 bytes of the input. */
  maxInputBytes: 2,
  /** 1: that is exact. */
  isMeasured: 3,
  nEvents: 4,
  nRetries: 5,
  /** Place in `countTable`. */
  counts: 6,
  /** Place in `wakesTable`. */
  wakes: 7,
  /** 1: the child looks at the clock. */
  readsClock: 8,
  /** Where its texts end, with their line feeds. */
  outputEnd: 9,
  inputEnd: 10,
  length: 11,
} as const;
