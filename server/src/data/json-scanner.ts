/**
 * Finds where the elements of a JSON array or the entries of a JSON object end, byte by byte, without building values. What it separates
 * is validated by `JSON.parse` afterwards; it only has to agree with it on valid texts.
 */

import { MAX_ITEM_DEPTH } from './byte-buffer.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export interface JsonScanner {
  /**
   * Goes on from `position` up to `end`. Stops after the container's closing bracket, or behind the separating comma of an element, or at
   * `end`. `stop` tells which.
   */
  scan(bytes: Uint8Array, position: number, end: number): number;
  readonly stop: 'more' | 'separator' | 'closed' | 'wrong-bracket' | 'too-deep';
  /** Position of the colon of the current entry, or -1. Relative to the bytes last scanned; `shift` moves it. */
  readonly colon: number;
  shift(by: number): void;
  /** Forgets the colon: the next entry begins. */
  nextItem(): void;
}

export function createJsonScanner(container: 'array' | 'object'): JsonScanner {
  const closing = container === 'array' ? 0x5d : 0x7d;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let colon = -1;
  let stop: JsonScanner['stop'] = 'more';
  return {
    get stop() {
      return stop;
    },
    get colon() {
      return colon;
    },
    shift(by) {
      if (colon >= 0) colon -= by;
    },
    nextItem() {
      colon = -1;
    },
    scan(bytes, from, end) {
      let position = from;
      while (position < end) {
        if (inString) {
          while (position < end) {
            const byte = bytes[position++] as number;
            if (escaped) escaped = false;
            else if (byte === BACKSLASH) escaped = true;
            else if (byte === QUOTE) {
              inString = false;
              break;
            }
          }
          continue;
        }
        const byte = bytes[position++] as number;
        if (byte === QUOTE) inString = true;
        else if (byte === 0x7b || byte === 0x5b) {
          if (++depth > MAX_ITEM_DEPTH) {
            stop = 'too-deep';
            return position;
          }
        } else if (byte === 0x7d || byte === 0x5d) {
          if (depth === 0) {
            stop = byte === closing ? 'closed' : 'wrong-bracket';
            return position;
          }
          depth--;
        } else if (depth === 0) {
          if (byte === 0x2c) {
            stop = 'separator';
            return position;
          }
          if (byte === 0x3a && colon < 0) colon = position - 1;
        }
      }
      stop = 'more';
      return position;
    },
  };
}

export function isJsonBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Whether a JSON text is nested deeper than an item may be; the text need not be valid. */
export function isTooDeep(text: string): boolean {
  if (text.length <= MAX_ITEM_DEPTH) return false;
  let depth = 0;
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === QUOTE) {
      do position += text.charCodeAt(position) === BACKSLASH ? 2 : 1;
      while (position < text.length && text.charCodeAt(position) !== QUOTE);
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_ITEM_DEPTH) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}
