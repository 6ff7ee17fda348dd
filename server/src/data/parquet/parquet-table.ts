/**
 * A Parquet file as items, one object a row: row group after row group, and in it page after page, with reads at any place of the file.
 *
 * Memory is bounded by one page of each column and the windows of bytes they come from, whatever the size of the file or of its row groups.
 */

import { parquetMetadata, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import type { Json } from '../../core/base/json.ts';
import { type DecodeProblem, type ItemTable, type RandomAccessBytes } from '../decode-types.ts';
import { checkThriftStruct } from './check-thrift.ts';
import { createColumnReader, type ByteRange, type ColumnReader } from './column-reader.ts';
import type { ColumnDecoder, DecodedArray, FileMetaData, RowGroup, SchemaTree } from './parquet-types.ts';
import { reasonOf } from './parquet-problem.ts';
import { createValueMapping, plainJson, setField } from './parquet-values.ts';

/** What is read of the end of the file at first; most footers are shorter. */
const FOOTER_GUESS_BYTES = 64 * 1024;
/** The service's own limits (AWS developer guide, ItemReader). */
const MAX_FOOTER_BYTES = 5 * 1024 * 1024;
const MAX_ROW_GROUP_BYTES = 256 * 1024 * 1024;
/** A row group up to this size is read at once; the columns of a larger one share as much. */
const WINDOW_BYTES = 16 * 1024 * 1024;
const MIN_COLUMN_WINDOW_BYTES = 64 * 1024;
const MAGIC = 'PAR1';

/** One top-level column: a leaf, or the leaves it is assembled of. */
interface TopColumn {
  readonly name: string;
  readonly tree: SchemaTree;
  readonly leaves: readonly ColumnReader[];
}

interface OpenRowGroup {
  readonly columns: readonly TopColumn[];
  readonly leaves: readonly ColumnReader[];
  rowsLeft: number;
}

export function createParquetTable(file: RandomAccessBytes): ItemTable {
  let metadata: FileMetaData | null = null;
  let schema: SchemaTree | null = null;
  let group: OpenRowGroup | null = null;
  let nextGroup = 0;
  let problem: DecodeProblem | null = null;
  let done = false;
  let maxItemBytes = Infinity;
  let bytesRead = 0;
  /** What stands before a reason, to name the place it happened at. */
  let place = '';

  const fail = (reason: string): void => {
    problem ??= { kind: 'malformed', message: place + reason };
    done = true;
  };
  /** What is corrupt is thrown by the decoders, some of them others' work: it becomes the problem, with its place. */
  const guarded = <T>(action: () => T): T | null => {
    try {
      return action();
    } catch (error) {
      fail(reasonOf(error));
      return null;
    }
  };

  const read = async ({ start, end }: ByteRange): Promise<Uint8Array> => {
    const bytes = await file.read(start, end - start);
    bytesRead += bytes.length;
    if (bytes.length < end - start) throw new Error(`it ends at byte ${start + bytes.length}, before byte ${end}`);
    return bytes;
  };

  const openFile = async (): Promise<void> => {
    const { size } = file;
    const tail = await read({ start: Math.max(0, size - FOOTER_GUESS_BYTES), end: size });
    const head = size <= tail.length ? tail : await read({ start: 0, end: 4 });
    const footerBytes = guarded(() => footerLength(head, tail, size));
    if (footerBytes === null) return;
    const whole = footerBytes <= tail.length ? tail : await read({ start: size - footerBytes, end: size });
    place = `its footer (from byte ${size - footerBytes}) cannot be read: `;
    guarded(() => {
      const footer = whole.subarray(whole.length - footerBytes);
      checkThriftStruct(footer.subarray(0, -8), 0);
      const parsed = parquetMetadata(footer, { geoparquet: false });
      nameLists(parsed);
      schema = parquetSchema(parsed);
      metadata = parsed;
    });
    place = '';
  };

  const openRowGroup = (file_: FileMetaData, tree: SchemaTree): void => {
    const found = file_.row_groups[nextGroup];
    if (found === undefined) {
      done = true;
      return;
    }
    place = `row group ${nextGroup} `;
    nextGroup++;
    guarded(() => {
      group = openGroup(found, tree, file.size);
    });
  };

  /** The row group that the next row is in; null before the footer has been read, at the end and where something is wrong. */
  const nonEmptyGroup = (): OpenRowGroup | null => {
    while (!done && metadata !== null && schema !== null) {
      if (group !== null && group.rowsLeft > 0) return group;
      openRowGroup(metadata, schema);
    }
    return null;
  };

  const fetchWindows = async ({ leaves }: OpenRowGroup): Promise<void> => {
    const wanting = leaves.filter(({ wants }) => wants !== null);
    if (wanting.length === 0) return;
    const start = Math.min(...wanting.map(({ wants }) => wants?.start ?? 0));
    const end = Math.max(...wanting.map(({ wants }) => wants?.end ?? 0));
    if (end - start <= WINDOW_BYTES) {
      const bytes = await read({ start, end });
      for (const { wants, give } of wanting) {
        if (wants !== null) give(wants.start, bytes.subarray(wants.start - start, wants.end - start));
      }
      return;
    }
    for (const leaf of wanting) {
      if (leaf.wants !== null) leaf.give(leaf.wants.start, await read(leaf.wants));
    }
  };

  /** Decodes what columns lack; how many rows all of them have then. */
  const availableRows = ({ leaves, rowsLeft }: OpenRowGroup): number => {
    let available = rowsLeft;
    for (const leaf of leaves) {
      if (leaf.available === 0) {
        place = `column ${leaf.path.join('.')} of row group ${nextGroup - 1} (byte ${leaf.position}) is corrupt: `;
        leaf.decode();
      }
      if (leaf.available < available) available = leaf.available;
    }
    return available;
  };

  return {
    get done() {
      return done;
    },
    get problem() {
      return problem;
    },
    get maxItemBytes() {
      return maxItemBytes;
    },
    get bytesRead() {
      return bytesRead;
    },
    skip(max) {
      let nRows = 0;
      while (nRows < max) {
        const current = nonEmptyGroup();
        if (current === null) break;
        const count = Math.min(max - nRows, current.rowsLeft);
        current.rowsLeft -= count;
        nRows += count;
        // Of a row group that is passed over to its end nothing is read.
        if (current.rowsLeft > 0) for (const leaf of current.leaves) leaf.skip(count);
      }
      return nRows;
    },
    take(max) {
      const rows: Json[] = [];
      maxItemBytes = 0;
      while (rows.length < max) {
        const current = nonEmptyGroup();
        if (current === null) break;
        const count = Math.min(max - rows.length, guarded(() => availableRows(current)) ?? 0);
        if (done || count === 0) break;
        current.rowsLeft -= count;
        place = `row group ${nextGroup - 1} is corrupt: `;
        guarded(() => takeRows(current.columns, count, rows));
        maxItemBytes = Math.max(maxItemBytes, rowBytes(current.columns));
      }
      return rows;
    },
    async fetch() {
      if (metadata === null) await openFile();
      else if (group !== null) await fetchWindows(group);
    },
    close: () => file.close(),
  };
}

/** How many bytes at the end of the file are footer. Throws where it is no Parquet file. */
function footerLength(head: Uint8Array, tail: Uint8Array, size: number): number {
  if (size === 0) throw new Error('the file is empty');
  const begins = latin1(head.subarray(0, 4));
  const ends = latin1(tail.subarray(-4));
  if (ends === 'PARE') throw new Error('the file is encrypted');
  if (begins === MAGIC && (ends !== MAGIC || size < 12)) {
    throw new Error(`the file is cut off: its last four bytes are not ${MAGIC}`);
  }
  if (head[0] === 0x1f && head[1] === 0x8b) throw new Error('the file is gzip data; Parquet is compressed inside');
  if (begins !== MAGIC || ends !== MAGIC) throw new Error(`the file does not begin and end with ${MAGIC}`);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  const length = view.getUint32(tail.length - 8, true);
  if (length > size - 12) throw new Error(`its footer is said to have ${length} bytes, but the file has ${size}`);
  if (length > MAX_FOOTER_BYTES) {
    throw new Error(`its footer has ${length} bytes; at most ${MAX_FOOTER_BYTES} are allowed`);
  }
  return length + 8;
}

/** Newer writers name lists and maps by their logical type only. */
function nameLists(metadata: FileMetaData): void {
  for (const element of metadata.schema) {
    const named = element.logical_type?.type;
    if (named === 'LIST' || named === 'MAP') element.converted_type ??= named;
  }
}

function openGroup(group: RowGroup, schema: SchemaTree, fileSize: number): OpenRowGroup {
  const compressedBytes = group.columns.reduce(
    (sum, { meta_data }) => sum + Number(meta_data?.total_compressed_size ?? 0),
    0,
  );
  if (compressedBytes > MAX_ROW_GROUP_BYTES) {
    throw new Error(`has ${compressedBytes} bytes; at most ${MAX_ROW_GROUP_BYTES} are allowed`);
  }
  const windowBytes = Math.max(MIN_COLUMN_WINDOW_BYTES, Math.floor(WINDOW_BYTES / Math.max(1, group.columns.length)));
  const columns = schema.children.map((tree): TopColumn => ({
    name: tree.element.name,
    tree,
    leaves: leafPaths(tree, [schema]).map((path) => openColumn(group, path, windowBytes, fileSize)),
  }));
  return { columns, leaves: columns.flatMap(({ leaves }) => leaves), rowsLeft: countOf(group.num_rows) };
}

/** Every leaf below `tree`, with the way to it from the schema's root. */
function leafPaths(tree: SchemaTree, above: readonly SchemaTree[]): SchemaTree[][] {
  const path = [...above, tree];
  return tree.children.length === 0 ? [path] : tree.children.flatMap((child) => leafPaths(child, path));
}

function openColumn(group: RowGroup, schemaPath: SchemaTree[], windowBytes: number, fileSize: number): ColumnReader {
  const leaf = schemaPath[schemaPath.length - 1] as SchemaTree;
  const name = leaf.path.join('.');
  const chunk = group.columns.find(({ meta_data }) => meta_data?.path_in_schema.join('.') === name);
  const meta = chunk?.meta_data;
  if (chunk === undefined || meta === undefined) throw new Error(`lacks the column ${name}`);
  if (chunk.crypto_metadata !== undefined) throw new Error(`holds the column ${name} encrypted`);
  if (chunk.file_path !== undefined) throw new Error(`has the column ${name} in another file, ${chunk.file_path}`);
  if (meta.codec !== 'UNCOMPRESSED' && compressors[meta.codec] === undefined) {
    throw new Error(`has the column ${name} compressed with ${meta.codec}, which cannot be read`);
  }
  const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset) || Number(meta.data_page_offset);
  const end = start + Number(meta.total_compressed_size);
  if (!(start >= 4 && end >= start && end <= fileSize - 8)) {
    throw new Error(`has the column ${name} in bytes ${start} to ${end}, but the file has ${fileSize} bytes`);
  }
  const decoder: ColumnDecoder = {
    pathInSchema: meta.path_in_schema,
    type: meta.type,
    element: leaf.element,
    schemaPath,
    codec: meta.codec,
    parsers: DEFAULT_PARSERS,
    compressors,
  };
  try {
    return createColumnReader({
      decoder,
      mapping: createValueMapping({ ...leaf.element, type: meta.type }),
      bytes: { start, end },
      nRows: countOf(group.num_rows),
      nValues: countOf(meta.num_values),
      windowBytes,
    });
  } catch (error) {
    throw new Error(`has a column ${name} that ${reasonOf(error)}`, { cause: error });
  }
}

/** Adds the next `count` rows to `rows`. */
function takeRows(columns: readonly TopColumn[], count: number, rows: Json[]): void {
  const first = rows.length;
  for (let index = 0; index < count; index++) rows.push({});
  for (const column of columns) {
    const { name } = column;
    const values = guardedValues(column, count);
    for (let index = 0; index < count; index++) {
      setField(rows[first + index] as Record<string, Json>, name, values[index] as Json);
    }
  }
}

function guardedValues(column: TopColumn, count: number): ArrayLike<unknown> {
  try {
    return valuesOf(column, count);
  } catch (error) {
    throw new Error(`in the column ${column.name}, ${reasonOf(error)}`, { cause: error });
  }
}

function valuesOf({ tree, leaves }: TopColumn, count: number): ArrayLike<unknown> {
  const [only] = leaves;
  if (tree.children.length === 0 && only !== undefined) {
    const values = only.take(count);
    return only.maxBytes === Infinity ? values.map(plainJson) : values;
  }
  const byPath = new Map<string, DecodedArray>();
  for (const leaf of leaves) byPath.set(leaf.path.join('.'), [...leaf.take(count)]);
  assembleNested(byPath, tree, DEFAULT_PARSERS);
  const rows = byPath.get(tree.path.join('.'));
  if (rows === undefined) throw new Error('the parts do not make a whole');
  return Array.from(rows as ArrayLike<unknown>, plainJson);
}

/** Upper bound of the compact JSON bytes of one row. */
function rowBytes(columns: readonly TopColumn[]): number {
  let bytes = 2;
  for (const { name, leaves } of columns) {
    bytes += name.length * 6 + 4;
    for (const leaf of leaves) bytes += leaf.maxBytes;
  }
  return bytes;
}

function countOf(value: bigint): number {
  const count = Number(value);
  if (!(Number.isSafeInteger(count) && count >= 0)) throw new Error('has a number of rows that cannot be');
  return count;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
