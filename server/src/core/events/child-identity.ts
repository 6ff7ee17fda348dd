/**
 * Names and ARNs of a Map Run's children, and the seed of their chance: all of it follows from the run's seed and the child's place, so no
 * table of a million names is kept, and one child can be recomputed alone.
 */

import { createRng } from '../base/rng.ts';

export interface ChildIdentity {
  readonly executionArn: string;
  /** As the context object has it; an Express execution is listed as `name:id`. */
  readonly name: string;
  readonly listedName: string;
  /** ARN of the labelled state machine the child belongs to. */
  readonly stateMachineArn: string;
}

/** The seed of a child execution. */
export function childSeed(seed: number, mapRun: number, index: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(mapRun + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x27d4eb2f) ^ Math.imul(index + 1, 0x165667b1);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** What an execution of that seed is called. The id is the part that only Express executions show. */
export function executionIds(seed: number): { readonly name: string; readonly id: string } {
  // A generator of its own, so that asking for the name does not change what the execution draws.
  const ids = createRng(seed ^ 0x5eed1d);
  return { name: ids.uuid(), id: ids.uuid() };
}

/** A UUID with the version digit that AWS gives to names it derives (3 instead of 4). */
export function nameBasedUuid(uuid: string): string {
  return `${uuid.slice(0, 14)}3${uuid.slice(15)}`;
}

/** `seed` is the run's. */
export function childIdentity(
  mapRunArn: string,
  childType: 'STANDARD' | 'EXPRESS',
  seed: number,
  mapRun: number,
  index: number,
): ChildIdentity {
  const parts = mapRunArn.split(':');
  const machine = parts[6] ?? '';
  const prefix = parts.slice(0, 5).join(':');
  const ids = executionIds(childSeed(seed, mapRun, index));
  const name = nameBasedUuid(ids.name);
  const isStandard = childType === 'STANDARD';
  return {
    executionArn: isStandard
      ? `${prefix}:execution:${machine}:${name}`
      : `${prefix}:express:${machine}:${name}:${ids.id}`,
    name,
    listedName: isStandard ? name : `${name}:${ids.id}`,
    stateMachineArn: `${prefix}:stateMachine:${machine}`,
  };
}
