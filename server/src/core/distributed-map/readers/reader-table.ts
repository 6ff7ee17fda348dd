/** The readers of ItemReader, by ASL's words: Resource and Transformation here, InputType in `file-formats.ts`. */

import { createFailedSource, createFlattenedSource, createListingSource } from '../item-source.ts';
import type { ItemReader } from './item-reader.ts';
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
    open: ({ bucket, prefix, conditions }, _config, _format, { store }) =>
      createListingSource(() => store.list(bucket, prefix, conditions), `s3://${bucket}`),
  },
  {
    resource: 's3:listObjectsV2',
    transformation: 'LOAD_AND_FLATTEN',
    sourceName: ({ bucket, prefix }) => `s3://${bucket}/${prefix}`,
    open({ bucket, prefix, conditions }, config, format, world) {
      return createFlattenedSource(
        () => world.store.list(bucket, prefix, conditions),
        (key) => openFile({ bucket, key, conditions }, config, format, world),
      );
    },
  },
];

/** `resource` is the ARN of the ItemReader. */
export function itemReader(resource: string, transformation: string): ItemReader | null {
  const action = resource.replace(/^arn:[^:]*:states:[^:]*:[^:]*:/, '');
  return READERS.find((reader) => reader.resource === action && reader.transformation === transformation) ?? null;
}
