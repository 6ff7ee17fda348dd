/**
 * The AWS Toolkit checks the same languages and says some of the same things. Where it is there, what both would mark at the same place is
 * left to it; what only Stepscope knows stays. Fixes are offered all the same.
 */

export const TOOLKIT_EXTENSION = 'amazonwebservices.aws-toolkit-vscode';

export const TOOLKIT_SETTING = 'stepscope.awsToolkit.duplicates';

export type DuplicatesSetting = 'auto' | 'show' | 'hide';

/** What the Toolkit (its language service 1.16.1) reports in every case in which Stepscope does, at the same place. */
const SAID_BY_TOOLKIT: ReadonlySet<string> = new Set([
  'json-syntax',
  'json-trailing-comma',
  'json-comment',
  'json-duplicate-key',
  'start-at-missing-state',
  'next-missing-state',
  'default-missing-state',
  'choice-next-missing-state',
  'catch-next-missing-state',
  'next-case-mismatch',
  'transition-out-of-scope',
  'no-terminal-state',
  'unknown-field',
  'unknown-state-type',
]);

/** The Toolkit looks at documents of these languages, not into templates. */
const LANGUAGES: ReadonlySet<string> = new Set(['asl', 'asl-yaml']);

export interface ToolkitWorld {
  readonly setting: DuplicatesSetting;
  readonly isToolkitThere: boolean;
}

/** Whether doubles are hidden; `auto` is where the Toolkit is installed and enabled. */
function hidesDuplicates({ setting, isToolkitThere }: ToolkitWorld): boolean {
  return setting === 'hide' || (setting === 'auto' && isToolkitThere);
}

/** What is shown of the problems of a document. */
export function withoutDuplicates<D extends { readonly code?: unknown }>(
  problems: readonly D[],
  languageId: string | undefined,
  world: ToolkitWorld,
): D[] {
  if (languageId === undefined || !LANGUAGES.has(languageId) || !hidesDuplicates(world)) return [...problems];
  return problems.filter(({ code }) => !SAID_BY_TOOLKIT.has(codeText(code)));
}

/** Anything but one of the three is `auto`. */
export function duplicatesSetting(value: unknown): DuplicatesSetting {
  return value === 'show' || value === 'hide' ? value : 'auto';
}

/** VS Code keeps a code that has a page together with its address. */
function codeText(code: unknown): string {
  const value = typeof code === 'object' && code !== null ? (code as { readonly value?: unknown }).value : code;
  return typeof value === 'string' ? value : '';
}
