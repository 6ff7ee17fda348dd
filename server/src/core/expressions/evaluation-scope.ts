/**
 * What an expression can see while it is evaluated, in either query language.
 *
 * Compiled expressions hold no state: everything that changes comes in here, so one compiled plan serves any number of concurrent
 * executions.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { Rng } from '../base/rng.ts';

/** Workflow variables with their scopes: reads look outwards, each scope assigns its own. */
export interface Variables {
  get(name: string): Json | undefined;
  /** All visible variables, inner ones hiding outer ones. */
  all(): JsonObject;
}

export interface EvaluationScope {
  /** `$` in JSONPath, `$states.input` in JSONata. */
  readonly input: Json;
  /** `$$` in JSONPath, `$states.context` in JSONata; built when first asked for. */
  readonly context: () => JsonObject;
  readonly variables: Variables;
  /** `$states.result`; absent where ASL has none. */
  readonly result?: Json;
  /** `$states.errorOutput`; only within a catcher. */
  readonly errorOutput?: Json;
  readonly rng: Rng;
  /** Virtual time in milliseconds since the Unix epoch: `$now()`, `$millis()`. */
  readonly now: number;
}

/** A copy that differs in some fields. A scope may have its fields from a class, which `{ ...scope }` would lose. */
export function changedScope(scope: EvaluationScope, changes: Partial<EvaluationScope>): EvaluationScope {
  const { input, context, variables, result, errorOutput, rng } = scope;
  return {
    input,
    context,
    variables,
    ...(result === undefined ? {} : { result }),
    ...(errorOutput === undefined ? {} : { errorOutput }),
    rng,
    // Who does not look at the clock has not read it.
    get now() {
      return changes.now ?? scope.now;
    },
    ...changes,
  };
}

/** A compiled expression, template or path. Throws `StatesError` for failures that AWS names, nothing else. */
export type Evaluate = (scope: EvaluationScope) => Json;
