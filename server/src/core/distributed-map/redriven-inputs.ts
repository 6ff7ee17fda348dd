/**
 * The child inputs of a Map Run that is redriven: first those of its earlier children that did not succeed, as they were, then what was
 * never read of the source. Items of before are not read again, so it does not matter what has become of them.
 */

import type { EarlierAttempts } from '../interpreter/map-run-port.ts';
import type { ChildInputs, NextChild } from './child-inputs.ts';
import type { ItemSource, NoItems } from './item-source.ts';

/** `openRest` opens the inputs behind the items that earlier attempts have had. */
export function createRedrivenInputs(earlier: EarlierAttempts, openRest: () => ChildInputs): ChildInputs {
  let rest: ChildInputs | null = null;
  let isPastEarlier = false;
  const next = (): NextChild => {
    if (!isPastEarlier) {
      const turn = earlier.nextChild();
      if (turn.kind === 'wait') return turn;
      if (turn.kind === 'child') {
        const { index, redrive, input, firstItem, nItems } = turn;
        const child = { input, firstItem, nItems, maxBytes: Infinity, measured: false };
        return { kind: 'child', child, again: { index, ...redrive } };
      }
      isPastEarlier = true;
    }
    if (earlier.isComplete) return { kind: 'end' };
    rest ??= openRest();
    return rest.next();
  };
  return {
    next,
    stopHelp: () => rest?.stopHelp(),
    takeRest: () => rest?.takeRest() ?? null,
    get nItemsRead() {
      return rest?.nItemsRead ?? earlier.nItems;
    },
    get bytesRead() {
      return rest?.bytesRead ?? 0;
    },
    get complete() {
      return earlier.isComplete || (rest?.complete ?? false);
    },
    close: () => rest?.close(),
  };
}

/** A source without its first items. */
export function skipItems(source: ItemSource, nSkipped: number): ItemSource {
  let left = nSkipped;
  /** Null: they are behind. */
  const passFirst = (): NoItems | null => {
    while (left > 0) {
      const skipped = source.skip(left);
      if (skipped.kind !== 'skipped') return skipped;
      left -= skipped.nItems;
    }
    return null;
  };
  return {
    get bytesRead() {
      return source.bytesRead;
    },
    pull: (max) => passFirst() ?? source.pull(max),
    skip: (max) => passFirst() ?? source.skip(max),
    close: () => source.close(),
  };
}
