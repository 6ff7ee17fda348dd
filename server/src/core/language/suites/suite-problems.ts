/** What is wrong with a suite or mock file in view of the definition it is about: states that are not there, paths that cannot happen. */

import { didYouMean } from '../../base/closest-name.ts';
import type { Problem, Severity } from '../../base/problem.ts';
import type { TextRange } from '../../base/text-range.ts';
import type { AslDocument } from '../../model/asl-document.ts';
import { targetOf, type ScopeModel, type StateModel } from '../../model/machine-model.ts';
import { listDefinitionStates } from '../../suite/definition-states.ts';
import { checkMocks } from '../../suite/mock-set.ts';
import type { MockEntry } from '../../suite/suite-types.ts';
import {
  getString,
  getValue,
  nodeToJson,
  pointerOf,
  type ArrayNode,
  type ObjectNode,
  type StringNode,
  type SyntaxNode,
} from '../../syntax/syntax-node.ts';
import { answerProblemsOf } from './answer-problems.ts';
import { stateReferencesIn } from './state-references.ts';
import { visitSuite } from './suite-tree.ts';

type Report = (code: string, severity: Severity, message: string, range: TextRange, node?: SyntaxNode) => void;

/** Problems of a suite's expectations. Those of its own form are the reader's, those of its mocks `mockProblemsOf`'s. */
export function suiteProblemsOf(root: SyntaxNode | null, definition: AslDocument): readonly Problem[] {
  const { problems, report } = collector();
  reportUnknownStates(root, definition, report);
  visitSuite(root, 'suite', {
    map({ node, shape }) {
      if (shape === 'suite') checkCases(node, definition, report);
      else if (shape === 'map-expectation') checkContainer(node, 'Map', definition, report);
      else if (shape === 'parallel-expectation') checkContainer(node, 'Parallel', definition, report);
    },
  });
  return problems;
}

/** Problems of mocks: what `core/suite` says of them, and mocks of states that no run reaches. */
export function mockProblemsOf(entries: readonly MockEntry[], definition: AslDocument): readonly Problem[] {
  if (definition.root === null) return [];
  const { problems, report } = collector();
  const states = listDefinitionStates(nodeToJson(definition.root));
  for (const { severity, message, place } of checkMocks(entries, states)) {
    report('suite-mock', severity, message, place.range);
  }
  const reached = reachableStates(definition);
  for (const entry of entries) {
    const { state, statePlace } = entry;
    const found = definition.model.statesByName.get(state)?.[0];
    if (found === undefined) continue;
    if (reached.has(found)) {
      problems.push(...answerProblemsOf(entry, found));
      continue;
    }
    report('suite-mock-unreachable', 'warning', `The mock is never used: no run reaches "${state}".`, statePlace.range);
  }
  return problems;
}

function collector(): { readonly problems: Problem[]; readonly report: Report } {
  const problems: Problem[] = [];
  return {
    problems,
    report: (code, severity, message, range, node) =>
      problems.push({ code, severity, message, range, pointer: node === undefined ? '' : pointerOf(node) }),
  };
}

function reportUnknownStates(root: SyntaxNode | null, { model }: AslDocument, report: Report): void {
  const names = [...model.statesByName.keys()];
  for (const { name, range, node, site } of stateReferencesIn(root, 'suite', names)) {
    // Mocks are checked as mocks.
    if (site.shape === 'mock-override' || model.statesByName.has(name)) continue;
    const message = `There is no state "${name}" in the state machine.${didYouMean(name, names)}`;
    report('suite-unknown-state', 'error', message, range, node);
  }
}

function checkCases(suite: ObjectNode, definition: AslDocument, report: Report): void {
  const cases = getValue(suite, 'testCases');
  const assertions = getValue(suite, 'assertions');
  const matching = getString(assertions, 'pathMatching') ?? 'exact';
  for (const testCase of cases?.kind === 'array' ? cases.elements : []) {
    const path = getValue(testCase, 'expectedPath');
    for (const each of pathsIn(path)) checkPath(each, definition.model.root, matching, definition, report);
    for (const { expectation, container } of containersIn(testCase, 'mapExpectations', definition)) {
      const paths = getValue(expectation, 'iterationPaths');
      const own = getString(paths, 'pathMatching') ?? matching;
      const scope = container.scopes[0] ?? null;
      for (const each of [getValue(paths, 'all'), ...valuesOf(getValue(paths, 'samples'))]) {
        if (each?.kind === 'array') checkPath(each, scope, own, definition, report);
      }
    }
    for (const { expectation, container } of containersIn(testCase, 'parallelExpectations', definition)) {
      checkBranches(expectation, container, definition, report);
    }
  }
}

function checkBranches(expectation: SyntaxNode, container: StateModel, definition: AslDocument, report: Report): void {
  const count = getValue(expectation, 'branchCount');
  const nBranches = container.scopes.length;
  if (count?.kind === 'number' && count.value !== nBranches) {
    const message = `"${container.name}" has ${nBranches} branches.`;
    report('suite-branch-count', 'error', message, count.range, count);
  }
  const paths = getValue(expectation, 'branchPaths');
  if (paths?.kind !== 'object') return;
  for (const { name, key, value } of paths.properties) {
    if (!/^\d+$/.test(name) || value.kind !== 'array') continue;
    const scope = container.scopes[Number(name)];
    if (scope === undefined) {
      const message = `"${container.name}" has no branch ${name}: it has ${nBranches}, counted from 0.`;
      report('suite-no-branch', 'error', message, key.range, value);
    } else checkPath(value, scope, 'exact', definition, report);
  }
}

function containersIn(
  testCase: SyntaxNode,
  key: string,
  { model }: AslDocument,
): readonly { readonly expectation: SyntaxNode; readonly container: StateModel }[] {
  const list = getValue(testCase, key);
  if (list?.kind !== 'array') return [];
  return list.elements.flatMap((expectation) => {
    const container = model.statesByName.get(getString(expectation, 'state') ?? '')?.[0];
    return container === undefined ? [] : [{ expectation, container }];
  });
}

function checkContainer(node: ObjectNode, type: 'Map' | 'Parallel', { model }: AslDocument, report: Report): void {
  const name = getValue(node, 'state');
  const state = name?.kind === 'string' ? model.statesByName.get(name.value)?.[0] : undefined;
  if (name === undefined || state === undefined || state.type === null || state.type === type) return;
  const message = `"${state.name}" is a ${state.type} state; this expectation is for a ${type}.`;
  report('suite-wrong-container', 'error', message, name.range, name);
}

function pathsIn(node: SyntaxNode | undefined): readonly ArrayNode[] {
  if (node?.kind !== 'array') return [];
  return node.elements[0]?.kind === 'array' ? node.elements.filter((each) => each.kind === 'array') : [node];
}

function valuesOf(node: SyntaxNode | undefined): readonly SyntaxNode[] {
  return node?.kind === 'object' ? node.properties.map(({ value }) => value) : [];
}

/** Steps that no transition makes. What is unknown was reported already. */
function checkPath(
  path: ArrayNode,
  scope: ScopeModel | null,
  matching: string,
  { model }: AslDocument,
  report: Report,
): void {
  if (scope === null) return;
  const names = path.elements.filter((element): element is StringNode => element.kind === 'string');
  if (names.length !== path.elements.length) return;
  let previous: StateModel | null = null;
  for (const [index, node] of names.entries()) {
    const state = scope.stateByName.get(node.value);
    if (state === undefined) {
      const elsewhere = model.statesByName.get(node.value)?.[0];
      if (elsewhere !== undefined) {
        const where = elsewhere.scope.owner === null ? 'the top level' : `"${elsewhere.scope.owner.name}"`;
        const message = `"${node.value}" is a state of ${where}; this path is one of ${scopeWords(scope)}.`;
        report('suite-path-scope', 'error', message, node.range, node);
      }
      previous = null;
      continue;
    }
    if (index === 0 && matching === 'exact' && scope.startAt !== null && scope.startAt.target !== state.name) {
      const message = `The path cannot begin with "${state.name}": ${scopeWords(scope)} starts at "${scope.startAt.target}".`;
      report('suite-path-start', 'error', message, node.range, node);
    }
    if (previous !== null && !leadsTo(previous, state)) {
      const ways = [...new Set(previous.transitions.map(({ target }) => `"${target}"`))];
      const next = ways.length === 0 ? 'it ends the path' : `it leads to ${ways.join(', ')}`;
      const message = `"${state.name}" cannot follow "${previous.name}": ${next}.`;
      report('suite-path-step', 'error', message, node.range, node);
    }
    previous = state;
  }
}

function leadsTo(from: StateModel, to: StateModel): boolean {
  return from.transitions.some((transition) => targetOf(transition) === to);
}

function scopeWords({ owner, kind }: ScopeModel): string {
  if (owner === null) return 'the state machine';
  return kind === 'branch' ? `a branch of "${owner.name}"` : `an iteration of "${owner.name}"`;
}

function reachableStates({ model }: AslDocument): ReadonlySet<StateModel> {
  const reached = new Set<StateModel>();
  const open: StateModel[] = [];
  const start = (scope: ScopeModel | null): void => {
    const first = scope?.startAt == null ? undefined : targetOf(scope.startAt);
    if (first !== undefined) open.push(first);
  };
  start(model.root);
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (reached.has(state)) continue;
    reached.add(state);
    for (const transition of state.transitions) {
      const target = targetOf(transition);
      if (target !== undefined) open.push(target);
    }
    for (const scope of state.scopes) start(scope);
  }
  return reached;
}
