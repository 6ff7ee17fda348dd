/**
 * How one child execution of a Map Run goes from its start to its end, found out by running it alone, ahead of its time or on another
 * thread. What stands in the Map Run's window of children is then no execution but its course, which is *played*: it takes its time, ends
 * when the execution would, and counts what that would have counted.
 *
 * Only children that nobody watches have a course, and only where nothing that one of them does can change what another one does.
 */

import type { Json } from '../base/json.ts';
import type { ExecutionSetting } from './execution.ts';
import type { CounterColumns } from './machine-in-run.ts';
import type { ChildOutcome } from './map-run-port.ts';
import type { RunOptions } from './run-types.ts';

export interface ChildCourse {
  readonly outcome: ChildOutcome;
  /** Virtual milliseconds from its start to each moment at which it goes on after a wait; the last one is its end. Empty: it ends at once. */
  readonly wakes: readonly number[];
  /** Events of its history. */
  readonly nEvents: number;
  readonly nRetries: number;
  readonly counts: CourseCounts;
  /** It looks at the clock: started at another time, it may go another way. */
  readonly readsClock: boolean;
  /** Virtual epoch milliseconds. */
  readonly startTime: number;
}

/** What a course adds to the counters of its machine. Few courses differ in that, so those that do not share one object. */
export interface CourseCounts {
  /** States entered. */
  readonly transitions: number;
  /** Places in `CounterColumns.all`, and behind each what is added there. */
  readonly changes: Uint32Array;
}

export interface CourseStart {
  readonly index: number;
  readonly input: Json;
  /** Upper bound of the UTF-8 bytes of `input`. */
  readonly maxInputBytes: number;
  /** Virtual epoch milliseconds. */
  readonly startTime: number;
  /** It is aborted after so many wakes, before the next one. */
  readonly abortAfterWakes?: number;
}

export interface CourseRunner {
  /** Null: how it goes cannot be told without the rest of the run. */
  run(start: CourseStart): ChildCourse | null;
}

export type CreateCourses = (options: RunOptions, children: ExecutionSetting) => CourseRunner;

export function addCounts(counters: CounterColumns, { changes }: CourseCounts): void {
  const { all } = counters;
  for (let place = 0; place < changes.length; place += 2) all[changes[place]!]! += changes[place + 1]!;
}
