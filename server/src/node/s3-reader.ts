/**
 * Objects of S3 as bytes: from start to end in ranges, the next one fetched while the last is worked on, or wherever one wants to read. All
 * ranges are of the same version of the object, whoever writes it meanwhile.
 */

import type { AccessConditions, ByteSource, RandomAccessBytes } from '../core/distributed-map/object-store.ts';
import type { S3, S3Read } from './s3-client.ts';
import { isPassing } from './s3-problems.ts';

/** Large enough that the way to S3 costs little, small enough that two of them are. */
const RANGE_BYTES = 4 * 1024 * 1024;
/** An answer that breaks off is not retried by the SDK, which has handed it over by then. */
const MAX_ATTEMPTS = 3;

export interface S3ObjectName {
  readonly bucket: string;
  readonly key: string;
  readonly conditions: AccessConditions;
  /** What is thrown, in words for the user. */
  readonly describe: (error: unknown) => Error;
}

/** Rejects with the SDK's error when the first range cannot be had. */
export async function openS3Stream(s3: S3, name: S3ObjectName): Promise<ByteSource> {
  const first = await readRange(s3, name, 0, RANGE_BYTES, undefined);
  const { size, eTag } = first;
  let ahead: Promise<S3Read> | null = Promise.resolve(first);
  let position = 0;
  return {
    size,
    async read() {
      if (ahead === null) return null;
      try {
        const { bytes } = await ahead;
        position += bytes.length;
        ahead = position < size && bytes.length > 0 ? readRange(s3, name, position, RANGE_BYTES, eTag) : null;
        // Whoever reads on hears of a failure; whoever does not, does not care.
        ahead?.catch(() => undefined);
        return bytes.length === 0 ? null : bytes;
      } catch (error) {
        ahead = null;
        throw name.describe(error);
      }
    },
    close() {
      ahead = null;
      return Promise.resolve();
    },
  };
}

/** Rejects with the SDK's error when the object is not there. */
export async function openS3RandomAccess(s3: S3, name: S3ObjectName): Promise<RandomAccessBytes> {
  const { size, eTag } = await s3.sizeOf(name.bucket, name.key, name.conditions);
  return {
    size,
    async read(offset, length) {
      const available = Math.min(length, size - offset);
      if (available <= 0) return new Uint8Array(0);
      try {
        return (await readRange(s3, name, offset, available, eTag)).bytes;
      } catch (error) {
        throw name.describe(error);
      }
    },
    close: () => Promise.resolve(),
  };
}

async function readRange(
  s3: S3,
  { bucket, key, conditions }: S3ObjectName,
  start: number,
  length: number,
  eTag: string | undefined,
): Promise<S3Read> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await s3.read(bucket, key, { start, length, eTag, ...conditions });
    } catch (error) {
      // An object without bytes has no first range.
      if ((error as { readonly name?: string }).name === 'InvalidRange' && start === 0) {
        return { bytes: new Uint8Array(0), size: 0, eTag: undefined };
      }
      const retriedBySdk =
        (error as { readonly $metadata?: { readonly attempts?: number } }).$metadata?.attempts !== undefined;
      if (retriedBySdk || attempt >= MAX_ATTEMPTS || !isPassing(error)) throw error;
    }
  }
}
