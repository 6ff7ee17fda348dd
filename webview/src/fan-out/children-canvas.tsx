/** The heat map of child executions. Painted outside Preact, straight from the store: a hundred thousand cells are no elements. */

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { MapRunState } from '../store/run-state.ts';
import { useStore, useView } from '../store/use-store.ts';
import { formatCount } from '../theme/format.ts';
import { onThemeChange, prefersReducedMotion, readPalette } from '../theme/palette.ts';
import { childTitle, mostTelling, spanText } from './child-text.ts';
import {
  cellAt,
  cellOf,
  cellOrigin,
  childrenOf,
  gridGeometry,
  PITCHES,
  sameGeometry,
  type GridGeometry,
} from './grid-geometry.ts';
import { GridPainter, type GridView } from './grid-painter.ts';

interface Hover {
  readonly cell: number;
  readonly x: number;
  readonly y: number;
}

export function ChildrenCanvas({
  mapRun,
  width,
  height,
  onGeometry,
}: {
  readonly mapRun: number;
  readonly width: number;
  /** The most the grid may take; it takes less where its children need less. */
  readonly height: number;
  readonly onGeometry: (geometry: GridGeometry) => void;
}) {
  const store = useStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const painter = useRef<GridPainter | null>(null);
  const [zoom, setZoom] = useState<number | null>(store.saved.gridZoom);
  const [scrollTop, setScrollTop] = useState(0);
  const [hover, setHover] = useState<Hover | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const nChildren = useView(({ run }) => run?.mapRuns.get(mapRun)?.statuses.length ?? 0);
  const statuses = useView(({ run }) => run?.mapRuns.get(mapRun)?.statuses ?? null);
  const selected = useView(({ child }) => (child?.selected.mapRun === mapRun ? child.selected.index : null));

  const geometry = gridGeometry({ nChildren, width, height, zoom });
  const shownHeight = Math.min(height, Math.max(geometry.rows, 1) * geometry.pitch);
  const latest = useRef<GridView>({ geometry, width, height: shownHeight, scrollTop });
  latest.current = { geometry, width, height: shownHeight, scrollTop };
  const known = useRef<GridGeometry | null>(null);
  useEffect(() => {
    if (known.current !== null && sameGeometry(known.current, geometry)) return;
    known.current = geometry;
    onGeometry(geometry);
  });

  useLayoutEffect(() => {
    if (canvas.current === null) return;
    const made = new GridPainter(canvas.current, readPalette());
    painter.current = made;
    const stopWatching = onThemeChange(() => {
      made.setPalette(readPalette());
      const current = store.state.run?.mapRuns.get(mapRun)?.statuses;
      if (current !== undefined) made.paintAll(current, latest.current);
    });
    return () => {
      stopWatching();
      made.dispose();
    };
  }, [store, mapRun]);

  const drawn = `${geometry.pitch} ${geometry.perCell} ${geometry.columns} ${geometry.nCells} ${width} ${shownHeight} ${scrollTop}`;
  useLayoutEffect(() => {
    if (statuses === null) return;
    painter.current?.paintAll(statuses, latest.current);
    statuses.takeChanged();
  }, [statuses, drawn, mapRun]);

  useEffect(
    () =>
      store.subscribe(() => {
        const current = store.state.run?.mapRuns.get(mapRun)?.statuses;
        if (current === undefined || current !== statuses || current.length !== latest.current.geometry.nChildren)
          return;
        const span = current.takeChanged();
        if (span !== null) painter.current?.paintChanged(span, prefersReducedMotion() ? 'still' : 'motion');
      }),
    [store, mapRun, statuses],
  );

  const zoomTo = useCallback(
    (next: number | null) => {
      setZoom(next);
      setScrollTop(0);
      store.saveChoice({ gridZoom: next });
    },
    [store],
  );

  const cellUnder = (event: MouseEvent): Hover | null => {
    const bounds = canvas.current?.getBoundingClientRect();
    if (bounds === undefined) return null;
    const x = event.clientX - bounds.left;
    const y = event.clientY - bounds.top;
    const cell = cellAt(x, y + scrollTop, geometry);
    return cell === null ? null : { cell, x, y };
  };

  const select = (cell: number): void => {
    if (statuses === null) return;
    setCursor(cell);
    const { start, end } = childrenOf(cell, geometry);
    store.selectChild({ mapRun, index: mostTelling(statuses, start, end) });
  };

  const moveCursor = (cell: number): void => {
    const bounded = Math.max(0, Math.min(geometry.nCells - 1, cell));
    setCursor(bounded);
    const { y } = cellOrigin(bounded, geometry);
    const element = scroller.current;
    if (element === null) return;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + geometry.pitch > element.scrollTop + shownHeight) element.scrollTop = y + geometry.pitch - shownHeight;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const from = cursor ?? (selected === null ? 0 : cellOf(selected, geometry));
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: from + 1,
      ArrowLeft: from - 1,
      ArrowDown: from + geometry.columns,
      ArrowUp: from - geometry.columns,
      Home: 0,
      End: geometry.nCells - 1,
    };
    const step = steps[event.key];
    if (step !== undefined) moveCursor(step);
    else if (event.key === 'Enter' || event.key === ' ') select(from);
    else if (event.key === '+' || event.key === '=') zoomTo(nextPitch(geometry.pitch, 'larger'));
    else if (event.key === '-') zoomTo(nextPitch(geometry.pitch, 'smaller'));
    else if (event.key === '0') zoomTo(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const shown = hover?.cell ?? null;
  const described = cursor ?? (selected === null ? null : cellOf(selected, geometry));
  return (
    <div class="grid-frame">
      <div
        ref={scroller}
        class="grid-scroller"
        style={{ height: `${shownHeight}px` }}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        <div class="grid-room" style={{ height: `${Math.max(shownHeight, geometry.rows * geometry.pitch)}px` }}>
          <canvas
            ref={canvas}
            class="children-canvas"
            data-testid="children-canvas"
            data-pitch={geometry.pitch}
            data-columns={geometry.columns}
            data-per-cell={geometry.perCell}
            style={{ width: `${width}px`, height: `${shownHeight}px` }}
            tabIndex={0}
            role="application"
            aria-roledescription="grid of child executions"
            aria-label={`${formatCount(nChildren)} child executions. Arrow keys move, Enter opens. ${described === null ? '' : cellText(described)}`}
            onMouseMove={(event) => setHover(cellUnder(event))}
            onMouseLeave={() => setHover(null)}
            onClick={(event) => {
              const under = cellUnder(event);
              if (under !== null) select(under.cell);
            }}
            onKeyDown={onKeyDown}
            onBlur={() => setCursor(null)}
          />
        </div>
      </div>
      {selected !== null && selected < nChildren && frame('selected', cellOf(selected, geometry))}
      {cursor !== null && cursor < geometry.nCells && frame('cursor', cursor)}
      {shown !== null && shown < geometry.nCells && frame('hover', shown)}
      {hover !== null && hover.cell < geometry.nCells && (
        <div class="tooltip" role="presentation" style={tooltipPlace(hover, width)}>
          {cellText(hover.cell)}
        </div>
      )}
      {nChildren > 60 && (
        <div class="grid-zoom" role="group" aria-label="Cell size">
          <span class="quiet">
            {geometry.perCell > 1 ? `a cell is ${formatCount(geometry.perCell)} children` : 'a cell is one child'}
          </span>
          <button type="button" title="Smaller cells (-)" onClick={() => zoomTo(nextPitch(geometry.pitch, 'smaller'))}>
            −
          </button>
          <button type="button" title="Larger cells (+)" onClick={() => zoomTo(nextPitch(geometry.pitch, 'larger'))}>
            +
          </button>
          <button type="button" title="All children (0)" aria-pressed={zoom === null} onClick={() => zoomTo(null)}>
            fit
          </button>
        </div>
      )}
    </div>
  );

  /** Marks a cell; outside the scrolled part, so that it is not cut at its edges. */
  function frame(kind: string, cell: number) {
    const { x, y } = cellOrigin(cell, geometry);
    const top = y - scrollTop;
    const size = geometry.pitch - geometry.gap;
    if (top < 0 || top + size > shownHeight) return null;
    const place = { left: `${x - 2}px`, top: `${top - 2}px`, width: `${size + 4}px`, height: `${size + 4}px` };
    return <div class={`cell-frame ${kind}`} style={place} />;
  }

  function cellText(cell: number): string {
    const state: MapRunState | undefined = store.state.run?.mapRuns.get(mapRun);
    if (state === undefined) return '';
    const { start, end } = childrenOf(cell, geometry);
    return end - start <= 1 ? childTitle(state, start) : spanText(state.statuses, start, end);
  }
}

function tooltipPlace({ x, y }: Hover, width: number): Readonly<Record<string, string>> {
  return x > width / 2
    ? { right: `${width - x + 12}px`, top: `${y + 14}px` }
    : { left: `${x + 12}px`, top: `${y + 14}px` };
}

function nextPitch(pitch: number, direction: 'larger' | 'smaller'): number {
  const index = PITCHES.indexOf(pitch);
  return PITCHES[Math.max(0, Math.min(PITCHES.length - 1, direction === 'larger' ? index - 1 : index + 1))] ?? pitch;
}
