/** What is said of children in tooltips, lists and labels. */

import type { ChildStatus } from '../../../server/src/core/events/run-event.ts';
import type { ChildStatuses } from '../store/child-statuses.ts';
import { STATUS_OF_CODE } from '../store/child-statuses.ts';
import type { MapRunFacts, MapRunState } from '../store/run-state.ts';
import { formatCount } from '../theme/format.ts';

const TEXT: Readonly<Record<ChildStatus, string>> = {
  PENDING: 'pending',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed out',
  ABORTED: 'aborted',
};

/** In the order in which they deserve a look. */
const BY_INTEREST: readonly ChildStatus[] = ['FAILED', 'TIMED_OUT', 'ABORTED', 'RUNNING', 'SUCCEEDED', 'PENDING'];

export function childTitle({ facts, statuses }: MapRunState, index: number): string {
  const items = itemsOf(facts, index);
  return `Child ${formatCount(index)} · ${TEXT[statuses.statusAt(index)]}${items === null ? '' : ` · ${itemsText(items)}`}`;
}

export function spanText(statuses: ChildStatuses, start: number, end: number): string {
  const counts = new Map<ChildStatus, number>();
  for (let index = start; index < end; index++) {
    const status = statuses.statusAt(index);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  const parts = STATUS_OF_CODE.filter((status) => counts.has(status)).map(
    (status) => `${formatCount(counts.get(status) ?? 0)} ${TEXT[status]}`,
  );
  return `Children ${formatCount(start)}–${formatCount(end - 1)} · ${parts.join(' · ')}`;
}

/** The child of a span that is worth opening: a failed one before a running one before any. */
export function mostTelling(statuses: ChildStatuses, start: number, end: number): number {
  for (const status of BY_INTEREST) {
    for (let index = start; index < end; index++) if (statuses.statusAt(index) === status) return index;
  }
  return start;
}

export interface ItemSpan {
  readonly first: number;
  readonly count: number;
}

/** The items of a child, where they follow from the batch size alone; with a limit in bytes only the child itself knows. */
export function itemsOf({ batcher, reader }: MapRunFacts, index: number): ItemSpan | null {
  if (batcher.maxBytes !== null) return null;
  const size = batcher.maxItems ?? 1;
  const first = index * size;
  const count = Math.min(size, reader.nItems - first);
  return count > 0 ? { first, count } : null;
}

export function itemsText({ first, count }: ItemSpan): string {
  return count === 1 ? `item ${formatCount(first)}` : `items ${formatCount(first)}–${formatCount(first + count - 1)}`;
}
