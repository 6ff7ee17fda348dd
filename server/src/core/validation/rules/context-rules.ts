/** Family H: what is read of the context object: members that do not exist, Map's outside a Map, the parent's input in a child. */

import { closestName } from '../../base/closest-name.ts';
import type { ScopeModel, StateModel } from '../../model/machine-model.ts';
import { sourceRangeOf } from '../../syntax/string-offsets.ts';
import type { StringNode } from '../../syntax/syntax-node.ts';
import type { AnyRule, Place, RuleContext } from '../rule.ts';
import { quoteList } from '../wording.ts';
import { pathsIn } from './variable-rules.ts';
import { isSubstituted } from './value-rules.ts';

/** The members of the context object, two levels deep: what the developer guide lists. */
export const CONTEXT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Execution: ['Id', 'Input', 'Name', 'RoleArn', 'StartTime', 'RedriveCount', 'RedriveTime'],
  State: ['EnteredTime', 'Name', 'RetryCount'],
  StateMachine: ['Id', 'Name'],
  Task: ['Token'],
  Map: ['Item'],
};

interface Read {
  readonly names: readonly string[];
  /** Of the names, one by one. */
  readonly places: readonly Place[];
}

/** What a JSONPath text reads of the context object, down to two names. */
function jsonPathReads(node: StringNode): readonly Read[] {
  if (!node.value.includes('$$') || isSubstituted(node)) return [];
  return pathsIn(node.value).flatMap(({ root, steps }) => {
    if (root !== '$$') return [];
    const names: string[] = [];
    const places: Place[] = [];
    for (const step of steps.slice(0, 2)) {
      if (step.kind !== 'fields' || step.names.length !== 1) break;
      names.push(step.names[0] ?? '');
      const start = node.value.indexOf(step.names[0] ?? '', step.range.start);
      places.push({ range: sourceRangeOf(node, start, start + (step.names[0] ?? '').length), node });
    }
    return names.length === 0 ? [] : [{ names, places }];
  });
}

const JSONATA_READ = /\$states\.context\.([A-Za-z_]+)(?:\.([A-Za-z_]+))?/g;

function jsonataReads(node: StringNode): readonly Read[] {
  if (!node.value.includes('$states.context.') || !node.value.startsWith('{%') || isSubstituted(node)) return [];
  return [...node.value.matchAll(JSONATA_READ)].map((match) => {
    const names = [match[1] ?? '', ...(match[2] === undefined ? [] : [match[2]])];
    let offset = match.index + '$states.context.'.length;
    const places = names.map((name) => {
      const place = { range: sourceRangeOf(node, offset, offset + name.length), node };
      offset += name.length + 1;
      return place;
    });
    return { names, places };
  });
}

/** Shows every read of the context object to a check, wherever it is written. */
function forReads(
  id: 'context-unknown-member' | 'context-map-outside' | 'distributed-payload',
  check: (read: Read, state: StateModel, field: string, context: RuleContext) => void,
): readonly AnyRule[] {
  return [
    {
      id,
      site: 'template-field',
      check({ property: { name, value }, state, field }, context) {
        if (!name.endsWith('.$') || value.kind !== 'string') return;
        for (const read of jsonPathReads(value)) check(read, state, field.name, context);
      },
    },
    {
      id,
      site: 'field',
      only: ['path', 'path-or-intrinsic', 'operand'],
      check({ spec, property: { value }, state, language }, context) {
        if (value.kind !== 'string' || state === null || language === 'JSONata') return;
        for (const read of jsonPathReads(value)) check(read, state, spec.name, context);
      },
    },
    {
      id,
      site: 'jsonata',
      check({ node, state, field }, context) {
        for (const read of jsonataReads(node)) check(read, state, field.name, context);
      },
    },
  ];
}

export const contextRules: readonly AnyRule[] = [
  ...forReads('context-unknown-member', ({ names: [first = '', second], places }, _state, _field, context) => {
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
  }),
  ...forReads('context-map-outside', ({ names: [first], places: [place] }, state, field, context) => {
    if (first !== 'Map' || place === undefined || isInMap(state.scope)) return;
    if (state.type === 'Map' && MAP_FIELDS.has(field)) return;
    context.report(
      place,
      state.type === 'Map'
        ? `Map exists where the items are: in ItemSelector and in the states of the ItemProcessor, not in ${field}.`
        : 'Map exists only in a Map state: in ItemSelector and in the states of the ItemProcessor.',
    );
  }),
  ...forReads('distributed-payload', ({ names: [first, second], places }, state, _field, context) => {
    const place = places[1];
    if (first !== 'Execution' || second !== 'Input' || place === undefined || !isInChild(state.scope)) return;
    context.report(
      place,
      'This state runs in a child execution, whose Execution.Input is its item or batch. What the whole execution was started with has to be handed in by ItemSelector or BatchInput.',
    );
  }),
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
