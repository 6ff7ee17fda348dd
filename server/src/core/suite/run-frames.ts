/**
 * Where in a run an event belongs: which iteration of which Map, read off the causal chain of a history.
 *
 * A frame is one iteration of an inline Map or one child execution; branches of a Parallel need none, as a state's name tells its branch.
 */

import type { HistoryEvent } from '../events/history-event.ts';
import type { DefinitionState } from './definition-states.ts';
import type { AddressStep, StateAddress } from './state-address.ts';

export interface Frame {
  readonly map: string;
  readonly index: number;
  readonly parent: Frame | null;
}

/** The frame an event belongs to, from the frame of the event that caused it. */
export function frameOfEvent(event: HistoryEvent, caused: Frame | null): Frame | null {
  switch (event.type) {
    case 'MapIterationStarted':
      return { map: event.details.name, index: event.details.index, parent: leaveMap(event.details.name, caused) };
    case 'MapStateExited':
      return leaveMap(event.details.name, caused);
    default:
      return caused;
  }
}

/** The steps that lead to a state: containers with their indices, outermost first, then the state itself. */
export function stepsToState(state: DefinitionState, frame: Frame | null): readonly AddressStep[] {
  const steps: AddressStep[] = [{ name: state.name, index: null }];
  let around = frame;
  for (let at = state; at.container !== null; at = at.container) {
    steps.unshift({ name: at.container.name, index: at.branch ?? around?.index ?? null });
    if (at.branch === null) around = around?.parent ?? null;
  }
  return steps;
}

/** Whether an address means this visit of a state. */
export function addressesState(
  address: StateAddress,
  state: DefinitionState | undefined,
  frame: Frame | null,
): boolean {
  if (address.kind === 'anywhere') return true;
  if (state === undefined || address.steps.at(-1)?.index !== null) return false;
  return sameSteps(address.steps, stepsToState(state, frame));
}

/** Whether an address means the whole iteration or branch that the state stands in. */
export function addressesPartAround(address: StateAddress, state: DefinitionState, frame: Frame | null): boolean {
  if (address.kind !== 'path' || address.steps.at(-1)?.index === null) return false;
  return sameSteps(address.steps, stepsToState(state, frame).slice(0, -1));
}

function sameSteps(wanted: readonly AddressStep[], steps: readonly AddressStep[]): boolean {
  return (
    wanted.length === steps.length &&
    wanted.every((step, at) => step.name === steps[at]?.name && (step.index === null || step.index === steps[at].index))
  );
}

/** The frame around a Map, seen from anywhere inside it; the same frame where it is not inside. */
function leaveMap(map: string, from: Frame | null): Frame | null {
  for (let frame = from; frame !== null; frame = frame.parent) if (frame.map === map) return frame.parent;
  return from;
}
