/** What the right-hand pane shows: the selected child, else the selected state, else how the run ended. */

import { useView } from '../store/use-store.ts';
import { Icon } from '../theme/icons.tsx';
import { ChildInspector } from './child-inspector.tsx';
import { JsonView } from './json-view.tsx';
import { StateInspector } from './state-inspector.tsx';

export function RunInspector() {
  const child = useView((state) => state.child);
  const selectedState = useView((state) => state.selectedState);
  const outcome = useView(({ run }) => run?.outcome ?? null);
  if (child !== null) return <ChildInspector child={child} />;
  if (selectedState !== null) return <StateInspector key={selectedState} pointer={selectedState} />;
  if (outcome === null) {
    return (
      <section class="inspector empty" aria-label="Details">
        <p class="quiet">
          <Icon name="info" /> Choose a state in the graph or a child execution to see its data.
        </p>
      </section>
    );
  }
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
          <h3>output</h3>
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
