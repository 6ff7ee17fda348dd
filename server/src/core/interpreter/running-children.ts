/**
 * The running children of a Map Run, for when they have to be aborted.
 *
 * A plain array with a slot remembered by each child: a JavaScript Map that is filled and emptied a million times leaves a chain of old
 * tables behind that keeps dead children alive until the next full collection.
 */

import type { Execution } from './execution.ts';
import type { PlayedChild } from './played-child.ts';

export type RunningChild = Execution | PlayedChild;

export interface RunningChildren {
  add(child: RunningChild): void;
  remove(child: RunningChild): void;
  /** In the order of their start. */
  list(): readonly RunningChild[];
}

export function createRunningChildren(): RunningChildren {
  const slots: RunningChild[] = [];
  return {
    add(child) {
      child.slot = slots.length;
      slots.push(child);
    },
    remove(child) {
      const last = slots.pop();
      if (last === undefined || last === child) return;
      slots[child.slot] = last;
      last.slot = child.slot;
    },
    list: () => [...slots].sort((left, right) => left.number - right.number),
  };
}
