/**
 * S3 for suites that name no folder: what is written can be read again within the same run, and is gone after it.
 *
 * Bounded: large objects keep their size only, so a case with a million results costs no memory for them.
 */

import type { ByteSource, ObjectStore, ObjectWriter, StoreResult } from '../core/distributed-map/object-store.ts';

/** Objects beyond this much text altogether are forgotten but for their size. */
const KEPT_CHARACTERS = 16 * 1024 * 1024;

interface ScratchObject {
  readonly size: number;
  /** Null: too large to be kept. */
  readonly text: string | null;
}

export function createScratchStore(): ObjectStore {
  const buckets = new Map<string, Map<string, ScratchObject>>();
  let kept = 0;

  function missing<T>(what: string): StoreResult<T> {
    const message = `${what} does not exist. Give the items in an itemReader mock, or name a folder that stands in for S3 (--s3 DIR, in VS Code stepscope.s3.folder).`;
    return { kind: 'problem', problem: { kind: 'no-such-key', message } };
  }

  return {
    open(bucket, key) {
      const object = buckets.get(bucket)?.get(key);
      const name = `s3://${bucket}/${key}`;
      if (object === undefined) return Promise.resolve(missing<ByteSource>(name));
      if (object.text === null) {
        const message = `${name} was written by this run, but is too large to be kept in memory; name a folder that stands in for S3.`;
        return Promise.resolve({ kind: 'problem', problem: { kind: 'failed', message } });
      }
      let left: Uint8Array | null = new TextEncoder().encode(object.text);
      return Promise.resolve({
        kind: 'found',
        value: {
          read() {
            const chunk = left;
            left = null;
            return Promise.resolve(chunk === null || chunk.length === 0 ? null : chunk);
          },
          close: () => Promise.resolve(),
        },
      });
    },
    list(bucket, prefix) {
      const objects = buckets.get(bucket);
      if (objects === undefined) return Promise.resolve(missing(`The bucket ${bucket}`));
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
      let page = keys.map((key) => ({ key, size: objects.get(key)?.size ?? 0, lastModified: 0, eTag: '"scratch"' }));
      return Promise.resolve({
        kind: 'found',
        value: {
          next() {
            const found = page;
            page = [];
            return Promise.resolve(found.length === 0 ? null : found);
          },
        },
      });
    },
    probeWrite: () => null,
    createWriter(bucket, key): ObjectWriter {
      let parts: string[] | null = [];
      let bytes = 0;
      return {
        get bytes() {
          return bytes;
        },
        write(text) {
          bytes += Buffer.byteLength(text);
          kept += text.length;
          if (kept > KEPT_CHARACTERS) parts = null;
          parts?.push(text);
          return null;
        },
        close() {
          const objects = buckets.get(bucket) ?? new Map<string, ScratchObject>();
          objects.set(key, { size: bytes, text: parts?.join('') ?? null });
          buckets.set(bucket, objects);
          return Promise.resolve({ kind: 'found', value: { bytes } });
        },
      };
    },
  };
}
