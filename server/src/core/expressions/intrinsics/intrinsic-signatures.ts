/** The 18 intrinsic functions as data: argument counts for the parser, names and summaries for completion and hover. */

export interface IntrinsicSignature {
  readonly minimum: number;
  /** `Infinity` where any number of arguments is taken. */
  readonly maximum: number;
  readonly parameters: readonly string[];
  /** The JSON type of the result; `any` where it depends on the arguments. ErrorPath and CausePath need a string. */
  readonly result: 'string' | 'number' | 'boolean' | 'array' | 'object' | 'any';
  readonly summary: string;
}

/** Levels of calls within calls that AWS takes. */
export const MAX_INTRINSIC_DEPTH = 10;

export const INTRINSIC_SIGNATURES = {
  'States.Format': signature(
    1,
    Infinity,
    ['template', '…values'],
    'string',
    'Puts the values in the places of {} in the template.',
  ),
  'States.StringToJson': signature(1, 1, ['text'], 'any', 'Parses JSON text.'),
  'States.JsonToString': signature(1, 1, ['value'], 'string', 'Writes a value as compact JSON text.'),
  'States.Array': signature(0, Infinity, ['…values'], 'array', 'Makes an array of the values.'),
  'States.ArrayPartition': signature(
    2,
    2,
    ['array', 'size'],
    'array',
    'Cuts an array into arrays of at most size elements.',
  ),
  'States.ArrayContains': signature(
    2,
    2,
    ['array', 'value'],
    'boolean',
    'Tells whether an array has an element equal to the value.',
  ),
  'States.ArrayRange': signature(
    3,
    3,
    ['first', 'last', 'step'],
    'array',
    'Counts from first to last; at most 1000 numbers.',
  ),
  'States.ArrayGetItem': signature(2, 2, ['array', 'index'], 'any', 'Takes the element at an index, counted from 0.'),
  'States.ArrayLength': signature(1, 1, ['array'], 'number', 'Counts the elements of an array.'),
  'States.ArrayUnique': signature(
    1,
    1,
    ['array'],
    'array',
    'Drops repeated elements. AWS does not keep the order: it is that of a Java HashSet.',
  ),
  'States.Base64Encode': signature(1, 1, ['text'], 'string', 'Encodes text of at most 10,000 characters as Base64.'),
  'States.Base64Decode': signature(1, 1, ['text'], 'string', 'Decodes Base64 text of at most 10,000 characters.'),
  'States.Hash': signature(
    2,
    2,
    ['data', 'algorithm'],
    'string',
    'Hex digest with MD5, SHA-1, SHA-256, SHA-384 or SHA-512.',
  ),
  'States.JsonMerge': signature(
    3,
    3,
    ['first', 'second', 'deep'],
    'object',
    'Merges two objects, the second winning; deep has to be false.',
  ),
  'States.MathRandom': signature(
    2,
    3,
    ['start', 'end', 'seed'],
    'number',
    'A whole number from start up to, but not including, end.',
  ),
  'States.MathAdd': signature(2, 2, ['first', 'second'], 'number', 'Adds two 32-bit integers.'),
  'States.StringSplit': signature(2, 2, ['text', 'separators'], 'array', 'Cuts text at every character of separators.'),
  'States.UUID': signature(0, 0, [], 'string', 'A random version 4 UUID.'),
} as const satisfies Readonly<Record<`States.${string}`, IntrinsicSignature>>;

export type IntrinsicName = keyof typeof INTRINSIC_SIGNATURES;

export function isIntrinsicName(name: string): name is IntrinsicName {
  return Object.hasOwn(INTRINSIC_SIGNATURES, name);
}

function signature(
  minimum: number,
  maximum: number,
  parameters: readonly string[],
  result: IntrinsicSignature['result'],
  summary: string,
): IntrinsicSignature {
  return { minimum, maximum, parameters, result, summary };
}
