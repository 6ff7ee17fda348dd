/** The byte arrays of a page as places in its bytes: a page of 100,000 texts is two pieces of memory rather than 100,001. */

import type { DecodedArray } from './parquet-types.ts';

export class PlainBytes {
  readonly bytes: Uint8Array;
  /** Where the length of each begins, four bytes before itself, and the end of the last one. */
  readonly offsets: Int32Array;

  /** Throws where a length leads out of the page. */
  constructor(page: Uint8Array, count: number) {
    const view = new DataView(page.buffer, page.byteOffset, page.length);
    const offsets = new Int32Array(count + 1);
    let offset = 0;
    for (let index = 0; index < count; index++) {
      offsets[index] = offset;
      if (offset + 4 > page.length) throw new Error('its page ends too early');
      offset += 4 + view.getUint32(offset, true);
    }
    if (offset > page.length) throw new Error('its page ends too early');
    offsets[count] = offset;
    this.bytes = page;
    this.offsets = offsets;
  }

  get length(): number {
    return this.offsets.length - 1;
  }

  at(index: number): Uint8Array {
    return this.bytes.subarray((this.offsets[index] as number) + 4, this.offsets[index + 1]);
  }
}

/** A page's values as they lie in the file. */
export type RawValues = DecodedArray | PlainBytes;

export function rawValue(raw: RawValues, index: number): unknown {
  return raw instanceof PlainBytes ? raw.at(index) : raw[index];
}
