/** Reads the conformance cases: what AWS really answered, one JSON file a case. They lie outside the project and are never copied into it. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../core/base/json.ts';
import { sharedPath } from '../shared-folder.ts';
import type { TestStateCase } from './test-state-case.ts';

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

export interface LocalMockCase extends ExecutionCase {
  readonly stateMachineName: string;
  readonly testCase: string;
  readonly mockConfig: Json;
}

/** The recordings; null where there are none. */
export function conformanceFolder(): string | null {
  return sharedPath('conformance');
}

/** All `execution` cases, by file name. */
export function loadExecutionCases(folder: string): readonly ExecutionCase[] {
  return loadKind<ExecutionCase>(folder, 'execution');
}

/** All `local-mock` cases, by file name. */
export function loadLocalMockCases(folder: string): readonly LocalMockCase[] {
  return loadKind<LocalMockCase>(folder, 'local-mock');
}

/** All `test-state` cases, by file name. */
export function loadTestStateCases(folder: string): readonly TestStateCase[] {
  return loadKind<TestStateCase>(folder, 'test-state');
}

function loadKind<T extends { readonly file: string }>(folder: string, kind: string): readonly T[] {
  return readdirSync(join(folder, kind))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ ...(JSON.parse(readFileSync(join(folder, kind, file), 'utf8')) as T), file }));
}
