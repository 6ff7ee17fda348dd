/** What a run and the helper threads of its crew say to each other. */

import type { CrewBeginning, CrewTask, Segment } from '../core/interpreter/child-crew.ts';

/** Places in the numbers that a run and its helpers share while they work on one Map Run. */
export const CREW_CONTROL = {
  /** The segment that nobody works on yet. */
  next: 0,
  /** Segments that the run has taken. */
  taken: 1,
  /** Not 0: nobody wants any more of them. */
  stop: 2,
} as const;

export type ToHelper = {
  readonly kind: 'begin';
  /** Number of the Map Run's work, for answers that come late. */
  readonly work: number;
  readonly task: CrewTask;
  readonly beginning: CrewBeginning;
  /** So many segments may be worked on or wait, from the first that the run has not taken. */
  readonly lookAhead: number;
  /** An Int32Array of `CREW_CONTROL`. */
  readonly control: SharedArrayBuffer;
};

export type FromHelper =
  | { readonly kind: 'ready' }
  | { readonly kind: 'segment'; readonly work: number; readonly segment: Segment }
  /** The helper cannot help: what it needs is not as it was. */
  | { readonly kind: 'unfit'; readonly reason: string };
