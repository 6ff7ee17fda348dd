/** `$now`, `$millis`, `$fromMillis` and `$toMillis`. Time is the scope's, never the machine's. */

import { define, type BuiltinDefinitions } from './builtin-definition.ts';
import { DAYS, MONTHS, dateComponent } from './date-components.ts';
import { ISO_8601_PICTURE, readDatePicture, type DateMarker, type DatePart } from './date-picture.ts';
import { formatInteger, integerReader, writeInteger, type IntegerFormat } from './integer-picture.ts';
import { JsonataError } from './jsonata-error.ts';
import type { Runtime } from './jsonata-runtime.ts';

export const DATE_FUNCTIONS: BuiltinDefinitions = {
  now: define('<s?s?:s>', 2, ([picture, zone], runtime) =>
    formatDate(runtime.bindings.now, picture as string | undefined, zone as string | undefined),
  ),
  millis: define('<:n>', 0, (_args, runtime) => runtime.bindings.now),
  // AWS answers nothing, rather than an error, to a moment that is no number.
  fromMillis: define('<j-s?s?:s>', 3, ([millis, picture, zone]) =>
    typeof millis === 'number'
      ? formatDate(millis, picture as string | undefined, zone as string | undefined)
      : undefined,
  ),
  toMillis: define('<s-s?:n>', 2, ([text, picture], runtime) => {
    if (text === undefined) return undefined;
    return picture === undefined ? parseIso(text as string) : parseDate(runtime, text as string, picture as string);
  }),
};

const ISO_PARTS = readDatePicture(ISO_8601_PICTURE);

interface Zone {
  readonly hours: number;
  readonly minutes: number;
}

function formatDate(millis: number, picture: string | undefined, timezone: string | undefined): string {
  const zone = readZone(timezone);
  const local = millis + (60 * zone.hours + zone.minutes) * 60_000;
  const parts: readonly DatePart[] = picture === undefined ? ISO_PARTS : readDatePicture(picture);
  let text = '';
  for (const part of parts) text += part.kind === 'literal' ? part.text : writeComponent(local, part, zone);
  return text;
}

/** `+0530`, as a number of hours and minutes. */
function readZone(timezone: string | undefined): Zone {
  const offset = timezone === undefined ? 0 : Number.parseInt(timezone, 10);
  return { hours: Math.floor(offset / 100), minutes: offset % 100 };
}

function writeComponent(local: number, marker: DateMarker, zone: Zone): string {
  const { component, names, integer } = marker;
  switch (component) {
    case 'Z':
    case 'z':
      return writeZone(marker, zone);
    case 'P': {
      const half = dateComponent(local, 'P') === 1 ? 'pm' : 'am';
      return names === 'upper' ? half.toUpperCase() : half;
    }
    case 'C':
    case 'E':
      return 'ISO';
    default:
  }
  let value = dateComponent(local, component);
  if (component === 'Y' && marker.yearDigits !== null) value %= 10 ** marker.yearDigits;
  if (names === null) return integer === null ? String(value) : writeInteger(value, integer);
  const name = component === 'M' || component === 'x' ? MONTHS[value - 1] : component === 'F' ? DAYS[value] : undefined;
  if (name === undefined) throw new JsonataError('D3133', { value: component });
  const cased = names === 'upper' ? name.toUpperCase() : names === 'lower' ? name.toLowerCase() : name;
  return marker.width?.max == null ? cased : cased.slice(0, marker.width.max);
}

function writeZone(marker: DateMarker, zone: Zone): string {
  const integer = marker.integer as IntegerFormat;
  const offset = zone.hours * 100 + zone.minutes;
  if (offset === 0 && marker.zulu) return 'Z';
  let text: string;
  const digits = integer.mandatoryDigits;
  if (integer.regular !== null || digits === 3 || digits === 4) text = writeInteger(offset, integer);
  else if (digits === 1 || digits === 2) {
    text = writeInteger(zone.hours, integer);
    if (zone.minutes !== 0) text += `:${formatInteger(zone.minutes, '00')}`;
  } else throw new JsonataError('D3134', { value: digits });
  if (offset >= 0) text = `+${text}`;
  return marker.component === 'z' ? `GMT${text}` : text;
}

const ISO_8601 = /^\d{4}(-[01]\d)?(-[0-3]\d)?(T[0-2]\d:[0-5]\d:[0-5]\d)?(\.\d+)?([+-][0-2]\d:?[0-5]\d|Z)?$/;

/** A time without an offset is UTC, whatever the machine's zone. */
function parseIso(text: string): number {
  const match = ISO_8601.exec(text);
  if (match === null) throw new JsonataError('D3110', { value: text });
  return Date.parse(match[3] !== undefined && match[5] === undefined ? `${text}Z` : text);
}

interface ComponentReader {
  readonly component: string | null;
  readonly pattern: string;
  readonly parse: (text: string) => number | undefined;
}

function parseDate(runtime: Runtime, text: string, picture: string): number | undefined {
  const readers = readDatePicture(picture).map(componentReader);
  const pattern = new RegExp(`^${readers.map((reader) => `(${reader.pattern})`).join('')}$`, 'i');
  // Runs of words are the only open-ended part that can be split in many ways; no date is long.
  if (text.length > 512) return undefined;
  runtime.spend(text.length);
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const components = new Map<string, number | undefined>();
  readers.forEach(({ component, parse }, index) => {
    if (component !== null) components.set(component, parse(match[index + 1] as string));
  });
  return components.size === 0 ? undefined : assembleMillis(components, runtime.bindings.now);
}

/** The families of components that fix a date and a time, most significant first. */
function componentFamilies(components: ReadonlyMap<string, unknown>): { readonly date: string; readonly time: string } {
  const given = (letters: string): boolean => [...letters].some((letter) => isSet(components.get(letter)));
  const only = (family: string, all: string): boolean =>
    given(family) && ![...all].some((letter) => !family.includes(letter) && isSet(components.get(letter)));
  const all = 'YXMxWwdD';
  const byMonth = only('YMD', all);
  const byDay = !byMonth && only('Yd', all);
  const date = byDay ? 'YD' : only('Xxw', all) ? 'XxwF' : only('XW', all) ? 'XWF' : 'YMD';
  const times = 'PHhmsf';
  return { date, time: !only('Hmsf', times) && only('Phmsf', times) ? 'Phmsf' : 'Hmsf' };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== 0 && !Number.isNaN(value);
}

function assembleMillis(parsed: ReadonlyMap<string, number | undefined>, now: number): number {
  const components = new Map(parsed);
  const { date, time } = componentFamilies(components);
  let started = false;
  let ended = false;
  for (const letter of date + time) {
    if (components.get(letter) !== undefined) {
      started = true;
      if (ended) throw new JsonataError('D3136');
    } else if (started) {
      components.set(letter, 'MDd'.includes(letter) ? 1 : 0);
      ended = true;
    } else components.set(letter, dateComponent(now, letter));
  }
  if (date === 'XxwF' || date === 'XWF') throw new JsonataError('D3136');
  const value = (letter: string): number => components.get(letter) ?? 0;
  let month = value('M') > 0 ? value('M') - 1 : 0;
  let day = value('D');
  if (date === 'YD') {
    const derived = new Date(Date.UTC(value('Y'), 0) + (value('d') - 1) * 86_400_000);
    month = derived.getUTCMonth();
    day = derived.getUTCDate();
  }
  let hours = value('H');
  if (time === 'Phmsf') hours = (value('h') === 12 ? 0 : value('h')) + (parsed.get('P') === 1 ? 12 : 0);
  const millis = Date.UTC(value('Y'), month, day, hours, value('m'), value('s'), value('f'));
  return millis - (value('Z') || value('z')) * 60_000;
}

function componentReader(part: DatePart): ComponentReader {
  if (part.kind === 'literal') {
    return { component: null, pattern: literalPattern(part.text), parse: () => undefined };
  }
  const { component, integer } = part;
  if (component === 'Z' || component === 'z') return zoneReader(part);
  if (component === 'f') {
    return { component, pattern: '[0-9]+', parse: (text) => Number.parseFloat(`0.${text.slice(0, 3)}`) * 1000 };
  }
  if (integer !== null) return { component, ...integerReader(integer) };
  const names = nameTable(part);
  return { component, pattern: '[a-zA-Z]+', parse: (text) => names.get(text) };
}

function literalPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function nameTable(part: DateMarker): ReadonlyMap<string, number> {
  const cut = (name: string): string => (part.width?.max == null ? name : name.slice(0, part.width.max));
  switch (part.component) {
    case 'M':
    case 'x':
      return new Map(MONTHS.map((name, index) => [cut(name), index + 1]));
    case 'F':
      return new Map(DAYS.slice(1).map((name, index) => [cut(name), index + 1]));
    case 'P':
      return new Map([
        ['am', 0],
        ['AM', 0],
        ['pm', 1],
        ['PM', 1],
      ]);
    default:
      throw new JsonataError('D3133', { value: part.component });
  }
}

function zoneReader(part: DateMarker): ComponentReader {
  const separator = part.integer?.regular?.character ?? null;
  const prefix = part.component === 'z' ? 'GMT' : '';
  return {
    component: part.component,
    pattern: `${prefix}[-+][0-9]+${separator === null ? '' : `${literalPattern(separator)}[0-9]+`}`,
    parse: (text) => {
      const zone = text.slice(prefix.length);
      const split = separator === null ? (zone.length <= 3 ? zone.length : 3) : zone.indexOf(separator);
      const hours = Number.parseInt(zone.slice(0, split), 10);
      const minutes = Number.parseInt(zone.slice(separator === null ? split : split + 1), 10) || 0;
      return hours * 60 + minutes;
    },
  };
}
