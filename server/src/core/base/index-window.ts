/**
 * Values by a number that mostly grows: the children of a Map Run that are running, out of a million that were and will be.
 *
 * A `Map` would do the same, but one whose entries come and go leaves a chain of dead tables behind that keeps them alive for the garbage
 * collector's young generation; this leaves nothing.
 */

export interface IndexWindow<T extends object> {
  readonly size: number;
  get(index: number): T | undefined;
  /** Indices before the lowest one present may be set only while the window is empty. */
  set(index: number, value: T): void;
  delete(index: number): void;
  /** In ascending order of their indices. */
  values(): T[];
}

/** So many empty places at the start are cut off at once. */
const TRIM_LENGTH = 1024;

export function createIndexWindow<T extends object>(): IndexWindow<T> {
  const slots: (T | undefined)[] = [];
  /** Index of `slots[0]`. */
  let base = 0;
  /** Places before this one are empty. */
  let head = 0;
  let size = 0;
  return {
    get size() {
      return size;
    },
    get: (index) => slots[index - base],
    set(index, value) {
      if (size === 0) base = index;
      if (index < base + head) throw new RangeError(`The index ${index} lies before the window.`);
      while (slots.length < index - base) slots.push(undefined);
      if (slots[index - base] === undefined) size++;
      slots[index - base] = value;
    },
    delete(index) {
      const place = index - base;
      if (slots[place] === undefined) return;
      slots[place] = undefined;
      size--;
      if (size === 0) {
        // The places are kept: children that run one after the other use the same one.
        head = 0;
        if (slots.length > TRIM_LENGTH) slots.length = 0;
        return;
      }
      while (head < slots.length && slots[head] === undefined) head++;
      if (head < TRIM_LENGTH || 2 * head < slots.length) return;
      slots.splice(0, head);
      base += head;
      head = 0;
    },
    values: () => slots.filter((value) => value !== undefined),
  };
}
