/** Which state of a graph a place in the source belongs to. */

import type { GraphScope, StateGraph } from '../../../server/src/protocol/run-view.ts';

/**
 * The pointer of the innermost state whose text holds the offset; null outside all states.
 * @param offset zero-based, UTF-16 code units, in the text the graph was made from.
 */
export function innermostStateAt(graph: StateGraph, offset: number): string | null {
  return innermostIn(graph.root, offset);
}

function innermostIn(scope: GraphScope, offset: number): string | null {
  for (const node of scope.nodes) {
    if (offset < node.range.start || offset > node.range.end) continue;
    for (const inner of node.scopes) {
      const found = innermostIn(inner, offset);
      if (found !== null) return found;
    }
    return node.id;
  }
  return null;
}
