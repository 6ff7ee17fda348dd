/** Makes the benchmark's data: JSON Lines of about 78 bytes each, the same for the same seed. */

import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { once } from 'node:events';
import { createRng } from '../src/core/base/rng.ts';

const CATEGORIES = ['books', 'garden', 'kitchen', 'music', 'sports', 'toys', 'tools'];
const LINES_PER_WRITE = 10_000;

export async function generateItems(file: string, nItems: number, seed: number): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const rng = createRng(seed);
  const stream = createWriteStream(file);
  let lines: string[] = [];
  for (let id = 0; id < nItems; id++) {
    const item = {
      id,
      sku: `SKU-${Math.floor(rng.next() * 1e6)}`,
      price: Math.floor(rng.next() * 100_000) / 100,
      category: CATEGORIES[Math.floor(rng.next() * CATEGORIES.length)],
      inStock: rng.next() < 0.8,
    };
    lines.push(JSON.stringify(item));
    if (lines.length < LINES_PER_WRITE && id < nItems - 1) continue;
    if (!stream.write(`${lines.join('\n')}\n`)) await once(stream, 'drain');
    lines = [];
  }
  stream.end();
  await once(stream, 'finish');
}
