/** One Map Run: its pipeline, its children as a grid and as a list. Where a run has several Map Runs, one is on show at a time. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { useView } from '../store/use-store.ts';
import { STACKED, useMediaQuery } from '../theme/use-media-query.ts';
import { formatCount } from '../theme/format.ts';
import { ChildList } from './child-list.tsx';
import { ChildrenCanvas } from './children-canvas.tsx';
import { FanLines } from './fan-lines.tsx';
import type { GridGeometry } from './grid-geometry.ts';
import { Legend } from './legend.tsx';
import { Pipeline } from './pipeline.tsx';

/** The list keeps at least this much of the height. */
const LEAST_LIST_HEIGHT = 148;
const LEAST_GRID_HEIGHT = 64;
/** The most the grid takes where panes are stacked and the page scrolls. */
const STACKED_GRID_HEIGHT = 200;
/** Fan, legend and zoom buttons. */
const ROOM_BESIDE = 84;

export function FanOutPane() {
  const mapRuns = useView(({ run }) => run?.mapRuns ?? null);
  const isRunning = useView(({ run }) => run?.phase === 'running');
  const [chosen, setChosen] = useState<number | null>(null);
  const [geometry, setGeometry] = useState<GridGeometry | null>(null);
  const stage = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const isStacked = useMediaQuery(STACKED);
  const latest = [...(mapRuns?.keys() ?? [])].at(-1);
  const mapRun = chosen !== null && mapRuns?.has(chosen) === true ? chosen : latest;
  const state = mapRun === undefined ? undefined : mapRuns?.get(mapRun);
  const isShown = state !== undefined;

  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [isShown]);

  if (mapRuns === null || state === undefined || mapRun === undefined) return null;
  const { facts } = state;
  const flow = isRunning && facts.status === 'RUNNING' ? 'flowing' : 'still';
  return (
    <section
      class="fan-out"
      data-testid="map-run"
      data-map-run={mapRun}
      data-status={facts.status}
      aria-label={`Map Run of ${facts.stateName}`}
    >
      <header class="pane-head">
        <h2>{facts.stateName}</h2>
        <span class="quiet">Distributed Map · {facts.childType}</span>
        <span class="badge" data-status={facts.status}>
          {facts.status.toLowerCase()}
        </span>
        {mapRuns.size > 1 && (
          <select
            aria-label="Map Run"
            value={String(mapRun)}
            onChange={(event) => setChosen(Number(event.currentTarget.value))}
          >
            {[...mapRuns.values()].map(({ facts: { mapRun: number, stateName } }) => (
              <option key={number} value={String(number)}>
                {formatCount(number + 1)}. {stateName}
              </option>
            ))}
          </select>
        )}
      </header>
      <Pipeline facts={facts} flow={flow} />
      <div class="stage" ref={stage}>
        <FanLines width={size.width} geometry={geometry} flow={flow} />
        {size.width > 0 && (
          <ChildrenCanvas
            key={mapRun}
            mapRun={mapRun}
            width={size.width}
            height={
              isStacked
                ? STACKED_GRID_HEIGHT
                : Math.max(LEAST_GRID_HEIGHT, size.height - LEAST_LIST_HEIGHT - ROOM_BESIDE)
            }
            onGeometry={setGeometry}
          />
        )}
        <Legend facts={facts} />
        <ChildList key={`list ${mapRun}`} mapRun={mapRun} />
      </div>
    </section>
  );
}
