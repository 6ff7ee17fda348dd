/** Sizes that layout and drawing agree on. */

import type { GraphNode } from '../../../server/src/core/graph/state-graph.ts';
import type { MeasureText, Sizing, StripSize } from './layout-types.ts';

export const NODE_HEIGHT = 46;
export const MARKER_SIZE = 18;
/** Room above and below what is inside a container. */
export const CONTAINER_HEADER = 46;
export const CONTAINER_PADDING = 18;
/** A Distributed Map: the height of a station of its pipeline, of the whole strip of stations, and of the bar at the bottom. */
export const STRIP_SIZES: Readonly<
  Record<
    StripSize,
    { readonly station: number; readonly pipeline: number; readonly progress: number; readonly minWidth: number }
  >
> = {
  whole: { station: 42, pipeline: 58, progress: 40, minWidth: 400 },
  brief: { station: 22, pipeline: 34, progress: 17, minWidth: 340 },
};
export const SCOPE_HEADER = 26;

const MIN_WIDTH = 150;
const MAX_WIDTH = 280;
/** Icon, paddings and the place of the count. */
const NAME_ROOM = 72;
const DETAIL_ROOM = 92;
const LONGEST_LABEL = 24;

export function nodeWidth(node: GraphNode, measure: MeasureText): number {
  const wanted = Math.max(measure(node.name, 'name') + NAME_ROOM, measure(node.detail, 'small') + DETAIL_ROOM);
  return Math.ceil(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, wanted)));
}

/** Room above and below what is inside a container. */
export function containerRoom(
  node: GraphNode,
  { strip }: Sizing,
): { readonly header: number; readonly footer: number; readonly minWidth: number } {
  if (node.distributed === null) return { header: CONTAINER_HEADER, footer: CONTAINER_PADDING, minWidth: 0 };
  const { pipeline, progress, minWidth } = STRIP_SIZES[strip];
  return { header: CONTAINER_HEADER + pipeline, footer: CONTAINER_PADDING + progress, minWidth };
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
