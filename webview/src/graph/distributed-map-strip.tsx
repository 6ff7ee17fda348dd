/** What a Distributed Map's node shows of its Map Run: reader → batcher → children → writer with counts, and how the children stand. */

import type { DistributedSummary, GraphNode } from '../../../server/src/core/graph/state-graph.ts';
import type { MapRunFacts, RunState } from '../store/run-state.ts';
import { useView } from '../store/use-store.ts';
import { formatBytes, formatShortCount } from '../theme/format.ts';
import type { MeasureText, StripSize } from './layout-types.ts';
import { CONTAINER_PADDING, fitText, STRIP_SIZES } from './node-size.ts';

const GAP = 16;

interface Station {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

export function DistributedMapStrip({
  node,
  summary,
  width,
  height,
  top,
  measure,
  strip,
}: {
  readonly node: GraphNode;
  readonly summary: DistributedSummary;
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly measure: MeasureText;
  readonly strip: StripSize;
}) {
  const { station: stationHeight, progress } = STRIP_SIZES[strip];
  const facts = useView(({ run }) => factsOf(run, node.id));
  const isFlowing = useView(({ run }) => run?.phase === 'running') && facts?.status === 'RUNNING';
  const stations = stationsOf(summary, facts);
  const inner = width - 2 * CONTAINER_PADDING;
  const stationWidth = (inner - GAP * (stations.length - 1)) / stations.length;
  return (
    <g
      class={`strip${isFlowing ? ' flowing' : ''}`}
      transform={`translate(${CONTAINER_PADDING} ${top + 8})`}
      aria-hidden="true"
    >
      {stations.map(({ name, value, note }, index) => (
        <g key={name} transform={`translate(${index * (stationWidth + GAP)} 0)`}>
          <rect class="station" width={stationWidth} height={stationHeight} rx={5} />
          <text class="small" x={8} y={15}>
            {name}
          </text>
          <text class="station-value" x={stationWidth - 8} y={15}>
            {value}
          </text>
          {strip === 'whole' && (
            <text class="small note" x={8} y={32}>
              {fitText(note, stationWidth - 14, 'small', measure)}
            </text>
          )}
          {index > 0 && <path class="pipe" d={`M${-GAP + 2} ${stationHeight / 2}H-2`} />}
        </g>
      ))}
      <ChildrenBar facts={facts} width={inner} top={height - top - 8 - progress + 4} strip={strip} />
    </g>
  );
}

function ChildrenBar({
  facts,
  width,
  top,
  strip,
}: {
  readonly facts: MapRunFacts | null;
  readonly width: number;
  readonly top: number;
  readonly strip: StripSize;
}) {
  const counts = facts?.children;
  const total = Math.max(1, counts?.total ?? 0);
  const parts = [
    { kind: 'succeeded', count: counts?.succeeded ?? 0 },
    { kind: 'failed', count: (counts?.failed ?? 0) + (counts?.timedOut ?? 0) },
    { kind: 'running', count: counts?.running ?? 0 },
    { kind: 'aborted', count: counts?.aborted ?? 0 },
  ];
  let x = 0;
  return (
    <g transform={`translate(0 ${top})`}>
      <rect class="bar" width={width} height={7} rx={3.5} />
      {parts.map(({ kind, count }) => {
        const length = count === 0 ? 0 : Math.min(width - x, Math.max(2, (count / total) * width));
        const part = (
          <rect key={kind} class={`bar-part ${kind}`} x={x} width={length} height={7} rx={Math.min(3.5, length / 2)} />
        );
        x += length;
        return part;
      })}
      {strip === 'whole' && (
        <text class="small" y={22}>
          {counts === undefined ? 'children: not started' : childrenText(counts)}
        </text>
      )}
    </g>
  );
}

function childrenText({ succeeded, failed, timedOut, aborted, running, pending }: MapRunFacts['children']): string {
  const parts: readonly (readonly [number, string])[] = [
    [succeeded, 'succeeded'],
    [failed + timedOut, 'failed'],
    [aborted, 'aborted'],
    [running, 'running'],
    [pending, 'pending'],
  ];
  const named = parts
    .filter(([count], index) => count > 0 || index === 0)
    .map(([count, name]) => `${formatShortCount(count)} ${name}`);
  return named.join(' · ');
}

/** The latest Map Run of this state. */
function factsOf(run: RunState | null, pointer: string): MapRunFacts | null {
  let latest: MapRunFacts | null = null;
  if (run !== null) for (const { facts } of run.mapRuns.values()) if (facts.pointer === pointer) latest = facts;
  return latest;
}

function stationsOf(summary: DistributedSummary, facts: MapRunFacts | null): readonly Station[] {
  const reader = {
    name: 'reader',
    value: facts === null ? '' : formatShortCount(facts.reader.nItems),
    note: summary.reader,
  };
  const batcher = {
    name: 'batcher',
    value: facts === null ? '' : formatShortCount(facts.batcher.nBatches),
    note: summary.batcher || 'one item each',
  };
  const children = {
    name: 'children',
    value: facts === null ? '' : formatShortCount(facts.children.total - facts.children.pending),
    note: summary.children,
  };
  const writer = {
    name: 'writer',
    value: facts === null || !facts.writer.enabled ? '' : formatShortCount(facts.writer.nFiles),
    note: facts !== null && facts.writer.bytes > 0 ? formatBytes(facts.writer.bytes) : summary.writer || 'state output',
  };
  return [reader, batcher, children, writer];
}
