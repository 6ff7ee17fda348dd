/** What the compiler of state machines answers: a plan, or the reasons why there is none. Types only. */

import type { DistributedMapLayer } from './map-run-port.ts';
import type { MachinePlan, QueryLanguage } from './plan.ts';

export interface CompileOptions {
  /** Compiles and runs Map states in DISTRIBUTED mode; null refuses them. */
  readonly distributedMap: DistributedMapLayer | null;
  /** Query language of a definition that names none; JSONPath by default. */
  readonly defaultQueryLanguage?: QueryLanguage;
}

export interface CompileProblem {
  readonly message: string;
  /** JSON pointer into the definition. */
  readonly pointer: string;
}

/** `plan` is null exactly when `problems` is not empty. */
export interface CompileResult {
  readonly plan: MachinePlan | null;
  readonly problems: readonly CompileProblem[];
}
