/** An `ObjectStore` in memory, for tests and for conformance cases: what was put can be read, what was written can be inspected. */

import type {
  ByteSource,
  ObjectListing,
  ObjectStore,
  ObjectWriter,
  StoredObject,
  StoreProblem,
  StoreResult,
} from '../core/distributed-map/object-store.ts';

export interface MemoryObjectStoreOptions {
  /** `implicit` (default): writing into a bucket that is not there makes it. `declared`: that is a NoSuchBucket problem. */
  readonly buckets?: 'implicit' | 'declared';
  /** Bytes a read hands out at once; small values move chunk boundaries into items. Default 64 KiB. */
  readonly chunkBytes?: number;
  /** LastModified of what is put or written, milliseconds since the epoch. Default 2024-01-01T00:00:00Z. */
  readonly lastModified?: number;
  readonly pageSize?: number;
}

export interface MemoryObjectStore extends ObjectStore {
  addBucket(bucket: string): void;
  put(bucket: string, key: string, body: string | Uint8Array): void;
  /** The bytes of an object; null where there is none. */
  get(bucket: string, key: string): Uint8Array | null;
  text(bucket: string, key: string): string | null;
  keys(bucket: string): readonly string[];
}

export function createMemoryObjectStore(options: MemoryObjectStoreOptions = {}): MemoryObjectStore {
  const chunkBytes = Math.max(1, options.chunkBytes ?? 65536);
  const lastModified = options.lastModified ?? Date.UTC(2024, 0, 1);
  const pageSize = options.pageSize ?? 1000;
  const buckets = new Map<string, Map<string, Uint8Array>>();
  const encoder = new TextEncoder();

  const bucketOf = (bucket: string): Map<string, Uint8Array> => {
    let objects = buckets.get(bucket);
    if (objects === undefined) buckets.set(bucket, (objects = new Map()));
    return objects;
  };
  const noBucket = (bucket: string): StoreProblem => ({
    kind: 'no-such-bucket',
    message: `The specified bucket does not exist: ${bucket}`,
  });
  const sortedKeys = (bucket: string): string[] => [...(buckets.get(bucket)?.keys() ?? [])].sort(compareUtf8);

  return {
    addBucket: (bucket) => void bucketOf(bucket),
    put: (bucket, key, body) =>
      void bucketOf(bucket).set(key, typeof body === 'string' ? encoder.encode(body) : body.slice()),
    get: (bucket, key) => buckets.get(bucket)?.get(key) ?? null,
    text(bucket, key) {
      const bytes = buckets.get(bucket)?.get(key);
      return bytes === undefined ? null : new TextDecoder().decode(bytes);
    },
    keys: sortedKeys,
    open(bucket, key): Promise<StoreResult<ByteSource>> {
      const objects = buckets.get(bucket);
      if (objects === undefined) return Promise.resolve({ kind: 'problem', problem: noBucket(bucket) });
      const bytes = objects.get(key);
      if (bytes === undefined) {
        const message = `The specified key does not exist: s3://${bucket}/${key}`;
        return Promise.resolve({ kind: 'problem', problem: { kind: 'no-such-key', message } });
      }
      return Promise.resolve({ kind: 'found', value: sourceOf(bytes, chunkBytes) });
    },
    list(bucket, prefix): Promise<StoreResult<ObjectListing>> {
      const objects = buckets.get(bucket);
      if (objects === undefined) return Promise.resolve({ kind: 'problem', problem: noBucket(bucket) });
      const found: StoredObject[] = sortedKeys(bucket)
        .filter((key) => key.startsWith(prefix))
        .map((key) => {
          const bytes = objects.get(key) as Uint8Array;
          return { key, size: bytes.length, lastModified, eTag: `"${fingerprint(bytes)}"` };
        });
      let next = 0;
      return Promise.resolve({
        kind: 'found',
        value: {
          next: () => {
            const page = found.slice(next, next + pageSize);
            next += page.length;
            return Promise.resolve(page.length === 0 ? null : page);
          },
        },
      });
    },
    probeWrite: (bucket) => (options.buckets === 'declared' && !buckets.has(bucket) ? noBucket(bucket) : null),
    createWriter(bucket, key): ObjectWriter {
      const parts: Uint8Array[] = [];
      let bytes = 0;
      return {
        get bytes() {
          return bytes;
        },
        write(text) {
          const part = encoder.encode(text);
          parts.push(part);
          bytes += part.length;
          return null;
        },
        close() {
          if (options.buckets === 'declared' && !buckets.has(bucket)) {
            return Promise.resolve({ kind: 'problem', problem: noBucket(bucket) });
          }
          const whole = new Uint8Array(bytes);
          let offset = 0;
          for (const part of parts) {
            whole.set(part, offset);
            offset += part.length;
          }
          bucketOf(bucket).set(key, whole);
          return Promise.resolve({ kind: 'found', value: { bytes } });
        },
      };
    },
  };
}

function sourceOf(bytes: Uint8Array, chunkBytes: number): ByteSource {
  let offset = 0;
  return {
    read() {
      if (offset >= bytes.length) return Promise.resolve(null);
      const chunk = bytes.slice(offset, offset + chunkBytes);
      offset += chunk.length;
      return Promise.resolve(chunk);
    },
    close() {
      offset = bytes.length;
      return Promise.resolve();
    },
  };
}

/** S3 lists keys in the order of their UTF-8 bytes, which is the order of code points. */
function compareUtf8(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  for (let index = 0; index < a.length && index < b.length; index++) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** 32 hexadecimal digits that depend on the content; not an MD5. */
function fingerprint(bytes: Uint8Array): string {
  let text = '';
  for (let lane = 0; lane < 4; lane++) {
    let hash = 0x811c9dc5 ^ lane;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    text += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return text;
}
