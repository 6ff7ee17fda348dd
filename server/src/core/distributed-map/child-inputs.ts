/** Turns an item source into a stream of child inputs: chunk by chunk through ItemSelector and ItemBatcher. Nothing is made ahead of need. */

import type { Json } from '../base/json.ts';
import type { ChildCourse } from '../interpreter/child-course.ts';
import type { ChildRedrive } from '../interpreter/map-run-port.ts';
import type { Batcher, ChildInput, OversizedItem } from './batcher.ts';
import type { SmoothChildren } from './segment-reader.ts';
import { CHUNK_ITEMS, type ItemChunk, type ItemSource, type Skip } from './item-source.ts';

export type NextChild =
  | {
      readonly kind: 'child';
      readonly child: ChildInput;
      readonly again?: ChildAgain;
      /** How it goes, where helpers have found that out. */
      readonly course?: ChildCourse;
    }
  /** Several at once, the first item of the first one being that of the source. Only from inputs that were told to. */
  | { readonly kind: 'smooth'; readonly children: SmoothChildren; readonly firstItem: number }
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
  /** No child is started any more: whatever was prepared for that is of no use, but inputs still come. */
  stopHelp(): void;
  /** What was read and has not become a child input, where reading ends early: the beginning of a batch. */
  takeRest(): ChildInput | null;
  readonly nItemsRead: number;
  readonly bytesRead: number;
  /** All items have been read. */
  readonly complete: boolean;
  close(): void;
}

/** Inputs of items that can be passed over as well. */
export interface PassableInputs extends ChildInputs {
  /** Items from `untilItem` on are not read ahead of need. */
  next(untilItem?: number): Exclude<NextChild, { kind: 'smooth' }>;
  /** Passes over up to so many items; only where no batch is begun. */
  skip(max: number): Skip;
}

export function createChildInputs(
  source: ItemSource,
  select: SelectItem | null,
  batcher: Batcher,
  onRead: () => void,
  /** Items that are not among the source's: an earlier attempt has had them. */
  nItemsBefore = 0,
): PassableInputs {
  let items: readonly Json[] = [];
  let position = 0;
  let maxItemBytes = Infinity;
  let nItemsRead = nItemsBefore;
  /** Items that the batcher has not seen. */
  let nPassed = nItemsBefore;
  let complete = false;

  const selected = (chunk: ItemChunk, apply: SelectItem): Json[] => {
    const first = nItemsRead - chunk.items.length;
    return chunk.items.map((item, index) => apply(item, first + index, chunk));
  };

  const placed = (child: ChildInput): ChildInput =>
    nPassed === 0 ? child : { ...child, firstItem: child.firstItem + nPassed };

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
    next(untilItem = Infinity) {
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
        const pulled = source.pull(Math.min(CHUNK_ITEMS, Math.max(1, untilItem - nItemsRead)));
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
    skip(max) {
      if (position < items.length) {
        const nItems = Math.min(max, items.length - position);
        position += nItems;
        nPassed += nItems;
        return { kind: 'skipped', nItems };
      }
      const skipped = source.skip(max);
      if (skipped.kind === 'skipped') {
        nItemsRead += skipped.nItems;
        nPassed += skipped.nItems;
      } else if (skipped.kind === 'end') complete = true;
      return skipped;
    },
    stopHelp: () => undefined,
    takeRest() {
      const rest = batcher.takeRest();
      return rest === null ? null : placed(rest);
    },
    close: () => source.close(),
  };
}
