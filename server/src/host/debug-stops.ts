/**
 * Where each debugging command stops: a condition over what happened since the command was given.
 *
 * Conditions look at events and positions only, so the interpreter knows nothing of debugging.
 */

import { assertNever } from '../core/base/assert-never.ts';
import type { RunEvent } from '../core/events/run-event.ts';
import type { RunPosition } from '../core/events/run-snapshot.ts';
import type { DebugCommand } from '../protocol/run-view.ts';

/** A command that lets the run go on. */
export type GoingCommand = Extract<
  DebugCommand,
  { kind: 'continue' | 'step' | 'next-batch' | 'step-into-child' | 'step-out' }
>;

/** Where a run stands. */
export interface RunPlace {
  readonly position: RunPosition | null;
  readonly transitions: number;
}

export interface StopCondition {
  /** Sees every event since the command. */
  observe(event: RunEvent): void;
  /** Asked after every `stride` steps of the run. */
  isReached(place: RunPlace): boolean;
  /** Steps that may be taken between two questions. */
  readonly stride: number;
}

/** While nothing is to be stopped at, the run goes in strides this long. */
const LONG_STRIDE = 256;

/** `from` is where the run stood when the command was given. */
export function createStopCondition(command: GoingCommand, from: RunPlace): StopCondition {
  switch (command.kind) {
    case 'continue':
      return { observe: () => undefined, isReached: () => false, stride: LONG_STRIDE };
    case 'step':
      return { observe: () => undefined, isReached: ({ transitions }) => transitions > from.transitions, stride: 1 };
    case 'next-batch':
      return stopOnEvent((event) => event.kind === 'child-ended' || event.kind === 'map-run-ended');
    case 'step-into-child':
      return stopInAnotherChild(from.position);
    case 'step-out':
      return stopOutside(from.position);
    default:
      return assertNever(command);
  }
}

function stopOnEvent(matches: (event: RunEvent) => boolean): StopCondition {
  let seen = false;
  return {
    observe: (event) => {
      seen ||= matches(event);
    },
    isReached: () => seen,
    stride: 1,
  };
}

/**
 * Stops where another child is about to go on: a new one stands before its first state then. It never goes past the end of the Map Run,
 * so that the command does not run to the end where no further child starts.
 */
function stopInAnotherChild(from: RunPosition | null): StopCondition {
  let isOver = false;
  const left = from?.child ?? null;
  return {
    observe(event) {
      isOver ||= event.kind === 'map-run-ended';
    },
    isReached({ position }) {
      const child = position?.child ?? null;
      return isOver || (child !== null && (child.mapRun !== left?.mapRun || child.index !== left.index));
    },
    stride: 1,
  };
}

function stopOutside(from: RunPosition | null): StopCondition {
  if (from?.child) {
    const { mapRun, index } = from.child;
    return stopOnEvent((event) => event.kind === 'child-ended' && event.mapRun === mapRun && event.index === index);
  }
  const depth = from === null ? 0 : scopeDepth(from.pointer);
  return {
    observe: () => undefined,
    isReached: ({ position }) => position !== null && position.child === null && scopeDepth(position.pointer) < depth,
    stride: 1,
  };
}

/** How many `States` blocks lie around a state: `/States/A/Branches/0/States/B` is two deep, whatever the states are called. */
function scopeDepth(pointer: string): number {
  const parts = pointer.split('/');
  let depth = 0;
  let at = 1;
  while (parts[at] === 'States') {
    depth++;
    at += parts[at + 2] === 'Branches' ? 4 : 3;
  }
  return depth;
}
