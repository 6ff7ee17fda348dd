/** One state in the graph: its shape by type, its status by colour, icon and text, and how often it was entered. */

import { memo } from 'preact/compat';
import type { GraphNode } from '../../../server/src/core/graph/state-graph.ts';
import { isAt, NODE_STATUS_TEXT, nodeStatus } from '../store/node-status.ts';
import { VISIT_STATUS_TEXT, type VisitStatus } from '../store/state-visits.ts';
import { useStore, useView } from '../store/use-store.ts';
import type { OpenChild } from '../store/view-store.ts';
import { formatCount, formatShortCount } from '../theme/format.ts';
import { glyph, NODE_STATUS_GLYPH, typeGlyph } from '../theme/icons.tsx';
import { DistributedMapStrip } from './distributed-map-strip.tsx';
import type { MeasureText, NodeBox, StripSize } from './layout-types.ts';
import { CONTAINER_HEADER, fitText, NODE_HEIGHT } from './node-size.ts';

export interface StateNodeProps {
  readonly box: NodeBox;
  /** The one node that Tab reaches. */
  readonly isTabStop: boolean;
  readonly measure: MeasureText;
  readonly strip: StripSize;
  readonly onFocus: (id: string) => void;
}

function StateNodeView({ box, isTabStop, measure, strip, onFocus }: StateNodeProps) {
  const { node, width, height } = box;
  const store = useStore();
  const hasRun = useView(({ run }) => run !== null);
  const status = useView(({ run }) => nodeStatus(node.id, run));
  const isHere = useView(({ run }) => run?.phase === 'paused' && run.position?.pointer === node.id);
  const holdsPosition = useView(({ run }) => isAt(run?.position ?? null, node.id));
  const counters = useView(({ run }) => run?.counters.get(node.id));
  const isHighlighted = useView(({ highlighted }) => highlighted === node.id);
  const isSelected = useView(({ selectedState }) => selectedState === node.id);
  const inChild = useView(({ child }) => visitInChild(child, node));
  const isContainer = node.scopes.length > 0;
  const statusText = isHere ? 'paused here' : NODE_STATUS_TEXT[status];
  const entered = counters?.entered ?? 0;
  const count = entered === 0 ? '' : `${formatShortCount(entered)}×`;
  const extra = counters === undefined ? '' : extraCounts(counters.retried, counters.caught);
  const tally = [shortExtra(counters?.retried ?? 0, counters?.caught ?? 0), count].filter(Boolean).join(' ');
  const nameRoom = width - 70;
  const detailRoom = width - 50 - (tally === '' ? 0 : measure(tally, 'small') + 8);
  const label = [
    `${node.name}, ${node.type ?? 'unknown type'}`,
    node.detail,
    hasRun ? statusText : '',
    entered === 0 ? '' : `entered ${formatCount(entered)} ${entered === 1 ? 'time' : 'times'}`,
    extra,
    inChild === null ? '' : `in the open child: ${VISIT_STATUS_TEXT[inChild]}`,
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <g
      class={`state-node${isContainer ? ' container' : ''}`}
      data-testid="state-node"
      data-state-name={node.name}
      data-status={status}
      data-type={node.type ?? 'unknown'}
      data-here={isHere ? '' : undefined}
      data-within={holdsPosition ? '' : undefined}
      data-highlighted={isHighlighted ? '' : undefined}
      data-in-child={inChild ?? undefined}
      data-selected={isSelected ? '' : undefined}
      data-pointer={node.id}
      role="button"
      aria-label={label}
      // SVG takes attributes as they are spelled.
      tabindex={isTabStop ? 0 : -1}
      transform={`translate(${box.x} ${box.y})`}
      onFocus={() => onFocus(node.id)}
      onClick={(event) => {
        event.stopPropagation();
        store.selectState(node.id, 'reveal');
      }}
    >
      <title>{label}</title>
      {inChild !== null && <rect class="in-child" x={-4} y={-4} width={width + 8} height={height + 8} rx={11} />}
      <Outline type={isContainer ? 'container' : (node.type ?? 'unknown')} width={width} height={height} />
      {isContainer && <path class="container-header" d={headerPath(width)} />}
      <text class="glyph type-icon" x={20} y={NODE_HEIGHT / 2}>
        {glyph(typeGlyph(node.type, node.distributed === null ? 'plain' : 'distributed'))}
      </text>
      <text class="node-name" x={38} y={19}>
        {fitText(node.name, nameRoom, 'name', measure)}
      </text>
      <text class="small" x={38} y={35}>
        {fitText(isHere ? 'paused' : node.detail || (node.type ?? 'unknown Type'), detailRoom, 'small', measure)}
      </text>
      {hasRun && (
        <text class="glyph status-icon" x={width - 20} y={15}>
          {glyph(NODE_STATUS_GLYPH[status])}
        </text>
      )}
      <text class="small count" x={width - 12} y={35}>
        {tally}
      </text>
      {node.distributed !== null && (
        <DistributedMapStrip
          node={node}
          summary={node.distributed}
          width={width}
          height={height}
          top={CONTAINER_HEADER}
          measure={measure}
          strip={strip}
        />
      )}
    </g>
  );
}

export const StateNode = memo(StateNodeView);

function Outline({ type, width, height }: { readonly type: string; readonly width: number; readonly height: number }) {
  if (type === 'Choice') {
    const cut = 14;
    const middle = height / 2;
    return (
      <path
        class="outline"
        d={`M${cut} 0H${width - cut}L${width} ${middle}L${width - cut} ${height}H${cut}L0 ${middle}Z`}
        stroke-linejoin="round"
      />
    );
  }
  const radius = type === 'Succeed' || type === 'Fail' ? height / 2 : 8;
  return <rect class="outline" width={width} height={height} rx={radius} />;
}

/** How the open child fared in this state; null where it was not in it. */
function visitInChild(child: OpenChild | null, { id, name }: GraphNode): VisitStatus | null {
  return child !== null && id.startsWith(`${child.mapPointer}/`) ? (child.visited.get(name) ?? null) : null;
}

function headerPath(width: number): string {
  return `M0 ${CONTAINER_HEADER}V8Q0 0 8 0H${width - 8}Q${width} 0 ${width} 8V${CONTAINER_HEADER}Z`;
}

function extraCounts(retried: number, caught: number): string {
  return [
    retried === 0 ? '' : `${formatCount(retried)} ${retried === 1 ? 'retry' : 'retries'}`,
    caught === 0 ? '' : `${formatCount(caught)} caught`,
  ]
    .filter(Boolean)
    .join(', ');
}

function shortExtra(retried: number, caught: number): string {
  return [retried === 0 ? '' : `↻${formatShortCount(retried)}`, caught === 0 ? '' : `⚠${formatShortCount(caught)}`]
    .filter(Boolean)
    .join(' ');
}
