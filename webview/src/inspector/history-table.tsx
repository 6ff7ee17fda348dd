/** An execution's history as AWS lists it: id, type, what it is about, when. */

import type { HistoryEvent } from '../../../server/src/core/events/history-event.ts';
import { formatDuration } from '../theme/format.ts';

export function HistoryTable({ events }: { readonly events: readonly HistoryEvent[] }) {
  const start = events[0]?.time ?? 0;
  return (
    <table class="history">
      <thead>
        <tr>
          <th scope="col">id</th>
          <th scope="col">event</th>
          <th scope="col">at</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={event.id} data-bad={/(Failed|TimedOut|Aborted)$/.test(event.type) ? '' : undefined}>
            <td class="number">{event.id}</td>
            <td>
              {event.type} <span class="quiet">{subjectOf(event)}</span>
            </td>
            <td class="number quiet">{formatDuration(event.time - start)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function subjectOf({ details }: HistoryEvent): string {
  if ('error' in details && typeof details.error === 'string') return details.error;
  if ('name' in details && typeof details.name === 'string') return details.name;
  if ('resource' in details && typeof details.resource === 'string') {
    return 'resourceType' in details ? `${details.resourceType}:${details.resource}` : details.resource;
  }
  return '';
}
