/**
 * The items of one JSON document: the elements of an array or the entries of an object, at the root or where a pointer leads. The document
 * is never held as a whole, so its size does not matter; each run of items is parsed at once.
 */

import type { Json } from '../core/base/json.ts';
import { createByteBuffer, MAX_ITEM_BYTES, MAX_ITEM_DEPTH, MAX_JSON_GROWTH, startsWithBom } from './byte-buffer.ts';
import { NO_ITEMS, syntaxReason, type DecodeProblem, type ItemDecoder } from './decode-types.ts';
import { locatePointer, pointerTokens } from './json-pointer.ts';
import { createJsonScanner, isJsonBlank, type JsonScanner } from './json-scanner.ts';

/** A pointer's target must begin within the first 16 MB (AWS developer guide, ItemReader). */
const POINTER_REACH = 16 * 1024 * 1024;
const NO_NAME = 'an entry needs a name in quotes and a value';

export interface JsonDecoderOptions {
  /** RFC 6901; empty for the whole document. */
  readonly pointer: string;
}

export function createJsonDecoder(options: JsonDecoderOptions): ItemDecoder {
  const tokens = pointerTokens(options.pointer);
  const buffer = createByteBuffer();
  const text = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
  let ended = false;
  let phase: 'locate' | 'items' | 'tail' | 'done' = 'locate';
  let tryLocateAt = 1;
  let atFileStart = true;
  let scanner: JsonScanner | null = null;
  let entries = false;
  /** How far the scanner has come. */
  let position = 0;
  let closed = false;
  /** Bytes from `buffer.start` that the scanner has seen. */
  let scanned = 0;
  let nItems = 0;
  let maxItemBytes = 0;
  let problem: DecodeProblem | null = null;
  const separators: number[] = [];
  const colons: number[] = [];

  const fail = (kind: DecodeProblem['kind'], message: string): void => {
    problem = { kind, message };
    phase = 'done';
  };
  const place = (at: number): string => `byte ${buffer.offset + at}`;
  const failItem = (index: number, itemStart: number, reason: string): void => {
    fail('malformed', `item ${index} (${place(itemStart)}) is not a JSON value: ${reason}`);
  };
  const failMissing = (index: number, itemStart: number): void => {
    fail('malformed', `item ${index} (${place(itemStart)}) is missing: a comma too many`);
  };

  const locate = (): boolean => {
    if (atFileStart) {
      if (buffer.end - buffer.start < 3 && !ended) return false;
      if (startsWithBom(buffer.bytes, buffer.start)) buffer.consumeTo(buffer.start + 3);
      atFileStart = false;
    }
    if (tokens === null) {
      fail('no-target', `"${options.pointer}" is not a JSON pointer`);
      return false;
    }
    const length = buffer.end - buffer.start;
    if (!ended && length < tryLocateAt) return false;
    const target = locatePointer(buffer.bytes, buffer.start, buffer.end, tokens);
    if (target.kind === 'more') {
      tryLocateAt = tokens.length === 0 ? 1 : 2 * length;
      if (ended)
        fail('malformed', length === 0 ? 'the file is empty' : `the text ends too early, at ${place(buffer.end)}`);
      else if (tokens.length > 0 && length > POINTER_REACH)
        fail('no-target', 'the pointer has no target in the first 16 MB');
      else if (tokens.length === 0) buffer.consumeTo(buffer.end);
      return false;
    }
    if (target.kind === 'missing') fail('no-target', `"${options.pointer}" leads nowhere`);
    else if (target.kind === 'malformed') fail('malformed', `unexpected text at ${place(target.position)}`);
    else enter(target.position);
    return problem === null;
  };

  const enter = (position: number): void => {
    const byte = buffer.bytes[position];
    if (byte === 0x5b || byte === 0x7b) {
      entries = byte === 0x7b;
      scanner = createJsonScanner(entries ? 'object' : 'array');
      buffer.consumeTo(position + 1);
      phase = 'items';
    } else if (
      byte === 0x22 ||
      byte === 0x2d ||
      (byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || 'tfn'.includes(String.fromCharCode(byte))))
    )
      fail('not-iterable', `the value at ${place(position)} is neither an array nor an object`);
    else fail('malformed', `unexpected text at ${place(position)}`);
  };

  /**
   * Goes on to the end of the next item; where it is, or -1: more bytes are needed, the container is closed, or something is wrong. `index`
   * is the item's place, `itemStart` where it begins.
   */
  const findItemEnd = (scan: JsonScanner, index: number, itemStart: number): number => {
    position = scan.scan(buffer.bytes, position, buffer.end);
    const itemEnd = position - 1;
    switch (scan.stop) {
      case 'more':
        return -1;
      case 'wrong-bracket':
        fail('malformed', `the ${entries ? 'object' : 'array'} is closed by the wrong bracket at ${place(itemEnd)}`);
        return -1;
      case 'too-deep':
        fail('malformed', `item ${index} (${place(itemStart)}) is nested more than ${MAX_ITEM_DEPTH} deep`);
        return -1;
      case 'closed':
        closed = true;
        return index === 0 && isBlankRange(buffer.bytes, itemStart, itemEnd) ? -1 : itemEnd;
      case 'separator':
        return itemEnd;
    }
  };

  const takeItems = (max: number, scan: JsonScanner): readonly Json[] => {
    const { start } = buffer;
    separators.length = 0;
    colons.length = 0;
    position = start + scanned;
    let itemStart = start;
    let longest = 0;
    while (separators.length < max && !closed) {
      const itemEnd = findItemEnd(scan, nItems + separators.length, itemStart);
      if (itemEnd < 0) break;
      separators.push(itemEnd);
      if (entries) colons.push(scan.colon);
      scan.nextItem();
      if (itemEnd - itemStart > longest) longest = itemEnd - itemStart;
      itemStart = position;
    }
    maxItemBytes = longest * MAX_JSON_GROWTH + (entries ? 32 : 0);
    const items = separators.length === 0 ? NO_ITEMS : parseItems(start);
    leaveAt(itemStart, items.length);
    return items;
  };

  const skipItems = (max: number, scan: JsonScanner): number => {
    const { bytes, start } = buffer;
    position = start + scanned;
    let itemStart = start;
    let nSkipped = 0;
    while (nSkipped < max && !closed) {
      const itemEnd = findItemEnd(scan, nItems + nSkipped, itemStart);
      if (itemEnd < 0) break;
      if (isBlankRange(bytes, itemStart, itemEnd)) {
        failMissing(nItems + nSkipped, itemStart);
        break;
      }
      if (entries && scan.colon < 0) {
        failItem(nItems + nSkipped, itemStart, NO_NAME);
        break;
      }
      scan.nextItem();
      nSkipped++;
      itemStart = position;
    }
    leaveAt(itemStart, nSkipped);
    return nSkipped;
  };

  /** `nFound` items are behind, what begins at `itemStart` comes next. */
  const leaveAt = (itemStart: number, nFound: number): void => {
    const next = closed ? position : itemStart;
    buffer.consumeTo(next);
    scanned = position - next;
    if (problem !== null) return;
    nItems += nFound;
    if (closed) phase = options.pointer === '' ? 'tail' : 'done';
    else if (nFound === 0 && ended) {
      const kind = entries ? 'object' : 'array';
      fail(
        'malformed',
        `the text ends at ${place(buffer.end)} inside the ${kind}; item ${nItems} (${place(itemStart)}) is cut off`,
      );
    } else if (nFound === 0 && scanned > MAX_ITEM_BYTES) {
      fail('malformed', `item ${nItems} (${place(itemStart)}) is longer than ${MAX_ITEM_BYTES} bytes`);
    }
  };

  const parseItems = (start: number): readonly Json[] => {
    const end = separators[separators.length - 1] as number;
    const { bytes } = buffer;
    for (const colon of colons) if (colon >= 0) bytes[colon] = 0x2c;
    try {
      const values = JSON.parse(`[${text.decode(bytes.subarray(start, end))}]`) as Json[];
      if (!entries && values.length === separators.length) return values;
      if (entries && values.length === 2 * separators.length) {
        const items: Json[] = [];
        for (let index = 0; index < values.length; index += 2) {
          if (typeof values[index] !== 'string') break;
          items.push({ Key: values[index] as string, Value: values[index + 1] as Json });
        }
        if (items.length === separators.length) return items;
      }
    } catch {
      // The item to blame is found below.
    }
    return parseOneByOne(start);
  };

  const parseOneByOne = (start: number): readonly Json[] => {
    const items: Json[] = [];
    let itemStart = start;
    for (let index = 0; index < separators.length; index++) {
      const itemEnd = separators[index] as number;
      const colon = entries ? (colons[index] as number) : -1;
      if (isBlankRange(buffer.bytes, itemStart, itemEnd)) {
        failMissing(nItems + index, itemStart);
        break;
      }
      try {
        if (entries && colon < 0) throw new SyntaxError(NO_NAME);
        if (!entries) items.push(JSON.parse(text.decode(buffer.bytes.subarray(itemStart, itemEnd))) as Json);
        else {
          const key: unknown = JSON.parse(text.decode(buffer.bytes.subarray(itemStart, colon)));
          if (typeof key !== 'string') throw new SyntaxError('an entry needs a name in quotes');
          items.push({ Key: key, Value: JSON.parse(text.decode(buffer.bytes.subarray(colon + 1, itemEnd))) as Json });
        }
      } catch (error) {
        failItem(nItems + index, itemStart, syntaxReason(error));
        break;
      }
      itemStart = itemEnd + 1;
    }
    return items;
  };

  const checkTail = (): void => {
    const { bytes, start, end } = buffer;
    let at = start;
    while (at < end && isJsonBlank(bytes[at])) at++;
    if (at < end) fail('malformed', `unexpected text after the end of the document, at ${place(at)}`);
    else {
      buffer.consumeTo(end);
      if (ended) phase = 'done';
    }
  };

  return {
    get entries() {
      return entries;
    },
    get maxItemBytes() {
      return maxItemBytes;
    },
    get problem() {
      return problem;
    },
    get done() {
      return phase === 'done';
    },
    push(bytes) {
      if (phase === 'done') return;
      const before = buffer.start;
      buffer.append(bytes);
      scanner?.shift(before);
    },
    end() {
      ended = true;
    },
    skip(max) {
      if (phase === 'locate' && !locate()) return 0;
      if (phase === 'items' && scanner !== null) {
        const nSkipped = skipItems(max, scanner);
        if (nSkipped > 0) return nSkipped;
      }
      if (phase === 'tail') checkTail();
      return 0;
    },
    take(max) {
      if (phase === 'locate' && !locate()) return NO_ITEMS;
      if (phase === 'items' && scanner !== null) {
        const items = takeItems(max, scanner);
        if (items.length > 0) return items;
      }
      if (phase === 'tail') checkTail();
      return NO_ITEMS;
    },
  };
}

function isBlankRange(bytes: Uint8Array, start: number, end: number): boolean {
  for (let position = start; position < end; position++) if (!isJsonBlank(bytes[position])) return false;
  return true;
}
