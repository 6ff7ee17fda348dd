/**
 * The seam between a Map state in DISTRIBUTED mode and the layer that runs Map Runs (`distributed-map/`, above this one).
 *
 * The interpreter compiles the state's own fields and its ItemProcessor; the distributed-map layer compiles and runs what only it
 * understands: ItemReader, items, ItemSelector, ItemBatcher, window of children, tolerated failures, ResultWriter.
 * A Map Run never blocks and is never awaited: the engine pumps it, it starts at most one child per pump, and it says when it has to
 * wait for bytes.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { Rng } from '../base/rng.ts';
import type { ResumePoint } from '../events/resume-point.ts';
import type { RunEventSink } from '../events/run-event.ts';
import type { EvaluationScope, Evaluate } from '../expressions/evaluation-scope.ts';
import type { ChildCourse, CourseCounts } from './child-course.ts';
import type { ChildCrew } from './child-crew.ts';
import type { IterationStep } from './task-port.ts';

/** Compiles the state's distributed fields once per definition. */
export interface DistributedMapLayer {
  compile(state: JsonObject, context: DistributedCompileContext): DistributedMapPlan;
}

export interface DistributedCompileContext {
  readonly stateName: string;
  /** JSON pointer of the state. */
  readonly pointer: string;
  readonly queryLanguage: 'JSONPath' | 'JSONata';
}

/** The compiled distributed fields; opened once per visit (and once more per retry) of the Map state. */
export interface DistributedMapPlan {
  /**
   * Evaluates concurrency (before MapStateStarted on AWS). Throws `StatesError`.
   * The answer is the state's literal or evaluated value, 0 where absent.
   */
  readonly maxConcurrency: Evaluate;
  /** MapStateStarted's `length`: 0 with an ItemReader, else the number of items. Throws `StatesError` for bad items. */
  length(scope: EvaluationScope): number;
  /** The inputs of a Map Run's children once more, one after the other, without a Map Run. */
  childInputs(scope: EvaluationScope): ChildInputReader;
  /** Opens a Map Run. Throws `StatesError` for what fails before MapRunStarted. */
  open(scope: EvaluationScope, host: MapRunHost): MapRun;
}

export interface InputOfReader {
  readonly input: Json;
  readonly firstItem: number;
  readonly nItems: number;
  /** Upper bound of the UTF-8 bytes of `input`. */
  readonly maxBytes: number;
  /** `maxBytes` is exact. */
  readonly measured: boolean;
}

export interface ChildInputReader {
  /** Items from `untilItem` on are not read ahead of need. `stuck`: there would be more, but an item cannot be read or cannot be made an input. */
  next(
    untilItem?: number,
  ):
    | { readonly kind: 'child'; readonly child: InputOfReader }
    | { readonly kind: 'wait'; readonly ready: Promise<void> }
    | { readonly kind: 'end' }
    | { readonly kind: 'stuck' };
  /** Passes over up to so many items; between batches only. */
  skip(
    max: number,
  ):
    | { readonly kind: 'skipped'; readonly nItems: number }
    | { readonly kind: 'wait'; readonly ready: Promise<void> }
    | { readonly kind: 'end' }
    | { readonly kind: 'stuck' };
  /** Bytes read of the source so far. */
  readonly bytesRead: number;
  close(): void;
}

export type ChildOutcome =
  | {
      readonly status: 'SUCCEEDED';
      readonly output: Json;
      /** Its compact JSON text, where that is at hand. */
      readonly outputText?: string;
    }
  | { readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; readonly error?: string; readonly cause?: string };

/** How often a child was redriven, and where it goes on. */
export interface ChildRedrive {
  /** 0 for a child that was pending: this is its first start. */
  readonly redriveCount: number;
  /** Null: from its first state. */
  readonly resume: ResumePoint | null;
  /** Those of its own Map Runs that go on with it. */
  readonly mapRuns: RedrivenMapRuns;
}

/** Map Runs that go on when their execution is redriven, by the id of the event with which their Map state was entered. */
export type RedrivenMapRuns = ReadonlyMap<number, RedrivenMapRun>;

export interface RedrivenMapRun {
  readonly number: number;
  readonly arn: string;
  readonly earlier: EarlierAttempts;
}

/** What is known of a Map Run that goes on. */
export interface EarlierAttempts {
  /** Of the attempt that starts now, from 1. */
  readonly redriveCount: number;
  /** Children that were started or left pending, and the items that they hold. */
  readonly nChildren: number;
  readonly nItems: number;
  /** All items of the source are among those. */
  readonly isComplete: boolean;
  /** Those children that did not succeed, in item order. */
  nextChild(): EarlierChildTurn;
  /** Outputs of children that succeeded, by index; empty where results are written elsewhere. */
  readonly outputs: ReadonlyMap<number, Json>;
  /** Result files of successful children. */
  readonly succeededFiles: readonly { readonly key: string; readonly bytes: number }[];
}

export type EarlierChildTurn =
  | {
      readonly kind: 'child';
      readonly index: number;
      readonly firstItem: number;
      readonly nItems: number;
      readonly input: Json;
      readonly redrive: ChildRedrive;
    }
  | { readonly kind: 'wait'; readonly ready: Promise<void> }
  | { readonly kind: 'end' };

export interface ChildStart {
  readonly index: number;
  readonly redrive?: ChildRedrive;
  readonly input: Json;
  /** Upper bound of the UTF-8 bytes of `input`; lets the engine skip measuring small payloads. */
  readonly maxInputBytes: number;
  /** How it goes, where that has been found out already. */
  readonly course?: ChildCourse;
}

/** What a finished child looked like, for result records. Times are virtual milliseconds since the epoch. */
export interface ChildEnd {
  readonly index: number;
  /** Number of the child's execution within the run. */
  readonly execution: number;
  readonly executionArn: string;
  readonly name: string;
  readonly startTime: number;
  readonly stopTime: number;
  readonly nRetries: number;
  /** Events of its history. */
  readonly nEvents: number;
  readonly redriveCount: number;
  readonly outcome: ChildOutcome;
}

/** What the engine offers to one Map Run. */
export interface MapRunHost {
  readonly mapRun: number;
  readonly mapRunArn: string;
  /** ARN of the labelled child state machine. */
  readonly stateMachineArn: string;
  readonly execution: number;
  readonly executionArn: string;
  readonly stateName: string;
  readonly childType: 'STANDARD' | 'EXPRESS';
  readonly maxConcurrency: number;
  /** The Map Run's own chance from its beginning, the same every time: for a reading of the items. */
  createRng(): Rng;
  /** Who helps with the children; null: nobody, or the children cannot be run without each other. */
  readonly crew: ChildCrew | null;
  /** The Map iterations around the Map state. */
  readonly iterations: readonly IterationStep[];
  /** Null for all but a Map Run that is redriven. */
  readonly earlier: EarlierAttempts | null;
  /** Whether the events of children tell inputs and outputs. */
  readonly childData: 'told' | 'left-out';
  readonly emit: RunEventSink;
  now(): number;
  /** Starts a child execution; `childEnded` of the Map Run is called when it ends, possibly before this returns. Returns its execution number. */
  startChild(start: ChildStart): number;
  /**
   * So many children have been started and have ended at once, each as its course says; nothing waits in between. Returns the number of the
   * first one's execution; those of the others follow.
   */
  settleChildren(nChildren: number, countsOf: (child: number) => CourseCounts): number;
  /** Stops the running children (Standard ones; Express ones run to their end). Each still ends with `childEnded`. */
  abortChildren(): void;
}

export type PumpResult =
  /** Something was done; pump again when the engine has nothing more urgent. */
  | { readonly kind: 'progress' }
  /** Nothing to do until a running child ends. */
  | { readonly kind: 'blocked' }
  /** Bytes are being read or written; pump again after. Virtual time stands still meanwhile. The promise never rejects. */
  | { readonly kind: 'io'; readonly ready: Promise<void> }
  | { readonly kind: 'ended'; readonly result: MapRunResult };

export type MapRunResult =
  | { readonly status: 'SUCCEEDED'; readonly output: Json; readonly maxOutputBytes?: number }
  | {
      readonly status: 'FAILED';
      readonly error: string;
      readonly cause?: string;
      /** The engine puts AWS's "An error occurred while executing the state ..." before the cause. */
      readonly prefixed?: boolean;
    };

export interface MapRun {
  pump(): PumpResult;
  childEnded(end: ChildEnd): void;
  /** The parent is being stopped: start nothing more, close result files; pumping goes on until `ended`. */
  abort(): void;
}
