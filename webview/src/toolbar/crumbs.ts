/** Where the run stands, from the outside in: containers, the child execution, the state. */

import type { RunPosition } from '../../../server/src/core/events/run-snapshot.ts';
import type { GraphScope, StateGraph } from '../../../server/src/core/graph/state-graph.ts';
import type { SelectedChild } from '../store/saved-choices.ts';

export type Crumb =
  | { readonly kind: 'state'; readonly name: string; readonly pointer: string }
  | { readonly kind: 'child'; readonly child: SelectedChild };

/** The states around a position and the position itself; a child stands behind the innermost Distributed Map. */
export function crumbsOf(graph: StateGraph, position: RunPosition): readonly Crumb[] {
  const crumbs: Crumb[] = [];
  let childGoesTo = 0;
  let scopes: readonly GraphScope[] = [graph.root];
  for (;;) {
    const node = scopes
      .flatMap(({ nodes }) => nodes)
      .find(({ id }) => id === position.pointer || position.pointer.startsWith(`${id}/`));
    if (node === undefined) break;
    crumbs.push({ kind: 'state', name: node.name, pointer: node.id });
    if (node.id === position.pointer) break;
    if (node.distributed !== null) childGoesTo = crumbs.length;
    scopes = node.scopes;
  }
  if (crumbs.length === 0) crumbs.push({ kind: 'state', name: position.stateName, pointer: position.pointer });
  if (position.child !== null) crumbs.splice(childGoesTo, 0, { kind: 'child', child: position.child });
  return crumbs;
}
