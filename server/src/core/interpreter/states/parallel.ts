/** Parallel: runs its branches at the same time on the same input and collects their outputs. */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { createVariables } from '../../expressions/variables.ts';
import type { Engine } from '../engine.ts';
import type { FieldReader } from '../field-reader.ts';
import { effectiveInput, payloadOf } from '../flow.ts';
import type { ParallelJoin } from '../join.ts';
import { payloadBytes } from '../payload-size.ts';
import type { ParallelPlan, ScopePlan, StateCommon } from '../plan.ts';
import { Thread } from '../thread.ts';
import { finishParallel } from './join-end.ts';

export function compileParallel(state: JsonObject, common: StateCommon, fields: FieldReader): ParallelPlan {
  const branches: ScopePlan[] = [];
  const list = state['Branches'];
  if (!isJsonArray(list) || list.length === 0) {
    fields.problem('Branches must be a list of at least one branch.', 'Branches');
  } else {
    list.forEach((branch, index) => {
      const at = fields.at('Branches', String(index));
      if (!isJsonObject(branch)) at.problem('A branch must be an object.');
      else {
        const scope = at.scope(branch);
        if (scope !== null) branches.push(scope);
      }
    });
  }
  return {
    ...common,
    kind: 'Parallel',
    branches,
    ...fields.resultFlow('Parameters', 'Arguments'),
    ...fields.errorHandlers(state),
  };
}

export function beginParallel(engine: Engine, thread: Thread, plan: ParallelPlan): void {
  const input = effectiveInput(engine, thread, plan);
  const payload = payloadOf(engine, thread, plan, input);
  const bytes = payload === thread.input ? thread.inputBytes : payloadBytes(payload);
  thread.lastEventId = engine.event(thread.execution, 'ParallelStateStarted', thread.lastEventId, {});

  const join = parallelJoin(thread, plan);
  thread.waitsForJoin = join;
  for (let index = 0; index < plan.branches.length; index++) startBranch(engine, join, index, payload, bytes);
  if (plan.branches.length === 0) finishParallel(engine, join, thread.lastEventId);
}

export function parallelJoin(owner: Thread, plan: ParallelPlan): ParallelJoin {
  return {
    kind: 'Parallel',
    owner,
    plan,
    running: new Set(),
    results: new Array<null>(plan.branches.length).fill(null),
    resultBytes: 2,
    nDone: 0,
  };
}

/** The branch's first state points to the owner's last event. */
export function startBranch(engine: Engine, join: ParallelJoin, index: number, input: Json, inputBytes: number): void {
  const { owner, plan } = join;
  const state = (plan.branches[index] as ScopePlan).start;
  const place = { join, index, mapItem: owner.mapItem, iterations: owner.iterations };
  const child = new Thread(owner.execution, { state, input, inputBytes }, createVariables(owner.variables), place);
  child.lastEventId = owner.lastEventId;
  join.running.add(child);
  engine.ready(child, null);
}
