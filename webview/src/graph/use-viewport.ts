/** Pan and zoom of the graph: fitted to its pane until the user moves it. */

import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Viewport } from '../store/saved-choices.ts';
import type { Box, GraphLayout } from './layout-types.ts';

const MIN_SCALE = 0.1;
const MAX_SCALE = 3;
const LARGEST_FIT = 1.15;
const MARGIN = 12;
const WHEEL_SPEED = 0.0022;
/** Below this a press is a click, not a drag. */
const DRAG_THRESHOLD = 4;

export interface ViewportControl {
  readonly viewport: Viewport;
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
  /** Moves as little as needed to show the box. */
  readonly bringIntoView: (box: Box) => void;
}

export function useViewport(
  pane: RefObject<SVGSVGElement | null>,
  layout: GraphLayout | null,
  saved: Viewport | null,
  save: (viewport: Viewport | null) => void,
): ViewportControl {
  const [viewport, setViewport] = useState<Viewport>(saved ?? { x: 0, y: 0, scale: 1 });
  const current = useRef(viewport);
  current.current = viewport;
  const isFitted = useRef(saved === null);

  const move = useCallback(
    (next: Viewport) => {
      isFitted.current = false;
      current.current = next;
      setViewport(next);
      save(next);
    },
    [save],
  );

  const fit = useCallback(() => {
    const size = pane.current?.getBoundingClientRect();
    if (size === undefined || layout === null || size.width === 0) return;
    isFitted.current = true;
    setViewport(fitted(layout, size.width, size.height));
    save(null);
  }, [pane, layout, save]);

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
      const size = pane.current?.getBoundingClientRect();
      if (size === undefined) return;
      const { x, y, scale } = current.current;
      const shiftX = shiftInto(x + box.x * scale, box.width * scale, size.width);
      const shiftY = shiftInto(y + box.y * scale, box.height * scale, size.height);
      if (shiftX !== 0 || shiftY !== 0) move({ scale, x: x + shiftX, y: y + shiftY });
    },
    [pane, move],
  );

  useLayoutEffect(() => {
    const element = pane.current;
    if (element === null || layout === null) return;
    const refit = (): void => {
      if (isFitted.current) fit();
    };
    refit();
    const observer = new ResizeObserver(refit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [pane, layout, fit]);

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
