/** Where a run stands at one moment: small facts that drivers and views share and that are not events. */

import type { Json } from '../base/json.ts';
import type { ExecutionStatus } from './run-event.ts';

/** The state that is about to be entered, or that is waiting. */
export interface RunPosition {
  readonly execution: number;
  /** The child's place in its Map Run, when the execution is a child. */
  readonly child: { readonly mapRun: number; readonly index: number } | null;
  readonly stateName: string;
  /** JSON pointer of the state in the definition: the graph node's id. */
  readonly pointer: string;
}

/** Per state of the definition, over all executions of the run. */
export interface StateCounters {
  /** JSON pointer of the state. */
  readonly pointer: string;
  readonly entered: number;
  readonly exited: number;
  readonly failed: number;
  readonly caught: number;
  readonly retried: number;
  /** Visits that were ended from outside: a sibling failed, the execution was stopped or took too long. */
  readonly aborted: number;
}

export type ExecutionOutcome =
  | { readonly status: 'SUCCEEDED'; readonly output: Json }
  | {
      readonly status: Exclude<ExecutionStatus, 'RUNNING' | 'SUCCEEDED'>;
      readonly error?: string;
      readonly cause?: string;
    };
