/** `$formatNumber`: the picture strings of XPath F&O 3.1, section 4.7 (https://www.w3.org/TR/xpath-functions-31/#formatting-numbers). */

import { JsonataError } from './jsonata-error.ts';
import type { ValueObject } from './jsonata-value.ts';
import { memoizeByText } from './memoize.ts';
import { roundHalfEven } from './rounding.ts';

interface Symbols {
  readonly decimal: string;
  readonly grouping: string;
  readonly exponent: string;
  readonly minus: string;
  readonly percent: string;
  readonly perMille: string;
  readonly zero: string;
  readonly digit: string;
  readonly separator: string;
  /** The ten digits, from zero. */
  readonly digits: readonly string[];
}

interface Parts {
  readonly prefix: string;
  readonly suffix: string;
  readonly active: string;
  readonly mantissa: string;
  readonly exponent: string | null;
  readonly integer: string;
  readonly fraction: string;
  readonly whole: string;
}

interface Layout {
  readonly picture: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly integerGroups: readonly number[];
  readonly regularGroup: number;
  readonly fractionGroups: readonly number[];
  readonly minInteger: number;
  readonly scaling: number;
  readonly minFraction: number;
  readonly maxFraction: number;
  readonly minExponent: number;
}

interface Picture {
  readonly symbols: Symbols;
  readonly positive: Layout;
  readonly negative: Layout;
}

export function formatNumber(value: number, picture: string, options: ValueObject | undefined): string {
  const { symbols, positive, negative } =
    options === undefined ? standardPicture(picture) : readPicture(picture, readSymbols(options));
  return writeNumber(value, value >= 0 ? positive : negative, symbols);
}

function readPicture(picture: string, symbols: Symbols): Picture {
  const pictures = picture.split(symbols.separator);
  if (pictures.length > 2) throw new JsonataError('D3080');
  const parts = pictures.map((part) => splitPicture(part, symbols));
  for (const part of parts) validatePicture(part, symbols);
  const [positive, negative] = parts.map((part) => analysePicture(part, symbols)) as [Layout, Layout?];
  return { symbols, positive, negative: negative ?? { ...positive, prefix: symbols.minus + positive.prefix } };
}

function readSymbols(options: ValueObject | undefined): Symbols {
  const read = (name: string, standard: string): string => {
    const option = options?.[name];
    return typeof option === 'string' ? option : standard;
  };
  const zero = read('zero-digit', '0');
  return {
    decimal: read('decimal-separator', '.'),
    grouping: read('grouping-separator', ','),
    exponent: read('exponent-separator', 'e'),
    minus: read('minus-sign', '-'),
    percent: read('percent', '%'),
    perMille: read('per-mille', '\u2030'),
    zero,
    digit: read('digit', '#'),
    separator: read('pattern-separator', ';'),
    digits: Array.from({ length: 10 }, (_, index) => String.fromCharCode(zero.charCodeAt(0) + index)),
  };
}

const STANDARD_SYMBOLS = readSymbols(undefined);
const standardPicture = memoizeByText((picture) => readPicture(picture, STANDARD_SYMBOLS));

function splitPicture(picture: string, symbols: Symbols): Parts {
  const isActive = (character: string): boolean =>
    symbols.digits.includes(character) ||
    [symbols.decimal, symbols.grouping, symbols.digit, symbols.separator].includes(character);
  const characters = [...picture.split('')];
  const first = characters.findIndex(isActive);
  const last = characters.findLastIndex(isActive);
  const prefix = first < 0 ? '' : picture.slice(0, first);
  const suffix = last < 0 ? '' : picture.slice(last + 1);
  const active = picture.slice(prefix.length, picture.length - suffix.length);
  const exponentAt = picture.indexOf(symbols.exponent, prefix.length);
  const hasExponent = exponentAt >= 0 && exponentAt <= picture.length - suffix.length;
  const mantissa = hasExponent ? active.slice(0, exponentAt) : active;
  const exponent = hasExponent ? active.slice(exponentAt + 1) : null;
  const decimalAt = mantissa.indexOf(symbols.decimal);
  return {
    prefix,
    suffix,
    active,
    mantissa,
    exponent,
    integer: decimalAt < 0 ? mantissa : mantissa.slice(0, decimalAt),
    fraction: decimalAt < 0 ? suffix : mantissa.slice(decimalAt + 1),
    whole: picture,
  };
}

/** The rules of section 4.7.3. Where several are broken, the last one is reported. */
function validatePicture(parts: Parts, symbols: Symbols): void {
  const { whole, active, integer, fraction, exponent, mantissa } = parts;
  const isDigit = (character: string): boolean => symbols.digits.includes(character);
  const twice = (symbol: string): boolean => whole.indexOf(symbol) !== whole.lastIndexOf(symbol);
  const decimalAt = whole.indexOf(symbols.decimal);
  const scaled = whole.includes(symbols.percent) || whole.includes(symbols.perMille);
  const activeSymbols = [symbols.decimal, symbols.exponent, symbols.grouping, symbols.digit, symbols.separator];
  const firstOptional = integer.indexOf(symbols.digit);
  const lastOptional = fraction.lastIndexOf(symbols.digit);
  const besideDecimal =
    whole.charAt(decimalAt - 1) === symbols.grouping || whole.charAt(decimalAt + 1) === symbols.grouping;
  const rules: readonly (readonly [string, boolean])[] = [
    ['D3081', twice(symbols.decimal)],
    ['D3082', twice(symbols.percent)],
    ['D3083', twice(symbols.perMille)],
    ['D3084', whole.includes(symbols.percent) && whole.includes(symbols.perMille)],
    ['D3085', !mantissa.split('').some((character) => isDigit(character) || character === symbols.digit)],
    ['D3086', active.split('').some((character) => !isDigit(character) && !activeSymbols.includes(character))],
    ['D3087', decimalAt >= 0 && besideDecimal],
    ['D3088', decimalAt < 0 && integer.endsWith(symbols.grouping)],
    ['D3089', whole.includes(symbols.grouping + symbols.grouping)],
    ['D3090', firstOptional >= 0 && integer.slice(0, firstOptional).split('').some(isDigit)],
    ['D3091', lastOptional >= 0 && fraction.slice(lastOptional).split('').some(isDigit)],
    ['D3092', exponent !== null && exponent.length > 0 && scaled],
    ['D3093', exponent !== null && (exponent.length === 0 || !exponent.split('').every(isDigit))],
  ];
  const broken = rules.findLast(([, isBroken]) => isBroken);
  if (broken !== undefined) throw new JsonataError(broken[0]);
}

function analysePicture(parts: Parts, symbols: Symbols): Layout {
  const { integer, fraction, exponent } = parts;
  const countDigits = (text: string): number =>
    text.split('').filter((character) => symbols.digits.includes(character)).length;
  const countPlaces = (text: string): number =>
    countDigits(text) + text.split('').filter((c) => c === symbols.digit).length;
  const integerGroups: number[] = [];
  const fractionGroups: number[] = [];
  for (let at = integer.indexOf(symbols.grouping); at >= 0; at = integer.indexOf(symbols.grouping, at + 1)) {
    integerGroups.push(countPlaces(integer.slice(at)));
  }
  // The reference looks for the further separators of the fraction in the integer part, and so do its results.
  for (let at = fraction.indexOf(symbols.grouping); at >= 0; at = integer.indexOf(symbols.grouping, at + 1)) {
    fractionGroups.push(countPlaces(fraction.slice(0, at)));
  }
  let minInteger = countDigits(integer);
  const scaling = minInteger;
  let minFraction = countDigits(fraction);
  let maxFraction = countPlaces(fraction);
  if (minInteger === 0 && maxFraction === 0) {
    if (exponent === null) minInteger = 1;
    else minFraction = maxFraction = 1;
  }
  if (exponent !== null && minInteger === 0 && integer.includes(symbols.digit)) minInteger = 1;
  if (minInteger === 0 && minFraction === 0) minFraction = 1;
  return {
    picture: parts.whole,
    prefix: parts.prefix,
    suffix: parts.suffix,
    integerGroups,
    regularGroup: regularInterval(integerGroups),
    fractionGroups,
    minInteger,
    scaling,
    minFraction,
    maxFraction,
    minExponent: exponent === null ? 0 : countDigits(exponent),
  };
}

/** The distance between separators when it is always the same, else 0. */
export function regularInterval(positions: readonly number[]): number {
  if (positions.length === 0) return 0;
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const interval = positions.reduce(divisor);
  return positions.every((_, index) => positions.includes((index + 1) * interval)) ? interval : 0;
}

function writeNumber(value: number, layout: Layout, symbols: Symbols): string {
  let mantissa = value;
  if (layout.picture.includes(symbols.percent)) mantissa = value * 100;
  else if (layout.picture.includes(symbols.perMille)) mantissa = value * 1000;
  let exponent: number | null = null;
  if (layout.minExponent > 0) {
    exponent = 0;
    const most = 10 ** layout.scaling;
    const least = 10 ** (layout.scaling - 1);
    for (; mantissa !== 0 && Number.isFinite(mantissa) && Math.abs(mantissa) < least; mantissa *= 10) exponent -= 1;
    for (; Number.isFinite(mantissa) && Math.abs(mantissa) > most; mantissa /= 10) exponent += 1;
  }
  const digits = writeDigits(roundHalfEven(mantissa, layout.maxFraction), layout.maxFraction, symbols);
  const [integerDigits = '', fractionDigits = ''] = digits.split('.');
  const integer = trimStart(integerDigits, symbols.zero).padStart(layout.minInteger, symbols.zero);
  const fraction = trimEnd(fractionDigits, symbols.zero).padEnd(layout.minFraction, symbols.zero);
  let text = groupInteger(integer, layout, symbols) + symbols.decimal + fraction;
  const decimalAt = text.indexOf(symbols.decimal);
  for (const position of layout.fractionGroups) {
    const at = position + decimalAt + 1;
    text = text.slice(0, at) + symbols.grouping + text.slice(at);
  }
  if (!layout.picture.includes(symbols.decimal) || text.endsWith(symbols.decimal)) text = text.slice(0, -1);
  if (exponent !== null) {
    const power = writeDigits(exponent, 0, symbols).padStart(layout.minExponent, symbols.zero);
    text += symbols.exponent + (exponent < 0 ? symbols.minus : '') + power;
  }
  return layout.prefix + text + layout.suffix;
}

function writeDigits(value: number, places: number, symbols: Symbols): string {
  const text = Math.abs(value).toFixed(Math.min(places, 100));
  return symbols.zero === '0' ? text : text.replace(/[0-9]/g, (digit) => symbols.digits[Number(digit)] as string);
}

function groupInteger(integer: string, layout: Layout, symbols: Symbols): string {
  let text = integer;
  if (layout.regularGroup > 0) {
    for (let at = integer.length - layout.regularGroup; at > 0; at -= layout.regularGroup) {
      text = text.slice(0, at) + symbols.grouping + text.slice(at);
    }
    return text;
  }
  let length = integer.length;
  for (const position of layout.integerGroups) {
    text = text.slice(0, length - position) + symbols.grouping + text.slice(length - position);
    length++;
  }
  return text;
}

function trimStart(text: string, character: string): string {
  let from = 0;
  while (from < text.length && text.charAt(from) === character) from++;
  return text.slice(from);
}

function trimEnd(text: string, character: string): string {
  let to = text.length;
  while (to > 0 && text.charAt(to - 1) === character) to--;
  return text.slice(0, to);
}
