/** Turns an item source into a stream of child inputs: chunk by chunk through ItemSelector and ItemBatcher. Nothing is made ahead of need. */

import type { Json } from '../base/json.ts';
import type { ChildRedrive } from '../interpreter/map-run-port.ts';
import type { Batcher, ChildInput, OversizedItem } from './batcher.ts';
import { CHUNK_ITEMS, type ItemChunk, type ItemSource } from './item-source.ts';

export type NextChild =
  | { readonly kind: 'child'; readonly child: ChildInput; readonly again?: ChildAgain }
  | { readonly kind: 'wait'; readonly ready: Promise<void> }
  | { readonly kind: 'end' }
  | { readonly kind: 'unreadable'; readonly cause: string }
  | { readonly kind: 'oversized'; readonly oversized: OversizedItem };

/** A child of an earlier attempt of the Map Run that starts again, or for the first time. */
export interface ChildAgain extends ChildRedrive {
  readonly index: number;
}

/** ItemSelector applied to one item. Throws `StatesError`. `index` is the item's place in the whole source. */
export type SelectItem = (item: Json, index: number, chunk: ItemChunk) => Json;

export interface ChildInputs {
  next(): NextChild;
  /** What was read and has not become a child input, where reading ends early: the beginning of a batch. */
  takeRest(): ChildInput | null;
  readonly nItemsRead: number;
  readonly bytesRead: number;
  /** All items have been read. */
  readonly complete: boolean;
  close(): void;
}

export function createChildInputs(
  source: ItemSource,
  select: SelectItem | null,
  batcher: Batcher,
  onRead: () => void,
  /** Items that are not among the source's: an earlier attempt has had them. */
  nItemsBefore = 0,
): ChildInputs {
  let items: readonly Json[] = [];
  let position = 0;
  let maxItemBytes = Infinity;
  let nItemsRead = nItemsBefore;
  let complete = false;

  const selected = (chunk: ItemChunk, apply: SelectItem): Json[] => {
    const first = nItemsRead - chunk.items.length;
    return chunk.items.map((item, index) => apply(item, first + index, chunk));
  };

  const placed = (child: ChildInput): ChildInput =>
    nItemsBefore === 0 ? child : { ...child, firstItem: child.firstItem + nItemsBefore };

  return {
    get nItemsRead() {
      return nItemsRead;
    },
    get bytesRead() {
      return source.bytesRead;
    },
    get complete() {
      return complete;
    },
    next() {
      for (;;) {
        if (position < items.length) {
          position += batcher.add(items, position, maxItemBytes);
          const full = batcher.takeFull();
          if (full !== null) return { kind: 'child', child: placed(full) };
          if (batcher.oversized !== null) return { kind: 'oversized', oversized: batcher.oversized };
          continue;
        }
        if (complete) {
          const rest = batcher.takeRest();
          return rest === null ? { kind: 'end' } : { kind: 'child', child: placed(rest) };
        }
        const pulled = source.pull(CHUNK_ITEMS);
        switch (pulled.kind) {
          case 'wait':
            return pulled;
          case 'failed':
            return { kind: 'unreadable', cause: pulled.cause };
          case 'end':
            complete = true;
            onRead();
            break;
          case 'items': {
            const { chunk } = pulled;
            nItemsRead += chunk.items.length;
            items = select === null ? chunk.items : selected(chunk, select);
            maxItemBytes = select === null ? chunk.maxItemBytes : Infinity;
            position = 0;
            onRead();
          }
        }
      }
    },
    takeRest() {
      const rest = batcher.takeRest();
      return rest === null ? null : placed(rest);
    },
    close: () => source.close(),
  };
}
