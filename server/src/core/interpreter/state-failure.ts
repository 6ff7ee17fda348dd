/** Failures of states that the engine treats specially, and the failure of a scope. */

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
