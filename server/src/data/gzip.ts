/** Compressed objects, recognised by their first bytes rather than by their name: gzip and Zstandard are unpacked. */

import { unzstd } from './zstd.ts';

export interface ByteStream {
  read(): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

/** The bytes of `source`, unpacked where they are gzip or Zstandard. `read` rejects with a message for the user when the data is corrupt or cut off. */
export function decompressed(source: ByteStream): ByteStream {
  let inner: Promise<ByteStream> | null = null;
  const open = (): Promise<ByteStream> => (inner ??= openBySignature(source));
  return {
    read: async () => (await open()).read(),
    close: async () => (inner === null ? source.close() : (await inner.catch(() => source)).close()),
  };
}

async function openBySignature(source: ByteStream): Promise<ByteStream> {
  let first = await source.read();
  while (first !== null && first.length < 4) {
    const more = await source.read();
    if (more === null) break;
    const joined = new Uint8Array(first.length + more.length);
    joined.set(first);
    joined.set(more, first.length);
    first = joined;
  }
  const whole = withFirst(first, source);
  if (first === null) return whole;
  if (first[0] === 0x1f && first[1] === 0x8b) return gunzip(whole);
  if (isZstandard(first)) return unzstd(whole);
  return whole;
}

/** A frame, or one that is to be skipped, which some writers put first. */
function isZstandard(bytes: Uint8Array): boolean {
  const frame = bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
  const skippable =
    bytes[0] !== undefined && bytes[0] >> 4 === 5 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18;
  return frame || skippable;
}

function withFirst(first: Uint8Array | null, source: ByteStream): ByteStream {
  let pending = first;
  return {
    read() {
      if (pending === null) return source.read();
      const chunk = pending;
      pending = null;
      return Promise.resolve(chunk);
    },
    close: () => source.close(),
  };
}

function gunzip(source: ByteStream): ByteStream {
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  let readProblem: Error | null = null;
  let closed = false;
  const feed = async (): Promise<void> => {
    try {
      for (let chunk = await source.read(); chunk !== null && !closed; chunk = await source.read()) {
        await writer.write(chunk as Uint8Array<ArrayBuffer>);
      }
      await writer.close();
    } catch (error) {
      readProblem ??= error instanceof Error ? error : new Error(String(error));
      await writer.abort(error).catch(() => undefined);
    }
  };
  void feed();
  return {
    async read() {
      for (;;) {
        const part = await reader.read().catch(() => null);
        if (part === null) throw new Error(gzipReason(readProblem));
        if (part.done) return null;
        const chunk = part.value as Uint8Array;
        if (chunk.length > 0) return chunk;
      }
    },
    async close() {
      closed = true;
      await reader.cancel().catch(() => undefined);
      await source.close();
    },
  };
}

function gzipReason(problem: Error | null): string {
  const detail = problem === null || problem.message === '' ? '' : ` (${problem.message})`;
  return `the gzip data is corrupt or cut off${detail}`;
}
