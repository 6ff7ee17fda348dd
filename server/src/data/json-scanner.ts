/**
 * Finds where the elements of a JSON array or the entries of a JSON object end, byte by byte, without building values. What it separates
 * is validated by `JSON.parse` afterwards; it only has to agree with it on valid texts.
 */

import { MAX_ITEM_DEPTH } from './byte-buffer.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
/** With the bit in which square brackets differ from braces. */
const OPENING = 0x7b;
const CLOSING = 0x7d;
/** Further than that in a string, searching for its end as a whole is faster than looking at each byte. */
const NEAR_BYTES = 32;

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
  /** `escaped`: the last byte was a backslash. */
  let string: 'outside' | 'inside' | 'escaped' = 'outside';
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
      let level = depth;
      let told: JsonScanner['stop'] = 'more';
      if (string !== 'outside') {
        position = afterString(bytes, string === 'escaped' ? position + 1 : position, end);
        string = position >= 0 ? 'outside' : position === CUT_OFF ? 'inside' : 'escaped';
        if (position < 0) position = end;
      }
      while (position < end) {
        const byte = bytes[position++] as number;
        if (byte === QUOTE) {
          const after = afterString(bytes, position, end);
          if (after < 0) {
            string = after === CUT_OFF ? 'inside' : 'escaped';
            position = end;
            break;
          }
          position = after;
          continue;
        }
        // Brackets differ from braces in this bit only.
        const bracket = byte | 0x20;
        if (bracket === OPENING) {
          if (++level > MAX_ITEM_DEPTH) {
            told = 'too-deep';
            break;
          }
        } else if (bracket === CLOSING) {
          if (level === 0) {
            told = byte === closing ? 'closed' : 'wrong-bracket';
            break;
          }
          level--;
        } else if (level === 0) {
          if (byte === COMMA) {
            told = 'separator';
            break;
          }
          if (byte === COLON && colon < 0) colon = position - 1;
        }
      }
      depth = level;
      stop = told;
      return position;
    },
  };
}

/** Told instead of a place: the bytes end in the string, or right behind a backslash in it. */
const CUT_OFF = -1;
const CUT_OFF_ESCAPED = -2;

/** Position behind the quote that ends the string whose text goes on at `from`, or one of the two above. */
function afterString(bytes: Uint8Array, from: number, end: number): number {
  let position = from;
  const near = Math.min(end, from + NEAR_BYTES);
  for (; position < near; position++) {
    const byte = bytes[position] as number;
    if (byte === QUOTE) return position + 1;
    if (byte === BACKSLASH) position++;
  }
  return position < end ? afterLongString(bytes, position, end) : position > end ? CUT_OFF_ESCAPED : CUT_OFF;
}

function afterLongString(bytes: Uint8Array, from: number, end: number): number {
  let position = from;
  while (position < end) {
    const quote = bytes.indexOf(QUOTE, position);
    const isFound = quote >= 0 && quote < end;
    const until = isFound ? quote : end;
    let backslashes = until;
    while (backslashes > position && bytes[backslashes - 1] === BACKSLASH) backslashes--;
    const isEscaped = (until - backslashes) % 2 === 1;
    if (isFound && !isEscaped) return quote + 1;
    if (!isFound) return isEscaped ? CUT_OFF_ESCAPED : CUT_OFF;
    position = quote + 1;
  }
  return CUT_OFF;
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
