/** Which files `sfn-test validate` looks at: those named, those a pattern matches, and in folders definitions, templates that hold some, suites and mock files. */

import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';

import { embeddedDefinitionsIn, mayEmbedDefinitions } from '../core/language/embedded-definitions.ts';
import { readAslDocument } from '../core/model/asl-document.ts';
import { formatOfFileName } from '../core/syntax/parse-asl-text.ts';
import { getProperty } from '../core/syntax/syntax-node.ts';
import type { TextFile } from '../host/run-suite-places.ts';
import { isDefinitionName, suiteKindOfName } from '../host/workspace/file-names.ts';
import { UsageError } from './cli-io.ts';
import { expandFiles, filesIn } from './expand-files.ts';

/** Templates have no name of their own, so those in a folder are found by what they hold. */
const MAY_HOLD_DEFINITIONS = '**/*.{asl,json,yaml,yml,template}';
/** CloudFormation takes templates of 1 MB; what is much larger is data. */
const MAX_TEMPLATE_BYTES = 4_000_000;

/** Every file once, in the order of the arguments. */
export async function filesToValidate(args: readonly string[], workingFolder: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const argument of args) {
    const found = (await definitionsIn(argument, workingFolder)) ?? (await expandFiles(argument, workingFolder));
    if (found.length === 0) throw new UsageError(`There is no definition in ${argument}.`);
    for (const name of found) names.add(name);
  }
  return names;
}

/** Null: the argument is no folder. */
async function definitionsIn(folder: string, workingFolder: string): Promise<readonly string[] | null> {
  const files = await filesIn(folder, MAY_HOLD_DEFINITIONS, workingFolder);
  if (files === null) return null;
  const found: string[] = [];
  for (const name of files)
    if (isOurs(name) || (await holdsDefinitions(resolve(workingFolder, name)))) found.push(name);
  return found;
}

function isOurs(name: string): boolean {
  return isDefinitionName(name) || suiteKindOfName(basename(name)) !== null;
}

async function holdsDefinitions(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  if (stats === null || stats.size > MAX_TEMPLATE_BYTES) return false;
  const text = await readFile(path, 'utf8').catch(() => '');
  return mayEmbedDefinitions(text) && embeddedDefinitionsIn(text, formatOfFileName(path)).length > 0;
}

/** Whether the file is a template that may hold definitions, rather than a definition. */
export function isTemplate({ path, text }: TextFile): boolean {
  if (isDefinitionName(path) || !mayEmbedDefinitions(text)) return false;
  const { root } = readAslDocument(text, formatOfFileName(path));
  return getProperty(root, 'Resources') !== undefined || getProperty(root, 'stepFunctions') !== undefined;
}
