/**
 * Finds where the elements of a JSON array or the entries of a JSON object end, byte by byte, without building values. What it separates
 * is validated by `JSON.parse` afterwards; it only has to agree with it on valid texts.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export interface JsonScanner {
  /**
   * Goes on from `position` up to `end`. Stops after the container's closing bracket, or behind the separating comma of an element, or at
   * `end`. `stop` tells which.
   */
  scan(bytes: Uint8Array, position: number, end: number): number;
  readonly stop: 'more' | 'separator' | 'closed' | 'wrong-bracket';
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
        else if (byte === 0x7b || byte === 0x5b) depth++;
        else if (byte === 0x7d || byte === 0x5d) {
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
