/** Makes the benchmark's data, the same for the same seed: items whose JSON line has about 78 bytes, wide ones about 100. */

import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { once } from 'node:events';
import { createRng } from '../src/core/base/rng.ts';

export interface BenchItem {
  readonly id: number;
  readonly sku: string;
  readonly price: number;
  readonly category: string;
  readonly inStock: boolean;
}

export interface ItemFile {
  readonly nItems: number;
  readonly width: 'narrow' | 'wide';
}

const CATEGORIES = ['books', 'garden', 'kitchen', 'music', 'sports', 'toys', 'tools'];
const LINES_PER_WRITE = 10_000;

export function* benchItems(nItems: number, seed: number): Generator<BenchItem> {
  const rng = createRng(seed);
  for (let id = 0; id < nItems; id++) {
    yield {
      id,
      sku: `SKU-${Math.floor(rng.next() * 1e6)}`,
      price: Math.floor(rng.next() * 100_000) / 100,
      category: CATEGORIES[Math.floor(rng.next() * CATEGORIES.length)] as string,
      inStock: rng.next() < 0.8,
    };
  }
}

/** JSON Lines. */
export async function generateItems(place: string, { nItems, width }: ItemFile, seed: number): Promise<void> {
  await mkdir(path.dirname(place), { recursive: true });
  const stream = createWriteStream(place);
  let lines: string[] = [];
  for (const item of benchItems(nItems, seed)) {
    lines.push(JSON.stringify(width === 'wide' ? { ...item, note: 'wide enough' } : item));
    if (lines.length < LINES_PER_WRITE && item.id < nItems - 1) continue;
    if (!stream.write(`${lines.join('\n')}\n`)) await once(stream, 'drain');
    lines = [];
  }
  stream.end();
  await once(stream, 'finish');
}
