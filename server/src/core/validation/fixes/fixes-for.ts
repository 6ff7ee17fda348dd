/** The fixes of a problem, and all safe ones at once: what the editor's light bulb and `sfn-test validate --fix` do. */

import type { Problem } from '../../base/problem.ts';
import type { TextRange } from '../../base/text-range.ts';
import type { SyntaxFormat } from '../../syntax/syntax-node.ts';
import { readAslDocument, type AslDocument } from '../../model/asl-document.ts';
import { isRuleId, type RuleId } from '../catalogue/rule-catalogue.ts';
import type { ValidationOptions } from '../rule.ts';
import { validateStateMachine } from '../validate-state-machine.ts';
import { EXPRESSION_FIXES } from './expression-fixes.ts';
import { fixSite, type Fix, type FixMaker, type TextEdit } from './fix.ts';
import { FLOW_FIXES } from './flow-fixes.ts';
import { MAP_FIXES } from './map-fixes.ts';
import { TASK_FIXES } from './task-fixes.ts';
import { TEXT_FIXES } from './text-fixes.ts';

const MAKERS: Partial<Record<RuleId, FixMaker>> = {
  ...TEXT_FIXES,
  ...FLOW_FIXES,
  ...TASK_FIXES,
  ...MAP_FIXES,
  ...EXPRESSION_FIXES,
};

/** Whether problems of a rule may have fixes. */
export function isFixable(id: RuleId): boolean {
  return MAKERS[id] !== undefined;
}

/** The ways to mend a problem of the document, the best first. Edits are in the document's text. */
export function fixesFor(document: AslDocument, problem: Problem): readonly Fix[] {
  const maker = isRuleId(problem.code) ? MAKERS[problem.code] : undefined;
  const site = maker === undefined ? null : fixSite(document, problem);
  if (maker === undefined || site === null) return [];
  return maker(site).filter(({ edits }) => edits.length > 0 && edits.every((edit) => isInside(edit, document)));
}

/** Aliases of YAML show one text at many places; an edit must be where the problem is. */
function isInside({ range: { start, end } }: TextEdit, { text }: AslDocument): boolean {
  return start >= 0 && start <= end && end <= text.length;
}

/** The text after edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits
    .map((edit, index) => ({ ...edit, index }))
    .sort((left, right) => left.range.start - right.range.start || left.index - right.index);
  let result = '';
  let copied = 0;
  for (const { range, newText } of ordered) {
    result += text.slice(copied, range.start) + newText;
    copied = range.end;
  }
  return result + text.slice(copied);
}

export interface FixedText {
  readonly text: string;
  /** How many problems were mended. */
  readonly nFixes: number;
  /** What is still wrong. */
  readonly problems: readonly Problem[];
}

/** Fixes lay others bare, but not for ever. */
const MAX_ROUNDS = 10;

/** Mends everything that has a safe fix, round by round, until nothing is left to do. */
export function fixAll(text: string, format: SyntaxFormat, options: ValidationOptions = {}): FixedText {
  let current = text;
  let nFixes = 0;
  for (let round = 0; ; round++) {
    const document = readAslDocument(current, format);
    const problems = validateStateMachine(document, options);
    const { edits, count } = round < MAX_ROUNDS ? safeEdits(document, problems) : { edits: [], count: 0 };
    const next = applyEdits(current, edits);
    if (count === 0 || next === current) return { text: current, nFixes, problems };
    current = next;
    nFixes += count;
  }
}

/** The safe fixes of the problems that do not get into each other's way; the rest waits for the next round. */
function safeEdits(
  document: AslDocument,
  problems: readonly Problem[],
): { readonly edits: readonly TextEdit[]; readonly count: number } {
  const edits: TextEdit[] = [];
  const scopes: TextRange[] = [];
  let count = 0;
  for (const problem of problems) {
    const fix = fixesFor(document, problem).find(({ kind }) => kind === 'safe');
    if (fix === undefined) continue;
    const { scope } = fix;
    if (fix.edits.some(({ range }) => edits.some((other) => overlap(range, other.range)))) continue;
    if (scope !== undefined && scopes.some((other) => overlap(scope, other))) continue;
    edits.push(...fix.edits);
    if (scope !== undefined) scopes.push(scope);
    count++;
  }
  return { edits, count };
}

/** Ranges that touch count too: which of two edits comes first is not known. */
function overlap(left: TextRange, right: TextRange): boolean {
  return left.start <= right.end && right.start <= left.end;
}
