/** A place for S3 that a re-run of something past may read and must not change: what it writes is gone. */

import type { ObjectStore, ObjectWriter } from '../../core/distributed-map/object-store.ts';

export function readOnlyStore(store: ObjectStore): ObjectStore {
  return {
    ...store,
    probeWrite: () => null,
    createWriter(): ObjectWriter {
      let bytes = 0;
      return {
        get bytes() {
          return bytes;
        },
        write(text) {
          bytes += Buffer.byteLength(text);
          return null;
        },
        close: () => Promise.resolve({ kind: 'found', value: { bytes } }),
      };
    },
  };
}
