/** Sizes that layout and drawing agree on. */

import type { GraphNode } from '../../../server/src/core/graph/state-graph.ts';
import type { MeasureText } from './layout-types.ts';

export const NODE_HEIGHT = 46;
export const MARKER_SIZE = 18;
/** Room above and below what is inside a container. */
export const CONTAINER_HEADER = 46;
export const CONTAINER_PADDING = 18;
/** The pipeline strip in the header of a Distributed Map, and its bar at the bottom. */
export const PIPELINE_HEIGHT = 58;
export const PROGRESS_HEIGHT = 40;
export const DISTRIBUTED_MIN_WIDTH = 400;
export const SCOPE_HEADER = 26;

const MIN_WIDTH = 150;
const MAX_WIDTH = 280;
/** Icon, paddings and the place of the count. */
const NAME_ROOM = 72;
const DETAIL_ROOM = 92;
const LONGEST_LABEL = 30;

export function nodeWidth(node: GraphNode, measure: MeasureText): number {
  const wanted = Math.max(measure(node.name, 'name') + NAME_ROOM, measure(node.detail, 'small') + DETAIL_ROOM);
  return Math.ceil(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, wanted)));
}

/** A label short enough to draw beside an edge; the whole is in its tooltip. */
export function shortLabel(label: string): string {
  return label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
}

/** Cuts a text to a width, with an ellipsis. */
export function fitText(text: string, width: number, font: 'name' | 'small', measure: MeasureText): string {
  if (measure(text, font) <= width) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(`${text.slice(0, middle)}…`, font) <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${text.slice(0, low)}…`;
}
