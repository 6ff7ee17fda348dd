/**
 * Amazon S3, or whatever speaks its language, through the AWS SDK: usual credentials, the SDK's own retries, then a problem to act on.
 * Nothing is asked, and the SDK is not loaded, before the first object is.
 */

import type {
  AccessConditions,
  ObjectListing,
  ObjectStore,
  StoredObject,
  StoreResult,
} from '../core/distributed-map/object-store.ts';
import type { S3, S3Options } from './s3-client.ts';
import { s3Problem, type S3Action } from './s3-problems.ts';
import { openS3RandomAccess, openS3Stream, type S3ObjectName } from './s3-reader.ts';
import { createS3Writer } from './s3-writer.ts';

export function createS3ObjectStore(options: S3Options): ObjectStore {
  let client: Promise<S3> | null = null;
  const s3 = (): Promise<S3> => (client ??= import('./s3-client.ts').then(({ createS3 }) => createS3(options)));

  const problemOf = (error: unknown, bucket: string, key: string | null, action: S3Action) =>
    s3Problem(error, { bucket, key, action, endpoint: options.endpoint });
  const attempt = async <T>(
    { bucket, key, action }: { readonly bucket: string; readonly key: string | null; readonly action: S3Action },
    ask: (client: S3) => Promise<T>,
  ): Promise<StoreResult<T>> => {
    try {
      return { kind: 'found', value: await ask(await s3()) };
    } catch (error) {
      return { kind: 'problem', problem: problemOf(error, bucket, key, action) };
    }
  };
  const named = (bucket: string, key: string, conditions: AccessConditions): S3ObjectName => ({
    bucket,
    key,
    conditions,
    describe: (error) => new Error(problemOf(error, bucket, key, 'read').message.replace(/\.$/, ''), { cause: error }),
  });

  return {
    open: (bucket, key, conditions = {}) =>
      attempt({ bucket, key, action: 'read' }, (client) => openS3Stream(client, named(bucket, key, conditions))),
    openRandomAccess: (bucket, key, conditions = {}) =>
      attempt({ bucket, key, action: 'read' }, (client) => openS3RandomAccess(client, named(bucket, key, conditions))),
    list: (bucket, prefix, conditions = {}) =>
      attempt({ bucket, key: null, action: 'listed' }, async (client): Promise<ObjectListing> => {
        const first = await client.list(bucket, prefix, conditions, undefined);
        let page: typeof first | null = first;
        return {
          async next() {
            // A page that is not the last may have no objects, but common prefixes only.
            while (page !== null) {
              const { objects, next } = page;
              try {
                page = next === undefined ? null : await client.list(bucket, prefix, conditions, next);
              } catch (error) {
                throw new Error(problemOf(error, bucket, null, 'listed').message, { cause: error });
              }
              if (objects.length > 0) return objects.map(storedObject);
            }
            return null;
          },
        };
      }),
    // Only a request could tell; what speaks against it shows when the results are written.
    probeWrite: () => null,
    createWriter: (bucket, key, { expectedBucketOwner } = {}) =>
      createS3Writer({
        bucket,
        key,
        expectedBucketOwner,
        s3,
        describe: (error) => problemOf(error, bucket, key, 'written'),
      }),
  };
}

type ListedObject = Awaited<ReturnType<S3['list']>>['objects'][number];

function storedObject({ Key, Size, LastModified, ETag, StorageClass }: ListedObject): StoredObject {
  return {
    key: Key ?? '',
    size: Size ?? 0,
    lastModified: LastModified?.getTime() ?? 0,
    eTag: ETag ?? '""',
    storageClass: StorageClass ?? 'STANDARD',
  };
}
