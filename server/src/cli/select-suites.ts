/** Which suites a command line means: named ones, folders, patterns, or all of the project. */

import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { findProject, isPath, suiteOfName, suitesIn, type Project } from '../host/run-suite-project.ts';
import { shownPath, type FileAccess } from '../host/run-suite-files.ts';
import { UsageError } from './cli-io.ts';
import { expandFiles } from './expand-files.ts';
import type { ParsedOptions } from './parse-options.ts';
import { problemLine } from './problem-lines.ts';

export interface SelectedSuites {
  readonly paths: readonly string[];
  /** No suite was named: these are all there are. */
  readonly all: boolean;
  readonly project: Project;
}

/** Fails with a message for the user where there is no suite to run. */
export async function selectSuites(options: ParsedOptions, access: FileAccess): Promise<SelectedSuites> {
  const project = await findProject(access.workingFolder, access);
  const problem = project.problems.find(({ severity }) => severity === 'error');
  if (problem !== undefined) throw new UsageError(problemLine(problem, access.workingFolder));
  const name = options.text('name');
  if (options.has('suite')) {
    if (name !== undefined) throw new UsageError('Give either --suite or --name, not both.');
    const lists = await Promise.all(options.texts('suite').map((each) => namedSuites(each, project, access)));
    return { paths: [...new Set(lists.flat())], all: false, project };
  }
  if (name !== undefined) return { paths: [await byName(name, project, access)], all: false, project };
  return { paths: await allSuites(project, access), all: true, project };
}

async function namedSuites(argument: string, project: Project, access: FileAccess): Promise<readonly string[]> {
  const { workingFolder } = access;
  if (argument.trim() === '') throw new UsageError('--suite is empty: name a suite.');
  const stats = await stat(resolve(workingFolder, argument)).catch(() => null);
  if (stats?.isDirectory() === true) {
    const found = await suitesIn(resolve(workingFolder, argument));
    if (found.length > 0) return found.map((path) => relative(workingFolder, path));
    throw new UsageError(`There is no suite in ${argument}: a suite is called test-suite.yaml or *.test.yaml.`);
  }
  if (stats !== null) return [argument];
  if (/[*?[{]/.test(argument)) {
    const found = await expandFiles(argument, workingFolder);
    if (found.length > 0) return found;
    throw new UsageError(`No file matches ${argument}.`);
  }
  return isPath(argument) ? [argument] : [await byName(argument, project, access)];
}

async function byName(name: string, project: Project, access: FileAccess): Promise<string> {
  const path = await suiteOfName(name, project, access);
  if (path !== null) return path;
  const folder = shownPath(resolve(project.folder, project.config.paths.testSuites), access);
  throw new UsageError(`There is no suite ${name}.test.yaml in ${folder}. A suite elsewhere is named by its path.`);
}

/** Those of the project's folder of suites; where that has none, those of the working folder. */
async function allSuites(project: Project, { workingFolder }: FileAccess): Promise<readonly string[]> {
  const configured = resolve(project.folder, project.config.paths.testSuites);
  const stated = project.config.statedPaths.testSuites;
  if (stated !== undefined && project.file !== null && (await stat(configured).catch(() => null)) === null) {
    const { start } = project.file.placeOf(stated.range).range;
    const config = shownPath(project.file.path, { workingFolder });
    throw new UsageError(`${config}:${start.line + 1}:${start.character + 1} There is no folder ${stated.value}.`);
  }
  const folders = [configured, project.file === null ? workingFolder : project.folder];
  for (const folder of folders) {
    const found = await suitesIn(folder);
    if (found.length > 0) return found.map((path) => shownPath(path, { workingFolder }));
  }
  throw new UsageError(
    `There is no test suite here: no test-suite.yaml and no *.test.yaml in ${shownFolder(folders, workingFolder)}. ` +
      'Name one with --suite FILE, or run a definition with --asl FILE.',
  );
}

function shownFolder(folders: readonly string[], workingFolder: string): string {
  const shown = folders.at(-1) ?? workingFolder;
  return shown === workingFolder ? 'this folder' : shownPath(shown, { workingFolder });
}
