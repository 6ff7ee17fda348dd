/**
 * Delimited text files as objects of strings, by the rules recorded of the service: quoted fields may hold delimiters and line breaks, a
 * doubled quote is a quote, a backslash escapes and is dropped, missing fields are empty, extra fields are dropped, nothing is trimmed.
 */

import type { Json } from '../core/base/json.ts';
import { MAX_ITEM_BYTES, MAX_JSON_GROWTH } from './byte-buffer.ts';
import { findCsvRowEnd, parseCsvRow, type CsvRow, type CsvRowEnd } from './csv-row.ts';
import { NO_ITEMS, type DecodeProblem, type ItemDecoder } from './decode-types.ts';

export interface CsvDecoderOptions {
  readonly delimiter: string;
  /** Null: the first row holds them. */
  readonly headers: readonly string[] | null;
}

/** Of all headers with their delimiters, in bytes (AWS developer guide, ItemReader). */
const MAX_HEADER_BYTES = 10 * 1024;

const NO_BYTES = new Uint8Array(0);

export function createCsvDecoder(options: CsvDecoderOptions): ItemDecoder {
  const { delimiter } = options;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let position = 0;
  /** The next ones of their kind in `text`, where they are not before `position`; -1 where that is not known. */
  let nextQuote = -1;
  let nextBackslash = -1;
  let nextReturn = -1;
  let lineNumber = 1;
  let ended = false;
  let flushed = false;
  let nBytes = 0;
  let maxItemBytes = 0;
  let problem: DecodeProblem | null = null;
  let headers: readonly string[] | null = null;
  let headerBytes = 0;

  const useHeaders = (names: readonly string[]): void => {
    if (new Set(names).size < names.length) {
      problem = { kind: 'duplicate-headers', message: `the header has the same name twice: ${names.join(delimiter)}` };
    }
    const nHeaderBytes = new TextEncoder().encode(names.join(delimiter)).length;
    if (nHeaderBytes > MAX_HEADER_BYTES) {
      problem = {
        kind: 'malformed',
        message: `the header has ${nHeaderBytes} bytes; at most ${MAX_HEADER_BYTES} are read`,
      };
    }
    headers = names;
    headerBytes = names.reduce((sum, name) => sum + name.length * MAX_JSON_GROWTH + 6, 2);
  };
  if (options.headers !== null) useHeaders(options.headers);

  /** Why there is no row at `position`, where it is a problem. */
  const noRow = (row: Exclude<CsvRow, { readonly kind: 'row' }>): void => {
    if (row.kind === 'unclosed-quote') {
      const line = lineNumber + row.nLinesBefore;
      problem = { kind: 'malformed', message: `the quoted field that begins in line ${line} is never closed` };
    } else if (text.length - position > MAX_ITEM_BYTES) {
      problem = {
        kind: 'malformed',
        message: `line ${lineNumber} begins a row of more than ${MAX_ITEM_BYTES} characters`,
      };
    }
  };

  /** The fields of the next row, null where more bytes are needed or nothing is left. Empty lines are skipped. */
  const nextRow = (): readonly string[] | null => {
    for (;;) {
      if (position >= text.length) return null;
      const lineFeed = text.indexOf('\n', position);
      const line = text.slice(position, lineFeed < 0 ? text.length : lineFeed);
      if (lineFeed >= 0 && isPlain(line)) {
        position = lineFeed + 1;
        lineNumber++;
        if (line === '' || line === '\r') continue;
        return (line.endsWith('\r') ? line.slice(0, -1) : line).split(delimiter);
      }
      const row: CsvRow = parseCsvRow(text, position, delimiter, ended ? 'last' : 'open');
      if (row.kind !== 'row') {
        noRow(row);
        return null;
      }
      lineNumber += row.nLines;
      position = row.end;
      if (row.fields.length > 1 || row.fields[0] !== '' || row.quoted) return row.fields;
    }
  };

  /** Passes over the next row; false where `nextRow` would give none. */
  const passRow = (): boolean => {
    while (position < text.length) {
      const lineFeed = text.indexOf('\n', position);
      if (lineFeed >= 0 && isPlainUpTo(lineFeed)) {
        const blank = lineFeed === position || (lineFeed === position + 1 && text[position] === '\r');
        position = lineFeed + 1;
        lineNumber++;
        if (blank) continue;
        return true;
      }
      const row: CsvRowEnd = findCsvRowEnd(text, position, delimiter, ended ? 'last' : 'open');
      if (row.kind !== 'row') {
        noRow(row);
        return false;
      }
      lineNumber += row.nLines;
      position = row.end;
      if (!row.blank) return true;
    }
    return false;
  };

  /** No quote, backslash or lone carriage return stands before `lineFeed`. They are searched for once, not line by line. */
  const isPlainUpTo = (lineFeed: number): boolean => {
    if (nextQuote < position) nextQuote = find('"');
    if (nextBackslash < position) nextBackslash = find('\\');
    if (nextReturn < position) nextReturn = find('\r');
    return nextQuote > lineFeed && nextBackslash > lineFeed && nextReturn >= lineFeed - 1;
  };
  const find = (character: string): number => {
    const found = text.indexOf(character, position);
    return found < 0 ? Infinity : found;
  };

  const append = (decode: () => string, bytes: Uint8Array): void => {
    if (problem !== null) return;
    try {
      text = text.slice(position) + decode();
      position = 0;
      nextQuote = nextBackslash = nextReturn = -1;
      nBytes += bytes.length;
    } catch {
      problem = { kind: 'malformed', message: `the text at byte ${nBytes + goodBytes(bytes)} is not valid UTF-8` };
    }
  };

  /** False where more bytes are needed, or something is wrong. */
  const isPastHeader = (): boolean => {
    if (problem === null && headers === null) {
      const first = nextRow();
      if (first !== null) useHeaders(first);
    }
    return problem === null && headers !== null;
  };

  return {
    entries: false,
    get maxItemBytes() {
      return maxItemBytes;
    },
    get problem() {
      return problem;
    },
    get done() {
      return problem !== null || (flushed && position >= text.length);
    },
    push(bytes) {
      append(() => decoder.decode(bytes, { stream: true }), bytes);
    },
    end() {
      ended = true;
      if (flushed) return;
      flushed = true;
      append(() => decoder.decode(), NO_BYTES);
    },
    skip(max) {
      if (!isPastHeader()) return 0;
      let nRows = 0;
      while (nRows < max && passRow()) nRows++;
      return nRows;
    },
    take(max) {
      if (!isPastHeader()) return NO_ITEMS;
      const items: Json[] = [];
      let longest = 0;
      while (items.length < max) {
        const before = position;
        const fields = nextRow();
        if (fields === null) break;
        if (position - before > longest) longest = position - before;
        items.push(rowObject(headers as readonly string[], fields));
      }
      maxItemBytes = longest * MAX_JSON_GROWTH + headerBytes;
      return items;
    },
  };
}

/** How many bytes stand before the first ones that are no UTF-8, as well as can be told: a character may have begun in an earlier chunk. */
function goodBytes(bytes: Uint8Array): number {
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const bad = lenient.indexOf('\ufffd');
  return bad <= 0 ? 0 : new TextEncoder().encode(lenient.slice(0, bad)).length;
}

function isPlain(line: string): boolean {
  if (line.includes('"') || line.includes('\\')) return false;
  const carriageReturn = line.indexOf('\r');
  return carriageReturn < 0 || carriageReturn === line.length - 1;
}

function rowObject(headers: readonly string[], fields: readonly string[]): Json {
  const row: Record<string, string> = {};
  for (let index = 0; index < headers.length; index++) {
    const name = headers[index] as string;
    const value = fields[index] ?? '';
    if (name === '__proto__')
      Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
    else row[name] = value;
  }
  return row;
}
