/** The bytes of a file in large pieces. */

import { open } from 'node:fs/promises';
import type { ByteSource, StoreResult } from '../core/distributed-map/object-store.ts';

const DEFAULT_CHUNK_BYTES = 256 * 1024;

export async function openFileSource(
  file: string,
  chunkBytes: number = DEFAULT_CHUNK_BYTES,
): Promise<StoreResult<ByteSource>> {
  try {
    const handle = await open(file, 'r');
    if (!(await handle.stat()).isFile()) {
      await handle.close();
      return { kind: 'problem', problem: { kind: 'no-such-key', message: `${file} is not a file.` } };
    }
    let closed = false;
    const close = async (): Promise<void> => {
      if (closed) return;
      closed = true;
      await handle.close();
    };
    return {
      kind: 'found',
      value: {
        close,
        async read() {
          if (closed) return null;
          const buffer = new Uint8Array(chunkBytes);
          const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null);
          if (bytesRead === 0) return null;
          return bytesRead === chunkBytes ? buffer : buffer.subarray(0, bytesRead);
        },
      },
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return { kind: 'problem', problem: { kind: 'no-such-key', message: `There is no file ${file}.` } };
    }
    const kind = code === 'EACCES' || code === 'EPERM' ? 'access-denied' : 'failed';
    return { kind: 'problem', problem: { kind, message: `${file} cannot be read: ${message}` } };
  }
}
