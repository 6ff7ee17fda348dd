/** Why states cannot become a state machine of their own: variables and context that another execution does not have. */

import type { AslDocument } from '../model/asl-document.ts';
import type { ScopeModel, StateModel } from '../model/machine-model.ts';
import { visitExpressions, type ExpressionSite } from './expression-sites.ts';
import { scopeOfVariable, variablePlacesOf } from './variables.ts';

/** One sentence, or null where nothing stands in the way. @param states of `scope` */
export function extractionObstacle(
  document: AslDocument,
  scope: ScopeModel,
  states: readonly StateModel[],
): string | null {
  if (isExpress(scope)) return 'Express child executions cannot wait for another state machine.';
  if (document.format === 'yaml' && states.some((state) => hasAnchors(document, state))) {
    return 'YAML anchors and aliases cannot reach into another file.';
  }
  return variableObstacle(document, scope, states) ?? contextObstacle(document, scope, states);
}

function isExpress(scope: ScopeModel): boolean {
  for (let around: ScopeModel | null = scope; around !== null; around = around.owner?.scope ?? null) {
    if (around.executionType === 'EXPRESS') return true;
  }
  return false;
}

function hasAnchors({ text }: AslDocument, { range, nameRange, node }: StateModel): boolean {
  // An alias shows what is written elsewhere.
  if (node === null || node.range.start < nameRange.end) return true;
  return /(?:^|[\s,[{])(?:[&*][\w-]+|<<:)(?=[\s,\]}]|$)/m.test(text.slice(range.start, range.end));
}

/** The state of `states` that is a state or holds it. */
function holderOf(state: StateModel, scope: ScopeModel, states: ReadonlySet<StateModel>): StateModel | null {
  for (let around: StateModel | null = state; around !== null; around = around.scope.owner) {
    if (around.scope === scope) return states.has(around) ? around : null;
  }
  return null;
}

function variableObstacle(document: AslDocument, scope: ScopeModel, states: readonly StateModel[]): string | null {
  const extracted = new Set(states);
  const outer = new Set<ScopeModel>();
  for (let around: ScopeModel | null = scope; around !== null; around = around.owner?.scope ?? null) outer.add(around);
  const places = variablePlacesOf(document).map((place) => ({
    ...place,
    inside: holderOf(place.state, scope, extracted) !== null,
    owner: scopeOfVariable(place.state, place.name),
  }));
  for (const { name, inside, owner } of places) {
    if (!inside || owner === null || !outer.has(owner)) continue;
    const other = places.find((each) => each.name === name && each.owner === owner && !each.inside);
    if (other !== undefined) return `They share the variable $${name} with "${other.state.name}".`;
  }
  return null;
}

function contextObstacle(document: AslDocument, scope: ScopeModel, states: readonly StateModel[]): string | null {
  const extracted = new Set(states);
  let found: string | null = null;
  visitExpressions(document, { start: 0, end: document.text.length }, (site) => {
    const holder = found === null ? holderOf(site.state, scope, extracted) : null;
    if (holder === null) return;
    for (const [member, written] of contextMembers(site)) {
      // A Map among them, or around the reading state within them, is there in the other execution too.
      const hasItem = member === 'Map' && (site.state.type === 'Map' || isWithinMap(site.state, scope));
      if (member === 'State' || member === 'Task' || hasItem) continue;
      found = `"${site.state.name}" reads ${written}, which is not the same in another execution.`;
    }
  });
  return found;
}

function isWithinMap(state: StateModel, outer: ScopeModel): boolean {
  for (let { scope } = state; scope !== outer && scope.owner !== null; { scope } = scope.owner) {
    if (scope.kind === 'processor') return true;
  }
  return false;
}

/** The members of the context object that an expression reads, `''` for all of it. */
function contextMembers({ kind, node }: ExpressionSite): readonly (readonly [string, string])[] {
  const pattern = kind === 'jsonata' ? /\$states\.context(?:\.(\w+)(?:\.\w+)*)?/g : /\$\$(?:\.(\w+)(?:\.\w+)*)?/g;
  return [...node.value.matchAll(pattern)].map((match) => [match[1] ?? '', match[0]] as const);
}
