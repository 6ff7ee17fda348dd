/**
 * Virtual-time timers, ordered by due time and then by the order they were set in.
 *
 * A binary heap of rows: timers for the same time that are set one after the other (the retries of ten thousand children that failed at the
 * same moment) stand in one row, so most timers cost no more than a place at its end.
 */

export interface TimerHeap<T extends object> {
  readonly size: number;
  /** Due time of the timer that is next; Infinity where there is none. */
  readonly nextDue: number;
  /** `due` in virtual epoch milliseconds. */
  push(due: number, timer: T): void;
  peek(): T | undefined;
  pop(): T | undefined;
  /** Drops all timers that `isWanted` refuses. */
  keepOnly(isWanted: (timer: T) => boolean): void;
}

/** Timers of one due time in the order they were set, never empty. Of two rows of the same due time, the older has the earlier timers. */
interface Row<T> {
  readonly due: number;
  /** Rises from row to row. */
  readonly sequence: number;
  timers: (T | undefined)[];
  /** Place of the first timer that is left. */
  head: number;
}

export function createTimerHeap<T extends object>(): TimerHeap<T> {
  const heap: Row<T>[] = [];
  /** The row that was added to last. */
  let newest: Row<T> | null = null;
  let size = 0;
  let nRows = 0;
  const before = (left: Row<T>, right: Row<T>): boolean =>
    left.due < right.due || (left.due === right.due && left.sequence < right.sequence);
  /** Puts a row into the place `start`, or below it. */
  const sink = (row: Row<T>, start: number): void => {
    let index = start;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Row<T>, heap[child] as Row<T>)) child++;
      const below = heap[child] as Row<T>;
      if (!before(below, row)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = row;
  };
  const addRow = (row: Row<T>): void => {
    let index = heap.length;
    heap.push(row);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Row<T>;
      if (!before(row, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = row;
  };
  const dropFirstRow = (): void => {
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) sink(last, 0);
  };

  return {
    get size() {
      return size;
    },
    get nextDue() {
      return heap[0]?.due ?? Infinity;
    },
    peek() {
      const first = heap[0];
      return first?.timers[first.head];
    },
    push(due, timer) {
      size++;
      if (newest !== null && newest.due === due) newest.timers.push(timer);
      else {
        newest = { due, sequence: nRows++, timers: [timer], head: 0 };
        addRow(newest);
      }
    },
    pop() {
      const first = heap[0];
      if (first === undefined) return undefined;
      const timer = first.timers[first.head];
      size--;
      first.timers[first.head++] = undefined;
      if (first.head === first.timers.length) {
        if (newest === first) newest = null;
        dropFirstRow();
      }
      return timer;
    },
    keepOnly(isWanted) {
      const kept: Row<T>[] = [];
      size = 0;
      for (const row of heap) {
        row.timers = row.timers.filter((timer) => timer !== undefined && isWanted(timer));
        row.head = 0;
        size += row.timers.length;
        if (row.timers.length > 0) kept.push(row);
        else if (newest === row) newest = null;
      }
      heap.length = 0;
      for (const row of kept) heap.push(row);
      for (let index = (heap.length >> 1) - 1; index >= 0; index--) sink(heap[index] as Row<T>, index);
    },
  };
}
