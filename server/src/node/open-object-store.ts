/** Where S3 is, out of one text: `s3://` is the real one, anything else a folder that stands in for it. */

import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import { createFolderObjectStore } from './folder-object-store.ts';
import { createS3ObjectStore } from './s3-object-store.ts';

export interface ObjectStorePlace {
  /** `s3://`, or a folder. */
  readonly place: string;
  /** Only for `s3://`: who speaks S3 instead of Amazon. */
  readonly endpoint?: string | null;
  readonly region?: string | null;
}

export const REAL_S3 = 's3://';

export function openObjectStore({ place, endpoint, region }: ObjectStorePlace): ObjectStore {
  if (place !== REAL_S3) return createFolderObjectStore(place);
  return createS3ObjectStore({ endpoint: endpoint ?? null, region: region ?? null });
}
