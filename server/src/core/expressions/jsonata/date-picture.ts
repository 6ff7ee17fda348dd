/** Date and time pictures of XPath F&O 3.1, section 9.8.4 (`[Y0001]-[M01]-[D01]`), read once and then written or parsed with. */

import { readIntegerPicture, type IntegerFormat, type LetterCase } from './integer-picture.ts';
import { JsonataError } from './jsonata-error.ts';
import { memoizeByText } from './memoize.ts';

export interface DateMarker {
  readonly kind: 'marker';
  readonly component: string;
  /** Set where the value is written as a name. */
  readonly names: LetterCase | null;
  readonly width: { readonly min: number | null; readonly max: number | null } | null;
  readonly integer: IntegerFormat | null;
  /** To how many digits a year is cut; `null` for all of them. */
  readonly yearDigits: number | null;
  /** The `t` of `[Z01:01t]`: UTC is written `Z`. */
  readonly zulu: boolean;
}

export type DatePart = { readonly kind: 'literal'; readonly text: string } | DateMarker;

const DEFAULT_PRESENTATION: Readonly<Record<string, string>> = {
  Y: '1',
  M: '1',
  D: '1',
  d: '1',
  F: 'n',
  W: '1',
  w: '1',
  X: '1',
  x: '1',
  H: '1',
  h: '1',
  P: 'n',
  m: '01',
  s: '01',
  f: '1',
  Z: '01:01',
  z: '01:01',
  C: 'n',
  E: 'n',
};

export const ISO_8601_PICTURE = '[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]';

export const readDatePicture: (picture: string) => readonly DatePart[] = memoizeByText(parsePicture);

function parsePicture(picture: string): readonly DatePart[] {
  const parts: DatePart[] = [];
  const addLiteral = (from: number, to: number): void => {
    if (to > from) parts.push({ kind: 'literal', text: picture.slice(from, to).replaceAll(']]', ']') });
  };
  let start = 0;
  let position = 0;
  while (position < picture.length) {
    if (picture.charAt(position) !== '[') {
      position++;
      continue;
    }
    addLiteral(start, position);
    if (picture.charAt(position + 1) === '[') {
      parts.push({ kind: 'literal', text: '[' });
      position += 2;
      start = position;
      continue;
    }
    const end = picture.indexOf(']', position);
    if (end < 0) throw new JsonataError('D3135');
    const marker = readMarker(picture.slice(position + 1, end).replace(/\s+/g, ''));
    const previous = parts.at(-1);
    if (previous?.kind === 'marker' && previous.integer !== null && hasIntegerDigits(marker)) {
      // Nothing separates the two numbers, so the first is read by its width.
      parts[parts.length - 1] = {
        ...previous,
        integer: { ...previous.integer, parseWidth: previous.integer.mandatoryDigits },
      };
    }
    parts.push(marker);
    position = end + 1;
    start = position;
  }
  addLiteral(start, position);
  return parts;
}

function hasIntegerDigits(marker: DateMarker): boolean {
  return marker.integer !== null && 'YMDdFWwXxHhmsf'.includes(marker.component);
}

function readMarker(marker: string): DateMarker {
  const component = marker.charAt(0);
  const comma = marker.lastIndexOf(',');
  const width = comma < 0 ? null : readWidth(marker.slice(comma + 1));
  const modifiers = marker.slice(1, comma < 0 ? undefined : comma);
  const hasSecond = modifiers.length > 1 && 'atco'.includes(modifiers.at(-1) as string);
  const second = hasSecond ? (modifiers.at(-1) as string) : '';
  const first = modifiers === '' ? DEFAULT_PRESENTATION[component] : hasSecond ? modifiers.slice(0, -1) : modifiers;
  if (first === undefined) throw new JsonataError('D3132', { value: component });
  const names = namesCase(first);
  const isZone = component === 'Z' || component === 'z';
  const isNumber = names === null && 'YMDdFWwXxHhmsf'.includes(component) && component !== '';
  const base: DateMarker = {
    kind: 'marker',
    component,
    names,
    width,
    integer: isZone ? readIntegerPicture(first) : null,
    yearDigits: null,
    zulu: second === 't',
  };
  if (!isNumber) return base;
  const picture = readIntegerPicture(second === '' ? first : `${first};${second}`);
  const mandatoryDigits = Math.max(picture.mandatoryDigits, width?.min ?? 0);
  if (component !== 'Y') return { ...base, integer: { ...picture, mandatoryDigits } };
  const most = width?.max ?? null;
  if (most !== null) return { ...base, integer: { ...picture, mandatoryDigits: most }, yearDigits: most };
  const digits = mandatoryDigits + picture.optionalDigits;
  return { ...base, integer: { ...picture, mandatoryDigits }, yearDigits: digits >= 2 ? digits : null };
}

function readWidth(text: string): { readonly min: number | null; readonly max: number | null } {
  const parse = (part: string | undefined): number | null => {
    const number = part === undefined || part === '*' ? Number.NaN : Number.parseInt(part, 10);
    return Number.isNaN(number) ? null : Math.min(number, 1000);
  };
  const dash = text.indexOf('-');
  return dash < 0
    ? { min: parse(text), max: null }
    : { min: parse(text.slice(0, dash)), max: parse(text.slice(dash + 1)) };
}

function namesCase(presentation: string): LetterCase | null {
  if (presentation.startsWith('n')) return 'lower';
  if (!presentation.startsWith('N')) return null;
  return presentation.charAt(1) === 'n' ? 'title' : 'upper';
}
