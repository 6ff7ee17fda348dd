/**
 * One data page: its levels and its raw values, of both versions of the format. Levels and indices are read by our own bounded reader,
 * so that a corrupt page ends in a problem rather than in a loop.
 */

import { decompressPage } from 'hyparquet/src/datapage.js';
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from 'hyparquet/src/delta.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { readHybridRuns } from './hybrid-runs.ts';
import type { ColumnDecoder, PageHeader } from './parquet-types.ts';
import { PlainBytes, type RawValues } from './plain-bytes.ts';

export interface MaxLevels {
  readonly definition: number;
  readonly repetition: number;
}

export interface PageValues {
  /** Undefined where all values are there. */
  readonly definitionLevels: number[] | undefined;
  /** Undefined in columns without lists. */
  readonly repetitionLevels: number[] | undefined;
  /** The values that are there, unless they are `indices`. */
  readonly raw: RawValues;
  /** Places in the column's dictionary. */
  readonly indices: Int32Array | null;
}

interface Cut {
  readonly definitions: Uint8Array | null;
  readonly repetitions: Uint8Array | null;
  readonly values: Uint8Array;
  readonly count: number;
  readonly encoding: string;
}

export function readPageValues(
  page: Uint8Array,
  header: PageHeader,
  decoder: ColumnDecoder,
  max: MaxLevels,
): PageValues {
  const cut =
    header.data_page_header_v2 === undefined ? cutV1(page, header, decoder, max) : cutV2(page, header, decoder);
  const { count } = cut;
  const repetitions = max.repetition === 0 ? undefined : readLevels(cut.repetitions, max.repetition, count);
  const definitions = max.definition === 0 ? undefined : readLevels(cut.definitions, max.definition, count);
  let present = count;
  if (definitions !== undefined) for (const level of definitions) if (level !== max.definition) present--;
  const values = readValues(cut, present, decoder);
  const length = values.indices?.length ?? values.raw.length;
  if (length !== present) throw new Error(`its page holds ${length} values instead of ${present}`);
  // Typed memory serves as well as the arrays that hyparquet's types ask for.
  return {
    definitionLevels: present === count ? undefined : (definitions as unknown as number[]),
    repetitionLevels: repetitions as unknown as number[] | undefined,
    ...values,
  };
}

function cutV1(page: Uint8Array, header: PageHeader, decoder: ColumnDecoder, max: MaxLevels): Cut {
  const details = header.data_page_header;
  if (details === undefined) throw new Error('its page header is incomplete');
  const plain = decompressPage(page, header.uncompressed_page_size, decoder.codec, decoder.compressors);
  let offset = 0;
  const levels = (encoding: string): Uint8Array => {
    if (encoding !== 'RLE') throw new Error(`its levels are encoded as ${encoding}, which is not supported`);
    const [start, end] = prefixed(plain, offset);
    offset = end;
    return plain.subarray(start, end);
  };
  const repetitions = max.repetition === 0 ? null : levels(details.repetition_level_encoding);
  const definitions = max.definition === 0 ? null : levels(details.definition_level_encoding);
  const { num_values: count, encoding } = details;
  return { repetitions, definitions, values: plain.subarray(offset), count, encoding };
}

function cutV2(page: Uint8Array, header: PageHeader, decoder: ColumnDecoder): Cut {
  const details = header.data_page_header_v2;
  if (details === undefined) throw new Error('its page header is incomplete');
  const { repetition_levels_byte_length: nRepetitions, definition_levels_byte_length: nDefinitions } = details;
  const levelBytes = nRepetitions + nDefinitions;
  if (!(nRepetitions >= 0 && nDefinitions >= 0 && levelBytes <= page.length)) {
    throw new Error(`its page header tells of ${levelBytes} bytes of levels`);
  }
  const rest = page.subarray(levelBytes);
  const size = header.uncompressed_page_size - levelBytes;
  const packed = details.is_compressed !== false && rest.length > 0;
  return {
    repetitions: page.subarray(0, nRepetitions),
    definitions: page.subarray(nRepetitions, levelBytes),
    values: packed ? decompressPage(rest, size, decoder.codec, decoder.compressors) : rest,
    count: details.num_values,
    encoding: details.encoding,
  };
}

function readLevels(bytes: Uint8Array | null, max: number, count: number): Int32Array {
  if (bytes === null) throw new Error('its levels are missing');
  const levels = readHybridRuns(bytes, 32 - Math.clz32(max), count);
  for (const level of levels)
    if (level > max) throw new Error(`it has a level ${level}, but at most ${max} is possible`);
  return levels;
}

function readValues(
  { values: bytes, encoding }: Cut,
  count: number,
  { type, element }: ColumnDecoder,
): Pick<PageValues, 'raw' | 'indices'> {
  if (count === 0) return { raw: [], indices: null };
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  switch (encoding) {
    case 'PLAIN':
      if (type === 'BYTE_ARRAY') return { raw: new PlainBytes(bytes, count), indices: null };
      return { raw: readPlain(reader, type, count, element.type_length), indices: null };
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      return { raw: [], indices: readHybridRuns(bytes.subarray(1), bytes[0] ?? 0, count) };
    case 'RLE': {
      if (type !== 'BOOLEAN') throw new Error(`its values of type ${type} are encoded as RLE`);
      const [start, end] = prefixed(bytes, 0);
      return { raw: Array.from(readHybridRuns(bytes.subarray(start, end), 1, count), Boolean), indices: null };
    }
    case 'DELTA_BINARY_PACKED': {
      const raw = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
      deltaBinaryUnpack(reader, count, raw);
      return { raw, indices: null };
    }
    case 'DELTA_LENGTH_BYTE_ARRAY':
    case 'DELTA_BYTE_ARRAY': {
      const raw = new Array<Uint8Array>(count);
      if (encoding === 'DELTA_BYTE_ARRAY') deltaByteArray(reader, count, raw);
      else deltaLengthByteArray(reader, count, raw);
      return { raw, indices: null };
    }
    case 'BYTE_STREAM_SPLIT':
      return { raw: byteStreamSplit(reader, count, type, element.type_length), indices: null };
    default:
      throw new Error(`it is encoded as ${encoding}, which is not supported`);
  }
}

/** Start and end of bytes whose length stands before them in four bytes. */
function prefixed(bytes: Uint8Array, offset: number): readonly [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = offset + 4;
  const end = start + view.getUint32(offset, true);
  if (end > bytes.length) throw new Error('its page ends too early');
  return [start, end];
}
