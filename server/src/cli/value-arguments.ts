/** Arguments that are values: a file, JSON itself, or what is piped in. What is wrong with one is told with its place. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Json } from '../core/base/json.ts';
import { parseJsonData } from '../core/suite/json-data.ts';
import { readTextFile } from '../host/run-suite-files.ts';
import { createTextFile, type TextFile } from '../host/run-suite-places.ts';
import { UsageError, type CliIo } from './cli-io.ts';
import { placeText } from './problem-lines.ts';

export interface TextArgument {
  readonly file: TextFile;
  /** How messages call a text that is no file; null for a file. */
  readonly name: string | null;
}

/** A file where one has that name, what is piped in for `-`, else the argument itself, which has to look like JSON. */
export async function readTextArgument(option: string, value: string, io: CliIo): Promise<TextArgument> {
  if (value === '-') return { file: createTextFile('<stdin>', await io.readInput()), name: 'What was piped in' };
  const path = resolve(io.workingFolder, value);
  const isPath = value.length < 4_096 && (await stat(path).catch(() => null)) !== null;
  if (isPath) {
    const read = await readTextFile(value, { workingFolder: io.workingFolder });
    if (read.kind === 'unreadable') throw new UsageError(read.message);
    return { file: read.file, name: null };
  }
  const looksLikeJson = /^\s*(?:[[{"\d-]|true\b|false\b|null\b)/.test(value);
  if (!looksLikeJson) throw new UsageError(`--${option} "${value}" is neither a file nor JSON.`);
  return { file: createTextFile(`--${option}`, value), name: `--${option}` };
}

export async function readJsonArgument(option: string, value: string, io: CliIo): Promise<Json> {
  const { file, name } = await readTextArgument(option, value, io);
  const data = parseJsonData(file.text);
  if (data.kind === 'value') return data.value;
  const place = file.placeOf(data.range ?? { start: 0, end: 0 });
  const { line, character } = place.range.start;
  const shown =
    name === null ? placeText(place, io.workingFolder) : `${name}, line ${line + 1}, column ${character + 1}:`;
  throw new UsageError(`${shown} ${data.message}`);
}

/** The seed of everything that is left to chance; 1 where none is given. */
export function readSeed(text: string | undefined): number {
  if (text === undefined) return 1;
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffffffff) {
    throw new UsageError(`--seed must be a whole number from 0 to 4294967295, not "${text}".`);
  }
  return Number(text);
}
