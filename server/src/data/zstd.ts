/** Zstandard, unpacked as it comes: Node 20 has none of its own. The decoder is loaded when the first such object is opened. */

import type { ByteStream } from './gzip.ts';
import { createFrameCheck } from './zstd-frames.ts';

/**
 * The unpacked bytes of `source`. `read` rejects with a message for the user when the data is corrupt or cut off. Frames one after the
 * other are one stream; checksums are not checked.
 */
export async function unzstd(source: ByteStream): Promise<ByteStream> {
  const { Decompress } = await import('fzstd');
  const unpacked: Uint8Array[] = [];
  let next = 0;
  let ended = false;
  let failure: Error | null = null;
  // The decoder goes on to write into what it hands out.
  const decoder = new Decompress((chunk) => void (chunk.length > 0 && unpacked.push(chunk.slice())));

  const frames = createFrameCheck();
  const feed = (chunk: Uint8Array | null): void => {
    try {
      const problem = chunk === null ? null : frames.check(chunk);
      if (problem !== null) throw new Error(problem);
      if (chunk === null) decoder.push(new Uint8Array(0), true);
      else decoder.push(chunk);
    } catch (error) {
      const detail = error instanceof Error ? error.message : '';
      failure = new Error(`the Zstandard data is corrupt or cut off${detail === '' ? '' : ` (${detail})`}`, {
        cause: error,
      });
    }
  };

  return {
    async read() {
      for (;;) {
        const chunk = unpacked[next];
        if (chunk !== undefined) {
          next++;
          return chunk;
        }
        unpacked.length = 0;
        next = 0;
        if (failure !== null) throw failure;
        if (ended) return null;
        const packed = await source.read();
        ended = packed === null;
        feed(packed);
      }
    },
    close: () => source.close(),
  };
}
