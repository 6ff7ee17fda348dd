/**
 * One row of delimited text, character by character: the slow and exact path for rows with quotes, backslashes or odd line ends. Once among
 * bytes, to find its end, once in text, for its fields: both follow the same rules, which is tested with random texts.
 */

export type CsvRowEnd =
  | {
      readonly kind: 'row';
      /** Position after the row's line end. */
      readonly end: number;
      readonly nLines: number;
      /** It is one empty field without quotes, which is no row. */
      readonly blank: boolean;
    }
  /** The bytes end inside the row and more may come. */
  | { readonly kind: 'more' }
  | { readonly kind: 'unclosed-quote'; readonly nLinesBefore: number };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** `delimiter` is a byte. `last`: no bytes follow, so their end ends the row. `open`: more may come. */
export function findCsvRowEnd(
  bytes: Uint8Array,
  start: number,
  delimiter: number,
  bytesEnd: 'last' | 'open',
): CsvRowEnd {
  const last = bytesEnd === 'last';
  const { length } = bytes;
  let blank = true;
  let fieldBegins = true;
  let inQuotes = false;
  let nLines = 0;
  let quoteLine = 0;
  let position = start;
  while (position < length) {
    const byte = bytes[position++] as number;
    // What these mean depends on the next byte.
    if (position >= length && !last && (byte === BACKSLASH || byte === CARRIAGE_RETURN || (inQuotes && byte === QUOTE)))
      return { kind: 'more' };
    if (byte === BACKSLASH) {
      const next = bytes[position];
      fieldBegins = false;
      if (next === BACKSLASH || next === QUOTE || next === COMMA || next === delimiter) {
        blank = false;
        position++;
      }
    } else if (inQuotes) {
      if (byte === LINE_FEED) nLines++;
      else if (byte === QUOTE) {
        if (bytes[position] === QUOTE) position++;
        else inQuotes = false;
      }
    } else if (byte === delimiter) {
      blank = false;
      fieldBegins = true;
    } else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
      if (byte === CARRIAGE_RETURN && bytes[position] === LINE_FEED) position++;
      return { kind: 'row', end: position, nLines: nLines + 1, blank };
    } else {
      if (byte === QUOTE && fieldBegins) {
        inQuotes = true;
        quoteLine = nLines;
      }
      blank = false;
      fieldBegins = false;
    }
  }
  if (!last) return { kind: 'more' };
  return inQuotes
    ? { kind: 'unclosed-quote', nLinesBefore: quoteLine }
    : { kind: 'row', end: position, nLines: nLines + 1, blank };
}

export interface CsvRow {
  readonly fields: readonly string[];
  /** Position after the row's line end. */
  readonly end: number;
  readonly blank: boolean;
}

/** The row that begins at `start`; the text holds all of it. */
export function parseCsvRow(text: string, start: number, delimiter: string): CsvRow {
  const separator = delimiter.charCodeAt(0);
  const { length } = text;
  const fields: string[] = [];
  /** The field so far is `field` and what stands from `from` on. */
  let field = '';
  let from = start;
  let fieldBegins = true;
  let inQuotes = false;
  let quoted = false;
  let position = start;
  let end = length;
  for (; position < length; position++) {
    const code = text.charCodeAt(position);
    if (code === BACKSLASH) {
      const next = text.charCodeAt(position + 1);
      field += text.slice(from, position);
      from = position + 1;
      fieldBegins = false;
      if (next === BACKSLASH || next === QUOTE || next === COMMA || next === separator) position++;
    } else if (inQuotes) {
      if (code !== QUOTE) continue;
      field += text.slice(from, position);
      from = position + 1;
      if (text.charCodeAt(from) === QUOTE) position++;
      else inQuotes = false;
    } else if (code === QUOTE && fieldBegins) {
      inQuotes = true;
      quoted = true;
      fieldBegins = false;
      from = position + 1;
    } else if (code === separator) {
      fields.push(field + text.slice(from, position));
      field = '';
      from = position + 1;
      fieldBegins = true;
    } else if (code === LINE_FEED || code === CARRIAGE_RETURN) {
      end = position + (code === CARRIAGE_RETURN && text.charCodeAt(position + 1) === LINE_FEED ? 2 : 1);
      break;
    } else fieldBegins = false;
  }
  field += text.slice(from, position);
  fields.push(field);
  return { fields, end, blank: fields.length === 1 && field === '' && !quoted };
}
