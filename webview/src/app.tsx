/** The panes and how they lie: side by side where there is room, stacked in a narrow panel; without a run, only the graph. */

import { Announcer } from './announcer.tsx';
import { FanOutPane } from './fan-out/fan-out-pane.tsx';
import { GraphTable } from './graph/graph-table.tsx';
import { GraphView } from './graph/graph-view.tsx';
import type { ComputeLayout, MeasureText } from './graph/layout-types.ts';
import { RunInspector } from './inspector/run-inspector.tsx';
import { StoreProvider, useStore, useView } from './store/use-store.ts';
import type { ViewStore } from './store/view-store.ts';
import { Icon } from './theme/icons.tsx';
import { Timeline } from './timeline/timeline.tsx';
import { Toolbar } from './toolbar/toolbar.tsx';

export interface AppProps {
  readonly store: ViewStore;
  readonly computeLayout: ComputeLayout;
  readonly measure: MeasureText;
}

export function App({ store, computeLayout, measure }: AppProps) {
  return (
    <StoreProvider value={store}>
      <Panes computeLayout={computeLayout} measure={measure} />
      <Announcer />
    </StoreProvider>
  );
}

function Panes({ computeLayout, measure }: Pick<AppProps, 'computeLayout' | 'measure'>) {
  const hasGraph = useView((state) => state.graph !== null);
  const debugging = useView((state) => state.debugging);
  const graphMode = useView((state) => state.graphMode);
  const hasMapRun = useView(({ run }) => (run?.mapRuns.size ?? 0) > 0);
  const layout = debugging ? (hasMapRun ? 'with-map-run' : 'with-run') : 'graph-only';
  return (
    <div class={`app ${layout}`}>
      {hasGraph && <Toolbar />}
      <ProblemBar />
      <OutdatedBar />
      {hasGraph && (
        <main>
          {graphMode === 'graph' ? <GraphView computeLayout={computeLayout} measure={measure} /> : <GraphTable />}
          {debugging && hasMapRun && <FanOutPane />}
          {debugging && <RunInspector />}
          {debugging && <Timeline />}
        </main>
      )}
      {!hasGraph && <Welcome />}
    </div>
  );
}

function ProblemBar() {
  const store = useStore();
  const problem = useView((state) => state.problem);
  const hasGraph = useView((state) => state.graph !== null);
  if (problem === null) return null;
  return (
    <div class="problem" role="alert">
      <Icon name="error" />
      <span>{problem}</span>
      {!hasGraph && (
        <button type="button" class="link" onClick={() => store.command({ kind: 'restart' })}>
          Try again
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label="Dismiss"
        title="Dismiss"
        onClick={() => store.dismissProblem()}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

/** What runs is not what is in the files any more. */
function OutdatedBar() {
  const store = useStore();
  const isOutdated = useView((state) => state.isOutdated);
  if (!isOutdated) return null;
  return (
    <div class="notice" role="status" data-testid="outdated">
      <Icon name="info" />
      <span>The files have changed since this run began.</span>
      <button type="button" class="link" onClick={() => store.command({ kind: 'restart' })}>
        Restart with the files as they are now
      </button>
    </div>
  );
}

function Welcome() {
  const problem = useView((state) => state.problem);
  return problem === null ? <p class="quiet centred">Reading the state machine…</p> : null;
}
