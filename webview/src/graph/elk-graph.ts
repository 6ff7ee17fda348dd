/** State graph to ELK's input and ELK's output to a drawn layout. No transition leaves its scope, so every scope is laid out by itself. */

import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { GraphEdge, GraphNode, GraphScope, StateGraph } from '../../../server/src/core/graph/state-graph.ts';
import type { EdgePath, GraphLayout, Marker, Sizing, NodeBox, Point, ScopeBox } from './layout-types.ts';
import {
  CONTAINER_PADDING,
  containerRoom,
  MARKER_SIZE,
  NODE_HEIGHT,
  nodeWidth,
  SCOPE_HEADER,
  shortLabel,
} from './node-size.ts';

const LAYERED: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '28',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.edgeLabels.sideSelection': 'SMART_DOWN',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.separateConnectedComponents': 'false',
};

const startId = (scope: GraphScope): string => `start ${scope.id}`;
const endId = (scope: GraphScope): string => `end ${scope.id}`;

export function toElk(graph: StateGraph, sizing: Sizing): ElkNode {
  return {
    id: 'graph',
    layoutOptions: { ...LAYERED, 'elk.padding': '[top=12,left=12,bottom=12,right=12]' },
    ...scopeContent(graph.root, sizing, 'with-end'),
  };
}

function scopeContent(
  scope: GraphScope,
  sizing: Sizing,
  end: 'with-end' | 'without-end',
): { children: ElkNode[]; edges: ElkExtendedEdge[] } {
  const children = scope.nodes.map((node) => toElkNode(node, sizing));
  const edges = scope.edges.map((edge) => toElkEdge(edge, sizing));
  const marker = { width: MARKER_SIZE, height: MARKER_SIZE };
  if (scope.start !== null) {
    children.unshift({ id: startId(scope), ...marker });
    edges.unshift({ id: `${startId(scope)} edge`, sources: [startId(scope)], targets: [scope.start] });
  }
  const terminals = scope.nodes.filter((node) => node.terminal);
  if (end === 'with-end' && terminals.length > 0) {
    children.push({ id: endId(scope), ...marker });
    for (const { id } of terminals) edges.push({ id: `${endId(scope)} ${id}`, sources: [id], targets: [endId(scope)] });
  }
  return { children, edges };
}

function toElkNode(node: GraphNode, sizing: Sizing): ElkNode {
  const [scope] = node.scopes;
  if (scope === undefined) return { id: node.id, width: nodeWidth(node, sizing.measure), height: NODE_HEIGHT };
  const { header, footer, minWidth } = containerRoom(node, sizing);
  const least = Math.max(minWidth, nodeWidth(node, sizing.measure));
  const content =
    node.scopes.length === 1 && node.type !== 'Parallel'
      ? scopeContent(scope, sizing, 'without-end')
      : { children: node.scopes.map((branch) => toElkBranch(branch, sizing)), edges: [] };
  return {
    id: node.id,
    ...content,
    layoutOptions: {
      ...LAYERED,
      'elk.padding': `[top=${header},left=${CONTAINER_PADDING},bottom=${footer},right=${CONTAINER_PADDING}]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${least},${header + footer})`,
    },
  };
}

function toElkBranch(scope: GraphScope, sizing: Sizing): ElkNode {
  return {
    id: scope.id,
    ...scopeContent(scope, sizing, 'without-end'),
    layoutOptions: {
      ...LAYERED,
      'elk.alignment': 'TOP',
      'elk.padding': `[top=${SCOPE_HEADER},left=12,bottom=14,right=12]`,
    },
  };
}

function toElkEdge(edge: GraphEdge, sizing: Sizing): ElkExtendedEdge {
  const text = shortLabel(edge.label);
  return {
    id: edge.id,
    sources: [edge.from],
    targets: [edge.to],
    layoutOptions: {
      'elk.layered.priority.straightness': edge.kind === 'catch' ? '0' : edge.kind === 'next' ? '10' : '4',
    },
    ...(text === '' ? {} : { labels: [{ text, width: Math.ceil(sizing.measure(text, 'small')) + 6, height: 16 }] }),
  };
}

/** ELK gives places relative to the container; this makes them absolute and finds the graph's own nodes and edges again. */
export function fromElk(graph: StateGraph, laidOut: ElkNode): GraphLayout {
  const nodes: NodeBox[] = [];
  const scopes: ScopeBox[] = [];
  const edges: EdgePath[] = [];
  const markers: Marker[] = [];

  const readScope = (scope: GraphScope, holder: ElkNode, origin: Point, parent: string | null): void => {
    const placed = new Map((holder.children ?? []).map((child) => [child.id, child]));
    const place = (id: string): (Point & { width: number; height: number; elk: ElkNode }) | null => {
      const elk = placed.get(id);
      if (elk === undefined) return null;
      return {
        x: origin.x + (elk.x ?? 0),
        y: origin.y + (elk.y ?? 0),
        width: elk.width ?? 0,
        height: elk.height ?? 0,
        elk,
      };
    };
    for (const kind of ['start', 'end'] as const) {
      const id = kind === 'start' ? startId(scope) : endId(scope);
      const box = place(id);
      if (box !== null) markers.push({ kind, id, x: box.x + box.width / 2, y: box.y + box.height / 2 });
    }
    for (const node of scope.nodes) {
      const box = place(node.id);
      if (box === null) continue;
      const { elk, ...rest } = box;
      nodes.push({ ...rest, node, parent });
      const [only] = node.scopes;
      if (only !== undefined && node.scopes.length === 1 && node.type !== 'Parallel')
        readScope(only, elk, box, node.id);
      else for (const branch of node.scopes) readBranch(branch, elk, box, node.id);
    }
    const known = new Map(scope.edges.map((edge) => [edge.id, edge]));
    for (const edge of holder.edges ?? []) {
      const path = toPath(edge, known.get(edge.id) ?? null, origin);
      if (path !== null) edges.push(path);
    }
  };

  const readBranch = (branch: GraphScope, holder: ElkNode, origin: Point, parent: string): void => {
    const elk = holder.children?.find(({ id }) => id === branch.id);
    if (elk === undefined) return;
    const box = {
      x: origin.x + (elk.x ?? 0),
      y: origin.y + (elk.y ?? 0),
      width: elk.width ?? 0,
      height: elk.height ?? 0,
    };
    scopes.push({ ...box, id: branch.id, label: branch.label });
    readScope(branch, elk, box, parent);
  };

  readScope(graph.root, laidOut, { x: 0, y: 0 }, null);
  return { width: laidOut.width ?? 0, height: laidOut.height ?? 0, nodes, scopes, edges, markers };
}

function toPath(elk: ElkExtendedEdge, edge: GraphEdge | null, origin: Point): EdgePath | null {
  const section = elk.sections?.[0];
  if (section === undefined) return null;
  const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(({ x, y }) => ({
    x: origin.x + x,
    y: origin.y + y,
  }));
  const label = elk.labels?.[0];
  return {
    id: elk.id,
    edge,
    points,
    label:
      label === undefined
        ? null
        : {
            x: origin.x + (label.x ?? 0),
            y: origin.y + (label.y ?? 0),
            width: label.width ?? 0,
            height: label.height ?? 0,
          },
  };
}
