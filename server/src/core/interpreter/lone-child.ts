/**
 * Children of a Map Run without the run around them: their names, their chance and their contexts follow from their places, so nothing of
 * their parent has to run. That is how the story of a child that nobody recorded is found out later, and how children are run ahead.
 */

import { nameBasedUuid } from '../events/child-identity.ts';
import type { Engine } from './engine.ts';
import { Execution, type ExecutionSetting } from './execution.ts';
import { machineInRun } from './machine-in-run.ts';
import { momentAt } from './moment.ts';
import type { MachinePlan, MapPlan } from './plan.ts';
import { limitsOf } from './run-limits.ts';
import type { LoneChild, RunOptions } from './run-types.ts';
import type { IterationStep } from './task-port.ts';

/** A Map Run by its number and the place of its state. */
export interface MapRunPlace {
  readonly mapRun: number;
  /** JSON pointer of the Map state. */
  readonly pointer: string;
  /** The Map iterations around the Map state, outermost first. */
  readonly iterations: readonly IterationStep[];
}

/** One child as the root of a run of its own. */
export function loneChildExecution(engine: Engine, options: RunOptions, lone: LoneChild): Execution {
  engine.mapRunNumbers = lone.mapRunNumbers;
  engine.nMapRuns = Math.max(lone.mapRun, ...lone.mapRunNumbers) + 1;
  const moment = momentAt(options.startTime);
  return new Execution(
    { ...loneChildrenSetting(options, lone), tells: true },
    {
      number: 0,
      input: options.input,
      started: moment,
      begun: moment,
      seed: null,
      recording: options.sink === null ? 'none' : options.recording.root,
      childIndex: lone.index,
      iterations: null,
      redriveCount: lone.redriveCount ?? 0,
    },
  );
}

/** What the children of a Map Run have in common that does not run itself. */
export function loneChildrenSetting(options: RunOptions, place: MapRunPlace): ExecutionSetting {
  const { plan, identity, seed, tasks } = options;
  const limits = limitsOf(options);
  const state = distributedMapAt(plan, place.pointer);
  const { childType: type, label, generatedLabel } = state.distributed;
  return {
    type,
    identity,
    scope: state.processor,
    eventLimit: type === 'STANDARD' ? limits.historyEvents - 1 : Infinity,
    caller: null,
    machine: machineInRun(plan, identity, tasks),
    tells: false,
    alone: null,
    ofMapRun: {
      mapRun: place.mapRun,
      label: label ?? nameBasedUuid(generatedLabel),
      stateName: state.name,
      iterations: place.iterations,
      active: null,
    },
    runSeed: seed,
    lifetimeMs: type === 'STANDARD' ? limits.standardDurationMs : limits.expressDurationMs,
  };
}

type DistributedMap = MapPlan & { readonly distributed: NonNullable<MapPlan['distributed']> };

export function distributedMapAt(plan: MachinePlan, pointer: string): DistributedMap {
  const state = plan.states.find((candidate) => candidate.pointer === pointer);
  if (state?.kind !== 'Map' || state.distributed === null) throw new Error(`${pointer} is no Distributed Map.`);
  return state as DistributedMap;
}
