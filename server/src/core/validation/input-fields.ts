/** Which fields a state's input surely has: those that the states before it make, where each of them makes its whole output itself. */

import { targetOf, type ScopeModel, type StateModel } from '../model/machine-model.ts';
import { getProperty, getValue, type SyntaxNode } from '../syntax/syntax-node.ts';

/** The fields of a value, or null where they are not known. */
export type InputFields = ReadonlySet<string> | null;

const cache = new WeakMap<ScopeModel, ReadonlyMap<StateModel, InputFields>>();

/** What the state's input surely consists of. */
export function inputFields(state: StateModel): InputFields {
  const known = cache.get(state.scope) ?? analyze(state.scope);
  cache.set(state.scope, known);
  return known.get(state) ?? null;
}

function analyze(scope: ScopeModel): ReadonlyMap<StateModel, InputFields> {
  const inputs = new Map<StateModel, Set<string> | null>();
  const start = scope.startAt === null ? undefined : targetOf(scope.startAt);
  if (start !== undefined) inputs.set(start, null);
  for (const state of scope.states) {
    let made: InputFields | undefined;
    for (const transition of state.transitions) {
      const target = targetOf(transition);
      if (target === undefined) continue;
      made ??= transition.kind === 'next' ? outputFields(state) : null;
      const fields = transition.kind === 'next' ? made : null;
      const there = inputs.get(target);
      if (fields === null || there === null) inputs.set(target, null);
      else if (there === undefined) inputs.set(target, new Set(fields));
      else for (const name of fields) there.add(name);
    }
  }
  return inputs;
}

/** The fields of the output of a state that makes it as a whole. */
function outputFields({ type, node, queryLanguage }: StateModel): InputFields {
  if (node === null) return null;
  if (queryLanguage === 'JSONata') return fieldsOf(getValue(node, 'Output'), 'plain');
  if (getProperty(node, 'ResultPath') !== undefined || getProperty(node, 'OutputPath') !== undefined) return null;
  if (type !== 'Pass') return fieldsOf(getValue(node, 'ResultSelector'), 'template');
  const result = getValue(node, 'Result');
  return result === undefined ? fieldsOf(getValue(node, 'Parameters'), 'template') : fieldsOf(result, 'plain');
}

function fieldsOf(node: SyntaxNode | undefined, kind: 'plain' | 'template'): InputFields {
  if (node?.kind !== 'object' || node.properties.some(({ name }) => name.includes('${'))) return null;
  return new Set(node.properties.map(({ name }) => (kind === 'template' ? name.replace(/\.\$$/, '') : name)));
}
