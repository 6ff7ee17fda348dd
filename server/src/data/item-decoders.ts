/** All decoders under one roof, in the shape that Map Runs ask for. */

import { createCsvDecoder, type CsvDecoderOptions } from './csv.ts';
import type { ItemDecoder, ItemTable, RandomAccessBytes } from './decode-types.ts';
import { decompressed } from './gzip.ts';
import { createJsonDecoder, type JsonDecoderOptions } from './json-document.ts';
import { createJsonLinesDecoder } from './json-lines.ts';
import { createParquetItems } from './parquet-items.ts';

export const itemDecoders = {
  json: (options: JsonDecoderOptions): ItemDecoder => createJsonDecoder(options),
  jsonLines: (): ItemDecoder => createJsonLinesDecoder(),
  csv: (options: CsvDecoderOptions): ItemDecoder => createCsvDecoder(options),
  parquet: (file: RandomAccessBytes): ItemTable => createParquetItems(file),
  decompress: decompressed,
};
