/**
 * The file of a saved run on disk. Blocks are written at once and in order: they are few and small, so a run that is saved needs no more
 * memory than one that is not, however fast it is.
 */

import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { SavedRunFile } from './save-run.ts';

/** `keepBytes`: so much of what is there stays, what follows is cut off; 0 makes a new file. Throws what the system says. */
export function createSavedRunFile(path: string, keepBytes: number): SavedRunFile {
  const file = openSync(path, keepBytes === 0 ? 'w' : 'r+');
  if (keepBytes > 0) ftruncateSync(file, keepBytes);
  let position = keepBytes;
  return {
    append(bytes) {
      for (let done = 0; done < bytes.length;) {
        const written = writeSync(file, bytes, done, bytes.length - done, position);
        done += written;
        position += written;
      }
    },
    close() {
      closeSync(file);
    },
  };
}
