/**
 * The statuses of a Map Run's children: one byte each, however many there are.
 *
 * Changed in place; `revision` rises with every change, and whoever paints takes the span that changed since it painted last.
 */

import { CHILD_STATUS_CODE, type ChildStatus } from '../../../server/src/core/events/run-event.ts';

/** Statuses by their code. */
export const STATUS_OF_CODE: readonly ChildStatus[] = [
  'PENDING',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
];

const N_STATUSES = STATUS_OF_CODE.length;

/** A half-open span of child indices. */
export interface ChildSpan {
  readonly start: number;
  readonly end: number;
}

export class ChildStatuses {
  #codes = new Uint8Array(64);
  #length = 0;
  #revision = 0;
  #changedStart = 0;
  #changedEnd = 0;
  readonly #counts = new Int32Array(N_STATUSES);

  get length(): number {
    return this.#length;
  }

  get revision(): number {
    return this.#revision;
  }

  /** The code of a child; children not heard of are pending. */
  codeAt(index: number): number {
    return index < this.#length ? (this.#codes[index] as number) : CHILD_STATUS_CODE.PENDING;
  }

  statusAt(index: number): ChildStatus {
    return STATUS_OF_CODE[this.codeAt(index)] ?? 'PENDING';
  }

  countOf(status: ChildStatus): number {
    return this.#counts[CHILD_STATUS_CODE[status]] as number;
  }

  /** The codes themselves, to read in bulk; valid until the next change. */
  get codes(): Uint8Array {
    return this.#codes.subarray(0, this.#length);
  }

  /** Makes room for children whose statuses are not known yet. They are pending. */
  growTo(length: number): void {
    if (length <= this.#length) return;
    this.#changed(this.#length, length);
    this.#reserve(length);
    this.#counts[CHILD_STATUS_CODE.PENDING] =
      (this.#counts[CHILD_STATUS_CODE.PENDING] as number) + length - this.#length;
    this.#length = length;
  }

  /** Writes codes from `start` on. */
  write(start: number, codes: Uint8Array): void {
    this.growTo(start + codes.length);
    let first = -1;
    let last = -1;
    for (let offset = 0; offset < codes.length; offset++) {
      const code = codes[offset] as number;
      const before = this.#codes[start + offset] as number;
      if (code === before || code >= N_STATUSES) continue;
      this.#codes[start + offset] = code;
      this.#counts[before] = (this.#counts[before] as number) - 1;
      this.#counts[code] = (this.#counts[code] as number) + 1;
      if (first < 0) first = start + offset;
      last = start + offset;
    }
    if (first >= 0) this.#changed(first, last + 1);
  }

  /** The span that holds all changes since it was taken last; null where nothing changed. For one painter. */
  takeChanged(): ChildSpan | null {
    if (this.#changedStart === this.#changedEnd) return null;
    const span = { start: this.#changedStart, end: this.#changedEnd };
    this.#changedStart = this.#changedEnd = 0;
    return span;
  }

  /** The indices of all children of a status, ascending. */
  indicesOf(status: ChildStatus): Uint32Array {
    const wanted = CHILD_STATUS_CODE[status];
    const indices = new Uint32Array(this.countOf(status));
    let count = 0;
    for (let index = 0; index < this.#length && count < indices.length; index++) {
      if (this.#codes[index] === wanted) indices[count++] = index;
    }
    return indices;
  }

  #changed(start: number, end: number): void {
    const isFirst = this.#changedStart === this.#changedEnd;
    this.#changedStart = isFirst ? start : Math.min(this.#changedStart, start);
    this.#changedEnd = isFirst ? end : Math.max(this.#changedEnd, end);
    this.#revision++;
  }

  #reserve(length: number): void {
    if (length <= this.#codes.length) return;
    const larger = new Uint8Array(Math.max(length, this.#codes.length * 2));
    larger.set(this.#codes.subarray(0, this.#length));
    this.#codes = larger;
  }
}

/** The bytes of a base64 text; an empty array for a text that is not base64. */
export function decodeBase64(text: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return new Uint8Array(0);
  }
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
