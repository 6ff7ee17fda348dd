/**
 * Recordings and corpora lie beside the project, never in it: in `$STEPSCOPE_SHARED`, by default `../shared` of the project's root (which is
 * the working directory of tests and reports). Whoever misses a part of it is told once what is not judged then.
 */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const told = new Set<string>();

/** The path of a part of the shared folder; null, with a line on stderr, where it is not there. */
export function sharedPath(part: string): string | null {
  const path = resolve(process.env['STEPSCOPE_SHARED'] ?? '../shared', part);
  if (existsSync(path)) return path;
  if (!told.has(part)) {
    told.add(part);
    process.stderr.write(
      `${path} is not there, so nothing is judged by it. STEPSCOPE_SHARED may name the folder that holds ${part}.\n`,
    );
  }
  return null;
}
