import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompressed } from './gzip.ts';

function sourceOf(bytes: Uint8Array, size: number) {
  let offset = 0;
  return {
    read() {
      const chunk = bytes.slice(offset, offset + size);
      offset += size;
      return Promise.resolve(chunk.length === 0 ? null : chunk);
    },
    close: () => Promise.resolve(),
  };
}

async function textOf(source: { read(): Promise<Uint8Array | null> }): Promise<string> {
  const parts: Uint8Array[] = [];
  for (let chunk = await source.read(); chunk !== null; chunk = await source.read()) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

const TEXT = '{"n":1}\n'.repeat(5000);

describe('compressed objects', () => {
  it.each([1, 3, 1000])('unpacks gzip in chunks of %i bytes', async (size) => {
    expect(await textOf(decompressed(sourceOf(gzipSync(TEXT), size)))).toBe(TEXT);
  });

  it.each(['', 'a', 'plain text'])('passes %j through', async (text) => {
    expect(await textOf(decompressed(sourceOf(Buffer.from(text), 2)))).toBe(text);
  });

  it('says that the data is cut off', async () => {
    const packed = gzipSync(TEXT);
    await expect(textOf(decompressed(sourceOf(packed.subarray(0, packed.length - 20), 16)))).rejects.toThrow(
      /corrupt or cut off/,
    );
  });

  it('says that the data is corrupt', async () => {
    const packed = Buffer.from(gzipSync(TEXT));
    packed.fill(0xaa, 12, 30);
    await expect(textOf(decompressed(sourceOf(packed, 16)))).rejects.toThrow(/corrupt or cut off/);
  });

  it('says what to use instead of Zstandard', async () => {
    await expect(textOf(decompressed(sourceOf(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0), 5)))).rejects.toThrow(
      /use gzip/,
    );
  });
});
