/** Parquet's decoder, loaded when the first such file is opened: it brings a WebAssembly module that nobody else needs. */

import { NO_ITEMS, type ItemTable, type RandomAccessBytes } from './decode-types.ts';

export function createParquetItems(file: RandomAccessBytes): ItemTable {
  let table: ItemTable | null = null;
  return {
    take: (max) => table?.take(max) ?? NO_ITEMS,
    skip: (max) => table?.skip(max) ?? 0,
    async fetch() {
      table ??= (await import('./parquet/parquet-table.ts')).createParquetTable(file);
      await table.fetch();
    },
    get done() {
      return table?.done ?? false;
    },
    get problem() {
      return table?.problem ?? null;
    },
    get maxItemBytes() {
      return table?.maxItemBytes ?? Infinity;
    },
    get bytesRead() {
      return table?.bytesRead ?? 0;
    },
    close: () => file.close(),
  };
}
