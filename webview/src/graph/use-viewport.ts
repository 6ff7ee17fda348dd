/** Pan and zoom of the graph: fitted to its pane until the user moves it. */

import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Viewport } from '../store/saved-choices.ts';
import type { Box, GraphLayout } from './layout-types.ts';

const MIN_SCALE = 0.1;
const MAX_SCALE = 3;
const LARGEST_FIT = 1.15;
/** A run is shown at least this large where its pane is wide enough, and followed where it is not high enough. */
const WELL_READABLE = 0.8;
/** Smaller than this, names cannot be read: the graph is wider than its pane then. */
const LEAST_READABLE = 0.62;
const MARGIN = 12;
const WHEEL_SPEED = 0.0022;
/** Below this a press is a click, not a drag. */
const DRAG_THRESHOLD = 4;

export interface ViewportControl {
  readonly viewport: Viewport;
  /** The whole graph, however small. */
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
  /** Moves as little as needed to show the box; the view is still as it was chosen afterwards. */
  readonly bringIntoView: (box: Box) => void;
}

/** What is on show until the user moves it. `whole`: all of the graph. `readable`: as much of it as can be read. */
export type FirstSight = 'whole' | 'readable';

export function useViewport(
  pane: RefObject<SVGSVGElement | null>,
  layout: GraphLayout | null,
  firstSight: FirstSight,
  saved: Viewport | null,
  save: (viewport: Viewport | null) => void,
): ViewportControl {
  const [viewport, setViewport] = useState<Viewport>(saved ?? { x: 0, y: 0, scale: 1 });
  const current = useRef(viewport);
  current.current = viewport;
  /** Null once the user has moved the graph. */
  const sight = useRef<FirstSight | null>(saved === null ? firstSight : null);
  const shown = useRef<Box | null>(null);

  const move = useCallback(
    (next: Viewport) => {
      sight.current = null;
      current.current = next;
      setViewport(next);
      save(next);
    },
    [save],
  );

  const place = useCallback(() => {
    const size = pane.current?.getBoundingClientRect();
    if (size === undefined || layout === null || size.width === 0 || sight.current === null) return;
    const next = sightOf(sight.current, layout, size, shown.current);
    current.current = next;
    setViewport(next);
  }, [pane, layout]);

  const fit = useCallback(() => {
    sight.current = 'whole';
    place();
    save(null);
  }, [place, save]);

  const zoomAt = useCallback(
    (factor: number, x: number, y: number) => {
      const { x: left, y: top, scale } = current.current;
      const next = Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale * factor));
      move({ scale: next, x: x - ((x - left) * next) / scale, y: y - ((y - top) * next) / scale });
    },
    [move],
  );

  const zoomBy = useCallback(
    (factor: number) => {
      const size = pane.current?.getBoundingClientRect();
      if (size !== undefined) zoomAt(factor, size.width / 2, size.height / 2);
    },
    [pane, zoomAt],
  );

  const bringIntoView = useCallback(
    (box: Box) => {
      shown.current = box;
      const size = pane.current?.getBoundingClientRect();
      if (size === undefined) return;
      const next = withInView(current.current, box, size);
      if (next === current.current) return;
      current.current = next;
      setViewport(next);
      if (sight.current === null) save(next);
    },
    [pane, save],
  );

  useLayoutEffect(() => {
    const element = pane.current;
    if (element === null || layout === null) return;
    place();
    const observer = new ResizeObserver(place);
    observer.observe(element);
    return () => observer.disconnect();
  }, [pane, layout, place]);

  useEffect(() => {
    const element = pane.current;
    if (element === null || layout === null) return;
    const onWheel = (event: WheelEvent): void => {
      const bounds = element.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        zoomAt(Math.exp(-event.deltaY * WHEEL_SPEED * 3), event.clientX - bounds.left, event.clientY - bounds.top);
        return;
      }
      const { x, y, scale } = current.current;
      const fits = layout.width * scale <= bounds.width + 1 && layout.height * scale <= bounds.height + 1;
      if (fits) return;
      event.preventDefault();
      move({ scale, x: x - event.deltaX, y: y - event.deltaY });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    const stopDragging = dragToPan(element, () => current.current, move);
    return () => {
      element.removeEventListener('wheel', onWheel);
      stopDragging();
    };
  }, [pane, layout, move, zoomAt]);

  return { viewport, fit, zoomBy, bringIntoView };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The viewport of a first sight; with a box that has to be in it. */
export function sightOf(sight: FirstSight, layout: Size, pane: Size, box: Box | null): Viewport {
  const whole = fitted(layout, pane.width, pane.height);
  if (sight === 'whole' || whole.scale >= WELL_READABLE) return whole;
  const asWide = (pane.width - 2 * MARGIN) / Math.max(1, layout.width);
  const scale = Math.max(whole.scale, LEAST_READABLE, Math.min(WELL_READABLE, asWide));
  const y = Math.max(MARGIN, (pane.height - layout.height * scale) / 2);
  const begin = { scale, x: (pane.width - layout.width * scale) / 2, y };
  return box === null ? begin : withInView(begin, box, pane);
}

/** The same viewport, moved as little as needed to have the box in it. */
export function withInView(viewport: Viewport, box: Box, pane: Size): Viewport {
  const { x, y, scale } = viewport;
  const shiftX = shiftInto(x + box.x * scale, box.width * scale, pane.width);
  const shiftY = shiftInto(y + box.y * scale, box.height * scale, pane.height);
  // Rounding is no reason to move.
  return Math.abs(shiftX) < 1 && Math.abs(shiftY) < 1 ? viewport : { scale, x: x + shiftX, y: y + shiftY };
}

export function fitted(
  layout: { readonly width: number; readonly height: number },
  width: number,
  height: number,
): Viewport {
  const scale = Math.min(
    LARGEST_FIT,
    Math.max(
      MIN_SCALE,
      Math.min((width - 2 * MARGIN) / Math.max(1, layout.width), (height - 2 * MARGIN) / Math.max(1, layout.height)),
    ),
  );
  return { scale, x: (width - layout.width * scale) / 2, y: Math.max(MARGIN, (height - layout.height * scale) / 2) };
}

function shiftInto(start: number, length: number, room: number): number {
  if (start < MARGIN) return MARGIN - start;
  const over = start + length - (room - MARGIN);
  return over > 0 ? -Math.min(over, start - MARGIN) : 0;
}

function dragToPan(element: SVGSVGElement, now: () => Viewport, move: (next: Viewport) => void): () => void {
  let from: { x: number; y: number; viewport: Viewport; isDragging: boolean } | null = null;
  const onDown = (event: PointerEvent): void => {
    if (event.button === 0) from = { x: event.clientX, y: event.clientY, viewport: now(), isDragging: false };
  };
  const onMove = (event: PointerEvent): void => {
    if (from === null) return;
    const dx = event.clientX - from.x;
    const dy = event.clientY - from.y;
    if (!from.isDragging) {
      if (Math.hypot(dx, dy) < DRAG_THRESHOLD) return;
      from.isDragging = true;
      element.setPointerCapture(event.pointerId);
      element.classList.add('dragging');
    }
    move({ ...from.viewport, x: from.viewport.x + dx, y: from.viewport.y + dy });
  };
  const onUp = (): void => {
    from = null;
    element.classList.remove('dragging');
  };
  element.addEventListener('pointerdown', onDown);
  element.addEventListener('pointermove', onMove);
  element.addEventListener('pointerup', onUp);
  element.addEventListener('pointercancel', onUp);
  return () => {
    element.removeEventListener('pointerdown', onDown);
    element.removeEventListener('pointermove', onMove);
    element.removeEventListener('pointerup', onUp);
    element.removeEventListener('pointercancel', onUp);
  };
}
