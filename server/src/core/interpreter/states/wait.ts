/** Wait: goes on at a virtual time. */

import type { JsonObject } from '../../base/json.ts';
import type { Engine } from '../engine.ts';
import { compileWaitUntil } from '../compile-wait.ts';
import type { FieldReader } from '../field-reader.ts';
import { effectiveInput, passOn } from '../flow.ts';
import type { StateCommon, WaitPlan } from '../plan.ts';
import { scopeOf, type Thread } from '../thread.ts';

export function compileWait(state: JsonObject, common: StateCommon, fields: FieldReader): WaitPlan {
  return { ...common, kind: 'Wait', until: compileWaitUntil(state, common.queryLanguage, fields) };
}

export function beginWait(engine: Engine, thread: Thread, plan: WaitPlan): void {
  const input = effectiveInput(engine, thread, plan);
  const until = plan.until(scopeOf(thread, input, engine), engine.now);
  if (until <= engine.now) {
    passOn(engine, thread, plan, input, plan);
    return;
  }
  engine.wakeAt(thread, until, (target) => {
    passOn(engine, target, plan, input, plan);
  });
}
