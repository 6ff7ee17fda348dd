/** For tests: runs a decoder over bytes cut into chunks of chosen sizes. */

import type { Json } from '../core/base/json.ts';
import type { DecodeProblem, ItemDecoder } from './decode-types.ts';

export interface Decoded {
  readonly items: readonly Json[];
  readonly problem: DecodeProblem | null;
}

/** `sizes` are used in turn, over and over. `max` is the largest number of items asked for at once. */
export function decodeAll(
  decoder: ItemDecoder,
  bytes: Uint8Array,
  sizes: readonly number[] = [65536],
  max = 1000,
): Decoded {
  const items: Json[] = [];
  const drain = (): void => {
    for (let taken = decoder.take(max); taken.length > 0; taken = decoder.take(max)) items.push(...taken);
  };
  feed(decoder, bytes, sizes, drain);
  return { items, problem: decoder.problem };
}

/** Hands over all bytes, and lets `drain` ask for what there is after each piece. */
function feed(decoder: ItemDecoder, bytes: Uint8Array, sizes: readonly number[], drain: () => void): void {
  let offset = 0;
  for (let turn = 0; offset < bytes.length && !decoder.done; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    decoder.push(bytes.slice(offset, offset + size));
    offset += size;
    drain();
  }
  decoder.end();
  drain();
  if (!decoder.done) throw new Error('The decoder has all bytes and is not done.');
}

/** One question to a decoder. */
export interface Step {
  readonly kind: 'take' | 'skip';
  readonly max: number;
}

export interface DecodedWithSkips {
  /** Taken or passed over. */
  readonly nItems: number;
  /** Those that were taken, with their places among all items. */
  readonly taken: readonly { readonly index: number; readonly item: Json; readonly maxItemBytes: number }[];
  readonly problem: DecodeProblem | null;
}

/** Like `decodeAll`; `steps` are used in turn, over and over. */
export function decodeWithSkips(
  decoder: ItemDecoder,
  bytes: Uint8Array,
  sizes: readonly number[],
  steps: readonly Step[],
): DecodedWithSkips {
  const taken: { index: number; item: Json; maxItemBytes: number }[] = [];
  let nItems = 0;
  let nSteps = 0;
  const advance = (): number => {
    const { kind, max } = steps[nSteps++ % steps.length] as Step;
    if (kind === 'skip') return decoder.skip(max);
    const items = decoder.take(max);
    const { maxItemBytes } = decoder;
    for (const [at, item] of items.entries()) taken.push({ index: nItems + at, item, maxItemBytes });
    return items.length;
  };
  const drain = (): void => {
    for (let n = advance(); n > 0; n = advance()) nItems += n;
  };
  feed(decoder, bytes, sizes, drain);
  return { nItems, taken, problem: decoder.problem };
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
