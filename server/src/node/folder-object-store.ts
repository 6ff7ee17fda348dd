/**
 * A folder that stands in for S3: `<folder>/<bucket>/<key>`. Reads stream, writes appear whole or not at all, nothing leaves the folder.
 *
 * A bucket that is written to is made when it is missing; one that is read has to be there. A folder holds one version of each object and
 * has no owner, so `VersionId` and `ExpectedBucketOwner` change nothing.
 */

import { accessSync, constants, readdirSync, rmdirSync, rmSync, statSync, type Dirent } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectStore, StoreProblem, StoreResult } from '../core/distributed-map/object-store.ts';
import { createFileWriter } from './file-writer.ts';
import { openFileRandomAccess, openFileSource } from './file-source.ts';
import { folderPath, isReallyInside, isReallyInsideSync } from './folder-paths.ts';
import { listFolder } from './folder-listing.ts';

export interface FolderObjectStoreOptions {
  /** Bytes of one read. Default 256 KiB. */
  readonly chunkBytes?: number;
}

export function createFolderObjectStore(folder: string, options: FolderObjectStoreOptions = {}): ObjectStore {
  const root = path.resolve(folder);

  const bucketProblem = async (bucket: string): Promise<StoreProblem | null> => {
    const place = folderPath(root, bucket, null);
    if (place.kind === 'problem') return place.problem;
    try {
      const found = await stat(place.path);
      if (!found.isDirectory()) throw new Error('not a folder');
      return (await isReallyInside(root, place.path)) ? null : outside(`The bucket ${bucket}`);
    } catch {
      return {
        kind: 'no-such-bucket',
        message: `The specified bucket does not exist: ${bucket} (looked for the folder ${place.path})`,
      };
    }
  };

  /** The path of an object that is really there. */
  const locate = async (bucket: string, key: string): Promise<StoreResult<string>> => {
    const missing = await bucketProblem(bucket);
    if (missing !== null) return failed(missing);
    const place = folderPath(root, bucket, key);
    if (place.kind === 'problem') return failed(place.problem);
    const missingKey = (why: string): StoreResult<string> =>
      failed({ kind: 'no-such-key', message: `The specified key does not exist: s3://${bucket}/${key} (${why})` });
    try {
      if (!(await isReallyInside(root, place.path))) return failed(outside(`s3://${bucket}/${key}`));
      if ((await stat(place.path)).isDirectory()) return missingKey(`${place.path} is a folder`);
      // What ends in a slash is an object of its own in S3, such as a folder made in the console.
      if (key.endsWith('/')) return missingKey(`a folder can hold no object of that name`);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EPERM') {
        return failed({ kind: 'access-denied', message: `s3://${bucket}/${key} cannot be read: ${message}` });
      }
      return missingKey(`looked for ${place.path}`);
    }
    return { kind: 'found', value: place.path };
  };

  return {
    async open(bucket, key) {
      const file = await locate(bucket, key);
      return file.kind === 'problem' ? file : openFileSource(file.value, options.chunkBytes);
    },
    async openRandomAccess(bucket, key) {
      const file = await locate(bucket, key);
      return file.kind === 'problem' ? file : openFileRandomAccess(file.value);
    },
    async list(bucket, prefix) {
      const missing = await bucketProblem(bucket);
      if (missing !== null) return failed(missing);
      return { kind: 'found', value: listFolder(path.join(root, bucket), prefix) };
    },
    probeWrite(bucket, key) {
      const place = folderPath(root, bucket, key);
      if (place.kind === 'problem') return place.problem;
      try {
        if (!isReallyInsideSync(root, place.path)) return outside(`s3://${bucket}/${key}`);
        const ancestor = nearestExisting(path.dirname(place.path));
        if (!statSync(ancestor).isDirectory()) {
          return {
            kind: 'failed',
            message: `${ancestor} is a file, where a folder is needed for s3://${bucket}/${key}.`,
          };
        }
        accessSync(ancestor, constants.W_OK);
        return null;
      } catch (error) {
        return {
          kind: 'access-denied',
          message: `s3://${bucket}/${key} cannot be written: ${(error as Error).message}`,
        };
      }
    },
    removeResults(bucket, folder, kept) {
      const place = folderPath(root, bucket, folder);
      if (place.kind === 'problem') return;
      try {
        if (!isReallyInsideSync(root, place.path)) return;
        removeResultsIn(place.path, folder, kept);
      } catch {
        // What cannot be removed stays, as it would in S3.
      }
    },
    createWriter(bucket, key) {
      const place = folderPath(root, bucket, key);
      if (place.kind === 'problem') return createFileWriter(null, place.problem);
      const allowed = isReallyInsideSync(root, place.path);
      return createFileWriter(place.path, allowed ? null : outside(`s3://${bucket}/${key}`));
    },
  };
}

const RESULT_FILE = /^(manifest\.json|(SUCCEEDED|FAILED|PENDING)_\d+\.jsonl?)$/;

/** Of a Map Run and its redrives, whose folders go where nothing else is in them. Nothing else is touched, whatever lies beside. */
function removeResultsIn(folder: string, key: string, kept: ReadonlySet<string>): void {
  for (const entry of entriesOf(folder)) {
    const place = path.join(folder, entry.name);
    const entryKey = `${key}/${entry.name}`;
    if (entry.isFile() && RESULT_FILE.test(entry.name) && !kept.has(entryKey)) rmSync(place, { force: true });
    else if (entry.isDirectory() && /^Redrive-\d+$/.test(entry.name)) {
      removeResultsIn(place, entryKey, kept);
      if (entriesOf(place).length === 0) rmdirSync(place);
    }
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function nearestExisting(folder: string): string {
  for (let current = folder; ; current = path.dirname(current)) {
    if (exists(current) || path.dirname(current) === current) return current;
  }
}

/** What would lie below a file does not. */
function exists(place: string): boolean {
  try {
    return statSync(place, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
    throw error;
  }
}

function outside(what: string): StoreProblem {
  return { kind: 'access-denied', message: `${what} leads out of the folder that stands in for S3.` };
}

function failed<T>(problem: StoreProblem): StoreResult<T> {
  return { kind: 'problem', problem };
}
