/**
 * Bucket and key to a path inside one folder, and never outside it: names are checked first, and the real path (behind links) before any
 * access.
 */

import { realpathSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { StoreProblem } from '../core/distributed-map/object-store.ts';

export type FolderPath =
  { readonly kind: 'path'; readonly path: string } | { readonly kind: 'problem'; readonly problem: StoreProblem };

/** The path of a bucket (`key` null) or of an object. Empty segments of a key count for nothing, as in `results//x`. */
export function folderPath(root: string, bucket: string, key: string | null): FolderPath {
  const place = key === null ? bucket : `s3://${bucket}/${key}`;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/.test(bucket) || bucket.includes('..')) {
    return problem('invalid-name', `The bucket name ${JSON.stringify(bucket)} cannot be a folder's name.`);
  }
  const segments = (key ?? '').split('/').filter((segment) => segment !== '');
  if (key !== null && segments.length === 0) return problem('invalid-name', `${place} names no object.`);
  if (segments.some((segment) => segment === '.' || segment === '..' || /[\\\0]/.test(segment))) {
    return problem('invalid-name', `${place} cannot be a path inside a folder.`);
  }
  return { kind: 'path', path: path.join(root, bucket, ...segments) };
}

/** Whether an existing file or folder really lies inside `root`. Rejects as `realpath` does where it does not exist. */
export async function isReallyInside(root: string, target: string): Promise<boolean> {
  return isInside(await realpath(root), await realpath(target));
}

/** The same for a file that may have to be made: its nearest existing ancestor decides. Throws where not even `root`'s drive is there. */
export function isReallyInsideSync(root: string, target: string): boolean {
  return isInside(realOrFuture(path.resolve(root)), realOrFuture(path.resolve(target)));
}

/** The real path of the nearest existing ancestor, with the rest as it will be. */
function realOrFuture(target: string): string {
  const missing: string[] = [];
  for (let current = target; ; current = path.dirname(current)) {
    try {
      return path.join(realpathSync(current), ...missing);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if ((code !== 'ENOENT' && code !== 'ENOTDIR') || path.dirname(current) === current) throw error;
      missing.unshift(path.basename(current));
    }
  }
}

function isInside(root: string, target: string): boolean {
  const relative = path.relative(root, target);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

function problem(kind: StoreProblem['kind'], message: string): FolderPath {
  return { kind: 'problem', problem: { kind, message } };
}
