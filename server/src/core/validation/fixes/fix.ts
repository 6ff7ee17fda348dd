/** What a fix is: a title and edits of the text, as data. Fixes are made when someone asks, from the problem and the document it was found in. */

import type { Problem } from '../../base/problem.ts';
import type { TextRange } from '../../base/text-range.ts';
import type { AslDocument } from '../../model/asl-document.ts';
import { stateAtOffset, type QueryLanguage, type StateModel } from '../../model/machine-model.ts';
import { findByPointer, type ObjectNode, type SyntaxNode, type SyntaxProperty } from '../../syntax/syntax-node.ts';
import { TextSurgeon } from './text-surgeon.ts';

export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

export interface Fix {
  /** What is done, as a command: `Change to "Parameters"`. */
  readonly title: string;
  /** Do not overlap; offsets in the text the problem was found in. */
  readonly edits: readonly TextEdit[];
  /** `safe`: what is meant is clear, so it may be done without asking. `choice`: one of several things that may be meant. */
  readonly kind: 'safe' | 'choice';
  /** The object whose fields the fix counts on; two fixes that count on the same one are not done in one go. */
  readonly scope?: TextRange;
}

/** A problem, and what there is at its place. */
export interface FixSite {
  readonly problem: Problem;
  readonly document: AslDocument;
  /** The value the problem is about. */
  readonly node: SyntaxNode;
  /** The field that holds it; null for list entries and the root. */
  readonly property: SyntaxProperty | null;
  /** The object that has the field, or the entry's object. */
  readonly owner: ObjectNode | null;
  readonly state: StateModel | null;
  readonly language: QueryLanguage;
  readonly surgeon: TextSurgeon;
}

/** Makes the fixes of one rule, the best first; none where it cannot tell what to do. */
export type FixMaker = (site: FixSite) => readonly Fix[];

/** Null where the text has no value at the problem's place. */
export function fixSite(document: AslDocument, problem: Problem): FixSite | null {
  const node = findByPointer(document.root, problem.pointer);
  if (node === null) return null;
  const property = propertyOf(node, problem.range);
  const { parent } = node;
  const owner = parent?.kind === 'object' ? parent : node.kind === 'object' ? node : null;
  const state = stateAtOffset(document.model, problem.range.start);
  const language = state?.queryLanguage ?? document.model.queryLanguage;
  return { problem, document, node, property, owner, state, language, surgeon: new TextSurgeon(document) };
}

/** Of equal keys the one that the problem marks. */
function propertyOf(node: SyntaxNode, range: TextRange): SyntaxProperty | null {
  const { parent } = node;
  if (parent?.kind !== 'object') return null;
  const marked = parent.properties.find(({ key }) => key.range.start === range.start);
  return marked ?? parent.properties.find(({ value }) => value === node) ?? null;
}

export function safe(title: string, ...edits: readonly TextEdit[]): Fix {
  return { title, edits, kind: 'safe' };
}

export function choice(title: string, ...edits: readonly TextEdit[]): Fix {
  return { title, edits, kind: 'choice' };
}
