/** One visit of the state under test, folded from the run's events: its stations, how it was left, and where it leads. */

import type { Json, JsonObject } from '../base/json.ts';
import type { DataStage, RunEvent } from '../events/run-event.ts';
import { STATE_NAME } from './find-state.ts';

export interface StateVisit {
  readonly stages: ReadonlyMap<DataStage, Json>;
  /** The items of a Map after ItemSelector, as far as it came. */
  readonly selectedItems: readonly Json[];
  /** Iterations of an inline Map; null before they were counted. */
  readonly nIterations: number | null;
  /** Null: the state failed and nothing caught it. */
  readonly exit: { readonly output: Json; readonly assigned: JsonObject } | null;
  readonly nextState: string | null;
}

/** The state under test is the first that is entered; what it leads to stands behind its exit. */
export function visitOf(events: readonly RunEvent[]): StateVisit {
  const stages = new Map<DataStage, Json>();
  const selectedItems: Json[] = [];
  let entered: number | null = null;
  let nIterations: number | null = null;
  let exit: StateVisit['exit'] = null;
  let nextState: string | null = null;
  for (const told of events) {
    if (told.kind === 'data-stage' && told.enteredEventId === entered && exit === null) {
      if (told.stage === 'afterItemSelector') selectedItems.push(told.value);
      else stages.set(told.stage, told.value);
    }
    if (told.kind !== 'history') continue;
    const { type, id, details } = told.event;
    if (type.endsWith('StateEntered')) {
      if (entered === null) entered = id;
      else if (exit !== null) nextState = (details as { readonly name: string }).name;
    } else if (type === 'MapStateStarted') {
      nIterations ??= details.length;
    } else if (type.endsWith('StateExited') && exit === null) {
      const left = details as { readonly name: string; readonly output: Json; readonly assignedVariables?: JsonObject };
      if (left.name === STATE_NAME) exit = { output: left.output, assigned: left.assignedVariables ?? {} };
    }
  }
  return { stages, selectedItems, nIterations, exit, nextState };
}
