/** The files a suite is made of: reading them, finding those that mocks name, and saying in one line why one cannot be read. */

import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { ByteSource, StoreResult } from '../core/distributed-map/object-store.ts';
import { createTextFile, type TextFile } from './run-suite-places.ts';

/** Answers with the text of a file that is open in an editor; undefined: read it from disk. */
export type OpenText = (path: string) => string | undefined;

export interface FileAccess {
  /** Relative paths of the user are relative to this folder. */
  readonly workingFolder: string;
  readonly openText?: OpenText;
  /** Whether handlers that files name may be run, which is code of whoever wrote them; refused by default. */
  readonly handlers?: 'run' | 'refused';
  /** The configuration to use instead of the one that is found above the suite. */
  readonly config?: string;
  /** Epoch milliseconds: a file that was written later counts as unreadable. For who has to read what another one has read. */
  readonly unchangedSince?: number;
  /** Folders that the project's configuration names. */
  readonly project?: { readonly folder: string; readonly testData: string };
}

export type ReadOutcome =
  { readonly kind: 'read'; readonly file: TextFile } | { readonly kind: 'unreadable'; readonly message: string };

/** A file's whole text; the message of a failure names the file. */
export async function readTextFile(path: string, access: FileAccess): Promise<ReadOutcome> {
  const absolute = resolve(access.workingFolder, path);
  const open = access.openText?.(absolute);
  if (open !== undefined) return { kind: 'read', file: createTextFile(absolute, open) };
  try {
    const bytes = await readFile(absolute);
    if ((await stat(absolute)).mtimeMs > (access.unchangedSince ?? Infinity))
      return { kind: 'unreadable', message: `${shownPath(absolute, access)} has changed since it was read first.` };
    const encoding = otherEncoding(bytes);
    if (encoding !== null)
      return { kind: 'unreadable', message: `${shownPath(absolute, access)} ${encoding}. Save it as UTF-8.` };
    const text = bytes.toString('utf8');
    return { kind: 'read', file: createTextFile(absolute, text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) };
  } catch (error) {
    return { kind: 'unreadable', message: describeFileError(error, shownPath(absolute, access)) };
  }
}

/** Words for what is no UTF-8, where any text would be read wrongly; null for UTF-8. No JSON or YAML begins with a NUL, UTF-16 does. */
function otherEncoding(bytes: Buffer): string | null {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  if (mark === 0xfffe || mark === 0xfeff || bytes.subarray(0, 2).includes(0)) return 'is UTF-16 text, not UTF-8';
  if (isUtf8(bytes)) return null;
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
  }
  return `is not UTF-8 text: line ${line} has other bytes`;
}

/**
 * Where a file that a mock names lies. In a project with a configuration: `./` is its folder, any other relative path is in its folder of
 * test data. Else, or where it is not there: beside the file that names it, in the working folder, in its `sfn-test/test-data`.
 * Null: nowhere.
 */
export async function findDataFile(path: string, namedIn: string, access: FileAccess): Promise<string | null> {
  return firstFile(
    isAbsolute(path) ? [path] : dataFolders(path, namedIn, access).map((each) => resolve(each, path)),
    access,
  );
}

function dataFolders(path: string, namedIn: string, { project, workingFolder }: FileAccess): readonly string[] {
  const usual = [dirname(namedIn), workingFolder, resolve(workingFolder, 'sfn-test/test-data')];
  if (project === undefined) return usual;
  const ofProject = [project.folder, project.testData];
  return [...(/^\.\.?[/\\]/.test(path) ? ofProject : ofProject.reverse()), ...usual];
}

/** The first of the paths that is there, open in an editor or on disk. */
export async function firstFile(paths: readonly string[], access: FileAccess): Promise<string | null> {
  for (const path of paths) {
    if (access.openText?.(path) !== undefined || (await stat(path).catch(() => null)) !== null) return path;
  }
  return null;
}

/** Opens a file as a stream of bytes; nothing is read before it is asked for. */
export async function openByteSource(path: string, access: FileAccess): Promise<StoreResult<ByteSource>> {
  const open = access.openText?.(path);
  if (open !== undefined) return { kind: 'found', value: bytesOnce(new TextEncoder().encode(open)) };
  try {
    const stats = await stat(path);
    if (!stats.isFile()) throw Object.assign(new Error('not a file'), { code: 'EISDIR' });
  } catch (error) {
    return {
      kind: 'problem',
      problem: { kind: 'no-such-key', message: describeFileError(error, shownPath(path, access)) },
    };
  }
  const stream = createReadStream(path, { highWaterMark: 1 << 18 });
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return {
    kind: 'found',
    value: {
      async read() {
        try {
          const next = await chunks.next();
          return next.done === true ? null : next.value;
        } catch (error) {
          throw new Error(describeFileError(error, shownPath(path, access)));
        }
      },
      close() {
        stream.destroy();
        return Promise.resolve();
      },
    },
  };
}

/** As short as it is clear: relative to the working folder where the file is inside it. */
export function shownPath(path: string, access: { readonly workingFolder: string }): string {
  const short = relative(access.workingFolder, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}

/** One line that says which file and why. */
export function describeFileError(error: unknown, shown: string): string {
  const code = (error as { readonly code?: unknown }).code;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no file ${shown}.`;
    case 'EISDIR':
      return `${shown} is a folder, not a file.`;
    case 'EACCES':
    case 'EPERM':
      return `${shown} may not be read: permission denied.`;
    case 'ERR_STRING_TOO_LONG':
    case 'ERR_FS_FILE_TOO_LARGE':
      return `${shown} is too large to be read as one text.`;
    default:
      return `${shown} could not be read${typeof code === 'string' ? ` (${code})` : ''}.`;
  }
}

/** The same for a file that is written. */
export function describeWriteError(error: unknown, shown: string): string {
  const code = (error as { readonly code?: unknown }).code;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no folder for ${shown}.`;
    case 'EISDIR':
      return `${shown} is a folder, not a file.`;
    case 'EACCES':
    case 'EPERM':
      return `${shown} may not be written: permission denied.`;
    case 'EROFS':
      return `${shown} may not be written: the disk is read-only.`;
    case 'ENOSPC':
      return `No space is left for ${shown}.`;
    default:
      return `${shown} could not be written${typeof code === 'string' ? ` (${code})` : ''}.`;
  }
}

function bytesOnce(bytes: Uint8Array): ByteSource {
  let left: Uint8Array | null = bytes.length === 0 ? null : bytes;
  return {
    read() {
      const chunk = left;
      left = null;
      return Promise.resolve(chunk);
    },
    close: () => Promise.resolve(),
  };
}
