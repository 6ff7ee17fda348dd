/** Fixes of family B and of transitions everywhere: states that are missing, ends, ways that lead nowhere, names. */

import { closestName } from '../../base/closest-name.ts';
import type { Json } from '../../base/json.ts';
import { targetOf, type ScopeModel, type StateModel } from '../../model/machine-model.ts';
import { getProperty, getValue, type ObjectNode } from '../../syntax/syntax-node.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';
import { choice, safe, type Fix, type FixMaker, type FixSite, type TextEdit } from './fix.ts';
import { addField, changeTo, renameField } from './text-fixes.ts';

/** The scope whose states a place can name. */
function scopeOf({ document, state, problem }: FixSite): ScopeModel | null {
  if (problem.pointer.endsWith('/StartAt')) {
    const pointer = problem.pointer.slice(0, -'/StartAt'.length);
    return document.model.scopes.find((scope) => scope.pointer === pointer) ?? null;
  }
  return state?.scope ?? document.model.root;
}

/** The state after this one in the text, of the same scope. */
function following({ state }: FixSite): StateModel | undefined {
  return state?.scope.states[state.scope.states.indexOf(state) + 1];
}

const missingState: FixMaker = (site) => {
  const { node, document, surgeon } = site;
  const scope = scopeOf(site);
  const states = getValue(scope?.node, 'States');
  if (node.kind !== 'string' || scope === null || states?.kind !== 'object') return [];
  const fixes: Fix[] = [...changeTo('choice')(site)];
  if (node.value !== '' && document.model.statesByName.get(node.value) === undefined && [...node.value].length <= 80) {
    const after = site.state === null || site.state.scope !== scope ? undefined : site.state.property;
    const created: Json = { Type: 'Pass', End: true };
    fixes.push(choice(`Create the state "${node.value}"`, surgeon.addProperty(states, node.value, created, after)));
  }
  return fixes;
};

const endInstead: FixMaker = ({ node, state, surgeon }) => {
  const next = getProperty(state?.node, 'Next');
  if (next?.value !== node || state?.node == null) return [];
  return [choice('End here instead', ...endingEdits(state.node, surgeon))];
};

function endingEdits(node: ObjectNode, surgeon: FixSite['surgeon']): readonly TextEdit[] {
  const next = getProperty(node, 'Next');
  if (next === undefined) return [surgeon.addProperty(node, 'End', true)];
  return [surgeon.renameKey(next, 'End'), surgeon.replace(next.value, true)];
}

const removeState: FixMaker = ({ state, surgeon }) =>
  state === null || state.scope.states.length < 2
    ? []
    : [choice(`Remove the state "${state.name}"`, surgeon.removeProperty(state.property))];

const endOfScope: FixMaker = ({ problem, document, surgeon }) => {
  const scope = document.model.scopes.find(({ pointer }) => `${pointer}/States` === problem.pointer);
  const last = scope?.states.findLast(({ node, type }) => node !== null && type !== 'Choice');
  return last?.node == null ? [] : [choice(`End with "${last.name}"`, ...endingEdits(last.node, surgeon))];
};

const nextOrEnd: FixMaker = ({ state, surgeon }) => {
  const next = getProperty(state?.node, 'Next');
  const end = getProperty(state?.node, 'End');
  if (next === undefined || end === undefined) return [];
  return [
    choice('Keep Next, remove End', surgeon.removeProperty(end)),
    choice('Keep End, remove Next', surgeon.removeProperty(next)),
  ];
};

const goOnOrEnd: FixMaker = (site) => {
  const { state, surgeon } = site;
  if (state?.node == null) return [];
  const end = getProperty(state.node, 'End');
  const target = following(site);
  const ending =
    end === undefined
      ? choice('Add "End": true', surgeon.addProperty(state.node, 'End', true))
      : choice('Set End to true', surgeon.replace(end.value, true));
  if (target === undefined) return [ending];
  const going = [
    ...(end === undefined ? [] : [surgeon.replace(end.value, target.name), surgeon.renameKey(end, 'Next')]),
  ];
  const edits = going.length > 0 ? going : [surgeon.addProperty(state.node, 'Next', target.name)];
  return [ending, choice(`Go on to "${target.name}"`, ...edits)];
};

const ruleTarget: FixMaker = ({ node, state, surgeon }) => {
  if (node.kind !== 'object' || state === null) return [];
  const target = getValue(state.node, 'Default');
  const name = target?.kind === 'string' ? target.value : state.scope.states.find((other) => other !== state)?.name;
  return name === undefined ? [] : [choice(`Go to "${name}"`, surgeon.addProperty(node, 'Next', name))];
};

/** Renames the second of two states of a name, with the transitions of its scope. */
const uniqueName: FixMaker = ({ state, document, surgeon }) => {
  if (state === null) return [];
  let number = 2;
  while (document.model.statesByName.has(`${state.name} ${number}`)) number++;
  const name = `${state.name} ${number}`;
  const transitions = [state.scope.startAt, ...state.scope.states.flatMap((other) => other.transitions)];
  const edits = transitions.flatMap((transition) =>
    transition === null || targetOf(transition) !== state
      ? []
      : [{ range: transition.node.range, newText: surgeon.quoteLike(transition.node, name) }],
  );
  return [choice(`Rename to "${name}"`, surgeon.renameKey(state.property, name), ...edits)];
};

const skipState: FixMaker = ({ state, surgeon }) => {
  const next = state?.transitions[0];
  if (state == null || next === undefined) return [];
  const into = [state.scope.startAt, ...state.scope.states.flatMap((other) => other.transitions)];
  const edits = into.flatMap((transition) =>
    transition === null || targetOf(transition) !== state
      ? []
      : [{ range: transition.node.range, newText: surgeon.quoteLike(transition.node, next.target) }],
  );
  return [
    choice(`Remove "${state.name}" and go on to "${next.target}"`, surgeon.removeProperty(state.property), ...edits),
  ];
};

/** Values for fields that must be there, where one is as good as the field's meaning allows. */
const required: FixMaker = (site) => {
  const { node, surgeon, problem, document } = site;
  if (node.kind !== 'object') return [];
  const scope = document.model.scopes.find((candidate) => candidate.node === node);
  const fixes: Fix[] = [];
  const add = (name: string, value: Json): void => {
    if (getProperty(node, name) === undefined && new RegExp(`\\b${name}\\b`).test(problem.message))
      fixes.push(choice(`Add ${name}`, surgeon.addProperty(node, name, value)));
  };
  const [first] = scope?.states ?? [];
  if (scope !== undefined && first !== undefined) add('StartAt', first.name);
  if (scope !== undefined && scope.startAt !== null)
    add('States', { [scope.startAt.target]: { Type: 'Pass', End: true } });
  if (problem.message.includes('has no Type')) {
    const type = guessType(node);
    fixes.push(choice(`Add "Type": "${type}"`, surgeon.addProperty(node, 'Type', type)));
  }
  add('OutputType', 'JSON');
  if (getProperty(node, 'ReaderConfig') !== undefined || getProperty(node, 'Parameters') !== undefined)
    add('Resource', 'arn:aws:states:::s3:getObject');
  else add('Resource', 'arn:aws:states:::lambda:invoke');
  return fixes;
};

/** The state type that has the fields that are there. */
function guessType(node: ObjectNode): string {
  const has = (name: string): boolean => getProperty(node, name) !== undefined;
  if (has('Resource')) return 'Task';
  if (has('Choices')) return 'Choice';
  if (has('Branches')) return 'Parallel';
  if (has('ItemProcessor') || has('Iterator')) return 'Map';
  if (has('Seconds') || has('Timestamp') || has('SecondsPath') || has('TimestampPath')) return 'Wait';
  if (has('Error') || has('Cause')) return 'Fail';
  return has('Next') || has('End') ? 'Pass' : 'Succeed';
}

const catcherTarget: FixMaker = (site) => {
  const name = following(site)?.name ?? site.state?.scope.states.find((other) => other !== site.state)?.name;
  return name === undefined ? [] : addField('Next', name, 'choice')(site);
};

const branchShape: FixMaker = (site) =>
  site.problem.suggestion === undefined ? required(site) : changeTo('safe')(site);

const startAtCase: FixMaker = (site) => {
  if (site.node.kind !== 'string') return [];
  const near = closestName(site.node.value, scopeOf(site)?.stateByName.keys() ?? []);
  return near === undefined ? [] : [safe(`Change to ${near}`, site.surgeon.replace(site.node, near))];
};

export const FLOW_FIXES: Partial<Record<RuleId, FixMaker>> = {
  'start-at-missing-state': missingState,
  'next-missing-state': missingState,
  'default-missing-state': missingState,
  'choice-next-missing-state': missingState,
  'catch-next-missing-state': missingState,
  'next-case-mismatch': (site) => (site.problem.suggestion === undefined ? startAtCase(site) : changeTo('safe')(site)),
  'transition-out-of-scope': endInstead,
  'unreachable-state': removeState,
  'self-loop-only': removeState,
  'no-terminal-state': endOfScope,
  'next-and-end': nextOrEnd,
  'no-next-no-end': goOnOrEnd,
  'duplicate-state-name': uniqueName,
  'pass-through-state': skipState,
  'rule-no-next': ruleTarget,
  'catch-next-missing': catcherTarget,
  'catch-error-equals-missing': addField('ErrorEquals', ['States.ALL'], 'choice'),
  'retry-error-equals-missing': addField('ErrorEquals', ['States.ALL'], 'choice'),
  'required-field': required,
  'branch-shape': branchShape,
  'fail-no-error': addField('Error', 'Failed', 'choice'),
  'template-in-literal': renameOwnerField('Result', 'Parameters'),
  'pass-result-static': renameOwnerField('Result', 'Parameters'),
};

/** Renames a field of the state that the problem lies in. */
function renameOwnerField(from: string, to: string): FixMaker {
  return (site) => {
    const property = getProperty(site.state?.node, from);
    return property === undefined ? [] : renameField(to, 'choice')({ ...site, property });
  };
}
