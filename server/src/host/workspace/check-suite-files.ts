/** The checks of suites, mock files and configurations where no editor is: texts and definitions come from disk. */

import { readLocalMockDocument } from '../../core/language/local-mocks/local-mock-document.ts';
import { localMockProblems } from '../../core/language/local-mocks/local-mock-problems.ts';
import { readSuiteDocument } from '../../core/language/suites/suite-editing.ts';
import { embeddedDefinitionsIn, mayEmbedDefinitions } from '../../core/language/embedded-definitions.ts';
import type { Problem } from '../../core/base/problem.ts';
import { readAslDocument } from '../../core/model/asl-document.ts';
import { formatOfFileName } from '../../core/syntax/parse-asl-text.ts';
import type { TextFile } from '../run-suite-places.ts';
import { createKnownProjects } from './known-projects.ts';
import { createSuiteChecks, type LoadMachine } from './suite-checks.ts';
import { createSuiteLinks } from './suite-links.ts';
import { isLocalMockName, suiteKindOfName } from './file-names.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

export interface SuiteFileChecks {
  /** The problems of a file in the order they were found; null where its name is none of a suite, a mock file (of ours or of Step Functions Local) or a configuration. */
  problemsOf(file: TextFile): Promise<readonly Problem[] | null>;
}

/** @param folder absolute; suites in it and below say which definition a mock file is about */
export function createSuiteFileChecks(folder: string): SuiteFileChecks {
  const workspace = createWorkspace();
  workspace.setFolders([folder]);
  const projects = createKnownProjects(workspace);
  const links = createSuiteLinks(workspace, projects);
  const load = machineLoader(workspace);
  const checks = createSuiteChecks({ workspace, links, projects, load });
  return {
    async problemsOf({ path, text }) {
      const name = path.replace(/^.*[\\/]/, '');
      // Which definitions its machines stand for is known to the editor only; here its form and its own names are checked.
      if (isLocalMockName(name)) return localMockProblems(readLocalMockDocument(text, new Map(), []));
      const kind = suiteKindOfName(name);
      if (kind === null) return null;
      const suite = kind === 'suite' ? await links.suite(path) : (await links.suitesWith(path))[0];
      const machine = await load(suite?.definitionPath, suite?.logicalId);
      return checks.problemsOf(readSuiteDocument(text, kind, machine?.document ?? null), path);
    },
  };
}

function machineLoader(workspace: Workspace): LoadMachine {
  return async (path, logicalId = null) => {
    const text = path === null || path === undefined ? null : await workspace.readText(path);
    if (text === null || path === null || path === undefined) return null;
    const format = formatOfFileName(path);
    const embedded = mayEmbedDefinitions(text) ? embeddedDefinitionsIn(text, format) : [];
    if (logicalId !== null) return embedded.find(({ name }) => name === logicalId) ?? null;
    return embedded.length === 1 ? (embedded[0] ?? null) : { document: readAslDocument(text, format) };
  };
}
