/** The grid's twin as a list: only the rows on show exist, however many children there are. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useStore, useView } from '../store/use-store.ts';
import { formatCount } from '../theme/format.ts';
import { CHILD_STATUS_GLYPH, CHILD_STATUS_TEXT, Icon } from '../theme/icons.tsx';
import { itemsOf, itemsText } from './child-text.ts';

const ROW_HEIGHT = 24;
/** Rows kept above and below what is on show. */
const OVERSCAN = 4;
/** Browsers do not draw elements much taller than this; longer lists are cut, and say so. */
const TALLEST = 16_000_000;

export function ChildList({ mapRun }: { readonly mapRun: number }) {
  const store = useStore();
  const list = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [height, setHeight] = useState(0);
  const [active, setActive] = useState(0);
  const state = useView(({ run }) => run?.mapRuns.get(mapRun) ?? null);
  const revision = useView(({ run }) => run?.mapRuns.get(mapRun)?.statuses.revision ?? 0);
  const filter = useView(({ statusFilter }) => statusFilter);
  const selected = useView(({ child }) => (child?.selected.mapRun === mapRun ? child.selected.index : null));
  const statuses = state?.statuses ?? null;
  const filtered = useMemo(
    () => (filter === null ? null : (statuses?.indicesOf(filter) ?? null)),
    [filter, statuses, revision],
  );
  const nRows = Math.min(filtered?.length ?? statuses?.length ?? 0, Math.floor(TALLEST / ROW_HEIGHT));
  const childOfRow = (row: number): number => filtered?.[row] ?? row;

  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const showRow = (row: number): void => {
    const element = list.current;
    if (element === null) return;
    const top = row * ROW_HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW_HEIGHT > element.scrollTop + element.clientHeight)
      element.scrollTop = top + ROW_HEIGHT - element.clientHeight;
  };

  useEffect(() => {
    if (selected === null) return;
    const row = filtered === null ? selected : filtered.indexOf(selected);
    if (row < 0) return;
    setActive(row);
    showRow(row);
    // Only a new selection or filter moves the list; new statuses leave it where the user has it.
  }, [selected, filter]);

  if (state === null || statuses === null) return null;
  const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - OVERSCAN);
  const last = Math.min(nRows, Math.ceil((scrollTop + Math.max(height, ROW_HEIGHT)) / ROW_HEIGHT) + OVERSCAN);
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
  const bounded = Math.min(active, Math.max(0, nRows - 1));

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 1);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: bounded + 1,
      ArrowUp: bounded - 1,
      PageDown: bounded + page,
      PageUp: bounded - page,
      Home: 0,
      End: nRows - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      const next = Math.max(0, Math.min(nRows - 1, target));
      setActive(next);
      showRow(next);
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (nRows > 0) store.selectChild({ mapRun, index: childOfRow(bounded) });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="child-list-frame">
      <div class="child-list-head" aria-hidden="true">
        <span>child</span>
        <span>status{filter === null ? '' : ` · only ${CHILD_STATUS_TEXT[filter]}`}</span>
        <span>items</span>
      </div>
      <div
        ref={list}
        class="child-list"
        data-testid="child-list"
        role="listbox"
        tabIndex={0}
        aria-label={`Child executions, ${formatCount(nRows)}`}
        aria-activedescendant={nRows === 0 ? undefined : `child-row-${childOfRow(bounded)}`}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
      >
        <div class="child-list-room" style={{ height: `${nRows * ROW_HEIGHT}px` }}>
          {rows.map((row) => {
            const index = childOfRow(row);
            const status = statuses.statusAt(index);
            const items = itemsOf(state.facts, index);
            return (
              <div
                key={index}
                id={`child-row-${index}`}
                class={`child-row${row === bounded ? ' active' : ''}`}
                data-testid="child-row"
                data-index={index}
                data-status={status}
                role="option"
                aria-selected={index === selected}
                aria-posinset={row + 1}
                aria-setsize={nRows}
                style={{ top: `${row * ROW_HEIGHT}px` }}
                onClick={() => {
                  setActive(row);
                  store.selectChild({ mapRun, index });
                }}
              >
                <span class="number">{formatCount(index)}</span>
                <span class="status">
                  <Icon name={CHILD_STATUS_GLYPH[status]} /> {CHILD_STATUS_TEXT[status]}
                </span>
                <span class="quiet">{items === null ? '' : itemsText(items)}</span>
              </div>
            );
          })}
        </div>
        {nRows === 0 && (
          <p class="quiet centred">
            {filter === null ? 'No child executions yet.' : `No child is ${CHILD_STATUS_TEXT[filter]}.`}
          </p>
        )}
      </div>
    </div>
  );
}
