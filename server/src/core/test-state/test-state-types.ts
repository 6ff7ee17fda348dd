/**
 * What is asked of TestState and what it answers, in the service's own shapes: values travel as JSON texts, as on its wire.
 * Types only; `test-state.ts` does the work.
 *
 * Source: the API model of Step Functions (2016-11-23), operation TestState, as of November 2025.
 */

import type { ItemDecoders } from '../distributed-map/item-decoders.ts';
import type { RunIdentity } from '../interpreter/run-types.ts';
import type { TaskPort } from '../interpreter/task-port.ts';

export const INSPECTION_LEVELS = ['INFO', 'DEBUG', 'TRACE'] as const;
export type InspectionLevel = (typeof INSPECTION_LEVELS)[number];

/** How a mocked result is compared with the API's response shape: all of it, what is there of it, or not at all. */
export type FieldValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

export interface MockInput {
  /** JSON text of the state's result. */
  readonly result?: string;
  readonly errorOutput?: { readonly error?: string; readonly cause?: string };
  /** STRICT by default. */
  readonly fieldValidationMode?: FieldValidationMode;
}

export interface TestStateConfiguration {
  /** Retries that the retrier which matches the error has already made. */
  readonly retrierRetryCount?: number;
  /** The state of a Map or Parallel state that a mocked error comes from. Recorded to make no difference to the answer. */
  readonly errorCausedByState?: string;
  readonly mapIterationFailureCount?: number;
  /** What the ItemReader reads: the file as it lies in S3. */
  readonly mapItemReaderData?: string;
}

export interface TestStateRequest {
  /** JSON text of one state, or of a whole state machine together with `stateName`. */
  readonly definition: string;
  readonly stateName?: string;
  readonly roleArn?: string;
  /** JSON text; `{}` by default. */
  readonly input?: string;
  /** INFO by default. */
  readonly inspectionLevel?: InspectionLevel;
  readonly revealSecrets?: boolean;
  /** JSON text of an object of workflow variables. */
  readonly variables?: string;
  /** JSON text that replaces the context object. */
  readonly context?: string;
  readonly mock?: MockInput;
  readonly stateConfiguration?: TestStateConfiguration;
}

export type TestExecutionStatus = 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';

/** The stations of the state's data flow; texts are JSON. */
export interface InspectionData {
  readonly input?: string;
  readonly afterArguments?: string;
  readonly afterInputPath?: string;
  readonly afterParameters?: string;
  readonly result?: string;
  readonly afterResultSelector?: string;
  readonly afterResultPath?: string;
  /** The variables after the state. */
  readonly variables?: string;
  readonly errorDetails?: {
    readonly catchIndex?: number;
    readonly retryIndex?: number;
    readonly retryBackoffIntervalSeconds?: number;
  };
  readonly afterItemsPath?: string;
  readonly afterItemSelector?: string;
  readonly afterItemBatcher?: string;
  readonly afterItemsPointer?: string;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
  readonly maxConcurrency?: number;
}

export interface TestStateOutput {
  /** JSON text. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  /** With the levels DEBUG and TRACE. */
  readonly inspectionData?: InspectionData;
  readonly nextState?: string;
  readonly status: TestExecutionStatus;
}

/** A call that is not answered: AWS's exception. */
export interface Refusal {
  /** `ValidationException`, `InvalidDefinition`, ...; see `refusals.ts`. */
  readonly code: string;
  readonly message: string;
}

export type TestStateAnswer =
  | { readonly kind: 'answered'; readonly output: TestStateOutput }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What a test needs beside the call itself. */
export interface TestStateWorld {
  readonly decoders: ItemDecoders;
  /** Answers Task states without a mock; null: such a call is refused, for no service is called from here. */
  readonly tasks: TaskPort | null;
  readonly place: Pick<RunIdentity, 'partition' | 'region' | 'accountId'>;
  /** Virtual epoch milliseconds. */
  readonly startTime: number;
  readonly seed: number;
}
