/** The bytes of a file: in large pieces from the start to the end, or wherever one wants to read. */

import { open, type FileHandle } from 'node:fs/promises';
import type { ByteSource, RandomAccessBytes, StoreResult } from '../core/distributed-map/object-store.ts';

const DEFAULT_CHUNK_BYTES = 256 * 1024;

export async function openFileSource(
  file: string,
  chunkBytes: number = DEFAULT_CHUNK_BYTES,
): Promise<StoreResult<ByteSource>> {
  const opened = await openFile(file);
  if (opened.kind === 'problem') return opened;
  const { handle, size } = opened.value;
  const close = closeOnce(handle);
  return {
    kind: 'found',
    value: {
      size,
      close,
      async read() {
        if (close.called()) return null;
        const buffer = new Uint8Array(chunkBytes);
        const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null);
        if (bytesRead === 0) return null;
        return bytesRead === chunkBytes ? buffer : buffer.subarray(0, bytesRead);
      },
    },
  };
}

export async function openFileRandomAccess(file: string): Promise<StoreResult<RandomAccessBytes>> {
  const opened = await openFile(file);
  if (opened.kind === 'problem') return opened;
  const { handle, size } = opened.value;
  return {
    kind: 'found',
    value: {
      size,
      close: closeOnce(handle),
      async read(offset, length) {
        const buffer = new Uint8Array(length);
        let filled = 0;
        while (filled < length) {
          const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return filled === length ? buffer : buffer.subarray(0, filled);
      },
    },
  };
}

async function openFile(file: string): Promise<StoreResult<{ readonly handle: FileHandle; readonly size: number }>> {
  try {
    const handle = await open(file, 'r');
    const found = await handle.stat();
    if (found.isFile()) return { kind: 'found', value: { handle, size: found.size } };
    await handle.close();
    return { kind: 'problem', problem: { kind: 'no-such-key', message: `${file} is not a file.` } };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return { kind: 'problem', problem: { kind: 'no-such-key', message: `There is no file ${file}.` } };
    }
    const kind = code === 'EACCES' || code === 'EPERM' ? 'access-denied' : 'failed';
    return { kind: 'problem', problem: { kind, message: `${file} cannot be read: ${message}` } };
  }
}

function closeOnce(handle: FileHandle): { (): Promise<void>; called(): boolean } {
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await handle.close();
  };
  return Object.assign(close, { called: () => closed });
}
