/**
 * Bytes that came in chunks, as one window: appended at the end, consumed at the start, copied once per byte on average.
 *
 * Positions are indices into `bytes`; they stay valid until the next `append`. `offset` turns them into places in the file.
 */

export interface ByteBuffer {
  readonly bytes: Uint8Array;
  /** First byte not consumed yet. */
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
  /** Place in the file of index 0 of `bytes`. */
  readonly offset: number;
  /** Afterwards `start` is 0. */
  append(chunk: Uint8Array): void;
  consumeTo(position: number): void;
}

const SMALLEST_CAPACITY = 65536;

export function createByteBuffer(): ByteBuffer {
  let bytes = new Uint8Array(0);
  let start = 0;
  let end = 0;
  let offset = 0;
  return {
    get bytes() {
      return bytes;
    },
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    get offset() {
      return offset;
    },
    append(chunk) {
      const kept = end - start;
      const needed = kept + chunk.length;
      if (needed > bytes.length) {
        const grown = new Uint8Array(Math.max(SMALLEST_CAPACITY, needed, kept > 0 ? 2 * kept : 0));
        grown.set(bytes.subarray(start, end));
        bytes = grown;
      } else if (start > 0) bytes.copyWithin(0, start, end);
      bytes.set(chunk, kept);
      offset += start;
      start = 0;
      end = needed;
    },
    consumeTo(position) {
      start = position;
    },
  };
}

/** UTF-8 byte order mark. */
export function startsWithBom(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
}

/** Largest single item that is read: the service's own limit, and what keeps memory bounded on broken files. */
export const MAX_ITEM_BYTES = 8 * 1024 * 1024;

/**
 * How much longer than its source text a value's compact JSON can be: `1e20` (4 bytes) is printed with 21 digits, a control character in
 * a CSV field becomes six bytes.
 */
export const MAX_JSON_GROWTH = 6;

/** Deepest nesting of one item; what is deeper would exhaust the stack of everything that walks values. */
export const MAX_ITEM_DEPTH = 1000;
