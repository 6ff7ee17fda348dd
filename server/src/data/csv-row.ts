/**
 * One row of delimited text, character by character: the slow and exact path for rows with quotes, backslashes or odd line ends. Once with
 * its fields, once only to find its end; both have to agree, which is tested with random texts.
 */

export type CsvRow =
  | {
      readonly kind: 'row';
      readonly fields: readonly string[];
      /** Position after the row's line end. */
      readonly end: number;
      readonly nLines: number;
      /** Some field was quoted, so an empty row is a row. */
      readonly quoted: boolean;
    }
  /** The text ends inside the row and more may come. */
  | { readonly kind: 'more' }
  | { readonly kind: 'unclosed-quote'; readonly nLinesBefore: number };

/** `last`: no text follows, so the end of the text ends the row. `open`: more may come. */
export function parseCsvRow(text: string, start: number, delimiter: string, textEnd: 'last' | 'open'): CsvRow {
  const last = textEnd === 'last';
  const fields: string[] = [];
  let field = '';
  let fieldBegins = true;
  let inQuotes = false;
  let quoted = false;
  let nLines = 0;
  let quoteLine = 0;
  let position = start;
  for (;;) {
    if (position >= text.length) {
      if (!last) return { kind: 'more' };
      if (inQuotes) return { kind: 'unclosed-quote', nLinesBefore: quoteLine };
      fields.push(field);
      return { kind: 'row', fields, end: position, nLines: nLines + 1, quoted };
    }
    const character = text[position] as string;
    if (character === '\\') {
      if (position + 1 >= text.length && !last) return { kind: 'more' };
      const next = text[position + 1];
      fieldBegins = false;
      if (next === '\\' || next === '"' || next === ',' || next === delimiter) {
        field += next;
        position += 2;
      } else position++;
    } else if (inQuotes) {
      if (character === '"') {
        if (position + 1 >= text.length && !last) return { kind: 'more' };
        if (text[position + 1] === '"') {
          field += '"';
          position += 2;
          continue;
        }
        inQuotes = false;
      } else {
        if (character === '\n') nLines++;
        field += character;
      }
      position++;
    } else if (character === '"' && fieldBegins) {
      inQuotes = true;
      quoted = true;
      fieldBegins = false;
      quoteLine = nLines;
      position++;
    } else if (character === delimiter) {
      fields.push(field);
      field = '';
      fieldBegins = true;
      position++;
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && position + 1 >= text.length && !last) return { kind: 'more' };
      fields.push(field);
      const end = position + (character === '\r' && text[position + 1] === '\n' ? 2 : 1);
      return { kind: 'row', fields, end, nLines: nLines + 1, quoted };
    } else {
      field += character;
      fieldBegins = false;
      position++;
    }
  }
}

export type CsvRowEnd =
  | {
      readonly kind: 'row';
      /** Position after the row's line end. */
      readonly end: number;
      readonly nLines: number;
      /** One empty field that is not quoted: no row. */
      readonly blank: boolean;
    }
  | Exclude<CsvRow, { readonly kind: 'row' }>;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Where the row ends that `parseCsvRow` would give. */
export function findCsvRowEnd(text: string, start: number, delimiter: string, textEnd: 'last' | 'open'): CsvRowEnd {
  const last = textEnd === 'last';
  const separator = delimiter.charCodeAt(0);
  const { length } = text;
  let blank = true;
  let fieldBegins = true;
  let inQuotes = false;
  let nLines = 0;
  let quoteLine = 0;
  let position = start;
  while (position < length) {
    const code = text.charCodeAt(position);
    if (code === BACKSLASH) {
      if (position + 1 >= length && !last) return { kind: 'more' };
      const next = text.charCodeAt(position + 1);
      fieldBegins = false;
      position++;
      if (next === BACKSLASH || next === QUOTE || next === COMMA || next === separator) {
        blank = false;
        position++;
      }
    } else if (inQuotes) {
      if (code === QUOTE) {
        if (position + 1 >= length && !last) return { kind: 'more' };
        if (text.charCodeAt(position + 1) === QUOTE) position++;
        else inQuotes = false;
      } else if (code === LINE_FEED) nLines++;
      position++;
    } else if (code === QUOTE && fieldBegins) {
      inQuotes = true;
      blank = false;
      fieldBegins = false;
      quoteLine = nLines;
      position++;
    } else if (code === separator) {
      blank = false;
      fieldBegins = true;
      position++;
    } else if (code === LINE_FEED || code === CARRIAGE_RETURN) {
      if (code === CARRIAGE_RETURN && position + 1 >= length && !last) return { kind: 'more' };
      const isPair = code === CARRIAGE_RETURN && text.charCodeAt(position + 1) === LINE_FEED;
      return { kind: 'row', end: position + (isPair ? 2 : 1), nLines: nLines + 1, blank };
    } else {
      blank = false;
      fieldBegins = false;
      position++;
    }
  }
  if (!last) return { kind: 'more' };
  return inQuotes
    ? { kind: 'unclosed-quote', nLinesBefore: quoteLine }
    : { kind: 'row', end: position, nLines: nLines + 1, blank };
}
