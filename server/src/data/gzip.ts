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
  const first = await firstBytes(source);
  const whole = withFirst(first, source);
  if (first === null) return whole;
  const packed = (first[0] === 0x1f && first[1] === 0x8b) || isZstandard(first);
  if (!packed) return refuseUtf16(first, whole);
  const unpacked = isZstandard(first) ? await unzstd(whole) : gunzip(whole);
  const text = await firstBytes(unpacked);
  return text === null ? unpacked : refuseUtf16(text, withFirst(text, unpacked));
}

/** At least four bytes, where there are so many. */
async function firstBytes(source: ByteStream): Promise<Uint8Array | null> {
  let first = await source.read();
  while (first !== null && first.length < 4) {
    const more = await source.read();
    if (more === null) break;
    const joined = new Uint8Array(first.length + more.length);
    joined.set(first);
    joined.set(more, first.length);
    first = joined;
  }
  return first;
}

/** By its byte order mark, or by the zero byte that is half of the first character. */
async function refuseUtf16(first: Uint8Array, whole: ByteStream): Promise<ByteStream> {
  const marked = (first[0] === 0xff && first[1] === 0xfe) || (first[0] === 0xfe && first[1] === 0xff);
  const halved = first.length > 1 && (first[0] === 0) !== (first[1] === 0);
  if (!marked && !halved) return whole;
  await whole.close();
  throw new Error('the text is encoded as UTF-16; only UTF-8 can be read');
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
