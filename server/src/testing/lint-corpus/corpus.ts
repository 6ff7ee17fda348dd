/** The definitions that diagnostics are measured on: valid ones, invalid ones and mutants, read from the shared folder. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export interface CorpusEntry {
  readonly id: string;
  /** The file the entry comes from: the tool or repository it was taken from. */
  readonly group: string;
  readonly format: 'json' | 'yaml';
  readonly text: string;
  readonly expected?: Expectation;
}

/** What is wrong with an invalid definition; see the corpus' README. */
export interface Expectation {
  readonly path?: string | null;
  /** 1-based line of the key. */
  readonly line?: number;
  readonly what?: string;
  readonly code?: string;
  /** Absent: error. */
  readonly severity?: 'error' | 'warning' | 'information' | 'hint';
  readonly machineType?: 'STANDARD' | 'EXPRESS';
  readonly evidence?: 'measured' | 'extrapolated' | 'documented';
  /** Stricter than AWS: skipped. */
  readonly disputed?: string;
}

export interface ConformanceCase {
  readonly id: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly text: string;
  readonly refused: boolean;
}

export const sharedFolder: string = process.env['STEPSCOPE_SHARED'] ?? resolve(process.cwd(), '../shared');

/** The files of a folder of the corpus; none where the shared folder is not at hand. */
function filesOf(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

export function readCorpus(name: 'valid' | 'invalid' | 'mutants'): readonly CorpusEntry[] {
  const folder = `${sharedFolder}/lint/${name}`;
  return filesOf(folder)
    .flatMap((file) => {
      const entries = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Omit<CorpusEntry, 'group'>[];
      return entries.map((entry) => ({ ...entry, group: file.replace(/\.json$/, '') }));
    })
    .filter((entry) => entry.expected?.disputed === undefined);
}

/** Definitions that AWS refused or accepted when they were created or validated. */
export function readConformanceCases(): readonly ConformanceCase[] {
  return (['invalid-definition', 'validate'] as const).flatMap((kind) => {
    const folder = `${sharedFolder}/conformance/${kind}`;
    return filesOf(folder).map((file) => {
      const raw = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as {
        readonly type?: 'STANDARD' | 'EXPRESS';
        readonly definition?: unknown;
        readonly definitionText?: string;
        readonly expected: { readonly result?: 'OK' | 'FAIL' };
      };
      return {
        id: `${kind}/${file}`,
        type: raw.type ?? 'STANDARD',
        text: raw.definitionText ?? JSON.stringify(raw.definition),
        refused: kind === 'invalid-definition' || raw.expected.result === 'FAIL',
      };
    });
  });
}
