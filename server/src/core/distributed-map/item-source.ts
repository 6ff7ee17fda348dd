/**
 * Where a Map Run's items come from, pulled in chunks: at once while something is buffered, else through one promise per piece of I/O, never
 * one per item. What is not pulled is not parsed.
 */

import type { Json, JsonArray } from '../base/json.ts';
import type { ItemDecoder } from './item-decoders.ts';
import type { ByteSource, ObjectListing, StoredObject, StoreResult } from './object-store.ts';
import { createSequenceSource } from './sequence-source.ts';

/** About so many items are handed out at once. */
export const CHUNK_ITEMS = 1000;

export interface ItemChunk {
  readonly items: readonly Json[];
  /** Upper bound of each item's compact JSON bytes; Infinity where nothing is known. */
  readonly maxItemBytes: number;
  /** `$$.Map.Item.Source`. */
  readonly source: string;
  /** Items are entries of an object: `{Key, Value}`. */
  readonly entries: boolean;
}

export type Pull =
  | { readonly kind: 'items'; readonly chunk: ItemChunk }
  /** Pull again after. Never rejects. */
  | { readonly kind: 'wait'; readonly ready: Promise<void> }
  | { readonly kind: 'end' }
  /** The cause of States.ItemReaderFailed. */
  | { readonly kind: 'failed'; readonly cause: string };

/** What is told instead of items. */
export type NoItems = Exclude<Pull, { readonly kind: 'items' }>;

export type Skip =
  /** So many items were passed over: 1 to `max`. */
  { readonly kind: 'skipped'; readonly nItems: number } | NoItems;

export interface ItemSource {
  /** Up to `max` items. */
  pull(max: number): Pull;
  /**
   * Passes over up to `max` items, those that `pull` would give next, without making them where it can. What only making an item would
   * show, a line that is no JSON say, may go unnoticed; where items begin and end, how many there are and that a file is cut off does not.
   * May stop short of `max` with more to come.
   */
  skip(max: number): Skip;
  /** Bytes read of the source so far, before unpacking they are not counted: 0 for state data. */
  readonly bytesRead: number;
  close(): void;
}

const END: NoItems = { kind: 'end' };

/** `skip` for a source that knows no shorter way. */
export function skipByPulling(source: Pick<ItemSource, 'pull'>, max: number): Skip {
  const pulled = source.pull(Math.min(max, CHUNK_ITEMS));
  return pulled.kind === 'items' ? { kind: 'skipped', nItems: pulled.chunk.items.length } : pulled;
}

/** Items that are there: state data, and items that a mock gives. */
export function createArraySource(items: JsonArray, source: string, shape: 'elements' | 'entries'): ItemSource {
  let next = 0;
  return {
    bytesRead: 0,
    pull(max) {
      if (next >= items.length) return END;
      const part = items.slice(next, next + max);
      next += part.length;
      return { kind: 'items', chunk: { items: part, maxItemBytes: Infinity, source, entries: shape === 'entries' } };
    },
    skip(max) {
      const nItems = Math.min(max, items.length - next);
      if (nItems <= 0) return END;
      next += nItems;
      return { kind: 'skipped', nItems };
    },
    close() {
      next = items.length;
    },
  };
}

/** The entries of an object as items, in the object's order. */
export function objectEntries(object: { readonly [key: string]: Json }): JsonArray {
  return Object.entries(object).map(([key, value]) => ({ Key: key, Value: value }));
}

/** A source that is a cause of failure and nothing else. */
export function createFailedSource(cause: string): ItemSource {
  const failed: NoItems = { kind: 'failed', cause };
  return { bytesRead: 0, pull: () => failed, skip: () => failed, close: () => undefined };
}

export interface DecodedSourceOptions {
  readonly open: () => Promise<StoreResult<ByteSource>>;
  readonly decoder: ItemDecoder;
  readonly source: string;
  /** The cause of failure for a problem of the data; the place is named in it. */
  readonly describe: (decoder: ItemDecoder) => string;
}

/** The items of one object, decoded as its bytes come. The next bytes are fetched while the items of the last ones are worked on. */
export function createDecodedSource(options: DecodedSourceOptions): ItemSource {
  const { decoder, source } = options;
  let bytes: ByteSource | null = null;
  let bytesRead = 0;
  let arrived: Uint8Array | null = null;
  let pending: Promise<void> | null = null;
  let ended = false;
  let closed = false;
  let cause: string | null = null;

  const fetch = async (): Promise<void> => {
    try {
      if (bytes === null) {
        const opened = await options.open();
        if (opened.kind === 'problem') {
          cause = opened.problem.message;
          return;
        }
        bytes = opened.value;
      }
      const chunk = closed ? null : await bytes.read();
      if (chunk === null) {
        ended = true;
        await bytes.close();
      } else arrived = chunk;
    } catch (error) {
      cause = `${source} could not be read: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  const startFetch = (): Promise<void> => {
    pending ??= fetch().finally(() => {
      pending = null;
    });
    return pending;
  };

  /** The decoder has nothing to give: it gets what has arrived. Null: it may be asked again. */
  const feed = (): NoItems | null => {
    if (decoder.problem !== null) return { kind: 'failed', cause: options.describe(decoder) };
    if (decoder.done || closed) return END;
    if (arrived !== null) {
      bytesRead += arrived.length;
      decoder.push(arrived);
      arrived = null;
      void startFetch();
    } else if (pending !== null) return { kind: 'wait', ready: pending };
    else if (cause !== null) return { kind: 'failed', cause };
    else if (ended) decoder.end();
    else return { kind: 'wait', ready: startFetch() };
    return null;
  };

  return {
    get bytesRead() {
      return bytesRead;
    },
    pull(max) {
      for (;;) {
        const items = decoder.take(max);
        if (items.length > 0) {
          return {
            kind: 'items',
            chunk: { items, maxItemBytes: decoder.maxItemBytes, source, entries: decoder.entries },
          };
        }
        const told = feed();
        if (told !== null) return told;
      }
    },
    skip(max) {
      for (;;) {
        const nItems = decoder.skip(max);
        if (nItems > 0) return { kind: 'skipped', nItems };
        const told = feed();
        if (told !== null) return told;
      }
    },
    close() {
      if (closed) return;
      closed = true;
      const open = bytes;
      if (open !== null && !ended) void (pending ?? Promise.resolve()).then(() => open.close()).catch(() => undefined);
    },
  };
}

/** S3 object metadata, in the shape recorded of the service. */
export function createListingSource(open: () => Promise<StoreResult<ObjectListing>>, source: string): ItemSource {
  const pages = createListingPager(open);
  let page: readonly StoredObject[] = [];
  let next = 0;
  /** Up to `max` objects, at least one. */
  const nextObjects = (max: number): readonly StoredObject[] | NoItems => {
    while (next >= page.length) {
      const pulled = pages.pull();
      if (pulled.kind !== 'page') return pulled;
      next = 0;
      page = pulled.objects;
    }
    const objects = page.slice(next, next + max);
    next += objects.length;
    return objects;
  };
  return {
    bytesRead: 0,
    pull(max) {
      const objects = nextObjects(max);
      if ('kind' in objects) return objects;
      const items = objects.map(listedItem);
      return { kind: 'items', chunk: { items, maxItemBytes: Infinity, source, entries: false } };
    },
    skip(max) {
      const objects = nextObjects(max);
      return 'kind' in objects ? objects : { kind: 'skipped', nItems: objects.length };
    },
    close: () => undefined,
  };
}

function listedItem(object: StoredObject): Json {
  return {
    Etag: object.eTag,
    Key: object.key,
    LastModified: object.lastModified / 1000,
    Size: object.size,
    StorageClass: object.storageClass ?? 'STANDARD',
  };
}

/** LOAD_AND_FLATTEN: the items of every listed object, one object after the other. */
export function createFlattenedSource(
  open: () => Promise<StoreResult<ObjectListing>>,
  openObject: (key: string) => ItemSource,
): ItemSource {
  const pages = createListingPager(open);
  let keys: readonly string[] = [];
  let next = 0;
  return createSequenceSource({
    next() {
      for (;;) {
        const key = keys[next++];
        if (key !== undefined) return { kind: 'source', source: openObject(key) };
        const pulled = pages.pull();
        if (pulled.kind !== 'page') return pulled;
        next = 0;
        // Folders made in the console are objects without bytes.
        keys = pulled.objects.filter((object) => object.size > 0).map((object) => object.key);
      }
    },
    close: () => undefined,
  });
}

type PulledPage =
  | {
      readonly kind: 'page';
      readonly objects: readonly StoredObject[];
    }
  | NoItems;

function createListingPager(open: () => Promise<StoreResult<ObjectListing>>): { pull(): PulledPage } {
  let listing: ObjectListing | null = null;
  let arrived = null as PulledPage | null;
  const fetch = async (): Promise<void> => {
    try {
      if (listing === null) {
        const opened = await open();
        if (opened.kind === 'problem') {
          arrived = { kind: 'failed', cause: opened.problem.message };
          return;
        }
        listing = opened.value;
      }
      const objects = await listing.next();
      arrived = objects === null ? { kind: 'end' } : { kind: 'page', objects };
    } catch (error) {
      arrived = { kind: 'failed', cause: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    pull() {
      const page = arrived;
      if (page === null) return { kind: 'wait', ready: fetch() };
      if (page.kind === 'page') arrived = null;
      return page;
    },
  };
}

/** MaxItems. */
export function limitItems(source: ItemSource, maxItems: number): ItemSource {
  let left = maxItems;
  return {
    get bytesRead() {
      return source.bytesRead;
    },
    pull(max) {
      if (left <= 0) {
        source.close();
        return END;
      }
      const pulled = source.pull(Math.min(max, left));
      if (pulled.kind === 'items') left -= pulled.chunk.items.length;
      return pulled;
    },
    skip(max) {
      if (left <= 0) {
        source.close();
        return END;
      }
      const skipped = source.skip(Math.min(max, left));
      if (skipped.kind === 'skipped') left -= skipped.nItems;
      return skipped;
    },
    close: () => source.close(),
  };
}
