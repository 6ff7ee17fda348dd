/**
 * A Parallel or inline Map state of a redriven execution: branches and iterations that had succeeded keep their results, the others go on
 * where they stood, and iterations that had not begun start as room is made.
 */

import type { Json, JsonObject } from '../../base/json.ts';
import type { FlowPoint, JoinPoint } from '../../events/resume-point.ts';
import { createVariables } from '../../expressions/variables.ts';
import type { Engine } from '../engine.ts';
import { effectiveInput, payloadOf } from '../flow.ts';
import type { Join, MapJoin, ParallelJoin } from '../join.ts';
import { payloadBytes } from '../payload-size.ts';
import type { MapPlan, ParallelPlan } from '../plan.ts';
import { outputOf, resumeThread } from '../resume-execution.ts';
import type { Thread, ThreadPlace } from '../thread.ts';
import { finishMap, finishParallel } from './join-end.ts';
import { inlineMapOf, iterationPlace, mapJoin, selectedItem, startIteration, startNextIteration } from './map.ts';
import { parallelJoin, startBranch } from './parallel.ts';

/** A definition in which the state is another now begins it anew. */
export function resumeJoin(engine: Engine, thread: Thread, point: JoinPoint): void {
  const { state } = thread;
  const resumed =
    state.kind === 'Parallel'
      ? resumeParallel(engine, thread, state, point)
      : state.kind === 'Map' && state.distributed === null && resumeMap(engine, thread, state, point);
  if (!resumed) engine.states.begin(engine, thread);
}

function resumeParallel(engine: Engine, thread: Thread, plan: ParallelPlan, point: JoinPoint): boolean {
  const flows = plan.branches.map(({ start }) => point.flows.find(({ firstState }) => firstState === start.name));
  if (point.flows.length > flows.filter((flow) => flow !== undefined).length) return false;
  const join = parallelJoin(thread, plan);
  const rest = takeResults(thread, join, flows);
  let last = point.startedEventId;
  for (const flow of point.flows) {
    if (flow.point?.place.kind === 'after') last = Math.max(last, flow.point.place.exitedEventId);
  }
  if (rest.length === 0) {
    finishParallel(engine, join, last);
    return true;
  }
  thread.lastEventId = point.startedEventId;
  thread.waitsForJoin = join;
  let input: Json | undefined;
  for (const { index, flow } of rest) {
    if (flow?.point == null) {
      input ??= payloadOf(engine, thread, plan, effectiveInput(engine, thread, plan));
      startBranch(engine, join, index, input, payloadBytes(input));
    } else {
      const { mapItem, iterations } = thread;
      resumeFlow(engine, join, flow.point, { join, index, mapItem, iterations });
    }
  }
  return true;
}

function resumeMap(engine: Engine, thread: Thread, plan: MapPlan, point: JoinPoint): boolean {
  const { items, input, window } = inlineMapOf(engine, thread, plan);
  if (items.length !== point.length) return false;
  const nStarted = Math.max(0, ...point.flows.map(({ index }) => (index ?? 0) + 1));
  const flows = Array.from({ length: nStarted }, (_, index) => point.flows.find((flow) => flow.index === index));
  if (nStarted > items.length) return false;
  const join = mapJoin(thread, plan, { items, input });
  join.nextIndex = nStarted;
  const rest = takeResults(thread, join, flows);
  if (rest.length === 0 && nStarted === items.length) {
    const last = Math.max(point.startedEventId, ...point.flows.map(({ succeededEventId }) => succeededEventId ?? 0));
    finishMap(engine, join, last);
    return true;
  }
  thread.lastEventId = point.startedEventId;
  thread.waitsForJoin = join;
  for (const { index, flow } of rest) {
    const item = items[index] as Json;
    const mapItem: JsonObject = { Index: index, Value: item };
    if (flow?.point == null) {
      const selected = selectedItem(engine, join, mapItem);
      startIteration(engine, join, mapItem, selected, flow?.startedEventId ?? point.startedEventId);
    } else resumeFlow(engine, join, flow.point, iterationPlace(join, mapItem));
  }
  while (join.running.size < window && join.nextIndex < items.length && thread.waitsForJoin === join) {
    startNextIteration(engine, join, point.startedEventId);
  }
  return true;
}

interface Rest {
  readonly index: number;
  /** Undefined for one that was not started. */
  readonly flow: FlowPoint | undefined;
}

/** Keeps what had succeeded; answers the others, in their order. */
function takeResults({ execution }: Thread, join: Join, flows: readonly (FlowPoint | undefined)[]): readonly Rest[] {
  const rest: Rest[] = [];
  flows.forEach((flow, index) => {
    const output = flow?.point == null ? undefined : outputOf(execution, flow.point);
    if (output === undefined) {
      rest.push({ index, flow });
      return;
    }
    join.results[index] = output;
    join.resultBytes += payloadBytes(output) + 1;
    join.nDone++;
  });
  return rest;
}

function resumeFlow(
  engine: Engine,
  join: ParallelJoin | MapJoin,
  point: NonNullable<FlowPoint['point']>,
  place: ThreadPlace,
): void {
  const { owner } = join;
  join.running.add(resumeThread(engine, owner.execution, point, createVariables(owner.variables), place));
}
