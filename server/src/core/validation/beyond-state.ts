/**
 * What rules may ask about the rest of the machine while they look at one state. The answers are written down, so that the findings in a
 * state can be kept for as long as its text is the same and these answers are.
 */

import type { AslDocument } from '../model/asl-document.ts';
import type { ScopeModel, StateModel } from '../model/machine-model.ts';
import { inputFields, type InputFields } from './input-fields.ts';
import { variablesBefore } from './variable-flow.ts';
import { assignmentsOf, outerAssignment, seesOuterVariables, type Assignment } from './variable-scopes.ts';

/** How things stand with a variable, seen from a state. */
export interface VariableStanding {
  /** Whether the state's scope, or one around it that it can see, assigns it somewhere. */
  readonly assigned: boolean;
  /** Whether it has a value when the state begins; null where the state is not reached. */
  readonly before: 'surely' | 'maybe' | 'no' | null;
  /** The first assignment in the state's own scope. */
  readonly own: Assignment | null;
  /** The nearest assignment in a scope around, beyond a Distributed Map's border too. */
  readonly outer: { readonly assignment: Assignment; readonly visible: boolean } | null;
  /** Whether some scope of the machine assigns it. */
  readonly anywhere: boolean;
}

export interface BeyondState {
  variable(state: StateModel, name: string): VariableStanding;
  /** What the state's input surely consists of, null where that is not known. */
  inputFields(state: StateModel): InputFields;
  /** What a transition of the state to `name` leads to. */
  target(state: StateModel, name: string): 'nothing' | 'end' | 'more';
}

type Question = 'variable' | 'input-fields' | 'target';

/** A question that was asked, and its answer in short. */
export interface Asked {
  readonly question: Question;
  readonly name: string;
  readonly answer: string;
}

export class BeyondStateRecorder implements BeyondState {
  readonly #document: AslDocument;
  #asked: Asked[] = [];

  constructor(document: AslDocument) {
    this.#document = document;
  }

  variable(state: StateModel, name: string): VariableStanding {
    const standing = standingOf(this.#document, state, name);
    this.#asked.push({ question: 'variable', name, answer: inShort(standing, state) });
    return standing;
  }

  inputFields(state: StateModel): InputFields {
    const fields = inputFields(state);
    this.#asked.push({ question: 'input-fields', name: '', answer: fieldsInShort(fields) });
    return fields;
  }

  target(state: StateModel, name: string): 'nothing' | 'end' | 'more' {
    const answer = targetOf(state, name);
    this.#asked.push({ question: 'target', name, answer });
    return answer;
  }

  /** What has been asked since the last time. */
  takeAsked(): readonly Asked[] {
    const asked = this.#asked;
    if (asked.length > 0) this.#asked = [];
    return asked;
  }

  /** Whether the state would get the same answers now. */
  holds(state: StateModel, asked: readonly Asked[]): boolean {
    return asked.every(({ question, name, answer }) => {
      switch (question) {
        case 'variable':
          return inShort(standingOf(this.#document, state, name), state) === answer;
        case 'input-fields':
          return fieldsInShort(inputFields(state)) === answer;
        case 'target':
          return targetOf(state, name) === answer;
      }
    });
  }
}

function standingOf({ model }: AslDocument, state: StateModel, name: string): VariableStanding {
  const before = variablesBefore(state);
  const own = assignmentsOf(state.scope).get(name) ?? null;
  return {
    assigned: isAssigned(state.scope, name),
    before: before === null ? null : before.surely.has(name) ? 'surely' : before.maybe.has(name) ? 'maybe' : 'no',
    own,
    outer: outerAssignment(state.scope, name),
    anywhere: own !== null || model.scopes.some((scope) => assignmentsOf(scope).has(name)),
  };
}

function isAssigned(from: ScopeModel, name: string): boolean {
  for (let scope = from; ; scope = scope.owner.scope) {
    if (assignmentsOf(scope).has(name)) return true;
    if (!seesOuterVariables(scope) || scope.owner === null) return false;
  }
}

function inShort({ assigned, before, own, outer, anywhere }: VariableStanding, state: StateModel): string {
  const whose = own === null ? 'none' : own.state === state ? 'its own' : 'another';
  const around = outer === null ? 'none' : outer.visible ? 'visible' : 'hidden';
  return `${assigned} ${before} ${whose} ${around} ${anywhere}`;
}

function fieldsInShort(fields: InputFields): string {
  return fields === null ? 'unknown' : JSON.stringify([...fields]);
}

function targetOf({ scope }: StateModel, name: string): 'nothing' | 'end' | 'more' {
  const target = scope.stateByName.get(name);
  return target === undefined ? 'nothing' : target.terminal ? 'end' : 'more';
}
