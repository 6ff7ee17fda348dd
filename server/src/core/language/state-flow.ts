/** The flow of states as a call hierarchy: who leads to a state and where it leads, with the reason and the place of each step. */

import type { TextRange } from '../base/text-range.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { describeState } from '../model/describe-state.ts';
import { targetOf, type StateModel, type TransitionModel } from '../model/machine-model.ts';
import { getString, getValue } from '../syntax/syntax-node.ts';
import { transitionsTo } from './navigation.ts';

export interface FlowStep {
  /** Null: the start of the machine itself. */
  readonly state: StateModel | null;
  /** `Next`, `rule 2`, `Catch States.Timeout`, `StartAt`: each once, with the places that say it. */
  readonly reasons: readonly string[];
  readonly places: readonly TextRange[];
}

export function stateDetail(state: StateModel): string {
  return [state.type ?? '', describeState(state)].filter((part) => part !== '').join(' · ');
}

/** The states that lead to a state; the Map or Parallel around it where it is the first of its scope. */
export function stepsTo(document: AslDocument, state: StateModel): readonly FlowStep[] {
  return grouped(
    transitionsTo(document, state).map((transition) => ({
      state: transition.from ?? transition.scope.owner,
      transition,
    })),
  );
}

/** Where a state leads, the first states of its own scopes included. */
export function stepsFrom(state: StateModel): readonly FlowStep[] {
  const starts = state.scopes.flatMap(({ startAt }) => (startAt === null ? [] : [startAt]));
  return grouped(
    [...starts, ...state.transitions].flatMap((transition) => {
      const target = targetOf(transition);
      return target === undefined ? [] : [{ state: target, transition }];
    }),
  );
}

function grouped(
  steps: readonly { readonly state: StateModel | null; readonly transition: TransitionModel }[],
): readonly FlowStep[] {
  const byState = new Map<StateModel | null, { reasons: string[]; places: TextRange[] }>();
  for (const { state, transition } of steps) {
    const known = byState.get(state) ?? { reasons: [], places: [] };
    const reason = reasonOf(transition);
    if (!known.reasons.includes(reason)) known.reasons.push(reason);
    known.places.push(transition.node.range);
    byState.set(state, known);
  }
  return [...byState].map(([state, step]) => ({ state, ...step }));
}

function reasonOf({ kind, index, holder, scope }: TransitionModel): string {
  switch (kind) {
    case 'start':
      return scope.kind === 'branch'
        ? 'StartAt of a branch'
        : scope.kind === 'processor'
          ? 'StartAt of the items'
          : 'StartAt';
    case 'next':
      return 'Next';
    case 'default':
      return 'Default';
    case 'choice': {
      const comment = getString(holder, 'Comment') ?? getString(holder, 'Condition') ?? getString(holder, 'Variable');
      return comment === undefined ? `rule ${index + 1}` : `rule ${index + 1}: ${comment}`;
    }
    case 'catch': {
      const errors = getValue(holder, 'ErrorEquals');
      const names =
        errors?.kind === 'array' ? errors.elements.flatMap((each) => (each.kind === 'string' ? [each.value] : [])) : [];
      return `Catch ${names.join(', ')}`.trim();
    }
  }
}
