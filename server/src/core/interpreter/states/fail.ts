/** Fail: ends its scope with an error that the definition or the input names. */

import type { Json, JsonObject } from '../../base/json.ts';
import { StatesError } from '../../base/states-error.ts';
import type { Evaluate } from '../../expressions/evaluation-scope.ts';
import type { Engine } from '../engine.ts';
import type { FieldReader } from '../field-reader.ts';
import type { FailPlan, StateCommon } from '../plan.ts';
import { failScope } from '../failure.ts';
import { scopeOf, type Thread } from '../thread.ts';

export function compileFail(state: JsonObject, common: StateCommon, fields: FieldReader): FailPlan {
  return {
    ...common,
    kind: 'Fail',
    error: fields.textOrPath(state, 'Error', 'ErrorPath'),
    cause: fields.textOrPath(state, 'Cause', 'CausePath'),
  };
}

/** A Fail state is no failing state: handlers of its own do not exist, and its failure count stays the scope's. */
export function beginFail(engine: Engine, thread: Thread, plan: FailPlan): void {
  const error = textOf(engine, thread, plan.error, 'ErrorPath');
  const cause = textOf(engine, thread, plan.cause, 'CausePath');
  thread.execution.machine.counters.failed[plan.ordinal]!++;
  thread.insideState = false;
  failScope(engine, thread, { error, cause });
}

function textOf(engine: Engine, thread: Thread, evaluate: Evaluate | null, field: string): string | undefined {
  if (evaluate === null) return undefined;
  const value: Json = evaluate(scopeOf(thread, thread.input, engine));
  if (typeof value === 'string') return value;
  throw new StatesError('States.Runtime', `The field '${field}' does not refer to a string: ${JSON.stringify(value)}`, {
    prefixed: true,
  });
}
