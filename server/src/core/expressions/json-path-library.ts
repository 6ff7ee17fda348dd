/**
 * The part of the JSONPath language that the package jsonpath-plus evaluates: searches through all levels (`..name`, `..[*].name`, and the
 * names after them). It is given paths whose names mean nothing to its own syntax, and no script is ever evaluated.
 *
 * AWS runs Jayway JsonPath. Where the package gives something else, `json-path-evaluate.ts` evaluates the step itself:
 * - `$['a','b']`: Jayway merges a last union into one object; the package lists the values, and knows no quoted names in a union.
 * - `$[*][0]`: the package also takes the first character of a string and the member "0" of an object.
 * - `$[-1]`, `$[0,-1]`: the package knows no index from the end.
 * - `$[*].length`: the package finds the length of strings and arrays, which is no member of theirs.
 * - `$[0:0]`: an end of 0 is the whole array to the package.
 * - `$[-2:1]`: Jayway walks -2, -1, 0; the package resolves both bounds first.
 * - `$.a[*]`: after a name or a wildcard, the package prefers a member that is called `*` to the wildcard; `..` and slices likewise.
 *   So such a step opens a run of its own.
 * - `$[*]['a^b']`, `$..['*']`: the package reads its operators inside quoted names.
 * - `$[?(@.n == '1')]`, `$.a.length()`: filters are scripts to the package, functions are names.
 * - `$..x` in a document nested some thousand levels deep overflows its stack; its time grows with the square of the depth.
 *
 * Speed: over 3 to 10,000 objects on Node 20 the package takes 4-10 times as long as our own code for `..name`: accepted, such paths are
 * rare. What batches are made of, `$.Items[*].id`, is evaluated by us (the package takes 4-9 times as long), and so are slices (9-18),
 * unions of names before another step (10-22) and `..[*]` at the end (4-24).
 *
 * The package exports its build for browsers only to bundlers; `esbuild.mjs` chooses that one, because the build for Node imports `vm`.
 */

import { JSONPath } from 'jsonpath-plus';
import { isJsonArray, type Json } from '../base/json.ts';
import type { JsonPathStep } from './json-path.ts';

/** Steps of a path that jsonpath-plus evaluates together. */
export interface LibraryRun {
  /** In the syntax of jsonpath-plus, from `$`. Its tokens are cached there, by this text. */
  readonly text: string;
  /** Index of the first step after the run. */
  readonly end: number;
}

/** The longest run that begins at `steps[start]`; null when that step is one of ours. */
export function libraryRunAt(steps: readonly JsonPathStep[], start: number): LibraryRun | null {
  if (steps[start]?.kind !== 'descendants') return null;
  const tokens: string[] = [];
  let end = start + 1;
  if (steps[end]?.kind === 'wildcard') {
    tokens.push('*');
    end++;
  }
  for (let name = plainName(steps[end]); name !== null; name = plainName(steps[end])) {
    tokens.push(name);
    end++;
  }
  return tokens.length === 0 || tokens.at(-1) === '*' ? null : { text: `$..${tokens.join('.')}`, end };
}

/** A name without a meaning in jsonpath-plus that no string and no array has as a property. */
function plainName(step: JsonPathStep | undefined): string | null {
  if (step?.kind !== 'fields' || step.names.length !== 1) return null;
  const name = step.names[0] as string;
  return /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name) && name !== 'length' ? name : null;
}

/** Holds no document: every evaluation brings its own. */
const evaluator = JSONPath({ path: '$', json: null, autostart: false, eval: false, wrap: true, resultType: 'value' });

/** The nodes that the run finds below `node`, in document order: the very values, in an array of the caller's own. */
export function findWithLibrary(run: LibraryRun, node: Json): Json[] {
  // For null, 0, false and '' the package would look for another document.
  if (typeof node !== 'object' || node === null) return [];
  return evaluator.evaluate(run.text, node, undefined, undefined) as Json[];
}

/** Nested deeper than this, a document is not given to the package for a descent. */
const MAX_DESCENT_LEVELS = 100;

/** Whether jsonpath-plus can search this document. */
export function isWithinLibraryLimits(node: Json): boolean {
  return !isNestedDeeperThan(MAX_DESCENT_LEVELS, node);
}

function isNestedDeeperThan(levels: number, node: Json): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (levels === 0) return true;
  const children = isJsonArray(node) ? node : Object.values(node);
  return children.some((child) => isNestedDeeperThan(levels - 1, child));
}
