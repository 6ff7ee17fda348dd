/** The folders that are worked in: which definitions, suites and templates lie in them, and their texts, the editor's before the disk's. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';

import type { FileAccess } from '../run-suite-files.ts';
import { isDefinitionName, isLocalMockName, isMockName, isSuiteName, NEVER_ENTERED } from './file-names.ts';

export interface WorkspaceFiles {
  readonly definitions: readonly string[];
  readonly suites: readonly string[];
  readonly mocks: readonly string[];
  /** Mock files of Step Functions Local. */
  readonly localMocks: readonly string[];
}

export interface Workspace {
  /** Absolute paths. */
  setFolders(paths: readonly string[]): void;
  /** Absolute paths, as they were at most two seconds ago. */
  files(): Promise<WorkspaceFiles>;
  /** Null where there is no such file or it is too large to be one of ours. */
  readText(path: string): Promise<string | null>;
  exists(path: string): Promise<boolean>;
  /** How the host reads files for the suite or definition at `path`. */
  accessFor(path: string): FileAccess;
  /** Forgets which files there are. */
  forgetFiles(): void;
}

const FILES_AGE_MS = 2_000;
const MAX_FILES = 50_000;
const MAX_TEXT_BYTES = 5_000_000;

/** @param openText the text of a file that an editor has open, which counts before what is on disk */
export function createWorkspace(openText: (path: string) => string | undefined = () => undefined): Workspace {
  let folders: readonly string[] = [];
  let listed: { readonly at: number; readonly files: Promise<WorkspaceFiles> } | null = null;
  const texts = new Map<string, { readonly stamp: string; readonly text: string }>();

  return {
    setFolders(paths) {
      folders = paths;
      listed = null;
    },
    forgetFiles() {
      listed = null;
    },
    files() {
      const now = performance.now();
      if (listed === null || now - listed.at > FILES_AGE_MS) listed = { at: now, files: listFiles(folders) };
      return listed.files;
    },
    async readText(path) {
      const open = openText(path);
      if (open !== undefined) return open;
      const stats = await stat(path).catch(() => null);
      if (stats === null || !stats.isFile() || stats.size > MAX_TEXT_BYTES) return null;
      const stamp = `${stats.mtimeMs}:${stats.size}`;
      const known = texts.get(path);
      if (known?.stamp === stamp) return known.text;
      const text = await readFile(path, 'utf8').catch(() => null);
      if (text === null) return null;
      const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
      texts.set(path, { stamp, text: plain });
      return plain;
    },
    async exists(path) {
      return openText(path) !== undefined || (await stat(path).catch(() => null)) !== null;
    },
    accessFor(path) {
      const folder = folders.find((each) => path === each || path.startsWith(each + sep));
      return { workingFolder: folder ?? dirname(path), openText };
    },
  };
}

async function listFiles(folders: readonly string[]): Promise<WorkspaceFiles> {
  const found = {
    definitions: [] as string[],
    suites: [] as string[],
    mocks: [] as string[],
    localMocks: [] as string[],
  };
  const open = [...folders];
  let seen = 0;
  for (let folder = open.shift(); folder !== undefined && seen < MAX_FILES; folder = open.shift()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      seen++;
      if (entry.isDirectory()) {
        if (!NEVER_ENTERED.has(entry.name)) open.push(join(folder, entry.name));
      } else if (isDefinitionName(entry.name)) found.definitions.push(join(folder, entry.name));
      else if (isSuiteName(entry.name)) found.suites.push(join(folder, entry.name));
      else if (isMockName(entry.name)) found.mocks.push(join(folder, entry.name));
      else if (isLocalMockName(entry.name)) found.localMocks.push(join(folder, entry.name));
    }
  }
  return found;
}
