/** What files are by their names, and which folders hold nothing that a person wrote. Terminal and editor ask here. */

import type { SuiteFileKind } from '../../core/language/suites/suite-shapes.ts';
import { CONFIG_FILE_NAME } from '../../core/suite/project-config.ts';

/** Folders that are not looked into for files of the project: what was installed, built or synthesized. */
export const NEVER_ENTERED: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.vscode-test',
  'dist',
  'out',
  '.aws-sam',
  'cdk.out',
]);

/** `test-suite.yaml`, `*.test.yaml`. Takes a name without folders, as the others do. */
export function isSuiteName(name: string): boolean {
  return /^test-suite\.ya?ml$/i.test(name) || /.\.test\.ya?ml$/i.test(name);
}

/** `mock.yaml`, `*.mock.yaml`. */
export function isMockName(name: string): boolean {
  return /(^|[.-])mocks?\.ya?ml$/i.test(name);
}

/** `MockConfigFile.json`, `mock-config.json`: mock files of Step Functions Local. */
export function isLocalMockName(name: string): boolean {
  return /mock-?config(?:-?file)?[^/]*\.json$/i.test(name);
}

/** `*.asl`, `*.asl.json`, `*.asl.yaml`. */
export function isDefinitionName(name: string): boolean {
  return /\.asl(\.json|\.ya?ml)?$/i.test(name);
}

/** What a file of that name is about, where it is no definition. */
export function suiteKindOfName(name: string): SuiteFileKind | null {
  if (isSuiteName(name)) return 'suite';
  if (name === CONFIG_FILE_NAME) return 'config';
  return isMockName(name) ? 'mock-file' : null;
}
