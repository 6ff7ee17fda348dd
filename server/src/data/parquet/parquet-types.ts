/** What the Parquet reader uses of hyparquet's inner modules, under one name each. Types only. */

import type { DecodedArray, FileMetaData, ParquetParsers, RowGroup, SchemaElement, SchemaTree } from 'hyparquet';
import type { readDataPageV2 } from 'hyparquet/src/datapage.js';

export type { DecodedArray, FileMetaData, ParquetParsers, RowGroup, SchemaElement, SchemaTree };
export type ColumnDecoder = Parameters<typeof readDataPageV2>[2];
export type PageHeader = Parameters<typeof readDataPageV2>[1];
