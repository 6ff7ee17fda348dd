/** Which files are suites and which are definitions, by name. The one place of the extension that knows; the server's is `host/workspace/file-names.ts`. */

/** Suites, as the Test Explorer finds them. */
export const SUITE_GLOB = '**/{test-suite.yaml,test-suite.yml,*.test.yaml,*.test.yml}';

/** Definitions by their own file names. */
export const DEFINITION_GLOB = '**/*.{asl,asl.json,asl.yaml,asl.yml}';

/** Never looked into. */
export const EXCLUDE_GLOB = '**/{node_modules,.git,.vscode-test,dist,out,.aws-sam,cdk.out}/**';

/** Files whose unsaved text the server knows, besides the languages `asl` and `asl-yaml`. */
export const SYNCED_FILE_PATTERNS: readonly string[] = [
  '**/test-suite.{yaml,yml}',
  '**/*.test.{yaml,yml}',
  // Templates that may hold definitions; the server looks whether they do.
  '**/{template,*.template,*-template,serverless,sam,cfn,cloudformation,stack,*.stack,*-stack}.{yaml,yml,json}',
  '**/{*.template,*.cfn}',
  '**/{cloudformation,cfn}/**/*.{yaml,yml,json}',
  '**/sfn-test.config.yaml',
  // Mock files of Step Functions Local.
  '**/*[mM]ock{C,-c,c}onfig*.json',
  '**/{mock,mocks,*.mock,*.mocks,*-mock,*-mocks}.{yaml,yml}',
];

export function isSuitePath(path: string): boolean {
  const name = baseName(path);
  return /^test-suite\.ya?ml$/.test(name) || /.\.test\.ya?ml$/.test(name);
}

export function isDefinitionPath(path: string): boolean {
  return /\.asl(\.json|\.ya?ml)?$/.test(baseName(path));
}

/** Whether a text in a JSON or YAML file looks like a state machine, where neither name nor language says so. */
export function looksLikeDefinition(text: string): boolean {
  return /(^|[\s{,"'])StartAt["']?\s*:/.test(text) && /(^|[\s{,"'])States["']?\s*:/.test(text);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
