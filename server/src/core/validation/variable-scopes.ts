/** Which workflow variables a state can see: those its own scope and the enclosing ones assign, up to a Distributed Map. */

import type { ScopeModel, StateModel } from '../model/machine-model.ts';
import { getProperty, getValue, type SyntaxNode, type SyntaxProperty } from '../syntax/syntax-node.ts';

export interface Assignment {
  readonly name: string;
  readonly property: SyntaxProperty;
  readonly state: StateModel;
}

const cache = new WeakMap<ScopeModel, ReadonlyMap<string, Assignment>>();

/** The first assignment of each variable in a scope, inner scopes not counted. */
export function assignmentsOf(scope: ScopeModel): ReadonlyMap<string, Assignment> {
  const known = cache.get(scope);
  if (known !== undefined) return known;
  const found = new Map<string, Assignment>();
  for (const state of scope.states) {
    if (state.node === null) continue;
    collect(state, state.node, found);
    for (const list of [getValue(state.node, 'Choices'), getValue(state.node, 'Catch')]) {
      if (list?.kind === 'array') for (const entry of list.elements) collect(state, entry, found);
    }
  }
  cache.set(scope, found);
  return found;
}

/** Whether variables of the enclosing scope can be seen inside. */
export function seesOuterVariables(scope: ScopeModel): boolean {
  return scope.owner !== null && !scope.distributed;
}

/** The names a state can read. */
export function assignedNames(state: StateModel): ReadonlySet<string> {
  const names = new Set<string>();
  let scope: ScopeModel | null = state.scope;
  while (scope !== null) {
    for (const name of assignmentsOf(scope).keys()) names.add(name);
    scope = seesOuterVariables(scope) ? (scope.owner?.scope ?? null) : null;
  }
  return names;
}

/** An assignment in an enclosing scope, beyond a Distributed Map's border too; for messages. */
export function outerAssignment(
  scope: ScopeModel,
  name: string,
): { readonly assignment: Assignment; readonly visible: boolean } | null {
  let visible = true;
  for (let inner = scope; inner.owner !== null; inner = inner.owner.scope) {
    visible &&= seesOuterVariables(inner);
    const assignment = assignmentsOf(inner.owner.scope).get(name);
    if (assignment !== undefined) return { assignment, visible };
  }
  return null;
}

function collect(state: StateModel, holder: SyntaxNode, found: Map<string, Assignment>): void {
  const assign = getProperty(holder, 'Assign')?.value;
  if (assign?.kind !== 'object') return;
  for (const property of assign.properties) {
    const name = variableName(state, property.name);
    if (!found.has(name)) found.set(name, { name, property, state });
  }
}

/** The variable a field of Assign sets: in JSONPath without the `.$`. */
export function variableName(state: StateModel, field: string): string {
  return state.queryLanguage === 'JSONPath' && field.endsWith('.$') ? field.slice(0, -2) : field;
}
