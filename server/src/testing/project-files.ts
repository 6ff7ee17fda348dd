/** Finds the project's own files for checks that look at all of them. Knows nothing of what is in them. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const notOurs = new Set(['node_modules', 'dist', '.git', '.e2e', 'coverage']);

/** Paths of all files under a folder of the project, from its root and with `/`, sorted. A folder that is not there has none. */
export function listFiles(root: string, folder: string): readonly string[] {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => !notOurs.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return listFiles(root, path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

/** The text of a file of the project. */
export function readText(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
