/** Failures of states that the engine treats specially, and the failure of a scope. */

import { StatesError } from '../base/states-error.ts';

/** A task whose heartbeat was missed: AWS calls it States.Timeout, and States.HeartbeatTimeout matches it too. */
export class HeartbeatMissed extends StatesError {
  readonly alias = 'States.HeartbeatTimeout';
}

/** A failure with AWS's prefix already in its cause. */
export interface Failure {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** A second name under which handlers find it. */
  readonly alias?: string;
}
