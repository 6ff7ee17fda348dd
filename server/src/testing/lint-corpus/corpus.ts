/** The definitions that diagnostics are measured on: valid ones, invalid ones and mutants, read from the shared folder. */

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sharedPath } from '../shared-folder.ts';

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
  /** Why AWS refused it, where it said so. */
  readonly reason: { readonly code: string; readonly pointer: string | null } | null;
}

/** The paths of the files in a part of the shared folder; none where it is not there. */
function filesOf(part: string): readonly string[] {
  const folder = sharedPath(part);
  return folder === null
    ? []
    : readdirSync(folder)
        .sort()
        .map((file) => join(folder, file));
}

export function readCorpus(name: 'valid' | 'invalid' | 'mutants'): readonly CorpusEntry[] {
  return filesOf(`lint/${name}`)
    .flatMap((file) => {
      const entries = JSON.parse(readFileSync(file, 'utf8')) as Omit<CorpusEntry, 'group'>[];
      return entries.map((entry) => ({ ...entry, group: basename(file, '.json') }));
    })
    .filter((entry) => entry.expected?.disputed === undefined);
}

/** Definitions that AWS refused or accepted when they were created or validated. */
export function readConformanceCases(): readonly ConformanceCase[] {
  return (['invalid-definition', 'validate'] as const).flatMap((kind) => {
    return filesOf(`conformance/${kind}`).map((file) => {
      const raw = JSON.parse(readFileSync(file, 'utf8')) as {
        readonly type?: 'STANDARD' | 'EXPRESS';
        readonly definition?: unknown;
        readonly definitionText?: string;
        readonly expected: {
          readonly result?: 'OK' | 'FAIL';
          readonly message?: string;
          readonly diagnostics?: readonly { readonly code: string; readonly location?: string }[];
        };
      };
      return {
        id: `${kind}/${basename(file)}`,
        type: raw.type ?? 'STANDARD',
        text: raw.definitionText ?? JSON.stringify(raw.definition),
        refused: kind === 'invalid-definition' || raw.expected.result === 'FAIL',
        reason: reasonOf(raw.expected),
      };
    });
  });
}

/** The definitions of recorded executions: AWS took every one of them. */
export function readAcceptedDefinitions(): readonly Pick<ConformanceCase, 'id' | 'type' | 'text'>[] {
  return filesOf('conformance/execution').map((file) => {
    const raw = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly type?: 'STANDARD' | 'EXPRESS';
      readonly definition?: unknown;
      readonly definitionText?: string;
    };
    const text = raw.definitionText ?? JSON.stringify(raw.definition);
    return { id: basename(file), type: raw.type ?? 'STANDARD', text };
  });
}

/** `Invalid State Machine Definition: 'CODE: text at /States/A'`, or the first diagnostic. */
function reasonOf({
  message = '',
  diagnostics,
}: {
  readonly message?: string;
  readonly diagnostics?: readonly { readonly code: string; readonly location?: string }[];
}): ConformanceCase['reason'] {
  const [first] = diagnostics ?? [];
  const code = first?.code ?? /'([A-Z_]+): /.exec(message)?.[1];
  const place = first === undefined ? / at (\/\S*)'$/.exec(message)?.[1] : first.location;
  if (code === undefined) return null;
  return { code, pointer: place?.startsWith('/') === true ? place.replace(/\/$/, '') : null };
}
