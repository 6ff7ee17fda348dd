/** The definition as a drawing: states, transitions, containers. Children of a Map Run are never nodes here. */

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useStore, useView } from '../store/use-store.ts';
import { Icon } from '../theme/icons.tsx';
import { roundedPath } from './edge-path.ts';
import { nodeStatus } from '../store/node-status.ts';
import type { Viewport } from '../store/saved-choices.ts';
import type { ComputeLayout, EdgePath, GraphLayout, MeasureText, StripSize } from './layout-types.ts';
import { shortLabel } from './node-size.ts';
import { StateNode } from './state-node.tsx';
import { useViewport } from './use-viewport.ts';
import { walk, type WalkDirection } from './walk.ts';

const KEYS: Readonly<Record<string, WalkDirection>> = {
  ArrowDown: 'down',
  ArrowUp: 'up',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Escape: 'out',
  Home: 'first',
  End: 'last',
};

/** Transitions a second up to which the graph moves with the run. */
const MOST_FOLLOWED = 10;

export function GraphView({
  computeLayout,
  measure,
}: {
  readonly computeLayout: ComputeLayout;
  readonly measure: MeasureText;
}) {
  const store = useStore();
  const graph = useView((state) => state.graph);
  const strip = useView(({ debugging }): StripSize => (debugging ? 'brief' : 'whole'));
  const highlighted = useView((state) => state.highlighted);
  const position = useView(({ run }) => run?.position?.pointer ?? null);
  // At full speed the graph would jump about.
  const isRacing = useView(({ run, speed }) => run?.phase === 'running' && (speed === null || speed > MOST_FOLLOWED));
  const [layout, setLayout] = useState<GraphLayout | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const pane = useRef<SVGSVGElement>(null);
  const save = useCallback((viewport: Viewport | null) => store.saveChoice({ viewport }), [store]);
  const { viewport, fit, zoomBy, bringIntoView } = useViewport(
    pane,
    layout,
    strip === 'brief' ? 'readable' : 'whole',
    store.saved.viewport,
    save,
  );

  useEffect(() => {
    if (graph === null) return;
    let isWanted = true;
    void computeLayout(graph, strip).then((computed) => {
      if (isWanted) setLayout(computed);
    });
    return () => {
      isWanted = false;
    };
  }, [graph, strip, computeLayout]);

  const boxes = useMemo(() => new Map((layout?.nodes ?? []).map((box) => [box.node.id, box])), [layout]);
  const followed = position ?? highlighted;
  useEffect(() => {
    const box = followed === null ? undefined : boxes.get(followed);
    if (box !== undefined && !isRacing) bringIntoView(box);
  }, [followed, boxes, bringIntoView, isRacing]);

  const focusNode = (id: string): void => {
    setFocused(id);
    const box = boxes.get(id);
    if (box !== undefined) bringIntoView(box);
    pane.current?.querySelector<SVGGElement>(`[data-pointer="${CSS.escape(id)}"]`)?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (layout === null || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === '+' || event.key === '=') return zoomBy(1.2);
    if (event.key === '-') return zoomBy(1 / 1.2);
    if (event.key === '0') return fit();
    if (focused === null) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      store.selectState(focused, 'reveal');
      const inside = event.key === 'Enter' ? walk(layout, focused, 'in') : null;
      if (inside !== null) focusNode(inside);
      return;
    }
    const direction = KEYS[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    const next = walk(layout, focused, direction);
    if (next !== null) focusNode(next);
  };

  const tabStop = (focused !== null && boxes.has(focused) ? focused : layout?.nodes[0]?.node.id) ?? null;
  return (
    <div class="graph-pane" data-testid="graph">
      <svg
        ref={pane}
        class="graph"
        role="group"
        aria-label="State graph. Arrow keys follow transitions, Enter opens, Escape goes up one level."
        onKeyDown={onKeyDown}
        onClick={() => store.clearSelection()}
      >
        <defs>
          {(['plain', 'catch', 'taken'] as const).map((kind) => (
            <marker
              key={kind}
              id={`arrow-${kind}`}
              viewBox="0 0 8 8"
              refX={7}
              refY={4}
              markerWidth={7}
              markerHeight={7}
              orient="auto"
            >
              <path class={`arrow ${kind}`} d="M0 0.6L7.4 4L0 7.4Z" />
            </marker>
          ))}
        </defs>
        {layout !== null && (
          <g transform={`translate(${viewport.x} ${viewport.y}) scale(${viewport.scale})`}>
            {layout.nodes.filter(isContainer).map((box) => node(box))}
            {layout.scopes.map((scope) => (
              <g key={scope.id} class="branch" transform={`translate(${scope.x} ${scope.y})`}>
                <rect width={scope.width} height={scope.height} rx={6} />
                <text class="small" x={10} y={17}>
                  {shortLabel(scope.label)}
                </text>
              </g>
            ))}
            {layout.edges.map((path) => (
              <Edge key={path.id} path={path} />
            ))}
            {layout.markers.map(({ id, kind, x, y }) => (
              <g key={id} class={`marker ${kind}`} transform={`translate(${x} ${y})`}>
                <circle r={kind === 'start' ? 6 : 8} />
                {kind === 'end' && <circle class="dot" r={4} />}
              </g>
            ))}
            {layout.nodes.filter((box) => !isContainer(box)).map((box) => node(box))}
          </g>
        )}
      </svg>
      {graph !== null && layout === null && <p class="quiet centred">Drawing the graph…</p>}
      {graph?.root.nodes.length === 0 && <p class="quiet centred">This state machine has no states yet.</p>}
      <div class="zoom-buttons" role="group" aria-label="Zoom">
        <button type="button" title="Zoom in (+)" aria-label="Zoom in" onClick={() => zoomBy(1.2)}>
          <Icon name="zoom-in" />
        </button>
        <button type="button" title="Zoom out (-)" aria-label="Zoom out" onClick={() => zoomBy(1 / 1.2)}>
          <Icon name="zoom-out" />
        </button>
        <button type="button" title="Fit (0)" aria-label="Fit the graph" onClick={fit}>
          <Icon name="screen-normal" />
        </button>
      </div>
    </div>
  );

  function node(box: GraphLayout['nodes'][number]) {
    return (
      <StateNode
        key={box.node.id}
        box={box}
        isTabStop={box.node.id === tabStop}
        measure={measure}
        strip={strip}
        onFocus={setFocused}
      />
    );
  }
}

const isContainer = ({ node }: GraphLayout['nodes'][number]): boolean => node.scopes.length > 0;

function Edge({ path }: { readonly path: EdgePath }) {
  const { edge, points, label } = path;
  // A transition was certainly taken where both its ends were reached and it is the only way out of the first.
  const isTaken = useView(
    ({ run }) => edge?.kind === 'next' && nodeStatus(edge.from, run) !== 'idle' && nodeStatus(edge.to, run) !== 'idle',
  );
  const kind = edge?.kind === 'catch' ? 'catch' : isTaken ? 'taken' : 'plain';
  return (
    <g class={`edge ${kind} ${edge?.kind ?? 'marker-edge'}`}>
      <path d={roundedPath(points)} marker-end={`url(#arrow-${kind})`} />
      {label !== null && edge !== null && (
        <g transform={`translate(${label.x} ${label.y})`}>
          <title>{edge.label}</title>
          <rect width={label.width} height={label.height} rx={3} />
          <text class="small" x={3} y={12}>
            {shortLabel(edge.label)}
          </text>
        </g>
      )}
    </g>
  );
}
