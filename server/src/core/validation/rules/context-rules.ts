/** Family H: what is read of the context object: members that do not exist, Map's outside a Map, the parent's input in a child. */

import { closestName } from '../../base/closest-name.ts';
import type { ScopeModel } from '../../model/machine-model.ts';
import type { AnyRule } from '../rule.ts';
import { quoteList } from '../wording.ts';

/** The members of the context object, two levels deep: what the developer guide lists. */
const CONTEXT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Execution: ['Id', 'Input', 'Name', 'RoleArn', 'StartTime', 'RedriveCount', 'RedriveTime'],
  State: ['EnteredTime', 'Name', 'RetryCount'],
  StateMachine: ['Id', 'Name'],
  Task: ['Token'],
  Map: ['Item'],
};

export const contextRules: readonly AnyRule[] = [
  {
    id: 'context-unknown-member',
    site: 'context-read',
    check({ names: [first = '', second], places }, context) {
      const members = Object.hasOwn(CONTEXT_MEMBERS, first) ? CONTEXT_MEMBERS[first] : undefined;
      const known = members === undefined ? Object.keys(CONTEXT_MEMBERS) : members;
      const name = members === undefined ? first : second;
      const place = members === undefined ? places[0] : places[1];
      if (name === undefined || place === undefined || known.includes(name)) return;
      const near = closestName(name, known);
      const owner = members === undefined ? 'The context object' : first;
      context.report(
        place,
        `${owner} has no member ${name}. ${near === undefined ? `There ${known.length === 1 ? 'is' : 'are'} ${quoteList(known)}.` : `Did you mean ${near}?`}`,
        { suggestion: near },
      );
    },
  },
  {
    id: 'context-map-outside',
    site: 'context-read',
    check({ names: [first], places: [place], state, field }, context) {
      if (first !== 'Map' || place === undefined || isInMap(state.scope)) return;
      if (state.type === 'Map' && MAP_FIELDS.has(field)) return;
      context.report(
        place,
        state.type === 'Map'
          ? `Map exists where the items are: in ItemSelector and in the states of the ItemProcessor, not in ${field}.`
          : 'Map exists only in a Map state: in ItemSelector and in the states of the ItemProcessor.',
      );
    },
  },
  {
    id: 'distributed-payload',
    site: 'context-read',
    check({ names: [first, second], places, state }, context) {
      const place = places[1];
      if (first !== 'Execution' || second !== 'Input' || place === undefined || !isInChild(state.scope)) return;
      context.report(
        place,
        'This state runs in a child execution, whose Execution.Input is its item or batch. What the whole execution was started with has to be handed in by ItemSelector or BatchInput.',
      );
    },
  },
];

const MAP_FIELDS: ReadonlySet<string> = new Set(['ItemSelector', 'Parameters', 'ItemBatcher', 'BatchInput']);

function isInMap(scope: ScopeModel): boolean {
  for (let inner: ScopeModel | undefined = scope; inner !== undefined; inner = inner.owner?.scope)
    if (inner.kind === 'processor') return true;
  return false;
}

function isInChild(scope: ScopeModel): boolean {
  for (let inner: ScopeModel | undefined = scope; inner !== undefined; inner = inner.owner?.scope)
    if (inner.distributed) return true;
  return false;
}
