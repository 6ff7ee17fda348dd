/** The selected child: its states, the data it got and gave, why it failed, its history. */

import { useMemo, useState } from 'preact/hooks';
import type { ChildDetail } from '../../../server/src/protocol/run-view.ts';
import { visitsOfChild, type StateVisit } from '../store/state-visits.ts';
import { useStore } from '../store/use-store.ts';
import type { OpenChild } from '../store/view-store.ts';
import { itemsText } from '../fan-out/child-text.ts';
import { formatCount } from '../theme/format.ts';
import { CHILD_STATUS_GLYPH, CHILD_STATUS_TEXT, Icon } from '../theme/icons.tsx';
import { HistoryTable } from './history-table.tsx';
import { JsonView } from './json-view.tsx';
import { VisitData, VisitProblem } from './visit-data.tsx';
import { VisitList } from './visit-list.tsx';

export function ChildInspector({ child }: { readonly child: OpenChild }) {
  const store = useStore();
  const { selected, detail, problem, isLoading } = child;
  const isCurrent = detail !== null && detail.index === selected.index && detail.mapRun === selected.mapRun;
  return (
    <section
      class="inspector"
      data-testid="child-detail"
      data-index={selected.index}
      data-status={isCurrent ? detail.status : undefined}
      aria-label={`Child ${selected.index}`}
      aria-busy={isLoading}
    >
      <header class="pane-head">
        <h2>Child {formatCount(selected.index)}</h2>
        {isCurrent && (
          <span class="badge" data-status={detail.status}>
            <Icon name={CHILD_STATUS_GLYPH[detail.status]} /> {CHILD_STATUS_TEXT[detail.status]}
          </span>
        )}
        <span class="grow" />
        <button
          type="button"
          class="icon-button"
          title="Close (Escape)"
          aria-label="Close the child"
          onClick={() => store.selectChild(null)}
        >
          <Icon name="close" />
        </button>
      </header>
      {problem !== null && <p class="error-text">{problem}</p>}
      {isCurrent ? <Detail detail={detail} /> : problem === null && <p class="quiet">Opening the child execution…</p>}
    </section>
  );
}

function Detail({ detail }: { readonly detail: ChildDetail }) {
  const { visits } = useMemo(() => visitsOfChild(detail.events, detail.stages), [detail]);
  const [chosenId, setChosenId] = useState<number | null>(null);
  const chosen: StateVisit | undefined = visits.find(({ enteredEventId }) => enteredEventId === chosenId);
  return (
    <>
      {detail.nItems > 0 && <p class="quiet">{itemsText({ first: detail.firstItem, count: detail.nItems })}</p>}
      {detail.error !== undefined && (
        <div class="failure">
          <strong>{detail.error}</strong>
          {detail.cause !== undefined && <p>{detail.cause}</p>}
        </div>
      )}
      <h3>States</h3>
      {visits.length === 0 ? (
        <p class="quiet">{detail.status === 'PENDING' ? 'Not started yet.' : 'No state entered yet.'}</p>
      ) : (
        <VisitList
          visits={visits}
          chosen={chosen}
          onChoose={(visit) => setChosenId(visit.enteredEventId === chosenId ? null : visit.enteredEventId)}
        />
      )}
      {chosen !== undefined && <VisitProblem visit={chosen} />}
      {chosen !== undefined && <VisitData key={chosen.enteredEventId} visit={chosen} />}
      <h3>Input it got</h3>
      <JsonView value={detail.input} testId="child-input" label="input of the child" />
      <h3>Output it gave</h3>
      {detail.output === undefined ? (
        <p class="quiet" data-testid="child-output">
          {detail.status === 'RUNNING' || detail.status === 'PENDING' ? 'none yet' : 'none'}
        </p>
      ) : (
        <JsonView value={detail.output} testId="child-output" label="output of the child" />
      )}
      {detail.events.length > 0 && (
        <>
          <h3>History</h3>
          <HistoryTable events={detail.events} />
        </>
      )}
    </>
  );
}
