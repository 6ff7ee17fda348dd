/**
 * The outer world as the interpreter sees it: a task is asked for, an answer comes back.
 *
 * Mocks, recorded answers and local handlers implement `TaskPort`. An answer that is there at once is returned (no promise per task);
 * one that takes real time is `pending` and is settled later through the run's driver.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { MachinePlan } from './plan.ts';
import type { RunIdentity } from './run-types.ts';

export type TaskPattern =
  /** `arn:aws:states:::service:action` and `aws-sdk` without suffix. */
  | 'request-response'
  /** `.sync` */
  | 'sync'
  /** `.sync:2` */
  | 'sync2'
  /** `.waitForTaskToken` */
  | 'callback'
  /** The resource is a Lambda function's ARN. */
  | 'lambda-function'
  | 'activity';

/** A resource ARN, read once when the definition is compiled. */
export interface TaskResource {
  readonly arn: string;
  readonly pattern: TaskPattern;
  /** History's `resourceType`: `lambda`, `sqs`, `aws-sdk:s3`, `http`, `states`, ...; empty for function and activity ARNs. */
  readonly resourceType: string;
  /** History's `resource`: `invoke`, `startExecution.sync:2`, ...; the ARN for function and activity ARNs. */
  readonly resource: string;
}

export interface IterationStep {
  readonly state: string;
  readonly index: number;
}

export interface TaskRequest {
  /** Number of the execution within the run. */
  readonly execution: number;
  readonly stateName: string;
  readonly resource: TaskResource;
  /** Effective input: after InputPath and Parameters, or the evaluated Arguments. */
  readonly input: Json;
  /** 1 for the first attempt of this visit of the state; each retry adds one. */
  readonly attempt: number;
  /** The Map iterations (inline and distributed) around the state, outermost first. */
  readonly iterations: readonly IterationStep[];
  /** Set for the callback pattern. */
  readonly taskToken?: string;
  /** The context object (`$$`) of this attempt, built when asked for. */
  readonly context: () => JsonObject;
}

/** Where on AWS's way a task failed: decides which event tells it. */
export type TaskFailureKind = 'failed' | 'startFailed' | 'submitFailed' | 'scheduleFailed';

export type TaskAnswer = {
  /** Who took the work of an activity. */
  readonly workerName?: string;
} & (
  | {
      readonly kind: 'succeeded';
      /** The raw task result, with the integration's envelope (`{Payload, StatusCode, ...}` for lambda:invoke). */
      readonly output: Json;
      /** TaskSubmitted's output, for `.sync` and callbacks. */
      readonly submitted?: Json;
      /** Virtual milliseconds the task takes. */
      readonly delayMs?: number;
    }
  | {
      readonly kind: TaskFailureKind;
      readonly error?: string;
      readonly cause?: string;
      readonly submitted?: Json;
      readonly delayMs?: number;
    }
  | {
      /** The task never answers in time; the interpreter times it out. */
      readonly kind: 'timedOut';
      readonly error?: string;
      readonly cause?: string;
      readonly submitted?: Json;
      readonly delayMs?: number;
    }
);

/** Another state machine that a task starts, as an execution of its own inside the same run. The same object for every start of it. */
export interface NestedMachine {
  readonly plan: MachinePlan;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly identity: Omit<RunIdentity, 'executionName'>;
  /** What answers its tasks. */
  readonly tasks: TaskPort;
}

export type TaskReply =
  | TaskAnswer
  | { readonly kind: 'pending'; readonly answer: Promise<TaskAnswer> }
  /** For startExecution of the `states` and the `aws-sdk:sfn` integration, and startSyncExecution: the machine is started. */
  | { readonly kind: 'nested'; readonly machine: NestedMachine }
  /** For sendTaskSuccess, -Failure and -Heartbeat: the task of this run that waits with the token gets it; where none does, `otherwise`. */
  | { readonly kind: 'sends-token'; readonly otherwise: () => TaskReply };

/** A Choice that is about to look at its rules. */
export interface ChoiceRequest {
  readonly stateName: string;
  readonly input: Json;
}

export interface TaskPort {
  invoke(request: TaskRequest): TaskReply;
  /**
   * Whether what it answers for tasks (or chooses for a Choice) of that name follows from the request alone: not from what was asked before,
   * nor from when or in which execution, and at once. Absent: it does for none.
   */
  readonly answersAlone?: (stateName: string, resource: TaskResource | null) => boolean;
  /** For tests of paths: the target that a Choice goes to, whatever its rules say; null: they decide. */
  readonly choose?: (request: ChoiceRequest) => string | null;
}
