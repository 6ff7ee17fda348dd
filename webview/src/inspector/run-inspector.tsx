/** What the right-hand pane shows: the selected child, else the selected state, else how the run ended. */

import { useEffect } from 'preact/hooks';
import { useStore, useView } from '../store/use-store.ts';
import { formatCount } from '../theme/format.ts';
import { Icon } from '../theme/icons.tsx';
import { STACKED, useMediaQuery } from '../theme/use-media-query.ts';
import { ChildInspector } from './child-inspector.tsx';
import { JsonView } from './json-view.tsx';
import { StateInspector } from './state-inspector.tsx';

export function RunInspector() {
  const child = useView((state) => state.child);
  const selectedState = useView((state) => state.selectedState);
  const outcome = useView(({ run }) => run?.outcome ?? null);
  const selection = child === null ? selectedState : `${child.selected.mapRun} ${child.selected.index}`;
  const isStacked = useMediaQuery(STACKED);
  useEffect(() => {
    if (!isStacked || selection === null) return;
    const pane = document.querySelector('.inspector');
    const scroller = document.querySelector('main');
    if (pane === null || scroller === null) return;
    const { top } = pane.getBoundingClientRect();
    if (top > window.innerHeight * 0.7) scroller.scrollTop += top - scroller.getBoundingClientRect().top;
  }, [selection, isStacked]);
  if (child !== null) return <ChildInspector child={child} />;
  if (selectedState !== null) return <StateInspector key={selectedState} pointer={selectedState} />;
  if (outcome === null) return <Standing />;
  const { status } = outcome;
  return (
    <section class="inspector" data-testid="run-outcome" data-status={status} aria-label="Outcome of the run">
      <header class="pane-head">
        <h2>Outcome</h2>
        <span class="badge" data-status={status}>
          <Icon name={status === 'SUCCEEDED' ? 'pass' : 'error'} /> {status.toLowerCase().replace('_', ' ')}
        </span>
      </header>
      {outcome.status === 'SUCCEEDED' ? (
        <>
          <h3>Output</h3>
          <JsonView value={outcome.output} testId="run-output" label="output of the run" />
        </>
      ) : (
        <div class="failure">
          <strong>{outcome.error ?? 'The run ended without an error name.'}</strong>
          {outcome.cause !== undefined && <p>{outcome.cause}</p>}
        </div>
      )}
    </section>
  );
}

/** Nothing is selected and the run is under way: what one could look at. */
function Standing() {
  const store = useStore();
  const position = useView(({ run }) => (run?.phase === 'paused' ? run.position : null));
  const child = position?.child ?? null;
  return (
    <section class="inspector empty" aria-label="Details">
      <p class="quiet">Choose a state in the graph or a child execution to see its data.</p>
      {position !== null && (
        <p>
          <button
            type="button"
            class="link"
            onClick={() => (child === null ? store.selectState(position.pointer, 'stay') : store.selectChild(child))}
          >
            {child === null
              ? `Look at ${position.stateName}`
              : `Look at child ${formatCount(child.index)}, at ${position.stateName}`}
          </button>
        </p>
      )}
    </section>
  );
}
