/** The drawn form of a state graph: absolute places of nodes, edges and markers, in pixels at scale 1. */

import type { GraphEdge, GraphNode, StateGraph } from '../../../server/src/core/graph/state-graph.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface NodeBox extends Box {
  readonly node: GraphNode;
  /** The container's id; null at the top. */
  readonly parent: string | null;
}

/** A branch of a Parallel: a frame inside its container. */
export interface ScopeBox extends Box {
  readonly id: string;
  readonly label: string;
}

export interface EdgePath {
  readonly id: string;
  /** Null: from the start marker or to the end marker. */
  readonly edge: GraphEdge | null;
  readonly points: readonly Point[];
  /** The place of the label, where it has one. */
  readonly label: Box | null;
}

export interface Marker extends Point {
  readonly kind: 'start' | 'end';
  readonly id: string;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly NodeBox[];
  readonly scopes: readonly ScopeBox[];
  readonly edges: readonly EdgePath[];
  readonly markers: readonly Marker[];
}

/** The width of a text in pixels, in the node's or the label's font. */
export type MeasureText = (text: string, font: 'name' | 'small') => number;

/**
 * How much of its Map Run the node of a Distributed Map tells. `brief`: counts only, because a pane beside the graph tells the rest;
 * what is saved makes the states' text larger.
 */
export type StripSize = 'whole' | 'brief';

/** What the sizes of nodes depend on. */
export interface Sizing {
  readonly measure: MeasureText;
  readonly strip: StripSize;
}

export type ComputeLayout = (graph: StateGraph, strip: StripSize) => Promise<GraphLayout>;
