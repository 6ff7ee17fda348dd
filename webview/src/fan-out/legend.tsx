/** The counts per status. Each is also a filter of the child list. */

import type { ChildStatus } from '../../../server/src/core/events/run-event.ts';
import type { MapRunFacts } from '../store/run-state.ts';
import { useStore, useView } from '../store/use-store.ts';
import { formatCount } from '../theme/format.ts';
import { CHILD_STATUS_GLYPH, CHILD_STATUS_TEXT, Icon } from '../theme/icons.tsx';

export function Legend({ facts }: { readonly facts: MapRunFacts }) {
  const store = useStore();
  const filter = useView(({ statusFilter }) => statusFilter);
  const { children } = facts;
  const rows: readonly (readonly [ChildStatus, number, 'always' | 'when-any'])[] = [
    ['SUCCEEDED', children.succeeded, 'always'],
    ['FAILED', children.failed, 'always'],
    ['RUNNING', children.running, 'always'],
    ['PENDING', children.pending, 'always'],
    ['TIMED_OUT', children.timedOut, 'when-any'],
    ['ABORTED', children.aborted, 'when-any'],
  ];
  return (
    <div class="legend" role="group" aria-label="Children by status; press to filter the list">
      {rows
        .filter(([status, count, shown]) => shown === 'always' || count > 0 || filter === status)
        .map(([status, count]) => (
          <button
            key={status}
            type="button"
            class="legend-entry"
            data-status={status}
            aria-pressed={filter === status}
            title={filter === status ? 'Show all children' : `List only ${CHILD_STATUS_TEXT[status]} children`}
            onClick={() => store.filterByStatus(filter === status ? null : status)}
          >
            <Icon name={CHILD_STATUS_GLYPH[status]} />
            <strong data-testid={`count-${CHILD_STATUS_TEXT[status].replace(' ', '-')}`}>{formatCount(count)}</strong>
            <span>{CHILD_STATUS_TEXT[status]}</span>
          </button>
        ))}
    </div>
  );
}
