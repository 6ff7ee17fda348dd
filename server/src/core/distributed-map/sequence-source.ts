/** Several item sources, one after the other, each opened when the one before it is used up. */

import type { ItemSource, Pull } from './item-source.ts';

export type NextSource = { readonly kind: 'source'; readonly source: ItemSource } | Exclude<Pull, { kind: 'items' }>;

export interface SourceSequence {
  next(): NextSource;
  close(): void;
}

export function createSequenceSource(sequence: SourceSequence): ItemSource {
  let current: ItemSource | null = null;
  let bytesOfEnded = 0;
  return {
    get bytesRead() {
      return bytesOfEnded + (current?.bytesRead ?? 0);
    },
    pull(max) {
      for (;;) {
        if (current === null) {
          const next = sequence.next();
          if (next.kind !== 'source') return next;
          current = next.source;
        }
        const pulled = current.pull(max);
        if (pulled.kind !== 'end') return pulled;
        bytesOfEnded += current.bytesRead;
        current = null;
      }
    },
    close() {
      current?.close();
      sequence.close();
    },
  };
}
