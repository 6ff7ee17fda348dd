/** One small picture per status, drawn once per cell size and theme: colour, and a pattern that tells the statuses apart without it. */

import type { ChildStatus } from '../../../server/src/core/events/run-event.ts';
import { STATUS_OF_CODE } from '../store/child-statuses.ts';
import { readableOn, type Palette } from '../theme/palette.ts';

/** From this size in CSS pixels on, a pattern can be more than a dot or a hole. */
const ROOM_FOR_PATTERN = 7;

export function colourOf(status: ChildStatus, palette: Palette): string {
  switch (status) {
    case 'SUCCEEDED':
      return palette.succeeded;
    case 'FAILED':
      return palette.failed;
    case 'RUNNING':
      return palette.running;
    case 'TIMED_OUT':
      return palette.timedOut;
    case 'ABORTED':
      return palette.aborted;
    case 'PENDING':
      return palette.pending;
  }
}

/** The colour for a sign on a cell that is filled with its status' colour. */
export function onStatus(context: CanvasRenderingContext2D, status: ChildStatus, palette: Palette): string {
  const plain = (colour: string): string => {
    context.fillStyle = colour;
    return context.fillStyle;
  };
  return readableOn(plain(colourOf(status, palette)), plain(palette.background), plain(palette.text));
}

/** A strip of sprites, one beside the other in the order of the status codes, each `size` device pixels wide. */
export function drawSprites(size: number, scale: number, palette: Palette): HTMLCanvasElement {
  const strip = document.createElement('canvas');
  strip.width = size * STATUS_OF_CODE.length;
  strip.height = size;
  const context = strip.getContext('2d');
  if (context !== null) {
    STATUS_OF_CODE.forEach((status, code) => {
      context.save();
      context.translate(code * size, 0);
      drawCell(context, status, size, scale, palette);
      context.restore();
    });
  }
  return strip;
}

function drawCell(
  context: CanvasRenderingContext2D,
  status: ChildStatus,
  size: number,
  scale: number,
  palette: Palette,
): void {
  const line = Math.max(1, Math.round(Math.min(2, size / scale / 8) * scale));
  const radius = size / scale >= 12 ? 3 * scale : 0;
  const isLarge = size / scale >= ROOM_FOR_PATTERN;
  context.fillStyle = context.strokeStyle = colourOf(status, palette);
  context.lineWidth = line;
  switch (status) {
    case 'SUCCEEDED':
      roundRect(context, 0, size, radius);
      context.fill();
      return;
    case 'FAILED':
      roundRect(context, 0, size, radius);
      context.fill();
      context.strokeStyle = context.fillStyle = onStatus(context, status, palette);
      if (isLarge) cross(context, size, size * 0.3);
      else context.fillRect(Math.floor(size / 3), Math.floor(size / 3), Math.ceil(size / 3), Math.ceil(size / 3));
      return;
    case 'RUNNING':
      context.globalAlpha = 0.3;
      roundRect(context, 0, size, radius);
      context.fill();
      context.globalAlpha = 1;
      roundRect(context, line / 2, size - line, radius);
      context.stroke();
      return;
    case 'PENDING':
      context.globalAlpha = isLarge ? 0.35 : 0.5;
      roundRect(context, 0, size, radius);
      context.fill();
      return;
    case 'TIMED_OUT':
      roundRect(context, 0, size, radius);
      context.fill();
      context.fillStyle = onStatus(context, status, palette);
      context.fillRect(Math.round(size * 0.2), Math.round(size / 2 - line / 2), Math.round(size * 0.6), line);
      return;
    case 'ABORTED':
      context.globalAlpha = 0.3;
      roundRect(context, 0, size, radius);
      context.fill();
      context.globalAlpha = 1;
      context.beginPath();
      context.moveTo(0, size);
      context.lineTo(size, 0);
      context.stroke();
      return;
  }
}

function cross(context: CanvasRenderingContext2D, size: number, inset: number): void {
  context.beginPath();
  context.moveTo(inset, inset);
  context.lineTo(size - inset, size - inset);
  context.moveTo(size - inset, inset);
  context.lineTo(inset, size - inset);
  context.stroke();
}

function roundRect(context: CanvasRenderingContext2D, from: number, length: number, radius: number): void {
  context.beginPath();
  context.roundRect(from, from, length, length, radius);
}
