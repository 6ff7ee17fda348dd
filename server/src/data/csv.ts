/**
 * Delimited text files as objects of strings, by the rules recorded of the service: quoted fields may hold delimiters and line breaks, a
 * doubled quote is a quote, a backslash escapes and is dropped, missing fields are empty, extra fields are dropped, nothing is trimmed.
 *
 * Where rows end is found among the bytes; only rows that are taken are decoded to text, many at once.
 */

import type { Json } from '../core/base/json.ts';
import { createByteBuffer, MAX_ITEM_BYTES, MAX_JSON_GROWTH, startsWithBom } from './byte-buffer.ts';
import { findCsvRowEnd, parseCsvRow } from './csv-row.ts';
import { NO_ITEMS, type DecodeProblem, type ItemDecoder } from './decode-types.ts';

export interface CsvDecoderOptions {
  readonly delimiter: string;
  /** Null: the first row holds them. */
  readonly headers: readonly string[] | null;
}

/** Of all headers with their delimiters, in bytes (AWS developer guide, ItemReader). */
const MAX_HEADER_BYTES = 10 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export function createCsvDecoder(options: CsvDecoderOptions): ItemDecoder {
  const { delimiter } = options;
  const delimiterByte = delimiter.charCodeAt(0);
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
  const buffer = createByteBuffer();
  /** The bytes that are there, and the place among them up to where rows have been found. */
  let window: Uint8Array = buffer.bytes;
  let at = 0;
  let lineNumber = 1;
  let atFileStart = true;
  let ended = false;
  let maxItemBytes = 0;
  let problem: DecodeProblem | null = null;
  let headers: readonly string[] | null = null;
  let headerBytes = 0;

  const fail = (message: string): void => {
    problem ??= { kind: 'malformed', message };
  };

  const useHeaders = (names: readonly string[]): void => {
    const nHeaderBytes = new TextEncoder().encode(names.join(delimiter)).length;
    if (nHeaderBytes > MAX_HEADER_BYTES)
      fail(`the header has ${nHeaderBytes} bytes; at most ${MAX_HEADER_BYTES} are read`);
    else if (new Set(names).size < names.length) {
      problem = { kind: 'duplicate-headers', message: `the header has the same name twice: ${names.join(delimiter)}` };
    }
    headers = names;
    headerBytes = names.reduce((sum, name) => sum + name.length * MAX_JSON_GROWTH + 6, 2);
  };
  if (options.headers !== null) useHeaders(options.headers);

  /** Brings `at` behind the next row; false where more bytes are needed, nothing is left or something is wrong. Empty lines are no rows. */
  const passRow = (): boolean => {
    while (at < window.length) {
      const plainEnd = plainRowEnd(window, at);
      if (plainEnd >= 0) {
        const blank = plainEnd === at || (plainEnd === at + 1 && window[at] === CARRIAGE_RETURN);
        at = plainEnd + 1;
        lineNumber++;
        if (blank) continue;
        return true;
      }
      const row = findCsvRowEnd(window, at, delimiterByte, ended ? 'last' : 'open');
      if (row.kind === 'unclosed-quote') {
        fail(`the quoted field that begins in line ${lineNumber + row.nLinesBefore} is never closed`);
        return false;
      }
      if (row.kind === 'more') {
        if (window.length - at > MAX_ITEM_BYTES)
          fail(`line ${lineNumber} begins a row of more than ${MAX_ITEM_BYTES} bytes`);
        return false;
      }
      lineNumber += row.nLines;
      at = row.end;
      if (!row.blank) return true;
    }
    return false;
  };

  /** The fields of the rows among these bytes, which begin and end with rows. */
  const parseRows = (start: number, end: number): readonly (readonly string[])[] => {
    const bytes = window.subarray(start, end);
    try {
      return rowsOf(utf8.decode(bytes), delimiter);
    } catch {
      return rowsBeforeBadText(start);
    }
  };

  const rowsBeforeBadText = (start: number): readonly (readonly string[])[] => {
    const rows: (readonly string[])[] = [];
    at = start;
    for (let rowStart = at; passRow(); rowStart = at) {
      const bytes = window.subarray(rowStart, at);
      try {
        rows.push(...rowsOf(utf8.decode(bytes), delimiter));
      } catch {
        const byte = buffer.offset + rowStart + goodBytes(bytes);
        problem = { kind: 'malformed', message: `the text at byte ${byte} is not valid UTF-8` };
        break;
      }
    }
    return rows;
  };

  /** False where more bytes are needed, or something is wrong. */
  const isPastHeader = (): boolean => {
    if (problem !== null) return false;
    at = buffer.start;
    if (atFileStart) {
      if (buffer.end - at < 3 && !ended) return false;
      if (startsWithBom(window, at)) at += 3;
      atFileStart = false;
    }
    if (headers === null) {
      const start = at;
      if (passRow()) {
        const [names] = parseRows(start, at);
        if (names !== undefined) useHeaders(names);
      }
      buffer.consumeTo(at);
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
      return problem !== null || (ended && buffer.start === buffer.end);
    },
    push(bytes) {
      buffer.append(bytes);
      window = buffer.bytes.subarray(0, buffer.end);
    },
    end() {
      ended = true;
    },
    skip(max) {
      if (!isPastHeader()) return 0;
      let nRows = 0;
      for (let rowStart = at; nRows < max && passRow(); rowStart = at) {
        // The last row may be cut off inside of a character.
        if (at === window.length && ended && parseRows(rowStart, at).length === 0) break;
        nRows++;
      }
      buffer.consumeTo(at);
      return nRows;
    },
    take(max) {
      if (!isPastHeader()) return NO_ITEMS;
      const start = at;
      let longest = 0;
      let nRows = 0;
      for (let rowStart = at; nRows < max && passRow(); rowStart = at) {
        nRows++;
        if (at - rowStart > longest) longest = at - rowStart;
      }
      maxItemBytes = longest * MAX_JSON_GROWTH + headerBytes;
      buffer.consumeTo(at);
      if (nRows === 0) return NO_ITEMS;
      const names = headers ?? [];
      return parseRows(start, at).map((fields) => rowObject(names, fields));
    },
  };
}

/** 1 for the bytes by which a row may end or be no plain one. */
const IS_MARK = new Uint8Array(256);
for (const byte of [LINE_FEED, CARRIAGE_RETURN, QUOTE, BACKSLASH]) IS_MARK[byte] = 1;

/** Place of the line feed that ends the row, if no quote, backslash or lone carriage return stands before it; else -1. */
function plainRowEnd(bytes: Uint8Array, start: number): number {
  const { length } = bytes;
  let position = start;
  // Four at a time is twice as fast on long rows.
  for (; position + 4 <= length; position += 4) {
    const marks =
      (IS_MARK[bytes[position] as number] as number) |
      (IS_MARK[bytes[position + 1] as number] as number) |
      (IS_MARK[bytes[position + 2] as number] as number) |
      (IS_MARK[bytes[position + 3] as number] as number);
    if (marks !== 0) break;
  }
  while (position < length && IS_MARK[bytes[position] as number] === 0) position++;
  if (position >= length) return -1;
  if (bytes[position] === LINE_FEED) return position;
  return bytes[position] === CARRIAGE_RETURN && bytes[position + 1] === LINE_FEED ? position + 1 : -1;
}

/** The fields of each row of a text that holds whole rows. */
function rowsOf(text: string, delimiter: string): (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  let position = 0;
  while (position < text.length) {
    const lineFeed = text.indexOf('\n', position);
    const line = text.slice(position, lineFeed < 0 ? text.length : lineFeed);
    if (isPlain(line)) {
      position += line.length + 1;
      if (line === '' || line === '\r') continue;
      rows.push((line.endsWith('\r') ? line.slice(0, -1) : line).split(delimiter));
      continue;
    }
    const row = parseCsvRow(text, position, delimiter);
    position = row.end;
    if (!row.blank) rows.push(row.fields);
  }
  return rows;
}

/** How many bytes stand before the first ones that are no UTF-8. */
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
