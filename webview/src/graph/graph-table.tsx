/** The graph's twin as a table: the same states, the same statuses, for reading and for screen readers. */

import type { GraphNode, GraphScope } from '../../../server/src/core/graph/state-graph.ts';
import { NODE_STATUS_TEXT, nodeStatus } from '../store/node-status.ts';
import { useStore, useView } from '../store/use-store.ts';
import { formatCount } from '../theme/format.ts';
import { Icon, NODE_STATUS_GLYPH } from '../theme/icons.tsx';

export function GraphTable() {
  const graph = useView((state) => state.graph);
  if (graph === null) return null;
  return (
    <div class="table-pane">
      <table class="states-table">
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Type</th>
            <th scope="col">Status</th>
            <th scope="col">Entered</th>
            <th scope="col">Failed</th>
            <th scope="col">Caught</th>
            <th scope="col">Retried</th>
            <th scope="col">Leads to</th>
          </tr>
        </thead>
        <tbody>{rowsOf(graph.root, 0)}</tbody>
      </table>
    </div>
  );
}

function rowsOf(scope: GraphScope, depth: number): preact.JSX.Element[] {
  const names = new Map(scope.nodes.map(({ id, name }) => [id, name]));
  return scope.nodes.flatMap((node) => [
    <StateRow
      key={node.id}
      node={node}
      depth={depth}
      targets={scope.edges
        .filter(({ from }) => from === node.id)
        .map(({ to, kind }) => `${names.get(to) ?? to}${kind === 'catch' ? ' (catch)' : ''}`)}
    />,
    ...node.scopes.flatMap((inner) => rowsOf(inner, depth + 1)),
  ]);
}

function StateRow({
  node,
  depth,
  targets,
}: {
  readonly node: GraphNode;
  readonly depth: number;
  readonly targets: readonly string[];
}) {
  const store = useStore();
  const status = useView(({ run }) => nodeStatus(node.id, run));
  const counters = useView(({ run }) => run?.counters.get(node.id));
  const isSelected = useView(({ selectedState }) => selectedState === node.id);
  return (
    <tr data-status={status} aria-selected={isSelected}>
      <th scope="row" style={{ paddingLeft: `${8 + depth * 16}px` }}>
        <button type="button" class="link" onClick={() => store.selectState(node.id, 'reveal')}>
          {node.name}
        </button>
      </th>
      <td>{node.type ?? 'unknown'}</td>
      <td class="status">
        <Icon name={NODE_STATUS_GLYPH[status]} /> {NODE_STATUS_TEXT[status]}
      </td>
      <td class="number">{formatCount(counters?.entered ?? 0)}</td>
      <td class="number">{formatCount(counters?.failed ?? 0)}</td>
      <td class="number">{formatCount(counters?.caught ?? 0)}</td>
      <td class="number">{formatCount(counters?.retried ?? 0)}</td>
      <td>{targets.join(', ')}</td>
    </tr>
  );
}
