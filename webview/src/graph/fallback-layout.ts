/** A plain layout for when ELK is missing or takes too long: rows by distance from the start, straight edges. Linear in the graph's size. */

import type { GraphNode, GraphScope, StateGraph } from '../../../server/src/core/graph/state-graph.ts';
import type { Box, EdgePath, GraphLayout, Sizing, NodeBox, Point, ScopeBox } from './layout-types.ts';
import { CONTAINER_PADDING, containerRoom, NODE_HEIGHT, nodeWidth, SCOPE_HEADER } from './node-size.ts';

const GAP_X = 28;
const GAP_Y = 40;

interface Placed {
  readonly width: number;
  readonly height: number;
  readonly nodes: NodeBox[];
  readonly scopes: ScopeBox[];
  readonly edges: EdgePath[];
}

export function fallbackLayout(graph: StateGraph, sizing: Sizing): GraphLayout {
  return { ...moved(placeScope(graph.root, null, sizing), { x: 12, y: 12 }), markers: [] };
}

function placeScope(scope: GraphScope, parent: string | null, sizing: Sizing): Placed {
  const sized = new Map(scope.nodes.map((node) => [node.id, { node, inside: placeInside(node, sizing) }]));
  const boxes = new Map<string, Box>();
  const placed: Placed = { width: 0, height: 0, nodes: [], scopes: [], edges: [] };
  let width = 0;
  let y = 0;
  for (const row of rowsOf(scope)) {
    let x = 0;
    let height = 0;
    for (const id of row) {
      const entry = sized.get(id);
      if (entry === undefined) continue;
      const box = { x, y, width: entry.inside.width, height: entry.inside.height };
      boxes.set(id, box);
      placed.nodes.push({ ...box, node: entry.node, parent });
      const inner = moved(entry.inside, box);
      placed.nodes.push(...inner.nodes);
      placed.scopes.push(...inner.scopes);
      placed.edges.push(...inner.edges);
      x += box.width + GAP_X;
      height = Math.max(height, box.height);
    }
    width = Math.max(width, x - GAP_X);
    y += height + GAP_Y;
  }
  for (const edge of scope.edges) {
    const from = boxes.get(edge.from);
    const to = boxes.get(edge.to);
    if (from === undefined || to === undefined) continue;
    placed.edges.push({ id: edge.id, edge, points: straight(from, to), label: null });
  }
  return { ...placed, width: Math.max(0, width), height: Math.max(0, y - GAP_Y) };
}

/** The size of a node and what is inside it, placed relative to the node. */
function placeInside(node: GraphNode, sizing: Sizing): Placed {
  const width = nodeWidth(node, sizing.measure);
  if (node.scopes.length === 0) return { width, height: NODE_HEIGHT, nodes: [], scopes: [], edges: [] };
  const { header, footer, minWidth } = containerRoom(node, sizing);
  const placed: Placed = { width: 0, height: 0, nodes: [], scopes: [], edges: [] };
  const isBranched = node.type === 'Parallel';
  const top = header + (isBranched ? SCOPE_HEADER : 0);
  let x = CONTAINER_PADDING;
  let height = 0;
  for (const scope of node.scopes) {
    const inner = placeScope(scope, node.id, sizing);
    const shifted = moved(inner, { x, y: top });
    placed.nodes.push(...shifted.nodes);
    placed.scopes.push(...shifted.scopes);
    placed.edges.push(...shifted.edges);
    if (isBranched) {
      placed.scopes.push({
        id: scope.id,
        label: scope.label,
        x: x - 8,
        y: header,
        width: inner.width + 16,
        height: inner.height + SCOPE_HEADER + 10,
      });
    }
    x += inner.width + GAP_X;
    height = Math.max(height, inner.height);
  }
  const least = Math.max(minWidth, width);
  return {
    ...placed,
    width: Math.max(least, x - GAP_X + CONTAINER_PADDING),
    height: top + height + footer + (isBranched ? 10 : 0),
  };
}

/** Node ids in rows: each state below the first one that leads to it, unreached ones last. */
function rowsOf(scope: GraphScope): readonly (readonly string[])[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of scope.edges) targets.set(from, [...(targets.get(from) ?? []), to]);
  const seen = new Set<string>();
  const rows: string[][] = [];
  let row = scope.start === null ? [] : [scope.start];
  while (row.length > 0) {
    for (const id of row) seen.add(id);
    rows.push(row);
    row = [...new Set(row.flatMap((id) => targets.get(id) ?? []))].filter((id) => !seen.has(id));
  }
  const rest = scope.nodes.map(({ id }) => id).filter((id) => !seen.has(id));
  for (let index = 0; index < rest.length; index += 4) rows.push(rest.slice(index, index + 4));
  return rows;
}

function straight(from: Box, to: Box): readonly Point[] {
  const isBelow = to.y >= from.y + from.height;
  return isBelow
    ? [
        { x: from.x + from.width / 2, y: from.y + from.height },
        { x: to.x + to.width / 2, y: to.y },
      ]
    : [
        { x: from.x + from.width, y: from.y + from.height / 2 },
        { x: to.x + to.width, y: to.y + to.height / 2 },
      ];
}

function moved(placed: Placed, by: Point): Placed {
  const shift = <T extends Point>(point: T): T => ({ ...point, x: point.x + by.x, y: point.y + by.y });
  return {
    width: placed.width + by.x,
    height: placed.height + by.y,
    nodes: placed.nodes.map(shift),
    scopes: placed.scopes.map(shift),
    edges: placed.edges.map((edge) => ({ ...edge, points: edge.points.map(shift) })),
  };
}
