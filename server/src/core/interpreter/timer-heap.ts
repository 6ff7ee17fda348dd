/** A binary heap of virtual-time timers, ordered by due time and then by the order they were set in. */

export interface Timer {
  /** Virtual epoch milliseconds. */
  readonly due: number;
  readonly sequence: number;
}

export interface TimerHeap<T extends Timer> {
  readonly size: number;
  push(timer: T): void;
  peek(): T | undefined;
  pop(): T | undefined;
  /** Drops all timers that `isWanted` refuses. */
  keepOnly(isWanted: (timer: T) => boolean): void;
}

export function createTimerHeap<T extends Timer>(): TimerHeap<T> {
  const heap: T[] = [];
  const before = (left: T, right: T): boolean =>
    left.due < right.due || (left.due === right.due && left.sequence < right.sequence);
  /** Puts a timer into the place `start`, or below it. */
  const sink = (timer: T, start: number): void => {
    let index = start;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as T, heap[child] as T)) child++;
      const below = heap[child] as T;
      if (!before(below, timer)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = timer;
  };

  return {
    get size() {
      return heap.length;
    },
    peek: () => heap[0],
    push(timer) {
      let index = heap.length;
      heap.push(timer);
      while (index > 0) {
        const parent = (index - 1) >> 1;
        const above = heap[parent] as T;
        if (!before(timer, above)) break;
        heap[index] = above;
        index = parent;
      }
      heap[index] = timer;
    },
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined || heap.length === 0) return first;
      sink(last, 0);
      return first;
    },
    keepOnly(isWanted) {
      const kept = heap.filter(isWanted);
      heap.length = 0;
      for (const timer of kept) heap.push(timer);
      for (let index = (heap.length >> 1) - 1; index >= 0; index--) sink(heap[index] as T, index);
    },
  };
}
