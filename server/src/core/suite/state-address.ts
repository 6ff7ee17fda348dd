/**
 * Addresses of states within a run: `S`, `M[0].S`, `P[1].S`, `M[0]`, `Outer[2].Inner[0].S`.
 *
 * Known state names are recognised first, so a name may hold dots and brackets itself.
 */

import type { DefinitionStates } from './definition-states.ts';

export interface AddressStep {
  readonly name: string;
  /** Iteration of a Map or branch of a Parallel; null: any, or the state itself. */
  readonly index: number | null;
}

export type StateAddress =
  /** A bare name: the first visit of that state anywhere. */
  | { readonly kind: 'anywhere'; readonly name: string }
  | { readonly kind: 'path'; readonly steps: readonly AddressStep[] };

/** Null where the text is no address. */
export function parseStateAddress(text: string, states: DefinitionStates): StateAddress | null {
  if (states.has(text)) return { kind: 'anywhere', name: text };
  const steps = parseSteps(
    text,
    [...states.keys()].sort((left, right) => right.length - left.length),
  );
  if (steps === null) return null;
  const [first] = steps;
  if (steps.length === 1 && first !== undefined && first.index === null) return { kind: 'anywhere', name: first.name };
  return { kind: 'path', steps: withoutDoubledPrefixes(steps) };
}

function parseSteps(text: string, names: readonly string[]): AddressStep[] | null {
  const steps: AddressStep[] = [];
  let rest = text;
  while (rest !== '') {
    const name = names.find(
      (candidate) => rest.startsWith(candidate) && /^(?:$|[.[])/.test(rest.slice(candidate.length)),
    );
    const found = name ?? /^[^.[\]]+/.exec(rest)?.[0];
    if (found === undefined) return null;
    rest = rest.slice(found.length);
    const index = /^(?:\[(\d+)\]|\.(\d+)(?=\.|$))/.exec(rest);
    if (index !== null) rest = rest.slice(index[0].length);
    steps.push({ name: found, index: index === null ? null : Number(index[1] ?? index[2]) });
    if (rest.startsWith('.')) rest = rest.slice(1);
    else if (rest !== '') return null;
  }
  return steps.length === 0 ? null : steps;
}

/** `M[0].M[0].S`, an older spelling, means `M[0].S`. */
function withoutDoubledPrefixes(steps: readonly AddressStep[]): readonly AddressStep[] {
  return steps.filter((step, position) => {
    const previous = steps[position - 1];
    return (
      previous === undefined || step.index === null || previous.name !== step.name || previous.index !== step.index
    );
  });
}
