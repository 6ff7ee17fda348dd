/**
 * Texts put aside in a temporary file, for what is too much for memory and has to wait. Nobody else sees the file, and nothing is left of it.
 *
 * Written and read at once, in large pieces: whoever puts texts aside reads them again in nearly the same order.
 */

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TextSpill } from '../core/distributed-map/ordered-output.ts';

const PIECE_BYTES = 256 * 1024;
/** Before each text: its length in bytes. */
const HEAD_BYTES = 4;

/** Throws what the system says when there is no room. */
export function createTextSpill(parent: string = tmpdir()): TextSpill {
  const folder = mkdtempSync(path.join(parent, 'stepscope-'));
  const file = openSync(path.join(folder, 'texts'), 'wx+', 0o600);
  const removeFolder = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  // An open file needs no name, except on Windows.
  if (process.platform !== 'win32') removeFolder();
  let isOpen = true;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let writtenBytes = 0;
  let piece = Buffer.alloc(0);
  let pieceAt = 0;

  const flush = (): void => {
    const bytes = Buffer.concat(waiting, waitingBytes);
    for (let offset = 0; offset < bytes.length;) {
      offset += writeSync(file, bytes, offset, bytes.length - offset, writtenBytes + offset);
    }
    writtenBytes += bytes.length;
    waiting = [];
    waitingBytes = 0;
  };

  const bytesAt = (place: number, length: number): Buffer => {
    if (place + length > writtenBytes) flush();
    if (place < pieceAt || place + length > pieceAt + piece.length) {
      const wanted = Buffer.allocUnsafe(Math.max(length, PIECE_BYTES));
      let filled = 0;
      for (let read = -1; read !== 0 && filled < wanted.length; filled += read) {
        read = readSync(file, wanted, filled, wanted.length - filled, place + filled);
      }
      piece = wanted.subarray(0, filled);
      pieceAt = place;
      if (filled < length) throw new Error('texts that were put aside have been cut off');
    }
    return piece.subarray(place - pieceAt, place - pieceAt + length);
  };

  return {
    append(text) {
      const place = writtenBytes + waitingBytes;
      const bytes = Buffer.allocUnsafe(HEAD_BYTES + Buffer.byteLength(text));
      bytes.writeUInt32LE(bytes.length - HEAD_BYTES);
      bytes.write(text, HEAD_BYTES);
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waitingBytes >= PIECE_BYTES) flush();
      return place;
    },
    read(place) {
      const length = bytesAt(place, HEAD_BYTES).readUInt32LE();
      return bytesAt(place + HEAD_BYTES, length).toString('utf8');
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      closeSync(file);
      removeFolder();
    },
  };
}
