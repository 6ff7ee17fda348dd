/**
 * Looks at the outlines of Zstandard frames before they are unpacked: the decoder believes a frame's header and takes as much memory as it
 * names, so one wrong byte could take gigabytes. Headers and block sizes are read (RFC 8878, section 3.1), contents are not.
 */

/** What encoders ask for at most, unless they are told to go further: `zstd --long=27`. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;
const MAX_BLOCK_BYTES = 128 * 1024;
const LONGEST_HEAD = 18;

export interface FrameCheck {
  /** The next bytes of the stream. What is wrong with them, or null. */
  check(chunk: Uint8Array): string | null;
}

export function createFrameCheck(): FrameCheck {
  /** What is expected: the head of a frame or of a block, or bytes that are passed over. */
  let part: 'frame' | 'block' | 'skip' = 'frame';
  let nSkipped = 0;
  /** What follows the bytes that are passed over. */
  let after: 'frame' | 'block' = 'frame';
  let hasChecksum = false;
  let head: number[] = [];

  const skip = (nBytes: number, then: 'frame' | 'block'): void => {
    nSkipped = nBytes;
    after = then;
    part = nBytes > 0 ? 'skip' : then;
  };

  /** With the bytes of a head so far: what is wrong, or null; `head` is empty where it was whole. */
  const readFrameHead = (): string | null => {
    if (head.length < 5) return null;
    const magic = uint(head, 0, 4);
    if (magic >>> 4 === 0x184d2a5) {
      if (head.length < 8) return null;
      const nBytes = uint(head, 4, 4);
      head = [];
      skip(nBytes, 'frame');
      return null;
    }
    if (magic !== 0xfd2fb528) return 'what follows is no frame';
    const descriptor = head[4] as number;
    const isSingleSegment = (descriptor & 0x20) !== 0;
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
    const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
    const sizeAt = (isSingleSegment ? 5 : 6) + dictionaryBytes;
    if (head.length < sizeAt + sizeBytes) return null;
    const contentBytes = uint(head, sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
    const windowBytes = isSingleSegment ? contentBytes : windowOf(head[5] as number);
    if (windowBytes > MAX_WINDOW_BYTES) {
      return `a frame asks for ${windowBytes} bytes of memory; at most ${MAX_WINDOW_BYTES} are given`;
    }
    hasChecksum = (descriptor & 4) !== 0;
    head = [];
    part = 'block';
    return null;
  };

  const readBlockHead = (): string | null => {
    if (head.length < 3) return null;
    const bits = uint(head, 0, 3);
    head = [];
    const kind = (bits >> 1) & 3;
    const nBytes = bits >> 3;
    if (kind === 3 || nBytes > MAX_BLOCK_BYTES) return 'a block is none';
    const isLast = (bits & 1) === 1;
    skip((kind === 1 ? 1 : nBytes) + (isLast && hasChecksum ? 4 : 0), isLast ? 'frame' : 'block');
    return null;
  };

  return {
    check(chunk) {
      let position = 0;
      while (position < chunk.length) {
        if (part === 'skip') {
          const passed = Math.min(nSkipped, chunk.length - position);
          position += passed;
          nSkipped -= passed;
          if (nSkipped === 0) part = after;
          continue;
        }
        head.push(chunk[position++] as number);
        const problem = part === 'frame' ? readFrameHead() : readBlockHead();
        if (problem !== null) return problem;
        if (head.length > LONGEST_HEAD) throw new Error('The head of a frame has no end.');
      }
      return null;
    },
  };
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** Little endian; what is too large for a number's 53 bits is as large as that. */
function uint(bytes: readonly number[], at: number, length: number): number {
  let value = 0;
  for (let index = length - 1; index >= 0; index--) value = value * 256 + (bytes[at + index] as number);
  return value;
}
