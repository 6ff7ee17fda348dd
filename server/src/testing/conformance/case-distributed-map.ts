/** Distributed Map states of a conformance case: the case's S3 objects lie in a store in memory. */

import { createDistributedMapLayer } from '../../core/distributed-map/compile-distributed-map.ts';
import type { DistributedMapLayer } from '../../core/interpreter/map-run-port.ts';
import { itemDecoders } from '../../data/item-decoders.ts';
import { createMemoryObjectStore } from '../object-store-memory.ts';
import type { ConformanceObject } from './load-cases.ts';

export function distributedMapFor(objects: readonly ConformanceObject[]): DistributedMapLayer {
  const store = createMemoryObjectStore();
  for (const { bucket, key, body, bodyBase64 } of objects) {
    store.put(bucket, key, bodyBase64 === undefined ? (body ?? '') : Buffer.from(bodyBase64, 'base64'));
  }
  return createDistributedMapLayer({ store, decoders: itemDecoders, overrides: null });
}
