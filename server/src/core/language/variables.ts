/**
 * Workflow variables as names in the text: where each is assigned and read, in JSONPath, intrinsic functions and JSONata.
 *
 * A variable belongs to the scope that assigns it. A read means the nearest scope around it that assigns the name; a Distributed Map's
 * children see nothing of what is outside. An expression's own variables (`$x := …`, a function's parameters) are none of these.
 */

import type { TextRange } from '../base/text-range.ts';
import type { FilterExpression, FilterValue } from '../expressions/json-path-filter.ts';
import type { JsonPath } from '../expressions/json-path.ts';
import type { AslDocument } from '../model/asl-document.ts';
import type { MachineModel, ScopeModel, StateModel } from '../model/machine-model.ts';
import { sourceRangeOf } from '../syntax/string-offsets.ts';
import { getProperty, getValue, type StringNode, type SyntaxNode } from '../syntax/syntax-node.ts';
import { pathsIn } from '../validation/paths-in.ts';
import { analysisOf, EXPRESSION_START } from '../validation/rules/jsonata-rules.ts';
import { assignmentsOf, seesOuterVariables, variableName } from '../validation/variable-scopes.ts';
import { visitExpressions, type ExpressionSite } from './expression-sites.ts';
import { surroundingAtEnd } from './expression-text.ts';

/** A place that names a variable. */
export interface VariablePlace {
  readonly kind: 'assignment' | 'read';
  readonly name: string;
  /** The name alone: without `$`, quotes and `.$`. */
  readonly range: TextRange;
  /** The key or expression that holds it. */
  readonly node: StringNode;
  readonly state: StateModel;
  readonly language: 'JSONPath' | 'JSONata';
}

export interface Variable {
  readonly name: string;
  /** The scope that assigns it. */
  readonly scope: ScopeModel;
  /** In the order of the text. */
  readonly places: readonly VariablePlace[];
}

/** The variable that an offset names, with the place that names it; `variable` is null where nothing that can be seen assigns it. */
export interface NamedVariable {
  readonly place: VariablePlace;
  readonly variable: Variable | null;
}

const cache = new WeakMap<MachineModel, readonly VariablePlace[]>();

/** Every place that names a variable, in the order of the text. */
export function variablePlacesOf(document: AslDocument): readonly VariablePlace[] {
  const known = cache.get(document.model);
  if (known !== undefined) return known;
  const places: VariablePlace[] = [];
  for (const state of document.model.states) places.push(...assignedBy(state));
  visitExpressions(document, { start: 0, end: document.text.length }, (site) => places.push(...readBy(site)));
  places.sort((left, right) => left.range.start - right.range.start);
  cache.set(document.model, places);
  return places;
}

export function namedVariableAt(document: AslDocument, offset: number): NamedVariable | null {
  const place = variablePlacesOf(document).find((each) => {
    const { start, end } = each.kind === 'assignment' ? each.node.range : each.range;
    return offset >= start - (each.kind === 'read' ? 1 : 0) && offset <= end;
  });
  if (place === undefined) return null;
  const scope = scopeOfVariable(place.state, place.name);
  return { place, variable: scope === null ? null : variableOf(document, scope, place.name) };
}

/** The variable of a scope, with all its places. */
export function variableOf(document: AslDocument, scope: ScopeModel, name: string): Variable {
  const places = variablePlacesOf(document).filter(
    (place) => place.name === name && scopeOfVariable(place.state, name) === scope,
  );
  return { name, scope, places };
}

/** The scope whose variable a state means by a name, or null where no scope that it can see assigns it. */
export function scopeOfVariable(state: StateModel, name: string): ScopeModel | null {
  for (let scope = state.scope; ;) {
    if (assignmentsOf(scope).has(name)) return scope;
    if (scope.owner === null || !seesOuterVariables(scope)) return null;
    scope = scope.owner.scope;
  }
}

function assignedBy(state: StateModel): readonly VariablePlace[] {
  const lists = [getValue(state.node, 'Choices'), getValue(state.node, 'Catch')];
  const holders: (SyntaxNode | null)[] = [
    state.node,
    ...lists.flatMap((list) => (list?.kind === 'array' ? list.elements : [])),
  ];
  return holders.flatMap((holder) => {
    const assign = getProperty(holder, 'Assign')?.value;
    if (assign?.kind !== 'object') return [];
    return assign.properties.map(({ name: field, key }): VariablePlace => {
      const name = variableName(state, field);
      const range = sourceRangeOf(key, 0, name.length);
      return { kind: 'assignment', name, range, node: key, state, language: state.queryLanguage };
    });
  });
}

function readBy({ kind, node, state }: ExpressionSite): readonly VariablePlace[] {
  const language = kind === 'jsonata' ? 'JSONata' : 'JSONPath';
  const names = kind === 'jsonata' ? jsonataReads(node.value) : pathReads(node.value);
  return names.map(({ name, start }) => ({
    kind: 'read',
    name,
    range: sourceRangeOf(node, start, start + name.length),
    node,
    state,
    language,
  }));
}

interface NameInText {
  readonly name: string;
  /** Of the name without its `$`, in the text. */
  readonly start: number;
}

function jsonataReads(text: string): readonly NameInText[] {
  const analysis = analysisOf(text);
  const isBroken = analysis === null || analysis.problems.some(({ kind }) => kind === 'syntax');
  // An expression that is being typed has its names all the same.
  if (isBroken) return lexicalReads(text, '"\'`').filter(({ name }) => name !== 'states');
  return analysis.variables.map(({ name, offset, length }) => ({
    name,
    start: EXPRESSION_START + offset + length - name.length,
  }));
}

function pathReads(text: string): readonly NameInText[] {
  if (!text.includes('$')) return [];
  const paths = pathsIn(text);
  if (paths.length === 0) return text.startsWith('$') || text.startsWith('States.') ? lexicalReads(text, '\'"') : [];
  return paths
    .flatMap(rootsOf)
    .flatMap(({ root, rootRange: { start } }) =>
      root === '$' || root === '$$' || root === '@' ? [] : [{ name: root, start: start + 1 }],
    );
}

/** A path and those inside its filters and functions. */
function rootsOf(path: JsonPath): readonly JsonPath[] {
  const inner = path.steps.flatMap((step): readonly JsonPath[] => {
    if (step.kind === 'filter') return pathsOfFilter(step.condition);
    return step.kind === 'function' ? step.parameters.filter((each) => typeof each === 'object') : [];
  });
  return [path, ...inner.flatMap(rootsOf)];
}

function pathsOfFilter(filter: FilterExpression): readonly JsonPath[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.flatMap(pathsOfFilter);
    case 'not':
      return pathsOfFilter(filter.operand);
    case 'exists':
      return [filter.path];
    case 'compare':
      return [filter.left, filter.right].flatMap((value: FilterValue) => (value.kind === 'path' ? [value.path] : []));
  }
}

function lexicalReads(text: string, quotes: string): readonly NameInText[] {
  return [...text.matchAll(/(?<![\w$])\$([\p{ID_Start}_][\p{ID_Continue}]*)(?!\s*(?:\(|:=))/gu)]
    .filter(({ index }) => surroundingAtEnd(text.slice(0, index), quotes) === 'code')
    .map((match) => ({ name: match[1] ?? '', start: match.index + 1 }));
}
