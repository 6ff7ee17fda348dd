/**
 * One person editing one definition: after every keystroke what was reread must be what is read afresh, tree, problems and diagnostics,
 * and every place must lie inside the text.
 */

import { isDeepStrictEqual } from 'node:util';

import type { Problem } from '../../core/base/problem.ts';
import type { TextRange } from '../../core/base/text-range.ts';
import type { Rng } from '../../core/base/rng.ts';
import {
  openAslDocument,
  readAslDocument,
  rereadAslDocument,
  type AslDocument,
} from '../../core/model/asl-document.ts';
import type { SyntaxFormat, SyntaxNode } from '../../core/syntax/syntax-node.ts';
import { validateStateMachine } from '../../core/validation/validate-state-machine.ts';
import { randomEdit } from './random-edits.ts';

export interface Sample {
  readonly id: string;
  readonly text: string;
  readonly format: SyntaxFormat;
}

/** A difference that must not be, with all that is needed to see it again. */
export interface Failure {
  readonly sample: string;
  readonly what: string;
  readonly edit: string;
  readonly before: string;
  readonly after: string;
}

/** A person with patience for so many edits, of up to some dozen keystrokes each. */
export function editAtRandom(
  sample: Sample,
  rng: Rng,
  nEdits: number,
  others: readonly string[],
): { readonly nKeystrokes: number; readonly failure: Failure | null } {
  let document = openAslDocument(sample.text, sample.format);
  validateStateMachine(document);
  const former: string[] = [sample.text];
  let nKeystrokes = 0;
  for (let n = 0; n < nEdits; n++) {
    const edit = randomEdit(document.text, rng, former, others);
    for (const text of edit.texts) {
      nKeystrokes++;
      const before = document.text;
      const outcome = afterKeystroke(document, text);
      if (typeof outcome === 'string') {
        return { nKeystrokes, failure: { sample: sample.id, what: outcome, edit: edit.what, before, after: text } };
      }
      document = outcome;
    }
    if (former.length < 20) former.push(document.text);
  }
  return { nKeystrokes, failure: null };
}

/** The reread document, or what is wrong with it. */
export function afterKeystroke(document: AslDocument, text: string): AslDocument | string {
  try {
    const reread = rereadAslDocument(document, text);
    const fresh = readAslDocument(text, document.format);
    const found = differenceOf(reread.root, fresh.root, null, null, text);
    if (found !== null) return `the trees differ: ${found}`;
    const syntax = problemsDiffer(reread.syntaxProblems, fresh.syntaxProblems);
    if (syntax !== null) return `the problems of the text differ: ${syntax}`;
    const expected = validateStateMachine(fresh);
    const checks = problemsDiffer(validateStateMachine(reread), expected);
    if (checks !== null) return `the diagnostics differ: ${checks}`;
    const outside = expected.find((problem) => placesOf(problem).some((place) => !isInside(place, text)));
    if (outside !== undefined) return `a place outside the text: ${JSON.stringify(outside)}`;
    return reread;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function placesOf({ range, related }: Problem): readonly TextRange[] {
  return [range, ...(related ?? []).map((each) => each.range)];
}

function isInside({ start, end }: TextRange, text: string): boolean {
  return start >= 0 && start <= end && end <= text.length;
}

function problemsDiffer(reread: readonly Problem[], fresh: readonly Problem[]): string | null {
  if (isDeepStrictEqual(reread, fresh)) return null;
  const index = fresh.findIndex((problem, position) => !isDeepStrictEqual(problem, reread[position]));
  const at = index === -1 ? fresh.length : index;
  return `reread ${JSON.stringify(reread[at])}, fresh ${JSON.stringify(fresh[at])} (of ${reread.length} and ${fresh.length})`;
}

/** The first difference of two trees, in words. */
function differenceOf(
  left: SyntaxNode | null,
  right: SyntaxNode | null,
  leftParent: SyntaxNode | null,
  rightParent: SyntaxNode | null,
  text: string,
): string | null {
  if (left === null || right === null) return left === right ? null : `${show(left)} for ${show(right)}`;
  const isSame =
    left.kind === right.kind &&
    left.range.start === right.range.start &&
    left.range.end === right.range.end &&
    left.segment === right.segment &&
    // What YAML merges hangs where it was written, in both.
    (left.parent === leftParent) === (right.parent === rightParent);
  if (!isSame) return `${show(left)} for ${show(right)}`;
  if (!isInside(left.range, text)) return `${show(left)} is outside`;
  switch (left.kind) {
    case 'object': {
      if (right.kind !== 'object' || left.properties.length !== right.properties.length)
        return `fields of ${show(left)}`;
      for (const [index, property] of left.properties.entries()) {
        const other = right.properties[index];
        if (other === undefined || property.name !== other.name || !isDeepStrictEqual(property.range, other.range)) {
          return `field ${JSON.stringify([property.name, property.range, other?.name, other?.range])}`;
        }
        const found =
          differenceOf(property.key, other.key, left, right, text) ??
          differenceOf(property.value, other.value, left, right, text);
        if (found !== null) return found;
      }
      return null;
    }
    case 'array':
      if (right.kind !== 'array' || left.elements.length !== right.elements.length) return `entries of ${show(left)}`;
      for (const [index, element] of left.elements.entries()) {
        const found = differenceOf(element, right.elements[index] ?? null, left, right, text);
        if (found !== null) return found;
      }
      return null;
    case 'string':
      return right.kind === 'string' && left.value === right.value && left.style === right.style && left.source === text
        ? null
        : `${show(left)} for ${show(right)}`;
    case 'hole':
      return right.kind === 'hole' && left.reason === right.reason && left.text === right.text
        ? null
        : `${show(left)} for ${show(right)}`;
    case 'null':
      return null;
    default:
      return right.kind === left.kind && Object.is(left.value, right.value) ? null : `${show(left)} for ${show(right)}`;
  }
}

function show(node: SyntaxNode | null): string {
  if (node === null) return 'nothing';
  const value = 'value' in node ? ` ${JSON.stringify(node.value)}` : '';
  return `${node.kind} ${JSON.stringify(node.segment)} at ${node.range.start}-${node.range.end}${value}`;
}
