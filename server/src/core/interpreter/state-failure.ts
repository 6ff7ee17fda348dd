/** Failures of states that the engine treats specially, and the failure of a scope. */

import { StatesError } from '../base/states-error.ts';

/**
 * Why a state failed: a StatesError that was thrown, or what its task answered. A task that fails throws nothing, because a hundred thousand
 * exceptions cost more than what is done about them.
 */
export interface StateProblem {
  readonly error: string | undefined;
  /** Without AWS's "An error occurred while executing the state ..." prefix. */
  readonly causeText: string | undefined;
  /** The engine adds the prefix. */
  readonly prefixed: boolean;
  /** EvaluationFailed's `location`, for failures in fields of JSONata states. */
  readonly location: string | undefined;
  /** A second name under which handlers find it. */
  readonly alias?: string | undefined;
}

/** A missed heartbeat is a States.Timeout for AWS, and States.HeartbeatTimeout matches it too. */
export const HEARTBEAT_TIMEOUT = 'States.HeartbeatTimeout';

/** A failure with AWS's prefix already in its cause. */
export interface Failure {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** A second name under which handlers find it. */
  readonly alias?: string | undefined;
}

/** A state's failure as AWS would name it. Data that is nested so deeply that it exhausts the stack fails its state; all else is a bug. */
export function stateFailureOf(thrown: unknown): StatesError {
  if (thrown instanceof StatesError) return thrown;
  if (!isStackExhausted(thrown)) throw thrown;
  return new StatesError('States.Runtime', 'The data is nested too deeply.', { prefixed: true });
}

export function isStackExhausted(thrown: unknown): boolean {
  return thrown instanceof RangeError && thrown.message.includes('call stack');
}
