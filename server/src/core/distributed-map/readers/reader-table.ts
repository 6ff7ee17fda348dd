/** The readers of ItemReader, by ASL's words: Resource and Transformation here, InputType in `file-formats.ts`. */

import { createFailedSource, createFlattenedSource, createListingSource } from '../item-source.ts';
import { narrowListing } from '../narrow-listing.ts';
import type { ObjectListing, ObjectStore, StoreResult } from '../object-store.ts';
import type { ItemReader, ReaderArguments } from './item-reader.ts';
import { manifestType, openManifest } from './manifest-reader.ts';
import { openFile } from './open-file.ts';

const READERS: readonly ItemReader[] = [
  {
    resource: 's3:getObject',
    transformation: 'NONE',
    sourceName: ({ bucket, key }) => `s3://${bucket}/${key}`,
    open({ bucket, key, conditions }, config, format, world) {
      const manifest = manifestType(config);
      const location = { bucket, key, conditions };
      if (manifest !== null) return openManifest(manifest, location, config, format, world);
      if (format?.inputType === 'PARQUET' && conditions.versionId !== undefined) {
        return createFailedSource('VersionId is not supported for the InputType PARQUET.');
      }
      return openFile(location, config, format, world);
    },
  },
  {
    resource: 's3:listObjectsV2',
    transformation: 'NONE',
    sourceName: ({ bucket }) => `s3://${bucket}`,
    open: (args, _config, _format, { store }) => createListingSource(() => list(args, store), `s3://${args.bucket}`),
  },
  {
    resource: 's3:listObjectsV2',
    transformation: 'LOAD_AND_FLATTEN',
    sourceName: ({ bucket, prefix }) => `s3://${bucket}/${prefix}`,
    open(args, config, format, world) {
      const { bucket, conditions } = args;
      return createFlattenedSource(
        () => list(args, world.store),
        (key) => openFile({ bucket, key, conditions }, config, format, world),
      );
    },
  },
];

async function list(
  { bucket, prefix, conditions, narrowing = {} }: ReaderArguments,
  store: ObjectStore,
): Promise<StoreResult<ObjectListing>> {
  const listed = await store.list(bucket, prefix, { ...conditions, ...narrowing });
  return listed.kind === 'problem' ? listed : { ...listed, value: narrowListing(listed.value, prefix, narrowing) };
}

/** `resource` is the ARN of the ItemReader. */
export function itemReader(resource: string, transformation: string): ItemReader | null {
  const action = resource.replace(/^arn:[^:]*:states:[^:]*:[^:]*:/, '');
  return READERS.find((reader) => reader.resource === action && reader.transformation === transformation) ?? null;
}
