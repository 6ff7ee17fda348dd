/** Built-in functions on numbers, casts and aggregates. */

import { define, type BuiltinDefinitions } from './builtin-definition.ts';
import { formatInteger, parseInteger } from './integer-picture.ts';
import { formatNumber } from './number-picture.ts';
import { JsonataError } from './jsonata-error.ts';
import { isNumeric, toBoolean } from './jsonata-operators.ts';
import { isFunction, isList, type List, type Value, type ValueObject } from './jsonata-value.ts';
import { roundHalfEven } from './rounding.ts';

type Numeric = number | undefined;

export const NUMBER_FUNCTIONS: BuiltinDefinitions = {
  sum: define('<a<n>:n>', 1, ([numbers], runtime) => {
    if (numbers === undefined) return undefined;
    runtime.spend((numbers as List).length >> 3);
    return total(numbers as List);
  }),
  count: define('<a:n>', 1, ([values]) => (values === undefined ? 0 : (values as List).length)),
  max: define('<a<n>:n>', 1, ([numbers], runtime) =>
    extreme(numbers, runtime.spend.bind(runtime), (a, b) => Math.max(a, b)),
  ),
  min: define('<a<n>:n>', 1, ([numbers], runtime) =>
    extreme(numbers, runtime.spend.bind(runtime), (a, b) => Math.min(a, b)),
  ),
  average: define('<a<n>:n>', 1, ([numbers], runtime) => {
    if (numbers === undefined || (numbers as List).length === 0) return undefined;
    runtime.spend((numbers as List).length >> 3);
    return total(numbers as List) / (numbers as List).length;
  }),
  number: define('<(nsb)-:n>', 1, ([value]) => toNumber(value)),
  abs: define('<n-:n>', 1, ([value]) => (value === undefined ? undefined : Math.abs(value as number))),
  floor: define('<n-:n>', 1, ([value]) => (value === undefined ? undefined : Math.floor(value as number))),
  ceil: define('<n-:n>', 1, ([value]) => (value === undefined ? undefined : Math.ceil(value as number))),
  round: define('<n-n?:n>', 2, ([value, precision]) =>
    value === undefined ? undefined : roundHalfEven(value as number, (precision as Numeric) ?? 0),
  ),
  sqrt: define('<n-:n>', 1, ([value]) => {
    if (value === undefined) return undefined;
    if ((value as number) < 0) throw new JsonataError('D3060', { value, index: 1 });
    return Math.sqrt(value as number);
  }),
  power: define('<n-n:n>', 2, ([base, exponent]) => {
    if (base === undefined) return undefined;
    const result = (base as number) ** (exponent as number);
    if (!Number.isFinite(result)) throw new JsonataError('D3061', { value: base, exp: exponent, index: 1 });
    return result;
  }),
  formatBase: define('<n-n?:s>', 2, ([value, radix]) => {
    if (value === undefined) return undefined;
    const base = radix === undefined ? 10 : roundHalfEven(radix as number, 0);
    if (base < 2 || base > 36) throw new JsonataError('D3100', { value: base });
    return roundHalfEven(value as number, 0).toString(base);
  }),
  formatNumber: define('<n-so?:s>', 3, ([value, picture, options]) =>
    value === undefined
      ? undefined
      : formatNumber(value as number, picture as string, options as ValueObject | undefined),
  ),
  formatInteger: define('<n-s:s>', 2, ([value, picture]) =>
    value === undefined ? undefined : formatInteger(value as number, picture as string),
  ),
  parseInteger: define('<s-s:n>', 2, ([text, picture]) =>
    text === undefined ? undefined : parseInteger(text as string, picture as string),
  ),
  boolean: define('<x-:b>', 1, ([value]) => toBoolean(value)),
  not: define('<x-:b>', 1, ([value]) => (value === undefined ? undefined : toBoolean(value) !== true)),
  exists: define('<x:b>', 1, ([value]) => value !== undefined),
  type: define('<x:s>', 1, ([value]) => typeName(value)),
};

function total(numbers: List): number {
  let sum = 0;
  for (const number of numbers) sum += number as number;
  return sum;
}

function extreme(numbers: Value, spend: (steps: number) => void, pick: (a: number, b: number) => number): Numeric {
  if (!isList(numbers) || numbers.length === 0) return undefined;
  spend(numbers.length >> 3);
  let result = numbers[0] as number;
  for (const number of numbers) result = pick(result, number as number);
  return result;
}

function toNumber(value: Value): Numeric {
  switch (typeof value) {
    case 'undefined':
    case 'number':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'string':
      if (/^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?$/.test(value) && Number.isFinite(Number(value)))
        return Number.parseFloat(value);
      if (/^(0[xX][0-9A-Fa-f]+)|(0[oO][0-7]+)|(0[bB][0-1]+)$/.test(value)) return Number(value);
      break;
    default:
  }
  throw new JsonataError('D3030', { value, index: 1 });
}

function typeName(value: Value): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return 'null';
  if (isNumeric(value)) return 'number';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (isList(value)) return 'array';
  return isFunction(value) ? 'function' : 'object';
}
