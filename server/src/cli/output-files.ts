/** A slip of the fingers must not cost a definition: what is read is not written over. */

import { resolve } from 'node:path';
import { UsageError, type CliIo } from './cli-io.ts';
import type { ParsedOptions } from './parse-options.ts';

const READ = ['asl', 'suite', 'mock', 'tasks', 'mock-config', 'input', 'config'] as const;

/** `written`: the option that names a file to be written. Throws `UsageError`. */
export function refuseToOverwriteInput(options: ParsedOptions, written: string, { workingFolder }: CliIo): void {
  const path = options.text(written);
  if (path === undefined) return;
  for (const read of READ) {
    const given = [options.text(read) ?? [], options.texts(read)].flat(2);
    if (!given.some((file) => resolve(workingFolder, file) === resolve(workingFolder, path))) continue;
    throw new UsageError(`--${written} would write over ${path}, which --${read} reads. Name a file of its own.`);
  }
}
