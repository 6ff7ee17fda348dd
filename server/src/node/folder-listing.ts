/** Lists the files of a bucket's folder as S3 lists keys: all below a prefix, in the order of their UTF-8 bytes, page by page. */

import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectListing, StoredObject } from '../core/distributed-map/object-store.ts';
import { UNFINISHED_FILE } from './file-writer.ts';

const PAGE_SIZE = 1000;

/** What systems and version control leave in folders is no object that anybody has put there. */
const NO_OBJECT = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\.gitkeep)$/;

/** Links are not followed. */
export function listFolder(bucketFolder: string, prefix: string): ObjectListing {
  const keys = walk(bucketFolder, '', prefix);
  return {
    async next() {
      const page: string[] = [];
      while (page.length < PAGE_SIZE) {
        const step = await keys.next();
        if (step.done === true) break;
        page.push(step.value);
      }
      if (page.length === 0) return null;
      return Promise.all(page.map((key) => describe(bucketFolder, key)));
    },
  };
}

async function* walk(folder: string, parentKey: string, prefix: string): AsyncGenerator<string, void, undefined> {
  const entries = (await readdir(folder, { withFileTypes: true }))
    .filter(
      (entry) =>
        entry.isDirectory() || (entry.isFile() && !UNFINISHED_FILE.test(entry.name) && !NO_OBJECT.test(entry.name)),
    )
    .map((entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory(),
      sortKey: Buffer.from(entry.isDirectory() ? `${entry.name}/` : entry.name),
    }))
    .sort((left, right) => Buffer.compare(left.sortKey, right.sortKey));
  for (const { name, isFolder } of entries) {
    const key = parentKey + name;
    if (!isFolder) {
      if (key.startsWith(prefix)) yield key;
    } else if (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`))
      yield* walk(path.join(folder, name), `${key}/`, prefix);
  }
}

/** The ETag depends on the key and the size, so that it is the same in every checkout; reading all files for an MD5 would be too dear. */
async function describe(bucketFolder: string, key: string): Promise<StoredObject> {
  const { size, mtimeMs } = await stat(path.join(bucketFolder, ...key.split('/')));
  const eTag = `"${createHash('md5').update(`${key}\n${size}`).digest('hex')}"`;
  return { key, size, lastModified: Math.floor(mtimeMs / 1000) * 1000, eTag };
}
