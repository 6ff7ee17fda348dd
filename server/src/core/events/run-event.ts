/**
 * The run's event stream: everything a person ever sees of a run is a fold over these.
 *
 * A run is one root execution and all child executions and nested executions that it opens. Executions are numbered in the order of
 * their start; the root is 0. What a stream holds of each execution depends on the recording level it was run with, never its order.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { HistoryEvent } from './history-event.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** A child execution of a Map Run. PENDING: its input exists, it was not started. */
export type ChildStatus = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** The numbers that stand for child statuses in columns of typed arrays, here and on every wire. */
export const CHILD_STATUS_CODE: Readonly<Record<ChildStatus, number>> = {
  PENDING: 0,
  RUNNING: 1,
  SUCCEEDED: 2,
  FAILED: 3,
  TIMED_OUT: 4,
  ABORTED: 5,
};

/** The stations of a state's data flow, in order; the names are TestState's `inspectionData` members. */
export type DataStage =
  | 'input'
  | 'afterInputPath'
  | 'afterParameters'
  | 'afterArguments'
  | 'afterItemsPath'
  | 'afterItemSelector'
  | 'afterItemBatcher'
  | 'result'
  | 'afterResultSelector'
  | 'afterResultPath'
  | 'output';

export type RunEvent =
  | { readonly kind: 'history'; readonly execution: number; readonly event: HistoryEvent }
  | {
      /** A station of one state visit's data flow. `enteredEventId` names the visit. */
      readonly kind: 'data-stage';
      readonly execution: number;
      readonly enteredEventId: number;
      readonly stage: DataStage;
      readonly value: Json;
    }
  | {
      readonly kind: 'map-run-started';
      /** Number of the Map Run within the run, from 0. */
      readonly mapRun: number;
      readonly execution: number;
      readonly state: string;
      /** JSON pointer of the state in the definition: the graph node's id. */
      readonly pointer: string;
      readonly arn: string;
      /** ARN of the execution that the Map state belongs to. */
      readonly executionArn: string;
      readonly childType: 'STANDARD' | 'EXPRESS';
      /** Effective value; AWS's cap of 10,000 is applied. */
      readonly maxConcurrency: number;
      /** What the state says; 0 where it says nothing. */
      readonly statedConcurrency: number;
      readonly toleratedFailureCount: number;
      readonly toleratedFailurePercentage: number;
      readonly source: string;
      readonly maxItemsPerBatch: number | null;
      readonly maxInputBytesPerBatch: number | null;
      readonly writesResults: boolean;
      readonly time: number;
    }
  | {
      /** What the Map state's fields were evaluated with: its effective input, its variables and its context object. */
      readonly kind: 'map-run-scope';
      readonly mapRun: number;
      readonly input: Json;
      readonly variables: JsonObject;
      readonly context: JsonObject;
      /** The Map iterations around the Map state, outermost first. */
      readonly iterations: readonly { readonly state: string; readonly index: number }[];
    }
  | {
      /** A Map Run that had failed goes on; its unsuccessful and pending children start (again) after this. */
      readonly kind: 'map-run-redriven';
      readonly mapRun: number;
      /** How often it was redriven, this time included. */
      readonly redriveCount: number;
      readonly time: number;
    }
  | {
      /** Cumulative. `bytes` is what was read of the source, 0 for state data. */
      readonly kind: 'items-read';
      readonly mapRun: number;
      readonly nItems: number;
      readonly bytes: number;
      readonly complete: boolean;
    }
  | {
      readonly kind: 'child-started';
      readonly mapRun: number;
      /** Position of the child within its Map Run, from 0; also the batch's position. */
      readonly index: number;
      readonly execution: number;
      /** Index of the first item in the source. */
      readonly firstItem: number;
      readonly nItems: number;
      /** UTF-8 bytes of the child's input, or -1 where it did not have to be measured. */
      readonly nBytes: number;
      /** Null where nobody looks into the run's children. */
      readonly input: Json;
      /** How often this child was redriven. */
      readonly redriveCount: number;
      readonly time: number;
    }
  | {
      readonly kind: 'child-ended';
      readonly mapRun: number;
      readonly index: number;
      readonly execution: number;
      readonly status: Exclude<ChildStatus, 'PENDING' | 'RUNNING'>;
      readonly error?: string;
      readonly cause?: string;
      /** Only of children that succeeded, and where somebody looks into the run's children. */
      readonly output?: Json;
      readonly nItems: number;
      readonly nRetries: number;
      /** Events of the child's history, also where none was recorded. */
      readonly nEvents: number;
      readonly time: number;
    }
  | {
      /** A child whose input was made and which will not be started: the Map Run is failing or being stopped. */
      readonly kind: 'child-pending';
      readonly mapRun: number;
      readonly index: number;
      readonly firstItem: number;
      readonly nItems: number;
      /** Null where nobody looks into the run's children. */
      readonly input: Json;
    }
  | {
      readonly kind: 'result-file-written';
      readonly mapRun: number;
      readonly bucket: string;
      readonly key: string;
      readonly nRecords: number;
      readonly bytes: number;
    }
  | {
      readonly kind: 'map-run-ended';
      readonly mapRun: number;
      readonly status: 'SUCCEEDED' | 'FAILED' | 'ABORTED';
      /** Children whose input was made but which were not started. */
      readonly nPending: number;
      readonly error?: string;
      readonly cause?: string;
      readonly time: number;
    }
  | {
      /** A task has started an execution of another machine. Its own history carries its number. */
      readonly kind: 'nested-execution-started';
      readonly execution: number;
      /** The execution whose task it was, and the task's last event before the start. */
      readonly parent: number;
      readonly parentEventId: number;
      readonly arn: string;
      readonly stateMachineArn: string;
      readonly time: number;
    }
  | {
      readonly kind: 'nested-execution-ended';
      readonly execution: number;
      readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
      readonly error?: string;
      readonly cause?: string;
      readonly time: number;
    };

export type RunEventSink = (event: RunEvent) => void;

/**
 * How much of the executions a run tells. Counters and Map Run events are always there.
 * `none`: no history; `history`: AWS's events; `full`: also the stages of each state's data flow.
 */
export type RecordingLevel = 'none' | 'history' | 'full';
