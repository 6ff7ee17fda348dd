/** The readers of ItemReader, by ASL's words: Resource and Transformation here, InputType in `file-formats.ts`. */

import type { ByteSource, StoreResult } from '../object-store.ts';
import {
  createDecodedSource,
  createFailedSource,
  createFlattenedSource,
  createListingSource,
  type ItemSource,
} from '../item-source.ts';
import { decodeFailure } from './file-formats.ts';
import type { FileFormat, ItemReader, ReaderConfig, ReaderWorld } from './item-reader.ts';

const READERS: readonly ItemReader[] = [
  {
    resource: 's3:getObject',
    transformation: 'NONE',
    sourceName: ({ bucket, key }) => `s3://${bucket}/${key}`,
    open({ bucket, key }, config, format, world) {
      return openFile(() => world.store.open(bucket, key), `s3://${bucket}/${key}`, config, format, world);
    },
  },
  {
    resource: 's3:listObjectsV2',
    transformation: 'NONE',
    sourceName: ({ bucket }) => `s3://${bucket}`,
    open: ({ bucket, prefix }, _config, _format, { store }) =>
      createListingSource(() => store.list(bucket, prefix), `s3://${bucket}`),
  },
  {
    resource: 's3:listObjectsV2',
    transformation: 'LOAD_AND_FLATTEN',
    sourceName: ({ bucket, prefix }) => `s3://${bucket}/${prefix}`,
    open({ bucket, prefix }, config, format, world) {
      const openObject = (key: string): ItemSource =>
        openFile(() => world.store.open(bucket, key), `s3://${bucket}/${key}`, config, format, world);
      return createFlattenedSource(() => world.store.list(bucket, prefix), openObject);
    },
  },
];

/** `resource` is the ARN of the ItemReader. */
export function itemReader(resource: string, transformation: string): ItemReader | null {
  const action = resource.replace(/^arn:[^:]*:states:[^:]*:[^:]*:/, '');
  return READERS.find((reader) => reader.resource === action && reader.transformation === transformation) ?? null;
}

/** The items of one file, wherever its bytes come from. */
export function openFile(
  open: () => Promise<StoreResult<ByteSource>>,
  source: string,
  config: ReaderConfig,
  format: FileFormat | null,
  world: Pick<ReaderWorld, 'decoders'>,
): ItemSource {
  if (format === null) {
    return createFailedSource(
      `The InputType ${config.inputType ?? '(none)'} of the ReaderConfig cannot be read here; JSON, JSONL and CSV can.`,
    );
  }
  return createDecodedSource({
    source,
    decoder: format.createDecoder(config, world.decoders),
    describe: (decoder) => decodeFailure(decoder, format, source),
    async open() {
      const opened = await open();
      return opened.kind === 'problem' ? opened : { kind: 'found', value: world.decoders.decompress(opened.value) };
    },
  });
}
