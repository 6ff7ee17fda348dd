/**
 * One leaf column of one row group, page by page: at any time one page is decoded, and of the compressed bytes only a window is held.
 *
 * It asks for bytes (`wants`), is given them (`give`) and decodes (`decode`); it never waits. Errors are thrown with words for the user.
 */

import { assembleLists } from 'hyparquet/src/assemble.js';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, isFlatColumn } from 'hyparquet/src/schema.js';
import { checkThriftStruct, ThriftEndError } from './check-thrift.ts';
import { readPageValues } from './page-values.ts';
import { reasonOf } from './parquet-problem.ts';
import type { ColumnDecoder, DecodedArray, PageHeader } from './parquet-types.ts';
import type { ConvertedValues, ValueMapping } from './parquet-values.ts';
import { PlainBytes, type RawValues } from './plain-bytes.ts';

export interface ByteRange {
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
}

export interface ColumnReader {
  readonly path: readonly string[];
  /** Whole rows that are decoded and not taken yet. */
  readonly available: number;
  /** Upper bound of the JSON bytes of one row's value among those taken last; Infinity where nothing is known. */
  readonly maxBytes: number;
  /** Decodes on until a row is there or bytes are missing. Throws where the data is corrupt. */
  decode(): void;
  /** The next bytes of the file that `decode` needs; null while it needs none. */
  readonly wants: ByteRange | null;
  give(start: number, bytes: Uint8Array): void;
  /** The values of the next `count` rows. Throws where the data is corrupt. */
  take(count: number): readonly unknown[];
  /** Passes over the next `count` rows: at once those at hand, the rest while decoding; pages that hold no other rows are not even unpacked. */
  skip(count: number): void;
  /** Place in the file of the page that is decoded next, for error texts. */
  readonly position: number;
}

export interface ColumnReaderOptions {
  readonly decoder: ColumnDecoder;
  readonly mapping: ValueMapping;
  readonly bytes: ByteRange;
  readonly nRows: number;
  readonly nValues: number;
  /** How many bytes are asked for at once, at least. */
  readonly windowBytes: number;
}

interface FlatPage {
  /** 1 where there is a value; undefined where there is one everywhere. */
  readonly levels: readonly number[] | undefined;
  readonly raw: RawValues;
  readonly indices: Int32Array | null;
  /** Rows. */
  readonly count: number;
}

const NULL_BYTES = 4;
/** No page header is longer than that, and no page larger. */
const MAX_HEADER_BYTES = 1024 * 1024;
const MAX_PAGE_BYTES = 512 * 1024 * 1024;
const NO_BYTES = new Uint8Array(0);

export function createColumnReader(options: ColumnReaderOptions): ColumnReader {
  const { decoder, mapping, bytes: range, nRows, nValues } = options;
  const flat = isFlatColumn(decoder.schemaPath);
  const maxLevels = {
    definition: getMaxDefinitionLevel(decoder.schemaPath),
    repetition: getMaxRepetitionLevel(decoder.schemaPath),
  };
  let window: Uint8Array = NO_BYTES;
  let windowStart = range.start;
  let position = range.start;
  let wants: ByteRange | null = null;
  let dictionary: ConvertedValues | null = null;
  /** The page at hand of a flat column. */
  let page: FlatPage = { levels: undefined, raw: [], indices: null, count: 0 };
  let nextValue = 0;
  /** Rows at hand of a nested column. */
  let assembled: DecodedArray = [];
  let next = 0;
  let nDecodedValues = 0;
  let nTakenRows = 0;
  /** Rows to pass over before the next one that is taken. */
  let nOwed = 0;
  let maxBytes = flat ? 0 : Infinity;

  const ended = (): boolean => nDecodedValues >= nValues || position >= range.end;
  /** The last row of a nested column may go on in the next page. */
  const nRowsHeld = (): number => (flat ? page.count : assembled.length);
  const complete = (): number => (flat || ended() ? nRowsHeld() : Math.max(next, nRowsHeld() - 1));

  const want = (length: number): null => {
    const end = Math.min(range.end, position + Math.max(length, options.windowBytes));
    if (position + length > range.end) throw new Error('its last page reaches beyond the end of the column');
    wants = { start: position, end };
    return null;
  };

  /** The header at `position` and where its page begins; null where bytes are missing. */
  const readHeader = (): { readonly header: PageHeader; readonly start: number } | null => {
    const held = window.subarray(position - windowStart);
    if (held.length === 0) return want(1);
    try {
      const length = checkThriftStruct(held, 0);
      const header = parquetHeader({ view: new DataView(held.buffer, held.byteOffset, length), offset: 0 });
      return { header, start: position + length };
    } catch (error) {
      const mayGoOn = held.length < MAX_HEADER_BYTES && position + held.length < range.end;
      if (!(error instanceof ThriftEndError && mayGoOn)) {
        throw new Error(`its page header cannot be read (${reasonOf(error)})`, { cause: error });
      }
    }
    return want(Math.min(range.end - position, 2 * held.length));
  };

  const decodePage = (): boolean => {
    const found = readHeader();
    if (found === null) return false;
    const { header, start } = found;
    const length = header.compressed_page_size;
    if (!(length >= 0 && length <= MAX_PAGE_BYTES && header.uncompressed_page_size <= MAX_PAGE_BYTES)) {
      throw new Error(`its page header tells of ${length} bytes`);
    }
    const end = start + length;
    if (isOwedWhole(header)) {
      position = end;
      return true;
    }
    if (end > windowStart + window.length) {
      want(end - position);
      return false;
    }
    const body = window.subarray(start - windowStart, end - windowStart);
    if (header.type === 'DICTIONARY_PAGE') readDictionary(body, header);
    else if (header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2') readValues(body, header);
    else if (header.type !== 'INDEX_PAGE') throw new Error('its page has an unknown type');
    position = end;
    return true;
  };

  /** Counts a page of which no row will be taken as passed over. Where rows begin in a page of lists only its levels tell. */
  const isOwedWhole = (header: PageHeader): boolean => {
    const count = (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? -1;
    if (!flat || nOwed === 0 || count < 0 || count > nOwed) return false;
    checkCount(count, nValues - nDecodedValues);
    nDecodedValues += count;
    nTakenRows += count;
    nOwed -= count;
    return true;
  };

  /** Passes over rows at hand. */
  const payOwed = (): void => {
    const count = Math.min(nOwed, complete() - next);
    if (count <= 0) return;
    if (flat) nextValue += presentValues(page, next, next + count);
    next += count;
    nTakenRows += count;
    nOwed -= count;
  };

  const readDictionary = (page: Uint8Array, header: PageHeader): void => {
    const count = header.dictionary_page_header?.num_values ?? 0;
    checkCount(count, header.uncompressed_page_size);
    const plain = decompressPage(page, header.uncompressed_page_size, decoder.codec, decoder.compressors);
    const reader = { view: new DataView(plain.buffer, plain.byteOffset, plain.length), offset: 0 };
    const entries =
      decoder.type === 'BYTE_ARRAY'
        ? new PlainBytes(plain, count)
        : readPlain(reader, decoder.type, count, decoder.element.type_length);
    dictionary = mapping.convert(entries, 0, count);
  };

  const readValues = (bytes: Uint8Array, header: PageHeader): void => {
    const count = (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? -1;
    checkCount(count, nValues - nDecodedValues);
    const { definitionLevels, repetitionLevels, raw, indices } = readPageValues(bytes, header, decoder, maxLevels);
    nDecodedValues += count;
    if (flat) {
      page = { levels: definitionLevels, raw, indices, count };
      nextValue = 0;
    } else {
      const begun: unknown[] = next < nRowsHeld() ? [assembled[assembled.length - 1]] : [];
      const length = indices?.length ?? raw.length;
      const values = convert(raw, indices, 0, length).values as unknown[];
      assembled = assembleLists(begun, definitionLevels, repetitionLevels ?? [], values, decoder.schemaPath);
    }
    next = 0;
  };

  const convert = (raw: RawValues, indices: Int32Array | null, from: number, to: number): ConvertedValues =>
    indices === null ? mapping.convert(raw, from, to) : lookUp(indices, from, to);

  const lookUp = (indices: Int32Array, from: number, to: number): ConvertedValues => {
    if (dictionary === null) throw new Error('its dictionary is missing');
    const { values: entries, maxBytes: bytes } = dictionary;
    const values: unknown[] = [];
    for (let index = from; index < to; index++) {
      const value = entries[indices[index] as number];
      if (value === undefined) throw new Error(`its dictionary has no entry ${String(indices[index])}`);
      values.push(value);
    }
    return { values, maxBytes: bytes };
  };

  /** Values become JSON when they are taken, some at a time: a whole page of them would be a large piece of garbage. */
  const takeFlat = ({ levels, raw, indices }: FlatPage, count: number): readonly unknown[] => {
    if (levels === undefined) {
      const { values, maxBytes: bytes } = convert(raw, indices, nextValue, nextValue + count);
      nextValue += count;
      maxBytes = Math.max(NULL_BYTES, bytes);
      return values;
    }
    const end = next + count;
    const present = presentValues(page, next, end);
    const { values, maxBytes: bytes } = convert(raw, indices, nextValue, nextValue + present);
    nextValue += present;
    maxBytes = Math.max(NULL_BYTES, bytes);
    const rows: unknown[] = [];
    let value = 0;
    for (let index = next; index < end; index++) rows.push(levels[index] === 1 ? values[value++] : null);
    return rows;
  };

  return {
    path: decoder.schemaPath.slice(1).map(({ element }) => element.name),
    get available() {
      return complete() - next;
    },
    get maxBytes() {
      return maxBytes;
    },
    get wants() {
      return wants;
    },
    get position() {
      return position;
    },
    decode() {
      if (wants !== null) return;
      for (payOwed(); complete() - next < 1; payOwed()) {
        if (ended()) throw new Error(`it holds ${nTakenRows} rows instead of ${nRows}`);
        if (!decodePage()) return;
      }
    },
    skip(count) {
      nOwed += count;
      payOwed();
      // What is wanted may stand elsewhere now.
      if (nOwed > 0) wants = null;
    },
    give(start, bytes) {
      window = bytes;
      windowStart = start;
      wants = null;
    },
    take(count) {
      const values = flat ? takeFlat(page, count) : assembled.slice(next, next + count);
      next += count;
      nTakenRows += count;
      return values as readonly unknown[];
    },
  };
}

/** How many of the rows have a value. */
function presentValues({ levels }: FlatPage, start: number, end: number): number {
  if (levels === undefined) return end - start;
  let present = 0;
  for (let index = start; index < end; index++) if (levels[index] === 1) present++;
  return present;
}

function checkCount(count: number, most: number): void {
  if (!(count >= 0 && count <= most)) throw new Error(`its page header tells of ${count} values`);
}
