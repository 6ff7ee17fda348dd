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
      return stopAtNewChild();
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

/** Stops when the next state to run is the first one of a child that was started after the command. */
function stopAtNewChild(): StopCondition {
  const started = new Set<string>();
  return {
    observe(event) {
      if (event.kind === 'child-started') started.add(childKey(event.mapRun, event.index));
    },
    isReached: ({ position }) =>
      position?.child != null && started.has(childKey(position.child.mapRun, position.child.index)),
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

function childKey(mapRun: number, index: number): string {
  return `${mapRun}:${index}`;
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
