/** Pass: hands on its input, or a fixed or composed result. */

import type { JsonObject } from '../../base/json.ts';
import type { FieldReader } from '../field-reader.ts';
import type { Engine } from '../engine.ts';
import { completeState, effectiveInput, payloadOf } from '../flow.ts';
import { payloadBytes } from '../payload-size.ts';
import type { PassPlan, StateCommon } from '../plan.ts';
import type { Thread } from '../thread.ts';

export function compilePass(state: JsonObject, common: StateCommon, fields: FieldReader): PassPlan {
  return {
    ...common,
    kind: 'Pass',
    ...fields.resultFlow('Parameters', null),
    // A null Result counts as none, as on AWS.
    result: common.queryLanguage === 'JSONata' ? undefined : (state['Result'] ?? undefined),
  };
}

export function beginPass(engine: Engine, thread: Thread, plan: PassPlan): void {
  const input = effectiveInput(engine, thread, plan);
  if (plan.result !== undefined) {
    completeState(engine, thread, plan, plan.result, payloadBytes(plan.result));
    return;
  }
  const payload = payloadOf(engine, thread, plan, input);
  completeState(engine, thread, plan, payload, payload === thread.input ? thread.inputBytes : payloadBytes(payload));
}
