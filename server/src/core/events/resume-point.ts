/**
 * Where a failed execution goes on when it is redriven: its threads as they stood when it ended. Plain data; `views/resume-point.ts` finds
 * it in a history, `interpreter/resume-execution.ts` goes on from it.
 */

import type { Json, JsonObject } from '../base/json.ts';

export interface ResumePoint {
  /** Id of the last event of the history so far. */
  readonly eventCount: number;
  readonly startTime: number;
  /** Null: not even the first state was entered. */
  readonly root: ThreadPoint | null;
}

/** A sequential flow: the main one, a branch or an iteration. */
export interface ThreadPoint {
  /** The state that was entered last. */
  readonly stateName: string;
  /** Its raw input. */
  readonly input: Json;
  readonly enteredEventId: number;
  readonly enteredTime: number;
  /** What was assigned in this flow's own scope. */
  readonly variables: JsonObject;
  readonly place: PlaceInState;
}

export type PlaceInState =
  /** Entered and not left. Null: the state has no branches or iterations to go on with. */
  | { readonly kind: 'inside'; readonly join: JoinPoint | null }
  /** Left, and nothing was entered since. */
  | {
      readonly kind: 'after';
      readonly output: Json;
      readonly exitedEventId: number;
      readonly caught: CaughtFailure | null;
    };

/** The failure through whose catcher a state was left; its error where the history tells it. */
export interface CaughtFailure {
  readonly error: string | undefined;
}

/** The branches of a Parallel state or the iterations of an inline Map state. */
export interface JoinPoint {
  /** ParallelStateStarted or MapStateStarted. */
  readonly startedEventId: number;
  /** Items of the Map state; null for a Parallel state. */
  readonly length: number | null;
  /** Those that were started. */
  readonly flows: readonly FlowPoint[];
}

export interface FlowPoint {
  /** Number of the iteration; null for a branch, which is known by its first state. */
  readonly index: number | null;
  readonly firstState: string | null;
  /** What its first state points to. */
  readonly startedEventId: number;
  /** MapIterationSucceeded; null while it has not succeeded, and for branches, which tell no such event. */
  readonly succeededEventId: number | null;
  /** Null: its first state was not entered. */
  readonly point: ThreadPoint | null;
}
