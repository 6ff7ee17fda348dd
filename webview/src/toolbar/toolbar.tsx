/** The run's controls, where it stands, and its virtual clock. */

import { Fragment } from 'preact';
import { useEffect } from 'preact/hooks';
import { useStore, useView } from '../store/use-store.ts';
import { formatClock, formatCount } from '../theme/format.ts';
import { Icon } from '../theme/icons.tsx';
import { actionOfKey, ACTIONS, phaseText } from './actions.ts';
import { crumbsOf } from './crumbs.ts';
import { Scrubber } from './scrubber.tsx';

const SPEEDS: readonly (readonly [number | null, string])[] = [
  [null, 'full speed'],
  [200, '200 states/s'],
  [50, '50 states/s'],
  [10, '10 states/s'],
  [2, '2 states/s'],
];

export function Toolbar() {
  const store = useStore();
  const debugging = useView((state) => state.debugging);
  const title = useView((state) => state.title);
  const graphMode = useView((state) => state.graphMode);
  return (
    <header class="toolbar">
      {debugging && <RunControls />}
      <h1 title={title}>{title}</h1>
      {debugging && <RunFacts />}
      <button
        type="button"
        class="icon-button"
        aria-pressed={graphMode === 'table'}
        title={graphMode === 'table' ? 'Show the graph' : 'Show the states as a table'}
        aria-label="Show the states as a table"
        onClick={() => store.showGraphAs(graphMode === 'table' ? 'graph' : 'table')}
      >
        <Icon name={graphMode === 'table' ? 'type-hierarchy-sub' : 'list-flat'} />
      </button>
    </header>
  );
}

function RunControls() {
  const store = useStore();
  const phase = useView(({ run }) => run?.phase ?? null);
  const step = useView(({ run }) => run?.step ?? 0);
  const speed = useView((state) => state.speed);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const { run } = store.state;
      if (event.key === 'Escape') return store.clearSelection();
      const action = run === null ? null : actionOfKey(event.key, run.phase, run.step);
      if (action === null) return;
      event.preventDefault();
      store.command({ kind: action.kind });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [store]);

  return (
    <div class="controls" role="toolbar" aria-label="Debug">
      {ACTIONS.map(({ kind, icon, title, key, isEnabled }) => {
        const isPressable = kind === 'restart' || (phase !== null && isEnabled(phase, step));
        const words = `${title} (${key === key.toLowerCase() ? key.toUpperCase() : `Shift+${key}`})`;
        return (
          <button
            key={kind}
            type="button"
            class="icon-button"
            data-testid={`cmd-${kind}`}
            data-command={kind}
            title={words}
            aria-label={title}
            aria-keyshortcuts={key === key.toLowerCase() ? key : `Shift+${key}`}
            disabled={!isPressable}
            onClick={() => store.command({ kind })}
          >
            <Icon name={icon} />
          </button>
        );
      })}
      <select
        class="speed"
        data-testid="speed"
        aria-label="Speed while continuing"
        title="Speed while continuing"
        value={String(speed)}
        onChange={(event) => {
          const value = event.currentTarget.value;
          store.command({ kind: 'set-speed', transitionsPerSecond: value === 'null' ? null : Number(value) });
        }}
      >
        {SPEEDS.map(([value, text]) => (
          <option key={text} value={String(value)}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function RunFacts() {
  const phase = useView(({ run }) => run?.phase ?? null);
  const outcome = useView(({ run }) => run?.outcome ?? null);
  const elapsedMs = useView(({ run }) => run?.elapsedMs ?? 0);
  const tone = phase === 'ended' ? (outcome?.status === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED') : (phase ?? 'starting');
  const icon = { paused: 'debug-pause', running: 'sync', SUCCEEDED: 'pass', FAILED: 'error', starting: 'loading' }[
    tone
  ];
  return (
    <div class="run-facts">
      <span class="badge" data-testid="run-phase" data-phase={phase ?? 'starting'} data-status={tone}>
        <Icon name={icon} /> {phase === null ? 'Starting' : phaseText(phase, outcome)}
      </span>
      {phase !== 'ended' && <Crumbs />}
      <span class="clock" title="Virtual time since the start" data-testid="virtual-clock">
        <Icon name="watch" /> {formatClock(elapsedMs)}
      </span>
      <Scrubber />
    </div>
  );
}

/** Where the run stands; each part can be looked at. */
function Crumbs() {
  const store = useStore();
  const graph = useView((state) => state.graph);
  const position = useView(({ run }) => run?.position ?? null);
  if (graph === null || position === null) return null;
  return (
    <nav class="crumbs" aria-label="Where the run stands" data-testid="crumbs">
      {crumbsOf(graph, position).map((crumb, index, { length }) => {
        const isLast = index === length - 1;
        const name = crumb.kind === 'state' ? crumb.name : `child ${formatCount(crumb.child.index)}`;
        return (
          <Fragment key={`${index} ${name}`}>
            {index > 0 && <span aria-hidden="true"> › </span>}
            <button
              type="button"
              class={isLast ? 'crumb here' : 'crumb'}
              title={isLast ? `${name}: the state the run stands at` : name}
              onClick={() =>
                crumb.kind === 'state' ? store.selectState(crumb.pointer, 'reveal') : store.selectChild(crumb.child)
              }
            >
              {name}
            </button>
          </Fragment>
        );
      })}
    </nav>
  );
}

/** Whether keys are text or choices there. A slider has no use for letters. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'range';
  return target instanceof HTMLElement && /^(TEXTAREA|SELECT)$/.test(target.tagName);
}
