/** `--s3 DIR`: a folder whose sub-folders are buckets. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import { createFolderObjectStore } from '../node/folder-object-store.ts';
import { UsageError, type CliIo } from './cli-io.ts';

export async function openFolderStore(folder: string, io: CliIo): Promise<ObjectStore> {
  const path = resolve(io.workingFolder, folder);
  const found = await stat(path).catch(() => null);
  if (found === null) throw new UsageError(`There is no folder ${folder} for --s3.`);
  if (!found.isDirectory()) throw new UsageError(`--s3 needs a folder, but ${folder} is a file.`);
  return createFolderObjectStore(path);
}
