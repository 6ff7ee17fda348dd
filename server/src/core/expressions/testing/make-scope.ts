/** Scopes for tests of expressions. */

import { createRng } from '../../base/rng.ts';
import type { JsonObject } from '../../base/json.ts';
import type { EvaluationScope } from '../evaluation-scope.ts';
import { createVariables } from '../variables.ts';

/** A scope whose context object and variables are fixed. */
export function makeScope(
  parts: Partial<Pick<EvaluationScope, 'input'>> & {
    readonly context?: JsonObject;
    readonly variables?: JsonObject;
  } = {},
): EvaluationScope {
  const variables = createVariables(null);
  if (parts.variables !== undefined) variables.assign(parts.variables);
  const context = parts.context ?? {};
  return { input: parts.input ?? null, context: () => context, variables, rng: createRng(1), now: 0 };
}
