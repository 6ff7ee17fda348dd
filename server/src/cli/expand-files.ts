/** File names and patterns on the command line, as the files they stand for. */

import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Installed, or copies of what lies elsewhere. Synthesized templates (`cdk.out`) are looked at: nothing else shows their definitions. */
const NEVER_ENTERED: ReadonlySet<string> = new Set(['node_modules', '.git', '.aws-sam']);

/**
 * The files that an argument stands for, sorted: itself, or what a pattern matches (`*`, `**`, `?`, `[ab]`, `{a,b}`). A plain name is
 * given back whether it exists or not; patterns may give none.
 */
export async function expandFiles(argument: string, workingFolder: string): Promise<readonly string[]> {
  const found = await stat(resolve(workingFolder, argument)).catch(() => null);
  if (found !== null || !/[*?[{]/.test(argument)) return [argument];
  const parts = argument.split(/[\\/]/);
  const firstPattern = parts.findIndex((part) => /[*?[{]/.test(part));
  const base = resolve(workingFolder, parts.slice(0, firstPattern).join('/') || (isAbsolute(argument) ? sep : '.'));
  return matches(base, parts.slice(firstPattern).join('/'), workingFolder, argument);
}

/** The files in a folder and below that match a pattern, sorted. Null: there is no such folder. */
export async function filesIn(
  folder: string,
  pattern: string,
  workingFolder: string,
): Promise<readonly string[] | null> {
  const absolute = resolve(workingFolder, folder);
  const found = await stat(absolute).catch(() => null);
  return found?.isDirectory() === true ? matches(absolute, pattern, workingFolder, folder) : null;
}

async function matches(
  base: string,
  pattern: string,
  workingFolder: string,
  argument: string,
): Promise<readonly string[]> {
  const wanted = new RegExp(`^${patternSource(pattern)}$`);
  const deepest = pattern.includes('**') ? Infinity : pattern.split('/').length;
  const files: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (depth < deepest && !NEVER_ENTERED.has(entry.name)) await visit(path, depth + 1);
      } else if (wanted.test(relative(base, path).split(sep).join('/'))) {
        files.push(isAbsolute(argument) ? path : relative(workingFolder, path));
      }
    }
  };
  await visit(base, 1);
  return files;
}

/** A glob pattern as the source of a regular expression over `/`-separated paths. */
export function patternSource(pattern: string): string {
  let source = '';
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*' && pattern.charAt(at + 1) === '*') {
      at++;
      if (pattern.charAt(at + 1) === '/') {
        at++;
        source += '(?:[^/]+/)*';
      } else source += '.*';
    } else if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '{') {
      depth++;
      source += '(?:';
    } else if (char === '}' && depth > 0) {
      depth--;
      source += ')';
    } else if (char === ',' && depth > 0) source += '|';
    else if (char === '[' && pattern.indexOf(']', at + 2) > 0) {
      const end = pattern.indexOf(']', at + 2);
      const set = pattern
        .slice(at + 1, end)
        .replaceAll('\\', '\\\\')
        .replace(/^!/, '^');
      source += `[${set}]`;
      at = end;
    } else source += char.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  }
  return source + ')'.repeat(depth);
}
