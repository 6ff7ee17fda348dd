/**
 * The functions that Step Functions adds to JSONata: `$partition $range $hash $random $uuid $parse`.
 *
 * How they treat missing, fractional and wrong arguments was measured on AWS (floci-io/floci#2737, iwamot/sfnx `docs/design.md`).
 */

import { md5, sha1 } from '@noble/hashes/legacy';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2';
import type { Json } from '../../base/json.ts';
import { JsonataError } from './jsonata-error.ts';
import { NativeFunction, type NativeImplementation } from './jsonata-functions.ts';
import type { BuiltinDefinitions } from './builtin-definition.ts';
import { notPlainJson, parseLenientJson } from './lenient-json.ts';
import type { Runtime } from './jsonata-runtime.ts';
import { SEQUENCE, fromJson, isList, type Sequence, type Value } from './jsonata-value.ts';
import { Uint8Text } from './text-bytes.ts';

/** More elements than this are too much memory for `$range`, though not for `[a..b]`. */
const MAX_RANGE_ELEMENTS = 360_145;

const HASHES: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  MD5: md5,
  'SHA-1': sha1,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
};

export const STATES_FUNCTIONS: BuiltinDefinitions = {
  partition: atMost(2, ([list, size], runtime) => {
    if (list === undefined) return undefined;
    if (!isList(list)) throw new JsonataError('T0412', { value: list, index: 1 });
    if (list.length === 0) return undefined;
    if (size === undefined) return [list.slice()];
    const length = wholeNumber(size, 2);
    if (length < 0) throw new JsonataError('D3137', { message: 'Second argument must be zero or greater' });
    if (length === 0) return undefined;
    runtime.allocateElements(list.length * 2);
    const chunks: Value[] = [];
    for (let from = 0; from < list.length; from += length) chunks.push(list.slice(from, from + length));
    runtime.impure = true;
    return chunks;
  }),
  range: atMost(3, ([first, last, step], runtime) => range(runtime, first, last, step)),
  hash: atMost(2, ([text, algorithm], runtime) => {
    if (typeof text !== 'string') throw new JsonataError('T0410', { value: text, index: 1 });
    if (algorithm === undefined) return undefined;
    if (typeof algorithm !== 'string') throw new JsonataError('T0410', { value: algorithm, index: 2 });
    const hash = Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm] : undefined;
    if (hash === undefined) {
      throw new JsonataError('D3137', {
        message: `Hash algorithm '${algorithm}' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5`,
      });
    }
    runtime.spend(16 + (text.length >> 2));
    return hexadecimal(hash(Uint8Text.encode(text)));
  }),
  random: atMost(1, ([seed], runtime) =>
    seed === undefined ? runtime.bindings.rng.next() : javaRandom(wholeNumber(seed, 1)),
  ),
  uuid: atMost(0, (_args, runtime) => runtime.bindings.rng.uuid()),
  parse: atMost(1, ([text], runtime) => {
    if (text === undefined) return undefined;
    if (typeof text !== 'string') throw new JsonataError('T0410', { value: text, index: 1 });
    runtime.allocateText(text.length);
    const parsed: Json | typeof notPlainJson = parseLenientJson(text);
    if (parsed === notPlainJson) throw new JsonataError('D3137', { message: 'Invalid JSON' });
    return fromJson(parsed);
  }),
};

/** These functions check types by themselves; only surplus arguments are refused here. */
function atMost(count: number, implementation: NativeImplementation): NativeFunction {
  return new NativeFunction(count, null, (args, runtime, context) => {
    const surplus = args.findIndex((argument, index) => index >= count && argument !== undefined);
    if (surplus >= 0) throw new JsonataError('T0410', { value: args[count], index: count + 1 });
    return implementation(args, runtime, context);
  });
}

/** Fractions are cut off towards zero. */
function wholeNumber(value: Value, index: number): number {
  if (typeof value !== 'number') throw new JsonataError('T0410', { value, index });
  return Math.trunc(value);
}

function range(runtime: Runtime, first: Value, last: Value, step: Value): Value {
  const start = wholeNumber(first, 1);
  const end = wholeNumber(last, 2);
  if (step === undefined) return undefined;
  const stride = wholeNumber(step, 3);
  if (stride === 0 || (stride > 0 && start > end) || (stride < 0 && start < end)) return undefined;
  const size = Math.floor((end - start) / stride) + 1;
  if (!(size <= MAX_RANGE_ELEMENTS)) throw new JsonataError(null, {}, 'memory');
  runtime.allocateElements(size);
  runtime.spend(size >> 2);
  const values = new Array<Value>(size) as unknown as Sequence;
  for (let index = 0; index < size; index++) values[index] = start + index * stride;
  values.flags = SEQUENCE;
  return values;
}

/** The first double of `java.util.Random`, which AWS seeds: a 48-bit linear congruential generator. */
function javaRandom(seed: number): number {
  const multiplier = 0x5deece66dn;
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(Number.isFinite(seed) ? seed : 0) ^ multiplier) & mask;
  const next = (bits: bigint): bigint => {
    state = (state * multiplier + 0xbn) & mask;
    return state >> (48n - bits);
  };
  const high = next(26n);
  const low = next(27n);
  return Number((high << 27n) + low) / 2 ** 53;
}

function hexadecimal(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
