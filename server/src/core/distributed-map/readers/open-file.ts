/** The items of one file: an object of a store, or a file that stands in for one. */

import { createDecodedSource, createFailedSource, type ItemSource } from '../item-source.ts';
import type { AccessConditions, ByteSource, RandomAccessBytes, StoreResult } from '../object-store.ts';
import { createTableSource, openRandomAccess } from '../table-source.ts';
import { decodeFailure } from './file-formats.ts';
import { fileSizeProblem, limitUnpacked } from './file-size.ts';
import type { FileFormat, ReaderConfig, ReaderWorld } from './item-reader.ts';

export interface FileLocation {
  readonly bucket: string;
  readonly key: string;
  readonly conditions: AccessConditions;
  /** `unpacked`: the file may not be larger than 10 GB when it is unpacked; otherwise what lies in S3 may not be. */
  readonly limit?: 'unpacked';
}

/** The two ways to read a file; which one is taken depends on its format. */
export interface FileAccess {
  stream(): Promise<StoreResult<ByteSource>>;
  randomAccess(): Promise<StoreResult<RandomAccessBytes>>;
}

export function openFile(
  { bucket, key, conditions, limit }: FileLocation,
  config: ReaderConfig,
  format: FileFormat | null,
  world: ReaderWorld,
): ItemSource {
  const access: FileAccess = {
    stream: () => world.store.open(bucket, key, conditions),
    randomAccess: () => openRandomAccess(world.store, bucket, key, conditions),
  };
  return openFileWith(access, `s3://${bucket}/${key}`, config, format, world, limit);
}

/** The items of a file, wherever its bytes come from. */
export function openFileWith(
  access: FileAccess,
  source: string,
  config: ReaderConfig,
  format: FileFormat | null,
  { decoders }: Pick<ReaderWorld, 'decoders'>,
  limit?: FileLocation['limit'],
): ItemSource {
  if (format === null) {
    return createFailedSource(
      `The InputType ${config.inputType ?? '(none)'} of the ReaderConfig cannot be read here; JSON, JSONL, CSV, PARQUET and MANIFEST can.`,
    );
  }
  if (format.access === 'random') {
    return createTableSource({
      source,
      open: async () => withinSize(await access.randomAccess(), source),
      createTable: (file) => format.createTable(decoders, file),
      describe: (problem) => decodeFailure(problem, format, source),
    });
  }
  return createDecodedSource({
    source,
    decoder: format.createDecoder(config, decoders),
    describe: (decoder) => decodeFailure(decoder.problem, format, source),
    async open() {
      const opened = await withinSize(await access.stream(), source);
      if (opened.kind === 'problem') return opened;
      const unpacked = decoders.decompress(opened.value);
      return { kind: 'found', value: limit === 'unpacked' ? limitUnpacked(unpacked) : unpacked };
    },
  });
}

async function withinSize<T extends ByteSource | RandomAccessBytes>(
  opened: StoreResult<T>,
  source: string,
): Promise<StoreResult<T>> {
  if (opened.kind === 'problem') return opened;
  const problem = fileSizeProblem(source, opened.value.size);
  if (problem === null) return opened;
  await opened.value.close();
  return { kind: 'problem', problem };
}
