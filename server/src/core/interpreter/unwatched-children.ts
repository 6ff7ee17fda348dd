/** Which Map Runs have children that helpers can run: nobody looks into them, and none can notice what another one does. */

import type { ChildCrew } from './child-crew.ts';
import type { MachineInRun } from './machine-in-run.ts';
import type { MapPlan, StatePlan } from './plan.ts';
import type { RunOptions } from './run-types.ts';
import type { TaskPort } from './task-port.ts';

/** Null: the run does it all by itself. Helpers know the run's own definition only, not those of machines that its tasks start. */
export function crewFor(
  { unwatchedChildren, plan }: RunOptions,
  machine: Pick<MachineInRun, 'plan' | 'tasks'>,
  map: MapPlan,
): ChildCrew | null {
  const crew = unwatchedChildren?.crew ?? null;
  return crew !== null && machine.plan === plan && childrenAreAlone(machine, map) ? crew : null;
}

/** Their tasks are answered alone, and they open no Map Runs themselves. */
function childrenAreAlone({ plan, tasks }: Pick<MachineInRun, 'plan' | 'tasks'>, map: MapPlan): boolean {
  const inside = `${map.processor.pointer}/`;
  return plan.states.every((state) => !state.pointer.startsWith(inside) || isAlone(state, tasks));
}

function isAlone(state: StatePlan, tasks: TaskPort): boolean {
  switch (state.kind) {
    case 'Task':
      return tasks.answersAlone?.(state.name, state.resource) === true;
    case 'Choice':
      return tasks.choose === undefined || tasks.answersAlone?.(state.name, null) === true;
    case 'Map':
      return state.distributed === null;
    default:
      return true;
  }
}
