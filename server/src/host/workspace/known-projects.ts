/** The projects of the workspace's folders, kept for a moment: a search over hundreds of suites asks for the same few again and again. */

import { findProject, type Project } from '../run-suite-project.ts';
import type { Workspace } from './workspace.ts';

export interface KnownProjects {
  /** The project that a folder belongs to, as it is in the editor. */
  of(folder: string): Promise<Project>;
}

const KEPT_MS = 500;
const MAX_KEPT = 2_000;

export function createKnownProjects(workspace: Workspace): KnownProjects {
  const kept = new Map<string, { readonly at: number; readonly project: Promise<Project> }>();
  return {
    async of(folder) {
      const access = workspace.accessFor(folder);
      const known = kept.get(folder);
      if (known !== undefined && performance.now() - known.at < KEPT_MS) {
        const { file } = await known.project;
        const open = file === null ? undefined : access.openText?.(file.path);
        if (open === undefined || open === file?.text) return known.project;
      }
      if (kept.size >= MAX_KEPT) kept.clear();
      const project = findProject(folder, access);
      kept.set(folder, { at: performance.now(), project });
      return project;
    },
  };
}
