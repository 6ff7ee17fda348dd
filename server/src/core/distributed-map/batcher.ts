/**
 * Packs items into child inputs: `{"BatchInput":…,"Items":[…]}` with at most so many items and so many bytes, or the bare item without an
 * ItemBatcher.
 *
 * Bytes are the UTF-8 bytes of the final compact child input. Items are only measured when an upper bound of their size does not settle it.
 */

import { jsonByteLength } from '../base/byte-length.ts';
import type { Json } from '../base/json.ts';

/** Largest input of a child execution, in bytes. */
export const MAX_CHILD_INPUT_BYTES = 262144;

export interface BatchLimits {
  /** Null: as many as fit. */
  readonly maxItems: number | null;
  /** At most `MAX_CHILD_INPUT_BYTES`. */
  readonly maxBytes: number;
}

export interface ChildInput {
  readonly input: Json;
  readonly firstItem: number;
  readonly nItems: number;
  /** Upper bound of the bytes of `input`. */
  readonly maxBytes: number;
  /** `maxBytes` is exact. */
  readonly measured: boolean;
}

/** One item alone is too large. */
export interface OversizedItem {
  readonly item: number;
  readonly bytes: number;
  readonly limit: number;
}

export interface Batcher {
  /**
   * Takes items from `items[from]` on until a child input is full; returns how many it took. `maxItemBytes` bounds each item, Infinity where
   * nothing is known.
   */
  add(items: readonly Json[], from: number, maxItemBytes: number): number;
  /** A full child input, at most once per `add`; null while there is room. */
  takeFull(): ChildInput | null;
  /** What is left at the end of the items, null where nothing is. */
  takeRest(): ChildInput | null;
  readonly oversized: OversizedItem | null;
}

/** Without an ItemBatcher: every item is one child's input. */
export function createSingleItemBatcher(maxBytes: number = MAX_CHILD_INPUT_BYTES): Batcher {
  let nTaken = 0;
  let full: ChildInput | null = null;
  let oversized: OversizedItem | null = null;
  return {
    add(items, from, maxItemBytes) {
      const input = items[from] as Json;
      const measured = maxItemBytes > maxBytes;
      const bytes = measured ? jsonByteLength(input) : maxItemBytes;
      if (bytes > maxBytes) oversized = { item: nTaken, bytes, limit: maxBytes };
      else full = { input, firstItem: nTaken, nItems: 1, maxBytes: bytes, measured };
      nTaken++;
      return 1;
    },
    takeFull() {
      const child = full;
      full = null;
      return child;
    },
    takeRest: () => null,
    get oversized() {
      return oversized;
    },
  };
}

/** `batchInput` is undefined where the ItemBatcher has none. */
export function createBatcher(limits: BatchLimits, batchInput: Json | undefined): Batcher {
  const maxItems = limits.maxItems ?? Infinity;
  const { maxBytes } = limits;
  const wrapperBytes =
    '{"Items":[]}'.length + (batchInput === undefined ? 0 : '"BatchInput":,'.length + jsonByteLength(batchInput));
  let nTaken = 0;
  let current: Json[] = [];
  /** Upper bound of the bytes of `current` with its commas; exact once `exact`. */
  let bytes = 0;
  let exact = true;
  let full: ChildInput | null = null;
  let oversized: OversizedItem | null = null;

  const close = (): ChildInput => {
    const items: readonly Json[] = current;
    const child: ChildInput = {
      input: batchInput === undefined ? { Items: items } : { BatchInput: batchInput, Items: items },
      firstItem: nTaken - items.length,
      nItems: items.length,
      maxBytes: wrapperBytes + bytes,
      measured: exact,
    };
    current = [];
    bytes = 0;
    exact = true;
    return child;
  };

  const addMeasured = (item: Json): 'added' | 'full' | 'oversized' => {
    if (!exact) {
      bytes = Math.max(0, current.length - 1);
      for (const one of current) bytes += jsonByteLength(one);
      exact = true;
    }
    const size = jsonByteLength(item);
    const grown = bytes + size + (current.length === 0 ? 0 : 1);
    if (wrapperBytes + grown <= maxBytes) {
      bytes = grown;
      current.push(item);
      return 'added';
    }
    if (current.length > 0) return 'full';
    oversized = { item: nTaken, bytes: wrapperBytes + size, limit: maxBytes };
    return 'oversized';
  };

  return {
    add(items, from, maxItemBytes) {
      const room = Math.min(items.length - from, maxItems - current.length);
      const boundOfAll = bytes + room * (maxItemBytes + 1);
      if (wrapperBytes + boundOfAll <= maxBytes) {
        if (current.length === 0) current = items.slice(from, from + room);
        else for (let index = 0; index < room; index++) current.push(items[from + index] as Json);
        bytes = boundOfAll;
        exact = false;
        nTaken += room;
        if (current.length >= maxItems) full = close();
        return room;
      }
      let nAdded = 0;
      while (nAdded < room) {
        const outcome = addMeasured(items[from + nAdded] as Json);
        if (outcome === 'oversized') break;
        if (outcome === 'full') {
          full = close();
          return nAdded;
        }
        nAdded++;
        nTaken++;
      }
      if (current.length >= maxItems) full = close();
      return nAdded;
    },
    takeFull() {
      const child = full;
      full = null;
      return child;
    },
    takeRest: () => (current.length === 0 ? null : close()),
    get oversized() {
      return oversized;
    },
  };
}
