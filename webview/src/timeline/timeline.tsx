/** The root execution's states as bars over virtual time. */

import { VISIT_STATUS_TEXT } from '../store/state-visits.ts';
import { useStore, useView } from '../store/use-store.ts';
import { formatClock, formatDuration } from '../theme/format.ts';
import { timelineRows } from './timeline-rows.ts';

export function Timeline() {
  const store = useStore();
  const run = useView((state) => state.run);
  const graph = useView((state) => state.graph);
  const isOpen = run !== null && run.visits.visits.length > 0;
  if (!isOpen) return null;
  const { rows, isCut, lengthMs } = timelineRows(run.visits, run.elapsedMs);
  const pointers = new Map((graph?.root.nodes ?? []).map(({ name, id }) => [name, id]));
  const percent = (milliseconds: number): number => (lengthMs === 0 ? 0 : (milliseconds / lengthMs) * 100);
  return (
    <section class="timeline" aria-label="Timeline">
      <header class="pane-head">
        <h2>Timeline</h2>
        <span class="quiet">
          {formatDuration(lengthMs)} of virtual time{isCut ? '; the latest states' : ''}
        </span>
      </header>
      <ol>
        {rows.map(({ name, bars }) => (
          <li key={name}>
            <button
              type="button"
              class="link timeline-name"
              disabled={!pointers.has(name)}
              onClick={() => {
                const pointer = pointers.get(name);
                if (pointer !== undefined) store.selectState(pointer, 'reveal');
              }}
            >
              {name}
            </button>
            <div class="track">
              {bars.map(({ key, startMs, endMs, status }) => (
                <span
                  key={key}
                  class="time-bar"
                  data-status={status}
                  title={`${name}: ${VISIT_STATUS_TEXT[status]}, ${formatDuration(endMs - startMs)} from ${formatClock(startMs)}`}
                  style={{
                    left: `${Math.min(99.4, percent(startMs))}%`,
                    width: `max(4px, ${percent(endMs - startMs)}%)`,
                  }}
                />
              ))}
            </div>
          </li>
        ))}
      </ol>
      <div class="axis quiet" aria-hidden="true">
        <span>{formatClock(0)}</span>
        <span>{formatClock(lengthMs / 2)}</span>
        <span>{formatClock(lengthMs)}</span>
      </div>
    </section>
  );
}
