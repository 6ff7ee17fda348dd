/**
 * A text with its tree and everything that is wrong with the text itself, and the next version of it, read from the one before: while a
 * person types, only the innermost part around the change is read anew.
 *
 * What rereading gives is what reading the whole text gives, nodes, places and problems; where it cannot be sure of that, it reads the
 * whole text.
 */

import type { Problem } from '../base/problem.ts';
import type { TextRange } from '../base/text-range.ts';
import { duplicateKeys, duplicateKeysAfter } from './duplicate-keys.ts';
import { findTooDeepNesting } from './nesting-guard.ts';
import { parseJsonText } from './parse-json.ts';
import { parseYamlText } from './parse-yaml.ts';
import { rereadJson } from './reread-json.ts';
import { rereadYaml } from './reread-yaml.ts';
import { spliceTree } from './splice-tree.ts';
import { maskSubstitutions, type MaskedText } from './substitution-holes.ts';
import type { SyntaxFormat, SyntaxNode } from './syntax-node.ts';
import { changeBetween } from './text-change.ts';

export interface SyntaxReading {
  readonly text: string;
  readonly format: SyntaxFormat;
  /** Null where there is no value at all. */
  readonly root: SyntaxNode | null;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  /** Those that were found while reading, without what the finished tree tells. */
  readonly textProblems: readonly Problem[];
  /** Whether its parts mean the same wherever they stand: a state that is written twice is read as the same state twice. */
  readonly divisible: boolean;
  /** JSON without what deployment tools fill in; YAML as it is. */
  readonly masked: MaskedText;
}

/** With so many problems the readers stop counting them, and parts no longer add up to the whole. */
const MAX_PROBLEMS = 50;

/** Never throws, whatever the text. */
export function readSyntax(text: string, format: SyntaxFormat): SyntaxReading {
  const tooDeep = findTooDeepNesting(text, format);
  const masked = mask(text, format);
  if (tooDeep !== null) {
    return { text, format, root: null, problems: [tooDeep], textProblems: [tooDeep], divisible: false, masked };
  }
  if (format === 'json') {
    const { value, problems, divisible } = parseJsonText(text, masked);
    return complete({ text, format, root: value, textProblems: problems, divisible, masked });
  }
  const { value, problems, divisible } = parseYamlText(text);
  return complete({ text, format, root: value, textProblems: problems, divisible, masked });
}

/** The next version of a text; equal to `readSyntax` of it. */
export function rereadSyntax(previous: SyntaxReading, text: string): SyntaxReading {
  const { format, root, textProblems, divisible } = previous;
  const change = changeBetween(previous.text, text);
  if (change === null) return previous;
  if (root === null || !divisible || textProblems.length >= MAX_PROBLEMS) return readSyntax(text, format);
  if (findTooDeepNesting(text, format) !== null) return readSyntax(text, format);
  const masked = mask(text, format);
  const reread =
    format === 'json'
      ? rereadJson(root, text, change, { before: previous.masked, after: masked })
      : rereadYaml({ text: previous.text, root, mistakes: mistakesIn(textProblems) }, text, change);
  if (reread === null) return readSyntax(text, format);
  const { splice, stretch, problems } = reread;
  const moved = { source: text, from: stretch.end, delta: change.delta };
  const merged = [...problems];
  for (const problem of textProblems) {
    const { start, end } = problem.range;
    if (start >= stretch.end)
      merged.push({ ...problem, range: { start: start + change.delta, end: end + change.delta } });
    else if (start < stretch.start) merged.push(problem);
  }
  if (merged.length >= MAX_PROBLEMS) return readSyntax(text, format);
  const next = { text, format, root: spliceTree(root, splice, moved), textProblems: merged, divisible, masked };
  const hadDuplicates = previous.problems.length > textProblems.length;
  return withDuplicates(next, hadDuplicates ? duplicateKeys(next.root) : duplicateKeysAfter(splice));
}

function mistakesIn(problems: readonly Problem[]): readonly TextRange[] {
  return problems.filter(({ code }) => code === 'yaml-syntax').map(({ range }) => range);
}

function mask(text: string, format: SyntaxFormat): MaskedText {
  return format === 'json' ? maskSubstitutions(text) : { text, holes: new Map() };
}

function complete(reading: Omit<SyntaxReading, 'problems'>): SyntaxReading {
  const { text, format, root, textProblems } = reading;
  if (root === null && textProblems.length === 0) {
    const code = format === 'json' ? 'json-syntax' : 'yaml-syntax';
    const message = 'The text is empty. A definition needs at least StartAt and States.';
    const empty: Problem = { code, severity: 'error', message, range: { start: 0, end: text.length }, pointer: '' };
    return { ...reading, problems: [empty] };
  }
  return withDuplicates(reading, root === null ? [] : duplicateKeys(root));
}

function withDuplicates(reading: Omit<SyntaxReading, 'problems'>, duplicates: readonly Problem[]): SyntaxReading {
  return { ...reading, problems: [...reading.textProblems, ...duplicates].sort(byPlace) };
}

function byPlace(left: Problem, right: Problem): number {
  return (
    left.range.start - right.range.start ||
    left.range.end - right.range.end ||
    compare(left.code, right.code) ||
    compare(left.message, right.message)
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
