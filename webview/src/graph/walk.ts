/** Where the arrow keys lead from a node: down and up along transitions, sideways to neighbours, in and out of containers. */

import type { Box, GraphLayout, NodeBox } from './layout-types.ts';

export type WalkDirection = 'down' | 'up' | 'left' | 'right' | 'in' | 'out' | 'first' | 'last';

/** @returns the id of the node that takes the focus; null: the focus stays. */
export function walk(layout: GraphLayout, from: string, direction: WalkDirection): string | null {
  const here = layout.nodes.find(({ node }) => node.id === from);
  if (here === undefined) return layout.nodes[0]?.node.id ?? null;
  const siblings = layout.nodes.filter(({ parent, node }) => parent === here.parent && node.id !== from);
  switch (direction) {
    case 'down':
      return along(layout, from, 'to') ?? nearest(here, siblings, (box) => box.y >= here.y + here.height);
    case 'up':
      return along(layout, from, 'from') ?? nearest(here, siblings, (box) => box.y + box.height <= here.y);
    case 'left':
      return nearest(here, siblings, (box) => box.x + box.width <= here.x + 1);
    case 'right':
      return nearest(here, siblings, (box) => box.x >= here.x + here.width - 1);
    case 'in':
      return here.node.scopes.map((scope) => scope.start ?? scope.nodes[0]?.id).find((id) => id !== undefined) ?? null;
    case 'out':
      return here.parent;
    case 'first':
      return layout.nodes[0]?.node.id ?? null;
    case 'last':
      return layout.nodes.at(-1)?.node.id ?? null;
  }
}

/** The other end of the first edge, transitions before catches. */
function along(layout: GraphLayout, from: string, end: 'to' | 'from'): string | null {
  const start = end === 'to' ? 'from' : 'to';
  const edges = layout.edges.flatMap(({ edge }) =>
    edge !== null && edge[start] === from && edge[end] !== from ? [edge] : [],
  );
  return (edges.find(({ kind }) => kind !== 'catch') ?? edges[0])?.[end] ?? null;
}

function nearest(here: Box, others: readonly NodeBox[], isThere: (box: NodeBox) => boolean): string | null {
  let best: string | null = null;
  let least = Infinity;
  for (const box of others) {
    if (!isThere(box)) continue;
    const distance = Math.hypot(centreX(box) - centreX(here), centreY(box) - centreY(here));
    if (distance < least) {
      least = distance;
      best = box.node.id;
    }
  }
  return best;
}

const centreX = (box: Box): number => box.x + box.width / 2;
const centreY = (box: Box): number => box.y + box.height / 2;
