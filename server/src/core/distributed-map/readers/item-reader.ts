/** What a reader of an ItemReader is: one row of `reader-table.ts`, keyed by ASL's own words. */

import type { Json, JsonObject } from '../../base/json.ts';
import type { ItemDecoder, ItemDecoders, ItemTable } from '../item-decoders.ts';
import type { ItemSource } from '../item-source.ts';
import type { AccessConditions, ListingConditions, ObjectStore, RandomAccessBytes } from '../object-store.ts';

export type InputType = 'JSON' | 'JSONL' | 'CSV' | 'PARQUET' | 'MANIFEST';

/** What readers need of the world. */
export interface ReaderWorld {
  readonly store: ObjectStore;
  readonly decoders: ItemDecoders;
}

/** `ReaderConfig`, as far as it is no expression. */
export interface ReaderConfig {
  readonly inputType: string | null;
  readonly transformation: string;
  readonly fields: JsonObject;
}

/** Decodes one object's bytes; the same for an S3 object, a listed object and a mock's data file. */
export type FileFormat = StreamedFormat | TableFormat;

interface NamedFormat {
  readonly inputType: InputType;
  /** For error texts: `JSON Lines`. */
  readonly title: string;
}

/** Read from the start to the end. */
export interface StreamedFormat extends NamedFormat {
  readonly access: 'streamed';
  createDecoder(config: ReaderConfig, decoders: ItemDecoders): ItemDecoder;
}

/** Read here and there. */
export interface TableFormat extends NamedFormat {
  readonly access: 'random';
  createTable(decoders: ItemDecoders, file: RandomAccessBytes): ItemTable;
}

/** Evaluated `Parameters` or `Arguments`. */
export interface ReaderArguments {
  readonly bucket: string;
  readonly key: string;
  readonly prefix: string;
  readonly conditions: AccessConditions;
  /** What a listing leaves out, beside what has not the prefix. */
  readonly narrowing?: Pick<ListingConditions, 'startAfter' | 'delimiter'>;
}

export interface ItemReader {
  readonly resource: 's3:getObject' | 's3:listObjectsV2';
  readonly transformation: 'NONE' | 'LOAD_AND_FLATTEN';
  /** `$$.Map.Item.Source` and the source's name in events. */
  sourceName(args: ReaderArguments): string;
  open(args: ReaderArguments, config: ReaderConfig, format: FileFormat | null, world: ReaderWorld): ItemSource;
}

export function textField(fields: JsonObject, name: string): string | null {
  const value: Json | undefined = fields[name];
  return typeof value === 'string' ? value : null;
}
