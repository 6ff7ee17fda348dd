/**
 * Paints children onto one canvas and repaints only cells that changed. Holds no child's data: it reads the statuses' bytes.
 *
 * A cell that has just changed grows into place for a moment, where there are few of them and motion is welcome.
 */

import type { ChildSpan, ChildStatuses } from '../store/child-statuses.ts';
import { STATUS_OF_CODE } from '../store/child-statuses.ts';
import type { Palette } from '../theme/palette.ts';
import { colourOf, drawSprites, onStatus } from './cell-sprites.ts';
import { cellOf, cellOrigin, childrenOf, visibleCells, type GridGeometry } from './grid-geometry.ts';

const GROW_MS = 220;
const MOST_GROWING_CELLS = 240;
const LEAST_PITCH_THAT_GROWS = 9;
/** From this pitch on, a cell shows its child's number. */
const LEAST_PITCH_WITH_NUMBER = 36;

export interface GridView {
  readonly geometry: GridGeometry;
  /** The part on show, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
}

export class GridPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  #palette: Palette;
  #view: GridView | null = null;
  #scale = 1;
  #sprites: HTMLCanvasElement | null = null;
  #spriteSize = 0;
  /** Codes as they were painted, for the children on show. */
  #painted = new Uint8Array(0);
  readonly #growing = new Map<number, number>();
  #frame = 0;
  #statuses: ChildStatuses | null = null;

  constructor(canvas: HTMLCanvasElement, palette: Palette) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d');
    this.#palette = palette;
  }

  setPalette(palette: Palette): void {
    this.#palette = palette;
    this.#sprites = null;
  }

  /** Paints all that is on show. */
  paintAll(statuses: ChildStatuses, view: GridView): void {
    this.#statuses = statuses;
    this.#view = view;
    this.#growing.clear();
    this.#fitCanvas(view);
    this.#context?.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    if (this.#painted.length < view.geometry.nChildren) this.#painted = new Uint8Array(view.geometry.nChildren);
    this.#painted.set(statuses.codes.subarray(0, this.#painted.length));
    const { start, end } = visibleCells(view.scrollTop, view.height, view.geometry);
    for (let cell = start; cell < end; cell++) this.#paintCell(cell, 1);
  }

  /** Paints the cells of a span whose status is not what was painted. */
  paintChanged(span: ChildSpan, motion: 'motion' | 'still'): void {
    const view = this.#view;
    const statuses = this.#statuses;
    if (view === null || statuses === null) return;
    const { geometry } = view;
    const visible = visibleCells(view.scrollTop, view.height, geometry);
    const codes = statuses.codes;
    const last = Math.min(span.end, codes.length, this.#painted.length);
    const changed: number[] = [];
    for (let child = span.start; child < last; child++) {
      if (this.#painted[child] === codes[child]) continue;
      this.#painted[child] = codes[child] as number;
      const cell = cellOf(child, geometry);
      if (cell >= visible.start && cell < visible.end && changed.at(-1) !== cell) changed.push(cell);
    }
    const grows =
      motion === 'motion' &&
      geometry.pitch >= LEAST_PITCH_THAT_GROWS &&
      changed.length + this.#growing.size <= MOST_GROWING_CELLS;
    if (!grows) {
      for (const cell of changed) {
        this.#growing.delete(cell);
        this.#paintCell(cell, 1);
      }
      return;
    }
    const now = performance.now();
    for (const cell of changed) this.#growing.set(cell, now);
    if (this.#growing.size > 0 && this.#frame === 0) this.#frame = requestAnimationFrame((time) => this.#grow(time));
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
  }

  #grow(time: number): void {
    this.#frame = 0;
    for (const [cell, since] of this.#growing) {
      const share = Math.min(1, Math.max(0, (time - since) / GROW_MS));
      this.#paintCell(cell, 0.35 + 0.65 * (1 - (1 - share) ** 3));
      if (share === 1) this.#growing.delete(cell);
    }
    if (this.#growing.size > 0) this.#frame = requestAnimationFrame((next) => this.#grow(next));
  }

  #fitCanvas({ width, height, geometry }: GridView): void {
    this.#scale = window.devicePixelRatio || 1;
    const wide = Math.max(1, Math.round(width * this.#scale));
    const high = Math.max(1, Math.round(height * this.#scale));
    if (this.#canvas.width !== wide) this.#canvas.width = wide;
    if (this.#canvas.height !== high) this.#canvas.height = high;
    const size = Math.max(1, Math.round((geometry.pitch - geometry.gap) * this.#scale));
    if (this.#sprites === null || this.#spriteSize !== size) {
      this.#spriteSize = size;
      this.#sprites = drawSprites(size, this.#scale, this.#palette);
    }
  }

  /** @param grown from 0 to 1: how much of its place the cell fills. */
  #paintCell(cell: number, grown: number): void {
    const view = this.#view;
    const context = this.#context;
    if (view === null || context === null || this.#sprites === null) return;
    const { geometry } = view;
    const origin = cellOrigin(cell, geometry);
    const size = this.#spriteSize;
    const x = Math.round(origin.x * this.#scale);
    const y = Math.round((origin.y - view.scrollTop) * this.#scale);
    context.clearRect(x, y, size, size);
    if (geometry.perCell > 1) return this.#paintBlock(context, cell, x, y);
    const code = this.#painted[cell] as number;
    const shown = Math.max(1, Math.round(size * grown));
    const inset = Math.floor((size - shown) / 2);
    context.drawImage(this.#sprites, code * size, 0, size, size, x + inset, y + inset, shown, shown);
    if (geometry.pitch >= LEAST_PITCH_WITH_NUMBER && grown === 1) this.#paintNumber(context, cell, code, x, y);
  }

  #paintNumber(context: CanvasRenderingContext2D, cell: number, code: number, x: number, y: number): void {
    const status = STATUS_OF_CODE[code];
    const isSolid = status === 'SUCCEEDED' || status === 'TIMED_OUT';
    // The failed cell's cross is its sign; a number over it would hide both.
    if (status === 'FAILED') return;
    context.fillStyle = isSolid ? onStatus(context, status, this.#palette) : this.#palette.text;
    context.font = `${Math.round(11 * this.#scale)}px ${this.#palette.fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(String(cell), x + this.#spriteSize / 2, y + this.#spriteSize / 2);
  }

  /** A block fills from the left with what succeeded and what runs; failures are a bar across its top that is never too thin to see. */
  #paintBlock(context: CanvasRenderingContext2D, cell: number, x: number, y: number): void {
    const view = this.#view;
    if (view === null) return;
    const size = this.#spriteSize;
    const { start, end } = childrenOf(cell, view.geometry);
    let succeeded = 0;
    let failed = 0;
    let running = 0;
    let aborted = 0;
    for (let child = start; child < end; child++) {
      const code = this.#painted[child];
      if (code === 2) succeeded++;
      else if (code === 3 || code === 4) failed++;
      else if (code === 1) running++;
      else if (code === 5) aborted++;
    }
    const total = Math.max(1, end - start);
    context.globalAlpha = 0.5;
    context.fillStyle = this.#palette.pending;
    context.fillRect(x, y, size, size);
    context.globalAlpha = 1;
    let left = x;
    const parts = [
      [succeeded, 'SUCCEEDED'],
      [running, 'RUNNING'],
      [aborted, 'ABORTED'],
    ] as const;
    let done = failed;
    for (const [count, status] of parts) {
      if (count === 0) continue;
      done += count;
      const right =
        done === total ? x + size : Math.min(x + size, left + Math.max(1, Math.round((count / total) * size)));
      context.fillStyle = colourOf(status, this.#palette);
      context.fillRect(left, y, right - left, size);
      left = right;
    }
    if (failed === 0) return;
    const bar = Math.min(size, Math.max(Math.ceil(size * 0.45), Math.round(size * Math.sqrt(failed / total))));
    context.fillStyle = this.#palette.failed;
    context.fillRect(x, y, size, bar);
  }
}
