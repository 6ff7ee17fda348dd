/** `$formatInteger` and `$parseInteger`: the pictures of XPath F&O 3.1, section 4.6 (decimal, letters, roman, words, ordinals). */

import {
  lettersToNumber,
  numberToLetters,
  numberToRoman,
  numberToWords,
  romanToNumber,
  wordsPattern,
  wordsToNumber,
} from './integer-words.ts';
import { JsonataError } from './jsonata-error.ts';
import { regularInterval } from './number-picture.ts';

export type LetterCase = 'upper' | 'lower' | 'title';

interface Separator {
  readonly position: number;
  readonly character: string;
}

export interface IntegerFormat {
  readonly primary: 'decimal' | 'letters' | 'roman' | 'words' | 'sequence';
  readonly letterCase: LetterCase;
  readonly ordinal: boolean;
  readonly zeroCode: number;
  readonly mandatoryDigits: number;
  readonly optionalDigits: number;
  /** The distance between separators when regular, else `null`. */
  readonly regular: Separator | null;
  readonly separators: readonly Separator[];
  /** The picture, of a sequence that is not supported. */
  readonly token: string;
  /** How many digits to read, where nothing separates them from what follows. */
  readonly parseWidth: number | null;
}

/** The zeros of the decimal digit families of the Basic Multilingual Plane. */
const ZEROS = [
  0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
  0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
  0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];

export function formatInteger(value: number, picture: string): string {
  return writeInteger(Math.floor(value), readIntegerPicture(picture));
}

/** Not a number where the text does not fit the picture. */
export function parseInteger(text: string, picture: string): number {
  return integerReader(readIntegerPicture(picture)).parse(text);
}

export function readIntegerPicture(picture: string): IntegerFormat {
  const semicolon = picture.lastIndexOf(';');
  const primary = semicolon < 0 ? picture : picture.slice(0, semicolon);
  const base: IntegerFormat = {
    primary: 'decimal',
    letterCase: 'lower',
    ordinal: semicolon >= 0 && picture.charAt(semicolon + 1) === 'o',
    zeroCode: 0x30,
    mandatoryDigits: 0,
    optionalDigits: 0,
    regular: null,
    separators: [],
    token: primary,
    parseWidth: null,
  };
  switch (primary) {
    case 'A':
      return { ...base, primary: 'letters', letterCase: 'upper' };
    case 'a':
      return { ...base, primary: 'letters' };
    case 'I':
      return { ...base, primary: 'roman', letterCase: 'upper' };
    case 'i':
      return { ...base, primary: 'roman' };
    case 'W':
      return { ...base, primary: 'words', letterCase: 'upper' };
    case 'Ww':
      return { ...base, primary: 'words', letterCase: 'title' };
    case 'w':
      return { ...base, primary: 'words' };
    default:
      return readDecimalPicture(primary, base);
  }
}

function readDecimalPicture(picture: string, base: IntegerFormat): IntegerFormat {
  let zeroCode: number | null = null;
  let mandatoryDigits = 0;
  let optionalDigits = 0;
  const separators: Separator[] = [];
  for (const character of [...picture].reverse()) {
    const code = character.codePointAt(0) as number;
    const zero = ZEROS.find((candidate) => code >= candidate && code <= candidate + 9);
    if (zero !== undefined) {
      if (zeroCode !== null && zeroCode !== zero) throw new JsonataError('D3131');
      zeroCode = zero;
      mandatoryDigits++;
    } else if (character === '#') optionalDigits++;
    else separators.push({ position: mandatoryDigits + optionalDigits, character });
  }
  if (zeroCode === null) return { ...base, primary: 'sequence' };
  const [first] = separators;
  const alike = first !== undefined && separators.every(({ character }) => character === first.character);
  const interval = alike ? regularInterval(separators.map(({ position }) => position)) : 0;
  const regular = first !== undefined && interval > 0 ? { position: interval, character: first.character } : null;
  return { ...base, zeroCode, mandatoryDigits, optionalDigits, separators, regular };
}

export function writeInteger(value: number, format: IntegerFormat): string {
  const size = Math.abs(value);
  const text = writeMagnitude(size, format);
  return value < 0 ? `-${text}` : text;
}

function writeMagnitude(value: number, format: IntegerFormat): string {
  switch (format.primary) {
    case 'letters':
      return numberToLetters(value, format.letterCase === 'upper' ? 'A' : 'a');
    case 'roman': {
      const roman = numberToRoman(value);
      return format.letterCase === 'upper' ? roman.toUpperCase() : roman;
    }
    case 'words': {
      const words = numberToWords(value, format.ordinal ? 'ordinal' : 'cardinal');
      if (format.letterCase === 'upper') return words.toUpperCase();
      return format.letterCase === 'lower' ? words.toLowerCase() : words;
    }
    case 'decimal':
      return writeDecimal(value, format);
    case 'sequence':
      throw new JsonataError('D3130', { value: format.token });
  }
}

function writeDecimal(value: number, format: IntegerFormat): string {
  const plain = String(value).padStart(format.mandatoryDigits, '0');
  const offset = format.zeroCode - 0x30;
  let text =
    offset === 0 ? plain : [...plain].map((c) => String.fromCodePoint((c.codePointAt(0) as number) + offset)).join('');
  const insert = (position: number, character: string): void => {
    const at = Math.max(0, text.length - position);
    text = text.slice(0, at) + character + text.slice(at);
  };
  if (format.regular !== null) {
    const { position, character } = format.regular;
    for (let group = Math.floor((text.length - 1) / position); group > 0; group--) {
      const at = text.length - group * position;
      text = text.slice(0, at) + character + text.slice(at);
    }
  } else {
    for (const { position, character } of [...format.separators].reverse()) insert(position, character);
  }
  if (!format.ordinal) return text;
  const teen = text.length > 1 && text.at(-2) === '1';
  return text + (teen ? 'th' : ({ '1': 'st', '2': 'nd', '3': 'rd' }[text.at(-1) ?? ''] ?? 'th'));
}

export interface TextReader {
  /** A pattern without groups, for case-insensitive matching. */
  readonly pattern: string;
  readonly parse: (text: string) => number;
}

/** What texts the format writes, and how to read them. */
export function integerReader(format: IntegerFormat): TextReader {
  const upper = format.letterCase === 'upper';
  switch (format.primary) {
    case 'letters':
      return {
        pattern: upper ? '[A-Z]+' : '[a-z]+',
        parse: (text) => lettersToNumber(text, upper ? 'A' : 'a'),
      };
    case 'roman':
      return {
        pattern: upper ? '[MDCLXVI]+' : '[mdclxvi]+',
        parse: (text) => romanToNumber(upper ? text : text.toUpperCase()),
      };
    case 'words':
      return { pattern: wordsPattern(), parse: (text) => wordsToNumber(text.toLowerCase()) };
    case 'decimal': {
      const width = format.parseWidth === null || format.parseWidth === 0 ? '+' : `{${format.parseWidth}}`;
      return {
        pattern: `[0-9]${width}${format.ordinal ? '(?:th|st|nd|rd)' : ''}`,
        parse: (text) => parseDecimal(text, format),
      };
    }
    case 'sequence':
      throw new JsonataError('D3130', { value: format.token });
  }
}

function parseDecimal(text: string, format: IntegerFormat): number {
  let digits = format.ordinal ? text.slice(0, -2) : text;
  if (format.regular !== null) digits = digits.replaceAll(',', '');
  else for (const { character } of format.separators) digits = digits.replaceAll(character, '');
  if (format.zeroCode !== 0x30) {
    digits = [...digits]
      .map((digit) => String.fromCodePoint(Math.max(0, (digit.codePointAt(0) as number) - format.zeroCode + 0x30)))
      .join('');
  }
  return Number.parseInt(digits, 10);
}
