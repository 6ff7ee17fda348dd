/** The items of one object that is read here and there rather than from start to end: Parquet. */

import type { DecodeProblem, ItemTable } from './item-decoders.ts';
import type { ItemSource, NoItems } from './item-source.ts';
import type { AccessConditions, ByteSource, ObjectStore, RandomAccessBytes, StoreResult } from './object-store.ts';

/** What is read into memory at most where a store knows no reads at any place. */
const MAX_WHOLE_BYTES = 256 * 1024 * 1024;

export interface TableSourceOptions {
  readonly open: () => Promise<StoreResult<RandomAccessBytes>>;
  readonly createTable: (file: RandomAccessBytes) => ItemTable;
  readonly source: string;
  /** The cause of failure for a problem of the data; the place is named in it. */
  readonly describe: (problem: DecodeProblem) => string;
}

export function createTableSource(options: TableSourceOptions): ItemSource {
  const { source } = options;
  let table: ItemTable | null = null;
  let pending: Promise<void> | null = null;
  let cause: string | null = null;
  let closed = false;

  const fetch = async (): Promise<void> => {
    try {
      if (table === null) {
        const opened = await options.open();
        if (opened.kind === 'problem') {
          cause = opened.problem.message;
          return;
        }
        table = options.createTable(opened.value);
      }
      if (closed) await table.close();
      else await table.fetch();
    } catch (error) {
      cause = `${source} could not be read: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      pending = null;
    }
  };
  const close = (): void => {
    if (closed) return;
    closed = true;
    void (pending ?? Promise.resolve()).then(() => table?.close()).catch(() => undefined);
  };

  /** The table has nothing to give: it fetches, or it is over. */
  const fetchMore = (): NoItems => {
    if (cause === null && table?.done !== true && !closed) return { kind: 'wait', ready: (pending = fetch()) };
    close();
    const problem = table?.problem ?? null;
    if (problem !== null) return { kind: 'failed', cause: options.describe(problem) };
    return cause === null ? { kind: 'end' } : { kind: 'failed', cause };
  };

  return {
    get bytesRead() {
      return table?.bytesRead ?? 0;
    },
    pull(max) {
      if (pending !== null) return { kind: 'wait', ready: pending };
      const items = closed ? [] : (table?.take(max) ?? []);
      if (items.length > 0) {
        return {
          kind: 'items',
          chunk: { items, maxItemBytes: table?.maxItemBytes ?? Infinity, source, entries: false },
        };
      }
      return fetchMore();
    },
    skip(max) {
      if (pending !== null) return { kind: 'wait', ready: pending };
      const nItems = closed ? 0 : (table?.skip(max) ?? 0);
      return nItems > 0 ? { kind: 'skipped', nItems } : fetchMore();
    },
    close,
  };
}

/** Reads at any place of an object, also where the store can only read from the start to the end. */
export function openRandomAccess(
  store: ObjectStore,
  bucket: string,
  key: string,
  conditions: AccessConditions,
): Promise<StoreResult<RandomAccessBytes>> {
  if (store.openRandomAccess !== undefined) return store.openRandomAccess(bucket, key, conditions);
  return wholeFile(() => store.open(bucket, key, conditions));
}

/** Reads a file once, whole, to be read at any place. */
export async function wholeFile(open: () => Promise<StoreResult<ByteSource>>): Promise<StoreResult<RandomAccessBytes>> {
  const opened = await open();
  if (opened.kind === 'problem') return opened;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let chunk = await opened.value.read(); chunk !== null; chunk = await opened.value.read()) {
      size += chunk.length;
      if (size > MAX_WHOLE_BYTES) {
        throw new Error(`it has more than ${MAX_WHOLE_BYTES} bytes, too many to be held in memory`);
      }
      chunks.push(chunk);
    }
  } finally {
    await opened.value.close();
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return {
    kind: 'found',
    value: {
      size,
      read: (start, length) => Promise.resolve(whole.subarray(start, start + length)),
      close: () => Promise.resolve(),
    },
  };
}
