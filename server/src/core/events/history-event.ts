/**
 * One event of an execution's history, as AWS's `HistoryEvent`: same type names, same causal `previousEventId`.
 *
 * Inside Stepscope inputs and outputs are JSON values; `views/aws-history.ts` turns them into the JSON texts of GetExecutionHistory.
 * Source of types and members: botocore stepfunctions/2016-11-23, `HistoryEvent`.
 */

import type { Json, JsonObject } from '../base/json.ts';

export type StateKind = 'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';

export interface StateEnteredDetails {
  readonly name: string;
  readonly input: Json;
}

export interface StateExitedDetails {
  readonly name: string;
  readonly output: Json;
  /** Variables this state assigned, by name. */
  readonly assignedVariables?: JsonObject;
}

export interface FailureDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface TaskEventDetails {
  readonly resourceType: string;
  readonly resource: string;
}

export interface IterationDetails {
  readonly name: string;
  readonly index: number;
}

export type NoDetails = Readonly<Record<never, never>>;

type EnteredTypes = { [K in StateKind as `${K}StateEntered`]: StateEnteredDetails };
type ExitedTypes = { [K in Exclude<StateKind, 'Fail'> as `${K}StateExited`]: StateExitedDetails };

export interface HistoryDetails extends EnteredTypes, ExitedTypes {
  ExecutionStarted: { readonly input: Json; readonly roleArn: string };
  ExecutionSucceeded: { readonly output: Json };
  ExecutionFailed: FailureDetails;
  ExecutionTimedOut: FailureDetails;
  ExecutionAborted: FailureDetails;
  ExecutionRedriven: { readonly redriveCount: number };
  EvaluationFailed: {
    readonly error: string;
    readonly cause: string;
    readonly location?: string;
    readonly state: string;
  };
  TaskScheduled: TaskEventDetails & {
    readonly region: string;
    readonly parameters: Json;
    readonly timeoutInSeconds?: number;
    readonly heartbeatInSeconds?: number;
    readonly taskCredentials?: { readonly roleArn: string };
  };
  TaskStarted: TaskEventDetails;
  TaskStartFailed: TaskEventDetails & FailureDetails;
  TaskSubmitted: TaskEventDetails & { readonly output: Json };
  TaskSubmitFailed: TaskEventDetails & FailureDetails;
  TaskSucceeded: TaskEventDetails & { readonly output: Json };
  TaskFailed: TaskEventDetails & FailureDetails;
  TaskTimedOut: TaskEventDetails & FailureDetails;
  TaskStateAborted: NoDetails;
  WaitStateAborted: NoDetails;
  LambdaFunctionScheduled: {
    readonly resource: string;
    readonly input: Json;
    readonly timeoutInSeconds?: number;
    readonly taskCredentials?: { readonly roleArn: string };
  };
  LambdaFunctionScheduleFailed: FailureDetails;
  LambdaFunctionStarted: NoDetails;
  LambdaFunctionStartFailed: FailureDetails;
  LambdaFunctionSucceeded: { readonly output: Json };
  LambdaFunctionFailed: FailureDetails;
  LambdaFunctionTimedOut: FailureDetails;
  ActivityScheduled: {
    readonly resource: string;
    readonly input: Json;
    readonly timeoutInSeconds?: number;
    readonly heartbeatInSeconds?: number;
  };
  ActivityScheduleFailed: FailureDetails;
  ActivityStarted: { readonly workerName?: string };
  ActivitySucceeded: { readonly output: Json };
  ActivityFailed: FailureDetails;
  ActivityTimedOut: FailureDetails;
  ParallelStateStarted: NoDetails;
  ParallelStateSucceeded: NoDetails;
  ParallelStateFailed: NoDetails;
  ParallelStateAborted: NoDetails;
  MapStateStarted: { readonly length: number };
  MapStateSucceeded: NoDetails;
  MapStateFailed: NoDetails;
  MapStateAborted: NoDetails;
  MapIterationStarted: IterationDetails;
  MapIterationSucceeded: IterationDetails;
  MapIterationFailed: IterationDetails;
  MapIterationAborted: IterationDetails;
  MapRunStarted: { readonly mapRunArn: string };
  MapRunSucceeded: NoDetails;
  MapRunFailed: FailureDetails;
  MapRunAborted: NoDetails;
  MapRunRedriven: { readonly mapRunArn: string; readonly redriveCount: number };
}

export type HistoryEventType = keyof HistoryDetails;

export type HistoryEventOf<T extends HistoryEventType> = {
  readonly type: T;
  /** Dense, from 1, within one execution. */
  readonly id: number;
  /** The event that caused this one; 0 where AWS says 0. */
  readonly previousEventId: number;
  /** Virtual time, milliseconds since the Unix epoch. */
  readonly time: number;
  readonly details: HistoryDetails[T];
};

export type HistoryEvent = { [T in HistoryEventType]: HistoryEventOf<T> }[HistoryEventType];

export type EnteredEvent = Extract<HistoryEvent, { readonly type: `${string}StateEntered` }>;
export type ExitedEvent = Extract<HistoryEvent, { readonly type: `${string}StateExited` }>;

/** Whether an execution has come into a state with it. */
export function isEntered(event: HistoryEvent): event is EnteredEvent {
  return event.type.endsWith('StateEntered');
}

/** Whether a state has been left with it for the next one or the end, also by a Catch. */
export function isExited(event: HistoryEvent): event is ExitedEvent {
  return event.type.endsWith('StateExited');
}
