/**
 * How large an item file may be: 10 GB, counted in S3, and for the files of an S3 inventory when they are unpacked (developer guide, ItemReader).
 * What the service says of a larger one is not recorded; here it fails before anything of it is read, where its size is known.
 */

import type { ByteSource, StoreProblem } from '../object-store.ts';

/** GB are taken as 2^30 bytes, so that nothing is refused that the service may take. */
export const MAX_FILE_BYTES = 10 * 1024 ** 3;

/** Null: it is small enough, or nobody knows its size. */
export function fileSizeProblem(source: string, size: number | undefined): StoreProblem | null {
  if (size === undefined || size <= MAX_FILE_BYTES) return null;
  const message = `${source} has ${size} bytes; Step Functions reads files of at most 10 GB (${MAX_FILE_BYTES} bytes). Split it, and list the parts with s3:listObjectsV2 and LOAD_AND_FLATTEN.`;
  return { kind: 'failed', message };
}

/** The same bytes; a read rejects where they become too many. */
export function limitUnpacked(bytes: ByteSource, maxBytes: number = MAX_FILE_BYTES): ByteSource {
  let nRead = 0;
  return {
    async read() {
      const chunk = await bytes.read();
      nRead += chunk?.length ?? 0;
      if (nRead <= maxBytes) return chunk;
      throw new Error(
        `it has more than ${maxBytes} bytes when it is unpacked; Step Functions reads inventory files of at most 10 GB, unpacked`,
      );
    },
    close: () => bytes.close(),
  };
}
