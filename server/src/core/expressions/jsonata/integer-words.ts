/** Integers as English words, roman numerals and spreadsheet letters, both ways. */

const SMALL = [
  'Zero',
  'One',
  'Two',
  'Three',
  'Four',
  'Five',
  'Six',
  'Seven',
  'Eight',
  'Nine',
  'Ten',
  'Eleven',
  'Twelve',
  'Thirteen',
  'Fourteen',
  'Fifteen',
  'Sixteen',
  'Seventeen',
  'Eighteen',
  'Nineteen',
];
const ORDINALS = [
  'Zeroth',
  'First',
  'Second',
  'Third',
  'Fourth',
  'Fifth',
  'Sixth',
  'Seventh',
  'Eighth',
  'Ninth',
  'Tenth',
  'Eleventh',
  'Twelfth',
  'Thirteenth',
  'Fourteenth',
  'Fifteenth',
  'Sixteenth',
  'Seventeenth',
  'Eighteenth',
  'Nineteenth',
];
const TENS = ['Twenty', 'Thirty', 'Forty', 'Fifty', 'Sixty', 'Seventy', 'Eighty', 'Ninety'];
const MAGNITUDES = ['Thousand', 'Million', 'Billion', 'Trillion'];

export type WordForm = 'cardinal' | 'ordinal';

export function numberToWords(value: number, form: WordForm): string {
  return wordsFor(value, 'first', form);
}

function wordsFor(value: number, place: 'first' | 'following', form: WordForm): string {
  const ordinal = form === 'ordinal';
  if (value <= 19) {
    return (place === 'following' ? ' and ' : '') + String((ordinal ? ORDINALS : SMALL)[value]);
  }
  if (value < 100) {
    const tens = TENS[Math.floor(value / 10) - 2] as string;
    const rest = value % 10;
    const joined = rest > 0 ? `${tens}-${wordsFor(rest, 'first', form)}` : ordinal ? `${tens.slice(0, -1)}ieth` : tens;
    return (place === 'following' ? ' and ' : '') + joined;
  }
  const magnitude = value < 1000 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), MAGNITUDES.length);
  const factor = value < 1000 ? 100 : 10 ** (magnitude * 3);
  const count = Math.floor(value / factor);
  const rest = value - count * factor;
  const unit = value < 1000 ? 'Hundred' : (MAGNITUDES[magnitude - 1] as string);
  const head = `${place === 'following' ? ', ' : ''}${wordsFor(count, 'first', 'cardinal')} ${unit}`;
  if (rest > 0) return head + wordsFor(rest, 'following', form);
  return ordinal ? `${head}th` : head;
}

const WORD_VALUES: ReadonlyMap<string, number> = buildWordValues();

function buildWordValues(): Map<string, number> {
  const values = new Map<string, number>();
  SMALL.forEach((word, index) => values.set(word.toLowerCase(), index));
  ORDINALS.forEach((word, index) => values.set(word.toLowerCase(), index));
  TENS.forEach((word, index) => {
    const lower = word.toLowerCase();
    values.set(lower, (index + 2) * 10);
    values.set(`${lower.slice(0, -1)}ieth`, (index + 2) * 10);
  });
  values.set('hundred', 100);
  values.set('hundredth', 100);
  MAGNITUDES.forEach((word, index) => {
    const lower = word.toLowerCase();
    values.set(lower, 10 ** ((index + 1) * 3));
    values.set(`${lower}th`, 10 ** ((index + 1) * 3));
  });
  return values;
}

export function wordsPattern(): string {
  return `(?:${[...WORD_VALUES.keys(), 'and', '[\\-, ]'].join('|')})+`;
}

/** Of lower-case words; not a number when one is unknown. */
export function wordsToNumber(text: string): number {
  const segments = [0];
  for (const word of text.split(/,\s|\sand\s|[\s\\-]/)) {
    const value = WORD_VALUES.get(word) ?? Number.NaN;
    const top = segments.pop() as number;
    if (value >= 100 || Number.isNaN(value)) segments.push(top * value);
    else if (top >= 1000) segments.push(top, value);
    else segments.push(top + value);
  }
  return segments.reduce((sum, segment) => sum + segment, 0);
}

const ROMAN: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];
const ROMAN_DIGITS: Readonly<Record<string, number>> = { M: 1000, D: 500, C: 100, L: 50, X: 10, V: 5, I: 1 };

/** Larger numbers would only be a row of `m`. */
const MAX_ROMAN = 1_000_000;

export function numberToRoman(value: number): string {
  let rest = Math.min(value, MAX_ROMAN);
  let roman = '';
  for (const [worth, numeral] of ROMAN) {
    for (; rest >= worth; rest -= worth) roman += numeral;
  }
  return roman;
}

export function romanToNumber(text: string): number {
  let total = 0;
  let highest = 1;
  for (const digit of [...text].reverse()) {
    const value = ROMAN_DIGITS[digit] ?? Number.NaN;
    if (value < highest) total -= value;
    else {
      highest = value;
      total += value;
    }
  }
  return total;
}

/** 1 is `a`, 26 is `z`, 27 is `aa`. */
export function numberToLetters(value: number, first: string): string {
  const base = first.charCodeAt(0);
  let letters = '';
  for (let rest = value; rest > 0 && Number.isFinite(rest); rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(((rest - 1) % 26) + base) + letters;
  }
  return letters;
}

export function lettersToNumber(text: string, first: string): number {
  const base = first.charCodeAt(0);
  let total = 0;
  for (let index = 0; index < text.length; index++) total = total * 26 + (text.charCodeAt(index) - base + 1);
  return total;
}
