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
}

export function createTimerHeap<T extends Timer>(): TimerHeap<T> {
  const heap: T[] = [];
  const before = (left: T, right: T): boolean =>
    left.due < right.due || (left.due === right.due && left.sequence < right.sequence);

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
      let index = 0;
      for (;;) {
        let child = 2 * index + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && before(heap[child + 1] as T, heap[child] as T)) child++;
        const below = heap[child] as T;
        if (!before(below, last)) break;
        heap[index] = below;
        index = child;
      }
      heap[index] = last;
      return first;
    },
  };
}
