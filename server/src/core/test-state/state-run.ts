/** Compiles the machine of a state under test, and runs it once. */

import type { Json, JsonObject } from '../base/json.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { ExecutionOutcome } from '../events/run-snapshot.ts';
import { compileStateMachine } from '../interpreter/compile-state-machine.ts';
import type { CompileProblem } from '../interpreter/compile-types.ts';
import type { MachinePlan, StatePlan } from '../interpreter/plan.ts';
import { startRun } from '../interpreter/run.ts';
import type { RunIdentity, StateAlone } from '../interpreter/run-types.ts';
import type { TaskPort } from '../interpreter/task-port.ts';
import { STATE_NAME } from './find-state.ts';
import {
  createMapNotes,
  mockedDistributedMaps,
  mockedInlineMap,
  mockedParallel,
  type MapNotes,
  type Mocked,
} from './map-mock.ts';
import type { TestStateConfiguration, TestStateWorld } from './test-state-types.ts';
import { visitOf, type StateVisit } from './visit.ts';

/** Far more than one state needs at a time. */
const STEPS_PER_SLICE = 100_000;

export interface CompiledState {
  readonly machine: MachinePlan;
  readonly state: StatePlan;
  /** Filled while it runs. */
  readonly notes: MapNotes;
}

export type CompileOutcome =
  | { readonly kind: 'compiled'; readonly compiled: CompiledState }
  | { readonly kind: 'problems'; readonly problems: readonly CompileProblem[] };

export interface CompileSettings {
  readonly world: TestStateWorld;
  readonly mocked: Mocked | null;
  readonly configuration: TestStateConfiguration;
}

/** A plan for one run: mocks and notes belong to it. Without a mock no Map comes to its iterations. */
export function compileAlone(machine: JsonObject, { world, mocked, configuration }: CompileSettings): CompileOutcome {
  const notes = createMapNotes();
  const { plan, problems } = compileStateMachine(machine, {
    distributedMap: mockedDistributedMaps({
      mocked: mocked ?? { kind: 'result', value: [] },
      notes,
      decoders: world.decoders,
      readerData: configuration.mapItemReaderData,
      iterationFailures: configuration.mapIterationFailureCount,
    }),
  });
  if (plan === null) return { kind: 'problems', problems };
  const named: StatePlan = { ...plan.root.start, name: STATE_NAME };
  const state = mocked === null ? named : withMockedScopes(named, mocked, notes);
  return { kind: 'compiled', compiled: { machine: plan, state, notes } };
}

function withMockedScopes(state: StatePlan, mocked: Mocked, notes: MapNotes): StatePlan {
  // A result that does not fit its state is refused before anything runs.
  const fits = mocked.kind === 'error' || Array.isArray(mocked.value);
  if (state.kind === 'Parallel' && fits) return mockedParallel(state, mocked);
  if (state.kind === 'Map' && state.distributed === null && fits) return mockedInlineMap(state, mocked, notes);
  return state;
}

export interface StateRunSettings {
  readonly world: TestStateWorld;
  readonly identity: RunIdentity;
  readonly input: Json;
  readonly alone: StateAlone;
  readonly tasks: TaskPort;
}

export interface StateRun {
  readonly compiled: CompiledState;
  readonly outcome: ExecutionOutcome;
  readonly visit: StateVisit;
}

/** Runs the state as an Express execution: five minutes of virtual time, as TestState has. */
export async function runAlone(compiled: CompiledState, settings: StateRunSettings): Promise<StateRun> {
  const { world, identity, input, alone, tasks } = settings;
  const events: RunEvent[] = [];
  const run = startRun({
    plan: { ...compiled.machine, root: { ...compiled.machine.root, start: compiled.state } },
    input,
    type: 'EXPRESS',
    identity,
    startTime: world.startTime,
    seed: world.seed,
    tasks,
    sink: (event) => events.push(event),
    recording: { root: 'full', children: () => 'none' },
    limits: { inlineConcurrency: Number.MAX_SAFE_INTEGER },
    alone,
  });
  for (let state = run.advance(STEPS_PER_SLICE); state !== 'ended'; state = run.advance(STEPS_PER_SLICE)) {
    if (state === 'waiting') await run.whenReady();
  }
  if (run.outcome === null) throw new Error('The test of a state ended without an outcome.');
  return { compiled, outcome: run.outcome, visit: visitOf(events) };
}

/** The same state without retriers, and without catchers where they are not wanted. */
export function withHandlers(compiled: CompiledState, kept: 'no-handlers' | 'catchers'): CompiledState {
  const { state } = compiled;
  if (state.kind !== 'Task' && state.kind !== 'Map' && state.kind !== 'Parallel') return compiled;
  const catchers = kept === 'catchers' ? state.catchers : [];
  return { ...compiled, state: { ...state, retriers: [], catchers } };
}
