/** `mapItemReaderData` as the S3 that an ItemReader reads: every object has that content, or the data is itself the listing. */

import { isJsonArray, isJsonObject, type Json } from '../base/json.ts';
import type { ObjectStore, StoredObject, StoreResult } from '../distributed-map/object-store.ts';
import { utf8Encode } from '../expressions/intrinsics/utf8.ts';
import { readJson } from './read-json.ts';

/** @param list what a listing of objects gives: the one object with the content, or what the data (an answer of ListObjectsV2) lists */
export function createReaderDataStore(data: string, list: 'content' | 'listing'): ObjectStore {
  return {
    open() {
      let bytes: Uint8Array | null = utf8Encode(data);
      return found({
        read() {
          const chunk = bytes !== null && bytes.length > 0 ? bytes : null;
          bytes = null;
          return Promise.resolve(chunk);
        },
        close: () => Promise.resolve(),
      });
    },
    list() {
      let page: readonly StoredObject[] | null =
        list === 'listing' ? listedObjects(data) : [{ key: 'data', size: data.length, lastModified: 0, eTag: '' }];
      return found({
        next() {
          const objects = page;
          page = null;
          return Promise.resolve(objects);
        },
      });
    },
    probeWrite: () => null,
    createWriter() {
      throw new Error('Nothing is written where a state is tested.');
    },
  };
}

function found<T>(value: T): Promise<StoreResult<T>> {
  return Promise.resolve({ kind: 'found', value });
}

/** `{ "Contents": [...] }`, or the list alone. */
function listedObjects(data: string): readonly StoredObject[] {
  const read = readJson(data);
  const value: Json = read.kind === 'value' ? read.value : null;
  const entries = isJsonObject(value) ? value['Contents'] : value;
  if (!isJsonArray(entries)) return [];
  return entries.filter(isJsonObject).map((entry) => {
    const { Key: key, Size: size, LastModified: modified, ETag: eTag } = entry;
    return {
      key: typeof key === 'string' ? key : '',
      size: typeof size === 'number' ? size : 0,
      lastModified: typeof modified === 'string' ? Date.parse(modified) : Number(modified ?? 0) * 1000,
      eTag: typeof eTag === 'string' ? eTag : '',
    };
  });
}
