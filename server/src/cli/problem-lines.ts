/** Problems and places as lines: `file:line:column message`, counted from 1 as editors do. */

import type { FilePlace, PlacedProblem } from '../host/run-suite-places.ts';
import { shownPath } from '../host/run-suite-files.ts';
import { resolve } from 'node:path';

export function placeText({ path, range }: FilePlace, workingFolder: string): string {
  return `${shownPath(path, { workingFolder })}:${range.start.line + 1}:${range.start.character + 1}`;
}

/** One line; the severity is named unless it is an error. */
export function problemLine({ path, range, severity, message }: PlacedProblem, workingFolder: string): string {
  const text = severity === 'error' ? message : `${severity}: ${message}`;
  if (range !== null) return `${placeText({ path, range }, workingFolder)} ${text}`;
  const shown = shownPath(resolve(workingFolder, path), { workingFolder });
  return message.includes(shown) ? text : `${shown}: ${text}`;
}

/** At most so many problems are listed; the rest is counted. */
const SHOWN_PROBLEMS = 20;

export function problemLines(problems: readonly PlacedProblem[], workingFolder: string): string {
  const lines = problems.slice(0, SHOWN_PROBLEMS).map((problem) => `${problemLine(problem, workingFolder)}\n`);
  const rest = problems.length - SHOWN_PROBLEMS;
  return lines.join('') + (rest > 0 ? `and ${rest} more problems\n` : '');
}
