/**
 * One child of a Map Run as the root of a run of its own: how the story of a child that nobody recorded is found out later. Its name, its
 * chance and its context follow from its place, so nothing of its parent has to run.
 */

import { nameBasedUuid } from '../events/child-identity.ts';
import type { Engine } from './engine.ts';
import { Execution } from './execution.ts';
import { machineInRun } from './machine-in-run.ts';
import type { LoneChild, RunOptions } from './run-types.ts';

export function loneChildExecution(engine: Engine, options: RunOptions, lone: LoneChild): Execution {
  const { plan, identity, startTime, seed } = options;
  const { limits } = engine;
  const state = plan.states.find(({ pointer }) => pointer === lone.pointer);
  if (state?.kind !== 'Map' || state.distributed === null) throw new Error(`${lone.pointer} is no Distributed Map.`);
  const { childType: type, label, generatedLabel } = state.distributed;
  engine.mapRunNumbers = lone.mapRunNumbers;
  engine.nMapRuns = Math.max(lone.mapRun, ...lone.mapRunNumbers) + 1;
  const setting = {
    type,
    identity,
    scope: state.processor,
    eventLimit: type === 'STANDARD' ? limits.historyEvents - 1 : Infinity,
    caller: null,
    machine: machineInRun(plan, identity, options.tasks),
    tells: true,
    alone: null,
    ofMapRun: { mapRun: lone.mapRun, label: label ?? nameBasedUuid(generatedLabel), active: null },
    runSeed: seed,
    lifetimeMs: type === 'STANDARD' ? limits.standardDurationMs : limits.expressDurationMs,
  };
  const moment = { time: startTime };
  return new Execution(setting, {
    number: 0,
    input: options.input,
    started: moment,
    begun: moment,
    seed: null,
    recording: options.sink === null ? 'none' : options.recording.root,
    childIndex: lone.index,
    iterations: [...lone.iterations, { state: state.name, index: lone.index }],
  });
}
