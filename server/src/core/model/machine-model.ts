/**
 * A definition as people think of it: scopes, states and transitions, each with its place in the text.
 *
 * Built from any syntax tree, also a broken one; what is missing is null or absent, never invented.
 */

import type { TextRange } from '../base/text-range.ts';
import type { StateKind } from '../events/history-event.ts';
import type { ObjectNode, StringNode, SyntaxNode, SyntaxProperty } from '../syntax/syntax-node.ts';

export type QueryLanguage = 'JSONPath' | 'JSONata';

export interface MachineModel {
  /** The root object, null where the text holds something else. */
  readonly node: ObjectNode | null;
  readonly root: ScopeModel | null;
  /** Of the whole machine. */
  readonly queryLanguage: QueryLanguage;
  /** Every state of every scope, in the order of the text. */
  readonly states: readonly StateModel[];
  /** Every scope, outer ones first. */
  readonly scopes: readonly ScopeModel[];
  /** Names are unique in a right machine; a wrong one may have several of a name. */
  readonly statesByName: ReadonlyMap<string, readonly StateModel[]>;
  readonly statesByPointer: ReadonlyMap<string, StateModel>;
}

/** One `States` block. */
export interface ScopeModel {
  readonly kind: 'machine' | 'branch' | 'processor';
  /** JSON pointer of the object that holds StartAt and States. */
  readonly pointer: string;
  readonly node: ObjectNode;
  /** The Parallel or Map that holds this scope. */
  readonly owner: StateModel | null;
  readonly startAt: TransitionModel | null;
  readonly states: readonly StateModel[];
  /** The first state of each name. */
  readonly stateByName: ReadonlyMap<string, StateModel>;
  /** The scope of a Distributed Map's child executions. */
  readonly distributed: boolean;
  /** Type of the child executions; null elsewhere or where it is not written. */
  readonly executionType: 'STANDARD' | 'EXPRESS' | null;
}

export interface StateModel {
  readonly name: string;
  /** Null where Type is none of the eight. */
  readonly type: StateKind | null;
  readonly pointer: string;
  readonly scope: ScopeModel;
  readonly property: SyntaxProperty;
  /** Null where the state is no object. */
  readonly node: ObjectNode | null;
  /** The key, with its quotes. */
  readonly nameRange: TextRange;
  /** Key and value. */
  readonly range: TextRange;
  readonly queryLanguage: QueryLanguage;
  /** Outgoing, in the order of the text. */
  readonly transitions: readonly TransitionModel[];
  /** Branches of a Parallel, the processor of a Map. */
  readonly scopes: readonly ScopeModel[];
  /** A Map whose ProcessorConfig says DISTRIBUTED. */
  readonly distributed: boolean;
  /** Ends its scope: End, Succeed, Fail. */
  readonly terminal: boolean;
}

export type TransitionKind = 'start' | 'next' | 'choice' | 'default' | 'catch';

export interface TransitionModel {
  readonly kind: TransitionKind;
  readonly target: string;
  /** The target's name as written; its range has the quotes. */
  readonly node: StringNode;
  /** JSON pointer of the target's name, for example `/States/A/Catch/0/Next`. */
  readonly pointer: string;
  /** The scope the target must be in. */
  readonly scope: ScopeModel;
  /** Null for StartAt. */
  readonly from: StateModel | null;
  /** Which rule or catcher, 0 elsewhere. */
  readonly index: number;
  /** The rule or catcher that holds the transition, else the state or scope. */
  readonly holder: SyntaxNode;
}

/** The state a transition leads to, or undefined where there is none in its scope. */
export function targetOf(transition: TransitionModel): StateModel | undefined {
  return transition.scope.stateByName.get(transition.target);
}

/** The innermost state whose key or value holds the offset. */
export function stateAtOffset(model: MachineModel, offset: number): StateModel | null {
  let found: StateModel | null = null;
  for (const state of model.states) {
    if (offset >= state.range.start && offset <= state.range.end) {
      if (found === null || state.range.end - state.range.start <= found.range.end - found.range.start) found = state;
    }
  }
  return found;
}

/** The innermost scope that holds the offset. */
export function scopeAtOffset(model: MachineModel, offset: number): ScopeModel | null {
  let found: ScopeModel | null = null;
  for (const scope of model.scopes) {
    if (offset >= scope.node.range.start && offset <= scope.node.range.end) found = scope;
  }
  return found;
}

/** Every transition of the machine, StartAt included, in the order of scopes and states. */
export function allTransitions(model: MachineModel): readonly TransitionModel[] {
  const all: TransitionModel[] = [];
  for (const scope of model.scopes) if (scope.startAt !== null) all.push(scope.startAt);
  for (const state of model.states) all.push(...state.transitions);
  return all;
}
