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

/** 400 lines of JSON, packed by `zstd -19`. */
const PACKED = Buffer.from(
  [
    'KLUv/QRojRAAZm5XFaAlhRwLOHYRAMRoW7asiOT2rI7NGFgATgBOANbZSScT5xgyyMTwtBq2E+Jh2d/Y5nJQ8u13vMyJC4USMhLn',
    '+Bpf25eC8nxr/LLwQ3RYTethTEHImFncRNpRr6dmiNXirAAKDEQwGBgIKBhAMAiggUHBgEBjxcxprbOTTibOMWSQieFpNWwnxMOy',
    'v7HN5aDk2+94mRMXCiVkJM7xNb62LwXl+db4ZeGH6LCa1sOYgpAxs7iJtKNeT82YNVVQx4qZ0waemlJQx4qZ01pnJ51MnGPIIBPD',
    '02rYToiHZX9jm8tBybff8TInLhRKyEic42t8bV8KyvOt8cvCD9FhNa2HMQUhY2ZxE2lHvZ6aMWuqoAbSjno9NWPWVEEdK2ZOa52d',
    'dDJxjiGDTAxPq2E7IR6W/Y1tLgcl337Hy5y4UCghI3GOr/G1fSkoz7fGLws/RIfVtB7GFISMmcVNpB31BoGPqCEwfv8O4bakUGMS',
    'SBBIEEAQUBAMP+x/BhXIptXVN+8+H+grPRo7gbkYtNiAQpQ1TaFdOCTEo7fKBrK/zn5xuhAcgKA4E6iXHo2dgV0MVGxAIQomraQ9',
    'LCTCo91nydKaqhV6OD/0kb4Cr+HNMPXAQECREcZADioUypPJw2Lpmqqbd58P6JcejZ3AXAxWbEAhCp6m0C4cEuLRzmdlaU3VT9Om',
    'WFM04VSTTU9MmANMVQp3vCM=',
  ].join(''),
  'base64',
);

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
});

describe('Zstandard', () => {
  const text = Array.from({ length: 400 }, (_, index) => {
    const i = index + 1;
    return `{"n":${(i * i) % 97},"kind":"k${i % 5}"}\n`;
  }).join('');

  it.each([1, 3, 64, 10_000])('is unpacked in chunks of %i bytes', async (size) => {
    expect(await textOf(decompressed(sourceOf(PACKED, size)))).toBe(text);
  });

  it('is unpacked frame after frame', async () => {
    const skippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
    const frames = Buffer.concat([skippable, PACKED, PACKED]);
    expect(await textOf(decompressed(sourceOf(frames, 100)))).toBe(text + text);
  });

  it.each([5, 20, 300, PACKED.length - 5])('that is cut off after %i bytes is refused', async (length) => {
    await expect(textOf(decompressed(sourceOf(PACKED.subarray(0, length), 64)))).rejects.toThrow(
      'the Zstandard data is corrupt or cut off',
    );
  });

  it.each<[string, readonly number[], RegExp]>([
    [
      'a window of a gigabyte',
      [0, 20 << 3],
      /a frame asks for 1073741824 bytes of memory; at most 134217728 are given/,
    ],
    ['a single segment of 4 GB', [0xa0, 0, 0, 0, 240], /a frame asks for 4026531840 bytes of memory/],
    ['a block of a kind that there is not', [0, 0, 7, 0, 0], /a block is none/],
    ['a block that is too large', [0, 0, 1, 0, 255], /a block is none/],
  ])('that asks for %s is refused, also in a later frame', async (_what, frame, message) => {
    const bad = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, ...frame, ...new Uint8Array(20)]);
    for (const bytes of [bad, Buffer.concat([PACKED, bad])]) {
      for (const size of [1, 1000]) {
        await expect(textOf(decompressed(sourceOf(bytes, size)))).rejects.toThrow(message);
      }
    }
  });

  it('that is corrupt is refused', async () => {
    const bytes = Buffer.from(PACKED);
    bytes.fill(0xaa, 10, 40);
    await expect(textOf(decompressed(sourceOf(bytes, 64)))).rejects.toThrow('the Zstandard data is corrupt or cut off');
  });
});
