/**
 * What the 18 intrinsic functions compute, with AWS's limits and refusals.
 *
 * Where the documentation and measurements differ the measurement counts: MathAdd rounds as Java's Math.round (recorded), while the array
 * functions and MathRandom cut fractions off. Causes of failures are AWS's generic `Invalid arguments in States.X`.
 */

import { md5, sha1 } from '@noble/hashes/legacy';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2';
import { isJsonArray, isJsonObject, type Json, type JsonArray } from '../../base/json.ts';
import type { EvaluationScope } from '../evaluation-scope.ts';
import { parseFormatTemplate, printAsJava } from './format-template.ts';
import type { IntrinsicName } from './intrinsic-signatures.ts';
import { jacksonProblem } from './jackson-problem.ts';
import { inHashSetOrder } from './java-hash-set.ts';
import { firstJavaRandomInt } from './java-random.ts';
import { base64Decode, base64Encode, utf8Decode, utf8Encode } from './utf8.ts';

/** The count of arguments has been checked by the parser. */
export type IntrinsicFunction = (args: readonly Json[], scope: EvaluationScope) => Json;

/** A refusal; `compileIntrinsic` puts the whole expression before the message. */
export class IntrinsicFailure extends Error {}

const MAX_TEXT_LENGTH = 10_000;
const MAX_RANGE_LENGTH = 1000;
const INT_MIN = -2_147_483_648;
const INT_MAX = 2_147_483_647;

export const INTRINSIC_FUNCTIONS: Readonly<Record<IntrinsicName, IntrinsicFunction>> = {
  'States.Format': ([template, ...values]) => {
    if (typeof template !== 'string') return refuse('States.Format');
    return fillTemplate(template, values);
  },
  'States.StringToJson': ([text]) => {
    const json = textOf(text, 'States.StringToJson');
    if (json.trim() === '') return null;
    try {
      const value = JSON.parse(json) as Json;
      return value === 0 ? 0 : value;
    } catch {
      const reason = jacksonProblem(json);
      throw new IntrinsicFailure(`Cannot convert String to Json in States.StringToJson, caused by: ${reason}`);
    }
  },
  'States.JsonToString': ([value]) => JSON.stringify(value),
  'States.Array': (args) => args,
  'States.ArrayPartition': ([array, size]) => {
    const elements = arrayOf(array, 'States.ArrayPartition');
    const length = integerOf(size, 'States.ArrayPartition');
    if (length < 1) return refuse('States.ArrayPartition');
    const parts: JsonArray[] = [];
    for (let at = 0; at < elements.length; at += length) parts.push(elements.slice(at, at + length));
    return parts;
  },
  'States.ArrayContains': ([array, value]) => {
    // Recorded: what prints alike is the same, so true is in ["true"] and {"a":1,"b":2} is not in [{"b":2,"a":1}].
    const text = printAsJava(value as Json);
    return arrayOf(array, 'States.ArrayContains').some((element) => printAsJava(element) === text);
  },
  'States.ArrayRange': ([first, last, step]) => {
    const [from, to, by] = [first, last, step].map((value) => integerOf(value, 'States.ArrayRange')) as [
      number,
      number,
      number,
    ];
    if (by === 0 || Math.floor((to - from) / by) + 1 > MAX_RANGE_LENGTH) return refuse('States.ArrayRange');
    const numbers: number[] = [];
    for (let value = from; by > 0 ? value <= to : value >= to; value += by) numbers.push(value);
    return numbers;
  },
  'States.ArrayGetItem': ([array, index]) => {
    const elements = arrayOf(array, 'States.ArrayGetItem');
    const at = integerOf(index, 'States.ArrayGetItem');
    // Observed: an empty array gives null for any index, others refuse an index that they do not have.
    if (elements.length === 0) return null;
    return elements[at] ?? (at >= 0 && at < elements.length ? null : refuse('States.ArrayGetItem'));
  },
  'States.ArrayLength': ([array]) => arrayOf(array, 'States.ArrayLength').length,
  'States.ArrayUnique': ([array]) => inHashSetOrder(arrayOf(array, 'States.ArrayUnique')),
  'States.Base64Encode': ([text]) => base64Encode(utf8Encode(shortTextOf(text, 'States.Base64Encode'))),
  'States.Base64Decode': ([text]) => utf8Decode(base64Decode(shortTextOf(text, 'States.Base64Decode'))),
  'States.Hash': ([data, algorithm]) => {
    // Observed: data of another type is hashed as its JSON text.
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    const hash = typeof algorithm === 'string' ? HASHES.get(algorithm) : undefined;
    if (hash === undefined || text.length > MAX_TEXT_LENGTH) return refuse('States.Hash');
    return hexOf(hash(utf8Encode(text)));
  },
  'States.JsonMerge': ([first, second, deep]) => {
    if (!isJsonObject(first) || !isJsonObject(second) || isTruthyNode(deep)) return refuse('States.JsonMerge');
    return { ...first, ...second };
  },
  'States.MathRandom': ([start, end, seed], scope) => {
    const from = integerOf(start, 'States.MathRandom');
    const range = integerOf(end, 'States.MathRandom') - from;
    if (range < 1) return refuse('States.MathRandom');
    if (seed === undefined) return from + Math.floor(scope.rng.next() * range);
    return from + firstJavaRandomInt(integerOf(seed, 'States.MathRandom'), Math.min(range, INT_MAX));
  },
  'States.MathAdd': ([first, second]) => {
    const sum = int32Of(first) + int32Of(second);
    return sum < INT_MIN || sum > INT_MAX ? refuse('States.MathAdd') : sum;
  },
  'States.StringSplit': ([text, separators]) =>
    split(textOf(text, 'States.StringSplit'), textOf(separators, 'States.StringSplit')),
  'States.UUID': (_args, scope) => scope.rng.uuid(),
};

/** Fills a template whose text was not known at compile time. */
function fillTemplate(source: string, values: readonly Json[]): string {
  const template = parseFormatTemplate(source);
  if (template.kind === 'invalid') throw new IntrinsicFailure(`Invalid template in States.Format: ${template.reason}`);
  return joinTemplate(template.texts, values);
}

export function joinTemplate(texts: readonly string[], values: readonly Json[]): string {
  if (values.length !== texts.length - 1) {
    throw new IntrinsicFailure(
      'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.',
    );
  }
  let text = texts[0] as string;
  for (let at = 0; at < values.length; at++) text += printAsJava(values[at] as Json) + (texts[at + 1] as string);
  return text;
}

const HASHES: ReadonlyMap<string, (bytes: Uint8Array) => Uint8Array> = new Map<
  string,
  (bytes: Uint8Array) => Uint8Array
>([
  ['MD5', md5],
  ['SHA-1', sha1],
  ['SHA-256', sha256],
  ['SHA-384', sha384],
  ['SHA-512', sha512],
]);

function hexOf(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

function refuse(name: IntrinsicName): never {
  throw new IntrinsicFailure(`Invalid arguments in ${name}`);
}

function textOf(value: Json | undefined, name: IntrinsicName): string {
  return typeof value === 'string' ? value : refuse(name);
}

function shortTextOf(value: Json | undefined, name: IntrinsicName): string {
  const text = textOf(value, name);
  return text.length > MAX_TEXT_LENGTH ? refuse(name) : text;
}

function arrayOf(value: Json | undefined, name: IntrinsicName): JsonArray {
  return isJsonArray(value) ? value : refuse(name);
}

/** Cuts the fraction off. The sum with 0 turns -0 into 0. */
function integerOf(value: Json | undefined, name: IntrinsicName): number {
  return typeof value === 'number' ? Math.trunc(value) + 0 : refuse(name);
}

/** Java's Math.round: to the nearest, halves up. */
function int32Of(value: Json | undefined): number {
  if (typeof value !== 'number') return refuse('States.MathAdd');
  const rounded = Math.round(value) + 0;
  return rounded < INT_MIN || rounded > INT_MAX ? refuse('States.MathAdd') : rounded;
}

/** Jackson's JsonNode.asBoolean: what JsonMerge takes for "deep". */
function isTruthyNode(value: Json | undefined): boolean {
  return value === true || value === 'true' || (typeof value === 'number' && value !== 0);
}

function split(text: string, separators: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !separators.includes(text.charAt(at))) continue;
    if (at > start) parts.push(text.slice(start, at));
    start = at + 1;
  }
  return parts;
}
