/** Which variables surely have a value when a state begins, and which may: one pass of data flow over each scope, made when someone asks. */

import { targetOf, type ScopeModel, type StateModel, type TransitionModel } from '../model/machine-model.ts';
import { getProperty, type SyntaxNode } from '../syntax/syntax-node.ts';
import { seesOuterVariables, variableName } from './variable-scopes.ts';

export interface KnownVariables {
  /** Assigned on every way to the state. */
  readonly surely: ReadonlySet<string>;
  /** Assigned on some way to the state. */
  readonly maybe: ReadonlySet<string>;
}

const cache = new WeakMap<ScopeModel, ReadonlyMap<StateModel, KnownVariables>>();

/** Null for a state that cannot be reached: nothing can be said of it. */
export function variablesBefore(state: StateModel): KnownVariables | null {
  const known = cache.get(state.scope) ?? analyze(state.scope);
  cache.set(state.scope, known);
  return known.get(state) ?? null;
}

function analyze(scope: ScopeModel): ReadonlyMap<StateModel, KnownVariables> {
  const start = scope.startAt === null ? undefined : targetOf(scope.startAt);
  const before = new Map<StateModel, { surely: Set<string>; maybe: Set<string> }>();
  if (start === undefined) return before;
  const outer = seesOuterVariables(scope) && scope.owner !== null ? variablesBefore(scope.owner) : null;
  before.set(start, { surely: new Set(outer?.surely), maybe: new Set(outer?.maybe) });
  const open = [start];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const here = before.get(state);
    if (here === undefined) continue;
    for (const transition of state.transitions) {
      const target = targetOf(transition);
      if (target === undefined) continue;
      if (merge(before, target, here, assignedOn(state, transition))) open.push(target);
    }
  }
  return before;
}

/** Whether the target's sets changed: `surely` only shrinks and `maybe` only grows, so it ends. */
function merge(
  before: Map<StateModel, { surely: Set<string>; maybe: Set<string> }>,
  target: StateModel,
  here: KnownVariables,
  added: readonly string[],
): boolean {
  const there = before.get(target);
  if (there === undefined) {
    before.set(target, { surely: new Set([...here.surely, ...added]), maybe: new Set([...here.maybe, ...added]) });
    return true;
  }
  const sizes = there.surely.size - there.maybe.size;
  for (const name of there.surely) if (!here.surely.has(name) && !added.includes(name)) there.surely.delete(name);
  for (const name of here.maybe) there.maybe.add(name);
  for (const name of added) there.maybe.add(name);
  return there.surely.size - there.maybe.size !== sizes;
}

/** The variables that are set when a state is left by a transition. */
function assignedOn(state: StateModel, { kind, holder }: TransitionModel): readonly string[] {
  switch (kind) {
    case 'catch':
    case 'choice':
      return assignedIn(state, holder);
    default:
      return state.node === null ? [] : assignedIn(state, state.node);
  }
}

function assignedIn(state: StateModel, holder: SyntaxNode): readonly string[] {
  const assign = getProperty(holder, 'Assign')?.value;
  return assign?.kind === 'object' ? assign.properties.map(({ name }) => variableName(state, name)) : [];
}
