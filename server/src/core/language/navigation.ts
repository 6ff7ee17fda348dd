/** Definition and references of states: questions about transitions. */

import type { TextRange } from '../base/text-range.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { allTransitions, targetOf, type StateModel, type TransitionModel } from '../model/machine-model.ts';

/** The state that an offset names, and the place that names it: a state's own key, or the target of a transition. */
export interface NamedState {
  readonly state: StateModel;
  readonly range: TextRange;
  readonly transition: TransitionModel | null;
}

export function namedStateAt({ model }: AslDocument, offset: number): NamedState | null {
  for (const transition of allTransitions(model)) {
    if (!holds(transition.node.range, offset)) continue;
    const state = targetOf(transition);
    return state === undefined ? null : { state, range: transition.node.range, transition };
  }
  for (const state of model.states) {
    if (holds(state.nameRange, offset)) return { state, range: state.nameRange, transition: null };
  }
  return null;
}

/** The key of the state that the offset names. */
export function definitionAt(
  document: AslDocument,
  offset: number,
): { readonly origin: TextRange; readonly state: StateModel } | null {
  const named = namedStateAt(document, offset);
  return named === null ? null : { origin: named.range, state: named.state };
}

/** Every transition to a state, in the order of the text. */
export function transitionsTo({ model }: AslDocument, state: StateModel): readonly TransitionModel[] {
  return allTransitions(model)
    .filter((transition) => targetOf(transition) === state)
    .sort((left, right) => left.node.range.start - right.node.range.start);
}

/** The places that name the state at the offset; `withDeclaration` adds its key, first. */
export function referencesAt(
  document: AslDocument,
  offset: number,
  declaration: 'with-declaration' | 'references-only',
): readonly TextRange[] {
  const named = namedStateAt(document, offset);
  if (named === null) return [];
  const references = transitionsTo(document, named.state).map(({ node }) => node.range);
  return declaration === 'with-declaration' ? [named.state.nameRange, ...references] : references;
}

export interface TextEditData {
  readonly range: TextRange;
  readonly newText: string;
}

/** A name as it is written in the document's format. */
export function quoteName({ format }: { readonly format: 'json' | 'yaml' }, name: string): string {
  if (format === 'json') return JSON.stringify(name);
  const plain =
    /^[A-Za-z_](?:[\w .()/-]*[\w.()/-])?$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(name);
  return plain ? name : JSON.stringify(name);
}

function holds(range: TextRange, offset: number): boolean {
  return offset >= range.start && offset <= range.end;
}
