/** Reads the conformance cases: what AWS really answered, one JSON file a case. They lie outside the project and are never copied into it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Json, JsonObject } from '../../core/base/json.ts';

export interface ConformanceObject {
  readonly bucket: string;
  readonly key: string;
  readonly body?: string;
  readonly bodyBase64?: string;
}

export interface ExpectedRun {
  readonly status?: string;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: Json;
  readonly events?: readonly JsonObject[];
}

export interface ExecutionCase {
  readonly id: string;
  readonly file: string;
  readonly tags: readonly string[];
  readonly flags: readonly string[];
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly definition: Json;
  readonly input: Json;
  readonly executionName?: string;
  readonly objects?: readonly ConformanceObject[];
  readonly tasks: Json;
  readonly expected: ExpectedRun;
}

/** `$STEPSCOPE_SHARED/conformance`, by default beside the project (whose root is the working directory); null where there is none. */
export function conformanceFolder(): string | null {
  const shared = process.env['STEPSCOPE_SHARED'] ?? resolve('../shared');
  const folder = join(shared, 'conformance');
  return existsSync(folder) ? folder : null;
}

/** All `execution` cases, by file name. */
export function loadExecutionCases(folder: string): readonly ExecutionCase[] {
  const kind = join(folder, 'execution');
  return readdirSync(kind)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ ...(JSON.parse(readFileSync(join(kind, file), 'utf8')) as Omit<ExecutionCase, 'file'>), file }));
}
