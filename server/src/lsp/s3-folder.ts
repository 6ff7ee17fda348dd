/** Where S3 is, out of the settings `stepscope.s3.folder` and `stepscope.s3.endpoint`. */

import { homedir } from 'node:os';
import { dirname, resolve, sep } from 'node:path';

import { REAL_S3 } from '../node/open-object-store.ts';

/** Why real S3 is not asked: its requests use the user's credentials. */
export const S3_NEEDS_TRUST =
  'The setting stepscope.s3.folder is s3://, and real S3 is only asked in a workspace that you trust. Trust it, or name a folder.';

/**
 * The setting's folder as a path; null where none is set. A relative one is seen from the workspace folder that holds the suite (the
 * innermost, where they lie in one another), or from the suite's own folder where none does. `~` and `${workspaceFolder}` are understood.
 * `s3://`, for real S3, stays what it is.
 */
export function resolveS3Folder(
  setting: string,
  suitePath: string,
  workspaceFolders: readonly string[],
): string | null {
  const wanted = setting.trim();
  if (wanted === '') return null;
  if (wanted === REAL_S3) return REAL_S3;
  const around = workspaceFolders
    .filter((folder) => suitePath.startsWith(folder.endsWith(sep) ? folder : folder + sep))
    .reduce((innermost, folder) => (folder.length > innermost.length ? folder : innermost), '');
  const base = around === '' ? dirname(suitePath) : around;
  const spelled = wanted.replace('${workspaceFolder}', () => base).replace(/^~(?=$|[\\/])/, () => homedir());
  return resolve(base, spelled);
}
