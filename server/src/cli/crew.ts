/** `--threads N`: how many threads run the children of large Map Runs. */

import { availableParallelism } from 'node:os';
import { maySeveralRead, type CrewRecipe } from '../host/crew-recipe.ts';
import { createHelperThreads, type HelperThreads, type HelperThreadsOptions } from '../node/helper-threads.ts';
import { UsageError } from './cli-io.ts';
import type { ParsedOptions } from './parse-options.ts';

/** More threads than this have seldom anything to do: the run has to take what they bring. */
const MOST_BY_DEFAULT = 6;
const MOST = 64;

export type OwnSetup = HelperThreadsOptions['own'];

/** Makes a crew for one run; null: the run does it all by itself. Throws `UsageError` for a number that is none. */
export function crewMaker(options: ParsedOptions): (recipe: CrewRecipe, own: OwnSetup) => HelperThreads | null {
  const nThreads = readThreads(options.text('threads'));
  const script = new URL('./crew.js', import.meta.url);
  return (recipe, own) =>
    nThreads === 1 || !maySeveralRead(recipe)
      ? null
      : createHelperThreads({ script, nThreads, recipe: unchanged(recipe), own });
}

/** Helpers read the files anew: what was written while this process runs may not be what the run has read. */
function unchanged(recipe: CrewRecipe): CrewRecipe {
  return { ...recipe, access: { ...recipe.access, unchangedSince: performance.timeOrigin } };
}

function readThreads(text: string | undefined): number {
  if (text === undefined) return Math.min(availableParallelism(), MOST_BY_DEFAULT);
  const count = Number(text);
  if (/^[0-9]+$/.test(text) && count >= 1 && count <= MOST) return count;
  throw new UsageError(`--threads takes a number from 1 to ${MOST}, not "${text}".`);
}
