/** Writes a file under a name of its own and moves it into place when it is whole, so that nobody ever reads half of it. */

import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectWriter, StoreProblem } from '../core/distributed-map/object-store.ts';

/** Names that listings leave out. */
export const UNFINISHED_FILE = /^\.stepscope-.*\.partial$/;

const FLUSH_CHARACTERS = 256 * 1024;
/** So many bytes may wait to be written before the sender is asked to pause. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** Not the process's number: in a container it is the same every time, and a process that was killed leaves its file behind. */
function unfinishedName(): string {
  return `.stepscope-${randomUUID()}.partial`;
}

/** With a `problem`, nothing is written and `close` tells it. */
export function createFileWriter(file: string | null, problem: StoreProblem | null): ObjectWriter {
  const temporary = file === null ? '' : path.join(path.dirname(file), unfinishedName());
  let failure = problem;
  let bytes = 0;
  let text = '';
  let waitingBytes = 0;
  let handle: FileHandle | null = null;
  let work: Promise<void> = Promise.resolve();

  const note = (error: unknown): void => {
    const { code, message } = error as NodeJS.ErrnoException;
    const kind = code === 'EACCES' || code === 'EPERM' ? 'access-denied' : 'failed';
    failure ??= { kind, message: `${file ?? ''} cannot be written: ${message}` };
  };

  const writeOut = async (part: Buffer): Promise<void> => {
    if (failure !== null || file === null) return;
    try {
      if (handle === null) {
        await mkdir(path.dirname(file), { recursive: true });
        handle = await open(temporary, 'wx');
      }
      for (let offset = 0; offset < part.length;) {
        offset += (await handle.write(part, offset)).bytesWritten;
      }
    } catch (error) {
      note(error);
    } finally {
      waitingBytes -= part.length;
    }
  };

  const flush = (): void => {
    const part = Buffer.from(text, 'utf8');
    text = '';
    waitingBytes += part.length;
    work = work.then(() => writeOut(part));
  };

  return {
    get bytes() {
      return bytes;
    },
    write(piece) {
      if (failure !== null) return null;
      text += piece;
      bytes += Buffer.byteLength(piece);
      if (text.length < FLUSH_CHARACTERS) return null;
      flush();
      return waitingBytes > MAX_WAITING_BYTES ? work : null;
    },
    async close() {
      flush();
      await work;
      try {
        await handle?.close();
        if (failure === null && file !== null) await rename(temporary, file);
      } catch (error) {
        note(error);
      }
      if (failure === null) return { kind: 'found', value: { bytes } };
      if (handle !== null) await rm(temporary, { force: true });
      return { kind: 'problem', problem: failure };
    },
  };
}
