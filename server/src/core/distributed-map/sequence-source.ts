/** Several item sources, one after the other, each opened when the one before it is used up. */

import type { ItemSource, NoItems } from './item-source.ts';

export type NextSource = { readonly kind: 'source'; readonly source: ItemSource } | NoItems;

export interface SourceSequence {
  next(): NextSource;
  close(): void;
}

export function createSequenceSource(sequence: SourceSequence): ItemSource {
  let current: ItemSource | null = null;
  let bytesOfEnded = 0;
  /** `give` asks one source; those that are at their end are left for the next one. */
  const fromNext = <T extends { readonly kind: string }>(give: (source: ItemSource) => T | NoItems): T | NoItems => {
    for (;;) {
      if (current === null) {
        const next = sequence.next();
        if (next.kind !== 'source') return next;
        current = next.source;
      }
      const given = give(current);
      if (given.kind !== 'end') return given;
      bytesOfEnded += current.bytesRead;
      current = null;
    }
  };
  return {
    get bytesRead() {
      return bytesOfEnded + (current?.bytesRead ?? 0);
    },
    pull: (max) => fromNext((source) => source.pull(max)),
    skip: (max) => fromNext((source) => source.skip(max)),
    close() {
      current?.close();
      sequence.close();
    },
  };
}
