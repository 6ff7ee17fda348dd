/** Updates and graphs for tests: complete values with only what a test is about filled in. */

import type { HistoryEvent } from '../../../server/src/core/events/history-event.ts';
import type { RunEvent } from '../../../server/src/core/events/run-event.ts';
import type { StateCounters } from '../../../server/src/core/events/run-snapshot.ts';
import type { GraphScope, StateGraph } from '../../../server/src/core/graph/state-graph.ts';
import type { ChildDetail, MapRunView, RunUpdate } from '../../../server/src/protocol/run-view.ts';

export function updateOf(part: Partial<RunUpdate>): RunUpdate {
  return {
    sequence: 1,
    reset: false,
    phase: 'running',
    step: 0,
    elapsedMs: 0,
    position: null,
    events: [],
    counters: [],
    mapRuns: [],
    outcome: null,
    ...part,
  };
}

export function mapRunOf(part: Partial<MapRunView>, codes: readonly number[] = []): MapRunView {
  return {
    mapRun: 0,
    pointer: '/States/Map',
    stateName: 'Map',
    arn: 'arn',
    childType: 'EXPRESS',
    status: 'RUNNING',
    reader: { source: 's3://bucket/key', nItems: 25, bytes: 0, complete: true },
    batcher: { maxItems: 10, maxBytes: null, nBatches: codes.length },
    children: {
      maxConcurrency: 1000,
      running: 0,
      succeeded: 0,
      failed: 0,
      timedOut: 0,
      aborted: 0,
      pending: 0,
      total: codes.length,
    },
    threshold: { count: 0, percentage: 0, failedItems: 0 },
    writer: { enabled: false, nFiles: 0, bytes: 0, manifestKey: null },
    firstChanged: 0,
    statuses: btoa(String.fromCharCode(...codes)),
    ...part,
  };
}

export function countersOf(pointer: string, part: Partial<StateCounters>): StateCounters {
  return { pointer, entered: 0, exited: 0, failed: 0, caught: 0, retried: 0, aborted: 0, ...part };
}

export function childOf(part: Partial<ChildDetail>): ChildDetail {
  return {
    mapRun: 0,
    index: 0,
    status: 'SUCCEEDED',
    firstItem: 0,
    nItems: 10,
    input: {},
    events: [],
    stages: [],
    ...part,
  };
}

/** A history from its types: `[type, previousEventId, details]`, one second apart. */
export function historyOf(rows: readonly (readonly [HistoryEvent['type'], number, object])[]): readonly HistoryEvent[] {
  return rows.map(
    ([type, previousEventId, details], index) =>
      ({ type, id: index + 1, previousEventId, time: index * 1000, details }) as HistoryEvent,
  );
}

export function rootEvents(events: readonly HistoryEvent[]): readonly RunEvent[] {
  return events.map((event) => ({ kind: 'history', execution: 0, event }));
}

/** A scope of Pass states; the last one ends it. Edges are `From>To`, catches `From!To`. */
export function scopeOf(id: string, names: readonly string[], edges: readonly string[]): GraphScope {
  const idOf = (name: string): string => `${id}/States/${name}`;
  return {
    id,
    label: '',
    start: names[0] === undefined ? null : idOf(names[0]),
    nodes: names.map((name, index) => ({
      id: idOf(name),
      name,
      type: 'Pass',
      detail: '',
      scopes: [],
      distributed: null,
      terminal: index === names.length - 1,
      range: { start: 0, end: 0 },
    })),
    edges: edges.map((edge) => {
      const [from = '', to = ''] = edge.split(/[>!]/);
      const isCatch = edge.includes('!');
      return {
        id: `${id}#${edge}`,
        from: idOf(from),
        to: idOf(to),
        kind: isCatch ? 'catch' : 'next',
        label: isCatch ? 'States.ALL' : '',
      };
    }),
  };
}

/** A → Map (with X → Y inside) → Z, and A catches to Z. */
export function mapGraph(): StateGraph {
  const root = scopeOf('', ['A', 'Map', 'Z'], ['A>Map', 'Map>Z', 'A!Z']);
  const inside = scopeOf('/States/Map/ItemProcessor', ['X', 'Y'], ['X>Y']);
  return {
    root: {
      ...root,
      nodes: root.nodes.map((node) =>
        node.name === 'Map'
          ? {
              ...node,
              type: 'Map',
              scopes: [inside],
              distributed: { reader: 'JSON', batcher: '10 items', children: 'EXPRESS', writer: 's3' },
            }
          : node,
      ),
    },
  };
}
