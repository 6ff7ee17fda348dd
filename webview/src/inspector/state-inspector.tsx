/** The selected state of the root execution: each of its visits with the data at every station. */

import { useMemo, useState } from 'preact/hooks';
import type { GraphNode, GraphScope, StateGraph } from '../../../server/src/core/graph/state-graph.ts';
import { NODE_STATUS_TEXT, nodeStatus } from '../store/node-status.ts';
import { VISIT_STATUS_TEXT } from '../store/state-visits.ts';
import { useStore, useView } from '../store/use-store.ts';
import { formatCount, formatDuration } from '../theme/format.ts';
import { Icon, NODE_STATUS_GLYPH } from '../theme/icons.tsx';
import { VisitData, VisitProblem } from './visit-data.tsx';

export function StateInspector({ pointer }: { readonly pointer: string }) {
  const store = useStore();
  const graph = useView((state) => state.graph);
  const run = useView((state) => state.run);
  const node = useMemo(() => (graph === null ? null : findNode(graph, pointer)), [graph, pointer]);
  const [chosen, setChosen] = useState<number | null>(null);
  if (node === null) return null;
  const visits = run?.visits.of(node.name) ?? [];
  const visit = visits.find(({ enteredEventId }) => enteredEventId === chosen) ?? visits.at(-1);
  const status = nodeStatus(pointer, run);
  const counters = run?.counters.get(pointer);
  return (
    <section class="inspector" data-testid="state-detail" data-state-name={node.name} aria-label={`State ${node.name}`}>
      <header class="pane-head">
        <h2>{node.name}</h2>
        <span class="badge" data-status={status}>
          <Icon name={NODE_STATUS_GLYPH[status]} /> {NODE_STATUS_TEXT[status]}
        </span>
        <span class="grow" />
        <button
          type="button"
          class="icon-button"
          title="Close (Escape)"
          aria-label="Close the state"
          onClick={() => store.clearSelection()}
        >
          <Icon name="close" />
        </button>
      </header>
      <p class="quiet">
        {[
          node.type ?? 'unknown Type',
          node.detail,
          counters === undefined || counters.entered === 0 ? '' : `entered ${formatCount(counters.entered)}×`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {visits.length > 1 && visit !== undefined && (
        <label class="visit-choice">
          visit{' '}
          <select
            value={String(visit.enteredEventId)}
            onChange={(event) => setChosen(Number(event.currentTarget.value))}
          >
            {visits.map(({ enteredEventId, status: how }, index) => (
              <option key={enteredEventId} value={String(enteredEventId)}>
                {index + 1} of {visits.length} · {VISIT_STATUS_TEXT[how]}
              </option>
            ))}
          </select>
        </label>
      )}
      {visit === undefined ? (
        <p class="quiet">
          {counters !== undefined && counters.entered > 0
            ? 'Runs in child executions: open one to see its data.'
            : 'Not reached yet.'}
        </p>
      ) : (
        <>
          <p class="quiet">
            {VISIT_STATUS_TEXT[visit.status]}
            {visit.exitedTime === null ? '' : ` after ${formatDuration(visit.exitedTime - visit.enteredTime)}`}
            {visit.nRetries > 0 ? `, ${visit.nRetries} retries` : ''}
          </p>
          <VisitProblem visit={visit} />
          <VisitData key={visit.enteredEventId} visit={visit} />
        </>
      )}
    </section>
  );
}

function findNode(graph: StateGraph, pointer: string): GraphNode | null {
  const search = (scope: GraphScope): GraphNode | null => {
    for (const node of scope.nodes) {
      if (node.id === pointer) return node;
      for (const inner of node.scopes) {
        const found = search(inner);
        if (found !== null) return found;
      }
    }
    return null;
  };
  return search(graph.root);
}
