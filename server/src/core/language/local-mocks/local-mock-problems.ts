/** What is wrong with a mock file of Step Functions Local: its form, names that lead nowhere, and what its definitions say. */

import { didYouMean } from '../../base/closest-name.ts';
import { isJsonObject } from '../../base/json.ts';
import type { Problem, Severity } from '../../base/problem.ts';
import type { TextRange } from '../../base/text-range.ts';
import type { StateModel } from '../../model/machine-model.ts';
import type { InlineAnswer } from '../../suite/mock-set.ts';
import {
  getString,
  getValue,
  nodeToJson,
  pointerOf,
  type SyntaxNode,
  type SyntaxProperty,
} from '../../syntax/syntax-node.ts';
import { resultProblemsOf } from '../suites/answer-problems.ts';
import {
  invocationRange,
  localMachines,
  localResponses,
  propertiesOf,
  type LocalCase,
  type LocalMachine,
  type LocalMockDocument,
  type LocalResponse,
} from './local-mock-document.ts';

type Report = (code: string, message: string, range: TextRange, node: SyntaxNode, severity?: Severity) => void;

export function localMockProblems(document: LocalMockDocument): readonly Problem[] {
  const { source } = document;
  const { root } = source;
  const problems: Problem[] = [...source.syntaxProblems];
  if (root === null) return problems;
  const report: Report = (code, message, range, node, severity = 'error') =>
    problems.push({ code, severity, message, range, pointer: pointerOf(node) });
  if (root.kind !== 'object') {
    report(
      'local-mock-form',
      'A mock file of Step Functions Local is an object with StateMachines and MockedResponses.',
      root.range,
      root,
    );
    return problems;
  }
  const has = checkKeys(root, ['StateMachines', 'MockedResponses'], 'mock file', report);
  for (const name of ['StateMachines', 'MockedResponses']) {
    const head = { start: root.range.start, end: root.range.start + 1 };
    if (!has.has(name)) report('local-mock-form', `This mock file needs ${name}.`, head, root);
    else checkObject(has.get(name), report);
  }
  const responses = localResponses(root);
  for (const machine of localMachines(root)) checkMachine(machine, responses, document, report);
  for (const response of responses) checkResponse(response, report);
  problems.push(...answersNotRead(document, responses));
  const used = new Set(
    localMachines(root).flatMap(({ cases }) =>
      cases.flatMap(({ states }) => states.map(({ value }) => (value.kind === 'string' ? value.value : ''))),
    ),
  );
  for (const { name, property } of responses) {
    if (used.has(name)) continue;
    report(
      'local-mock-unused',
      `No test case uses the response "${name}".`,
      property.key.range,
      property.value,
      'warning',
    );
  }
  return problems;
}

/** What is returned and lacks what a state reads of it; each place once, whatever states use it. */
function answersNotRead(
  { source, machines }: LocalMockDocument,
  responses: readonly LocalResponse[],
): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const { name, cases } of localMachines(source.root)) {
    for (const { name: stateName, value } of cases.flatMap(({ states }) => states)) {
      const state = machines.get(name)?.model.statesByName.get(stateName)?.[0];
      const response = responses.find((each) => value.kind === 'string' && each.name === value.value);
      if (state === undefined || response === undefined) continue;
      for (const problem of resultProblemsOf(returnedTo(state, response), state)) {
        found.set(`${problem.range.start} ${problem.message}`, problem);
      }
    }
  }
  return [...found.values()];
}

/** A state that names the function itself gets the payload only: that is how such a mock is read. */
function returnedTo(state: StateModel, { invocations }: LocalResponse): readonly InlineAnswer[] {
  const isFunction = /^arn:[^:]+:lambda:/.test(getString(state.node, 'Resource') ?? '');
  return invocations.flatMap(({ value }) => {
    const returned = getValue(value, 'Return');
    if (returned === undefined) return [];
    const result = nodeToJson(returned);
    const payload = isFunction && isJsonObject(result) ? result['Payload'] : undefined;
    return [{ value: payload ?? result, range: returned.range }];
  });
}

function checkMachine(
  { name, property, cases }: LocalMachine,
  responses: readonly LocalResponse[],
  { machines, knownNames }: LocalMockDocument,
  report: Report,
): void {
  const { key, value } = property;
  if (!machines.has(name) && knownNames.length > 0) {
    const advice = didYouMean(name, knownNames) || ' Its states are not checked.';
    const message = `No definition of a state machine "${name}" is known here.${advice}`;
    report('local-mock-unknown-machine', message, key.range, value, 'warning');
  }
  if (!checkObject(property, report)) return;
  const testCases = checkKeys(value, ['TestCases'], 'state machine', report).get('TestCases');
  if (testCases === undefined) report('local-mock-form', `"${name}" needs TestCases.`, key.range, value);
  else if (checkObject(testCases, report)) checkKeys(testCases.value, null, 'set of test cases', report);
  for (const testCase of cases) checkCase(testCase, name, responses, machines, report);
}

function checkCase(
  { property, states }: LocalCase,
  machine: string,
  responses: readonly LocalResponse[],
  machines: LocalMockDocument['machines'],
  report: Report,
): void {
  if (!checkObject(property, report)) return;
  checkKeys(property.value, null, 'test case', report);
  const definition = machines.get(machine);
  const names = responses.map(({ name }) => name);
  for (const { name, key, value } of states) {
    const state = definition?.model.statesByName.get(name)?.[0];
    if (definition !== undefined && state === undefined) {
      const message = `There is no state "${name}" in "${machine}".${didYouMean(name, definition.model.statesByName.keys())}`;
      report('local-mock-unknown-state', message, key.range, value);
    } else if (state !== undefined && state.type !== null && state.type !== 'Task') {
      const message = `"${name}" is a ${state.type} state: only Task states have mocked responses; it runs as it is.`;
      report('local-mock-no-task', message, key.range, value, 'warning');
    }
    if (value.kind !== 'string') {
      report('local-mock-form', `"${name}" must name a response of MockedResponses.`, value.range, value);
    } else if (!names.includes(value.value)) {
      const message = `There is no response "${value.value}" in MockedResponses.${didYouMean(value.value, names)}`;
      report('local-mock-unknown-response', message, value.range, value);
    }
  }
}

/** Invocations follow one another from 0, without holes and without two answers for one. */
function checkResponse({ name, property, invocations }: LocalResponse, report: Report): void {
  const { key, value } = property;
  if (!checkObject(property, report)) return;
  if (invocations.length === 0) {
    report(
      'local-mock-form',
      `The response "${name}" answers nothing: it needs "0": { "Return": … }.`,
      key.range,
      value,
    );
  }
  checkKeys(value, null, 'response', report);
  let next = 0;
  for (const invocation of invocations) {
    const { name: written, key: place, value: answer } = invocation;
    const range = invocationRange(written);
    if (range === null) {
      const message = `"${written}" is not the number of an invocation: "0", "1", or a range such as "1-3".`;
      report('local-mock-range', message, place.range, answer);
    } else {
      const complaint = rangeComplaint(range, next);
      if (complaint !== null) report('local-mock-range', complaint, place.range, answer);
      next = Math.max(next, range.last + 1);
    }
    checkAnswer(invocation, report);
  }
}

function rangeComplaint(
  { first, last }: { readonly first: number; readonly last: number },
  next: number,
): string | null {
  if (last < first) return `The range ends before it begins: "${last}-${first}" is meant.`;
  if (first === next) return null;
  if (first < next) return `Invocation ${first} has an answer already; the next one is ${next}.`;
  return next === 0
    ? `Invocations are counted from 0; this response begins with ${first}.`
    : `There is no answer for invocation ${next}: after ${next - 1} comes ${next}, not ${first}.`;
}

function checkAnswer(invocation: SyntaxProperty, report: Report): void {
  const { key, value } = invocation;
  if (!checkObject(invocation, report)) return;
  const fields = checkKeys(value, ['Return', 'Throw'], 'response', report);
  const given = ['Return', 'Throw'].filter((name) => fields.has(name));
  if (given.length === 0) report('local-mock-form', 'An answer needs Return or Throw.', key.range, value);
  if (given.length === 2) report('local-mock-form', 'An answer is either Return or Throw, not both.', key.range, value);
  const thrown = fields.get('Throw');
  if (thrown === undefined || !checkObject(thrown, report)) return;
  const words = checkKeys(thrown.value, ['Error', 'Cause'], 'Throw', report);
  for (const name of ['Error', 'Cause']) {
    const word = words.get(name);
    if (word === undefined) report('local-mock-form', `Throw needs ${name}, a text.`, thrown.key.range, thrown.value);
    else if (word.value.kind !== 'string')
      report('local-mock-form', `${name} must be a text.`, word.value.range, word.value);
  }
}

function checkObject(property: SyntaxProperty | undefined, report: Report): boolean {
  if (property === undefined || property.value.kind === 'object') return property !== undefined;
  report('local-mock-form', `${quoted(property.name)} must be an object.`, property.value.range, property.value);
  return false;
}

/** Reports keys that are not known, or that stand twice; null: any key may stand there. */
function checkKeys(
  node: SyntaxNode,
  known: readonly string[] | null,
  what: string,
  report: Report,
): ReadonlyMap<string, SyntaxProperty> {
  const found = new Map<string, SyntaxProperty>();
  for (const property of propertiesOf(node)) {
    const { name, key, value } = property;
    if (found.has(name))
      report('local-mock-form', `${quoted(name)} stands here twice; only the last one counts.`, key.range, value);
    else if (known !== null && !known.includes(name)) {
      const message = `Unknown key "${name}".${didYouMean(name, known) || ` A ${what} knows ${known.join(', ')}.`}`;
      report('local-mock-form', message, key.range, value, 'warning');
    }
    found.set(name, property);
  }
  return found;
}

function quoted(name: string): string {
  return `"${name}"`;
}
