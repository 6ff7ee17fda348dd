/** Succeed: ends its scope with its input. */

import type { Engine } from '../engine.ts';
import { effectiveInput, passOn } from '../flow.ts';
import type { StateCommon, SucceedPlan } from '../plan.ts';
import type { Thread } from '../thread.ts';

export function compileSucceed(common: StateCommon): SucceedPlan {
  return { ...common, kind: 'Succeed' };
}

export function beginSucceed(engine: Engine, thread: Thread, plan: SucceedPlan): void {
  passOn(engine, thread, plan, effectiveInput(engine, thread, plan), plan);
}
