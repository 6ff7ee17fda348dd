/** A state machine that takes part in a run: the root's, or one that a task starts. Plain state, shared by all executions of the machine. */

import type { MachinePlan } from './plan.ts';
import type { RunIdentity } from './run-types.ts';
import type { TaskPort } from './task-port.ts';

/** Counts per state of a definition, by ordinal. */
export interface CounterColumns {
  /** All of the following, one behind the other. */
  readonly all: Uint32Array;
  readonly entered: Uint32Array;
  readonly exited: Uint32Array;
  readonly failed: Uint32Array;
  readonly caught: Uint32Array;
  readonly retried: Uint32Array;
  readonly aborted: Uint32Array;
}

export interface MachineInRun {
  readonly plan: MachinePlan;
  /** `executionName` is the name of the execution that was started first. */
  readonly identity: RunIdentity;
  readonly tasks: TaskPort;
  readonly counters: CounterColumns;
}

export function machineInRun(plan: MachinePlan, identity: RunIdentity, tasks: TaskPort): MachineInRun {
  const { length } = plan.states;
  return {
    plan,
    identity,
    tasks,
    counters: countersFor(length),
  };
}

function countersFor(nStates: number): CounterColumns {
  const all = new Uint32Array(6 * nStates);
  const column = (place: number): Uint32Array => all.subarray(place * nStates, (place + 1) * nStates);
  return {
    all,
    entered: column(0),
    exited: column(1),
    failed: column(2),
    caught: column(3),
    retried: column(4),
    aborted: column(5),
  };
}
