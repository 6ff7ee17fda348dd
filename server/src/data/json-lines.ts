/**
 * JSON Lines: one JSON value a line. Many lines are decoded to text at once and parsed line by line, which costs little more than the
 * parsing alone; blank lines are skipped.
 */

import type { Json } from '../core/base/json.ts';
import { createByteBuffer, MAX_ITEM_BYTES, MAX_ITEM_DEPTH, MAX_JSON_GROWTH, startsWithBom } from './byte-buffer.ts';
import { isTooDeep } from './json-scanner.ts';
import { NO_ITEMS, NOT_UTF8, syntaxReason, type DecodeProblem, type ItemDecoder } from './decode-types.ts';

const LINE_FEED = 10;
const BLANK = /^[ \t\r]*$/;

export function createJsonLinesDecoder(): ItemDecoder {
  const buffer = createByteBuffer();
  const text = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
  let ended = false;
  let atFileStart = true;
  /** Bytes from `buffer.start` that are known to hold no line feed. */
  let searched = 0;
  let nLinesBefore = 0;
  let maxItemBytes = 0;
  let problem: DecodeProblem | null = null;

  const fail = (line: number, position: number, reason: string): void => {
    problem = {
      kind: 'malformed',
      message: `line ${line} (byte ${buffer.offset + position}) is not a JSON value: ${reason}`,
    };
  };

  const failTooLong = (position: number): void => {
    fail(nLinesBefore + 1, position, `it is longer than ${MAX_ITEM_BYTES} bytes`);
  };

  /** False where more bytes are needed to know. */
  const isPastBom = (): boolean => {
    if (atFileStart) {
      if (buffer.end - buffer.start < 3 && !ended) return false;
      if (startsWithBom(buffer.bytes, buffer.start)) buffer.consumeTo(buffer.start + 3);
      atFileStart = false;
    }
    return true;
  };

  /** Takes whole lines from the buffer; returns the position after the last one. */
  const findLines = (max: number): number => {
    const { bytes, start } = buffer;
    const window = buffer.end === bytes.length ? bytes : bytes.subarray(0, buffer.end);
    let lineStart = start;
    let longest = 0;
    for (let nLines = 0; nLines < max; nLines++) {
      const lineFeed = window.indexOf(LINE_FEED, nLines === 0 ? start + searched : lineStart);
      if (lineFeed < 0) break;
      if (lineFeed - lineStart > longest) longest = lineFeed - lineStart;
      lineStart = lineFeed + 1;
    }
    if (lineStart === start) {
      searched = buffer.end - start;
      if (ended) {
        lineStart = buffer.end;
        longest = searched;
      } else if (searched > MAX_ITEM_BYTES) {
        failTooLong(start);
      }
    }
    maxItemBytes = longest * MAX_JSON_GROWTH;
    return lineStart;
  };

  /** Passes over whole lines until `max` of them hold an item, or no more are there; how many do. */
  const passLines = (max: number): number => {
    const { bytes, start } = buffer;
    const window = buffer.end === bytes.length ? bytes : bytes.subarray(0, buffer.end);
    let lineStart = start;
    let from = start + searched;
    let nItems = 0;
    while (nItems < max) {
      const lineFeed = window.indexOf(LINE_FEED, from);
      if (lineFeed < 0) {
        searched = buffer.end - lineStart;
        if (searched > MAX_ITEM_BYTES && !ended) failTooLong(lineStart);
        break;
      }
      if ((bytes[lineStart] as number) > 0x20 || !isBlankLine(bytes, lineStart, lineFeed)) nItems++;
      nLinesBefore++;
      lineStart = lineFeed + 1;
      from = lineStart;
      searched = 0;
    }
    buffer.consumeTo(lineStart);
    return nItems;
  };

  const parseLines = (start: number, end: number): Json[] => {
    const endsWithLineFeed = buffer.bytes[end - 1] === LINE_FEED;
    const decoded = decodeOrNull(buffer.bytes.subarray(start, endsWithLineFeed ? end - 1 : end));
    if (decoded === null) return parseUpToBadText(start, end);
    const lines = decoded.split('\n');
    const items: Json[] = [];
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index] as string;
      try {
        if (isTooDeep(line)) throw new RangeError(`it is nested more than ${MAX_ITEM_DEPTH} deep`);
        items.push(JSON.parse(line) as Json);
      } catch (error) {
        if (BLANK.test(line)) continue;
        const before = lines.slice(0, index).reduce((bytes, one) => bytes + utf8Bytes(one) + 1, 0);
        const cutOff = error instanceof SyntaxError && index === lines.length - 1 && !endsWithLineFeed;
        fail(
          nLinesBefore + index + 1,
          start + before,
          cutOff ? 'it is cut off by the end of the file' : syntaxReason(error),
        );
        break;
      }
    }
    nLinesBefore += lines.length;
    return items;
  };

  const decodeOrNull = (bytes: Uint8Array): string | null => {
    try {
      return text.decode(bytes);
    } catch {
      return null;
    }
  };

  /** The lines before the one that is not UTF-8, which is to blame. */
  const parseUpToBadText = (start: number, end: number): Json[] => {
    let position = start;
    for (;;) {
      const lineFeed = buffer.bytes.indexOf(LINE_FEED, position);
      const lineEnd = lineFeed < 0 || lineFeed >= end ? end : lineFeed;
      if (lineEnd === end || decodeOrNull(buffer.bytes.subarray(position, lineEnd)) === null) break;
      position = lineEnd + 1;
    }
    const items = position > start ? parseLines(start, position) : [];
    if (problem === null) fail(nLinesBefore + 1, position, NOT_UTF8);
    return items;
  };

  const take = (max: number): readonly Json[] => {
    while (problem === null && isPastBom()) {
      const { start } = buffer;
      const end = findLines(max);
      if (end === start) break;
      const items = parseLines(start, end);
      buffer.consumeTo(end);
      searched = 0;
      if (items.length > 0) return items;
    }
    return NO_ITEMS;
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
    push: (bytes) => buffer.append(bytes),
    end() {
      ended = true;
    },
    take,
    skip(max) {
      if (problem !== null || !isPastBom()) return 0;
      const nItems = passLines(max);
      // Whether a last line without a line feed is cut off shows only when it is parsed.
      return nItems === 0 && ended ? take(1).length : nItems;
    },
  };
}

function isBlankLine(bytes: Uint8Array, start: number, end: number): boolean {
  for (let position = start; position < end; position++) {
    const byte = bytes[position];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
