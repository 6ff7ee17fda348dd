/** The states an execution went through, in order, each with how it went and how long it took in virtual time. */

import { VISIT_STATUS_TEXT, type StateVisit } from '../store/state-visits.ts';
import { formatDuration } from '../theme/format.ts';
import { Icon, NODE_STATUS_GLYPH } from '../theme/icons.tsx';

export function VisitList({
  visits,
  chosen,
  onChoose,
}: {
  readonly visits: readonly StateVisit[];
  readonly chosen: StateVisit | undefined;
  readonly onChoose: (visit: StateVisit) => void;
}) {
  return (
    <ol class="visits">
      {visits.map((visit) => (
        <li key={visit.enteredEventId}>
          <button
            type="button"
            class="visit"
            data-testid="child-state"
            data-state-name={visit.name}
            data-status={visit.status}
            aria-pressed={visit === chosen}
            onClick={() => onChoose(visit)}
          >
            <Icon name={NODE_STATUS_GLYPH[visit.status]} />
            <span class="visit-name">{visit.name}</span>
            <span class="quiet">
              {[
                visit.type,
                VISIT_STATUS_TEXT[visit.status],
                visit.nRetries > 0 ? `${visit.nRetries} ${visit.nRetries === 1 ? 'retry' : 'retries'}` : '',
                visit.exitedTime === null ? '' : formatDuration(visit.exitedTime - visit.enteredTime),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
