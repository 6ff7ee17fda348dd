/** Which child executions of a Distributed Map have to be recorded, so that a case's expectations can be checked. */

import type { RecordingLevel } from '../events/run-event.ts';
import type { DefinitionState, DefinitionStates } from './definition-states.ts';
import { parseStateAddress } from './state-address.ts';
import type { Expectation } from './suite-types.ts';

export interface ChildSelection {
  /** Nobody looks at any child. */
  readonly isEmpty: boolean;
  /** For a child by the name of its Map state and its index. */
  levelOf(map: string, index: number): RecordingLevel;
}

export function createChildSelection(states: DefinitionStates, expectations: readonly Expectation[]): ChildSelection {
  const wholeMaps = new Set<string>();
  const singleChildren = new Map<string, Set<number>>();

  function want(map: string, index: number | null): void {
    if (index === null) wholeMaps.add(map);
    else singleChildren.set(map, (singleChildren.get(map) ?? new Set()).add(index));
  }
  function wantAround(name: string): void {
    for (const map of distributedMapsAround(states.get(name))) want(map.name, null);
  }

  for (const expectation of expectations) {
    if (expectation.kind === 'map') {
      wantAround(expectation.state);
      if (states.get(expectation.state)?.distributed !== true) continue;
      if (expectation.all !== undefined) want(expectation.state, null);
      for (const sample of expectation.samples) want(expectation.state, sample.index);
    } else if (expectation.kind === 'parallel') wantAround(expectation.state);
    else if (expectation.kind === 'state') {
      const address = parseStateAddress(expectation.address, states);
      if (address === null) continue;
      if (address.kind === 'anywhere') wantAround(address.name);
      else
        for (const step of address.steps) if (states.get(step.name)?.distributed === true) want(step.name, step.index);
    }
  }
  return {
    isEmpty: wholeMaps.size === 0 && singleChildren.size === 0,
    levelOf: (map, index) => (wholeMaps.has(map) || singleChildren.get(map)?.has(index) === true ? 'history' : 'none'),
  };
}

function distributedMapsAround(state: DefinitionState | undefined): readonly DefinitionState[] {
  const maps: DefinitionState[] = [];
  for (let at = state?.container ?? null; at !== null; at = at.container) if (at.distributed) maps.push(at);
  return maps;
}
