/**
 * The JSONata functions that Step Functions offers, for people: parameters and what they do.
 *
 * Names and arguments after docs.jsonata.org; the last group is Step Functions' own (developer guide, "Transforming data with JSONata").
 * A test keeps the names equal to those that can be evaluated.
 */

export interface JsonataFunctionDoc {
  /** A `?` ends the name of one that may be left out. */
  readonly parameters: readonly string[];
  readonly summary: string;
}

const doc = (parameters: string, summary: string): JsonataFunctionDoc => ({
  parameters: parameters === '' ? [] : parameters.split(', '),
  summary,
});

export const JSONATA_FUNCTIONS: Readonly<Record<string, JsonataFunctionDoc>> = {
  string: doc('value, prettify?', 'The value as text; objects and arrays as JSON.'),
  length: doc('text', 'Counts the characters of a text.'),
  substring: doc('text, start, length?', 'A part of a text; a negative start counts from the end.'),
  substringBefore: doc(
    'text, mark',
    'What stands before the first occurrence of mark; the text itself where there is none.',
  ),
  substringAfter: doc(
    'text, mark',
    'What stands after the first occurrence of mark; the text itself where there is none.',
  ),
  uppercase: doc('text', 'In upper case.'),
  lowercase: doc('text', 'In lower case.'),
  trim: doc('text', 'Without blanks at both ends, runs of blanks inside as one blank.'),
  pad: doc('text, width, fill?', 'Filled up to a width: at the end, for a negative width at the start.'),
  contains: doc('text, pattern', 'Whether a text holds another text or matches a regular expression.'),
  split: doc('text, separator, limit?', 'Cuts a text at a separator or regular expression.'),
  join: doc('texts, separator?', 'Strings texts together.'),
  match: doc('text, pattern, limit?', 'The matches of a regular expression, as objects with match, index and groups.'),
  replace: doc('text, pattern, replacement, limit?', 'Replaces what matches; the replacement is a text or a function.'),
  base64encode: doc('text', 'Encodes a text as Base64.'),
  base64decode: doc('text', 'Decodes Base64.'),
  encodeUrlComponent: doc('text', 'Escapes a text as a part of a URL.'),
  encodeUrl: doc('text', 'Escapes a whole URL.'),
  decodeUrlComponent: doc('text', 'Undoes $encodeUrlComponent.'),
  decodeUrl: doc('text', 'Undoes $encodeUrl.'),
  number: doc('value', 'The value as a number.'),
  abs: doc('number', 'Without its sign.'),
  floor: doc('number', 'The next whole number below.'),
  ceil: doc('number', 'The next whole number above.'),
  round: doc('number, precision?', 'Rounded to so many digits, half to even.'),
  power: doc('base, exponent', 'base to the power of exponent.'),
  sqrt: doc('number', 'The square root.'),
  formatNumber: doc('number, picture, options?', 'A number as text, after a picture such as #,##0.00.'),
  formatBase: doc('number, radix?', 'A whole number in another base, 10 where none is given.'),
  formatInteger: doc('number, picture', 'A whole number as text: words (w), Roman (I), ordinals, …'),
  parseInteger: doc('text, picture', 'Reads what $formatInteger writes.'),
  sum: doc('numbers', 'Adds them up.'),
  max: doc('numbers', 'The largest.'),
  min: doc('numbers', 'The smallest.'),
  average: doc('numbers', 'Their mean.'),
  boolean: doc('value', 'Whether the value counts as true: not empty, not 0, not null.'),
  not: doc('value', 'The opposite of $boolean.'),
  exists: doc('value', 'Whether an expression has a value at all.'),
  type: doc('value', 'null, number, string, boolean, array, object or function.'),
  count: doc('array', 'Counts the elements; 1 for a single value, 0 for none.'),
  append: doc('first, second', 'One array after the other.'),
  sort: doc('array, after?', 'Sorted; after(left, right) tells whether left comes after right.'),
  reverse: doc('array', 'In reverse order.'),
  shuffle: doc('array', 'In random order.'),
  distinct: doc('array', 'Without elements that came before.'),
  zip: doc('first, …others', 'Arrays of the first elements, the second elements, …'),
  keys: doc('object', 'The names of its members.'),
  lookup: doc('object, key', 'The member of that name; of an array of objects, all of them.'),
  spread: doc('object', 'An array of objects with one member each.'),
  merge: doc('objects', 'One object of the members of all, later ones winning.'),
  each: doc('object, function', 'An array of function(value, name) for every member.'),
  sift: doc('object, keep?', 'The members for which keep(value, name) holds.'),
  error: doc('message?', 'Fails with the message.'),
  assert: doc('condition, message?', 'Fails with the message unless the condition holds.'),
  clone: doc('value', 'A copy of an object or array.'),
  map: doc('array, function', 'An array of function(value, index, array) for every element.'),
  filter: doc('array, keep', 'The elements for which keep(value, index, array) holds.'),
  single: doc('array, match?', 'The one element for which match holds; fails when there is none or more than one.'),
  reduce: doc('array, function, initial?', 'Folds the elements into one value with function(sofar, value).'),
  now: doc('picture?, timezone?', 'The time, as ISO 8601 or after a picture.'),
  millis: doc('', 'Milliseconds since 1970.'),
  fromMillis: doc('millis, picture?, timezone?', 'A time as text, as ISO 8601 or after a picture.'),
  toMillis: doc('text, picture?', 'A time as milliseconds since 1970.'),
  partition: doc('array, size', 'Cuts an array into arrays of at most size elements.'),
  range: doc('first, last, step', 'Counts from first to last.'),
  hash: doc('text, algorithm', 'Hex digest with MD5, SHA-1, SHA-256, SHA-384 or SHA-512.'),
  random: doc('seed?', 'A number from 0 up to, but not including, 1.'),
  uuid: doc('', 'A random version 4 UUID.'),
  parse: doc('text', 'Parses JSON text.'),
};

/** `$split(text, separator, limit?)`. */
export function jsonataSignature(name: string, { parameters }: JsonataFunctionDoc): string {
  return `$${name}(${parameters.join(', ')})`;
}
