/** The folder that stands in for S3, out of the setting `stepscope.s3.folder`. */

import { homedir } from 'node:os';
import { dirname, resolve, sep } from 'node:path';

/**
 * The setting's folder as a path; null where none is set. A relative one is seen from the workspace folder that holds the suite (the
 * innermost, where they lie in one another), or from the suite's own folder where none does. `~` and `${workspaceFolder}` are understood.
 */
export function resolveS3Folder(
  setting: string,
  suitePath: string,
  workspaceFolders: readonly string[],
): string | null {
  const wanted = setting.trim();
  if (wanted === '') return null;
  const around = workspaceFolders
    .filter((folder) => suitePath.startsWith(folder.endsWith(sep) ? folder : folder + sep))
    .reduce((innermost, folder) => (folder.length > innermost.length ? folder : innermost), '');
  const base = around === '' ? dirname(suitePath) : around;
  const spelled = wanted.replace('${workspaceFolder}', () => base).replace(/^~(?=$|[\\/])/, () => homedir());
  return resolve(base, spelled);
}
