/** Compares what a run did with what its test case expects. Every expectation is checked; the failures are data, with their places. */

import type { Json } from '../base/json.ts';
import type { TextRange } from '../base/text-range.ts';
import type { ExecutionOutcome } from '../events/run-snapshot.ts';
import { assertNever } from '../base/assert-never.ts';
import { didYouMean } from '../base/closest-name.ts';
import type { DefinitionStates } from './definition-states.ts';
import { diffJson, diffPaths, jsonMatches, type JsonDifference, type PathStep } from './json-diff.ts';
import type { RunRecord } from './run-record.ts';
import { parseStateAddress } from './state-address.ts';
import type {
  Expectation,
  ExpectationOf,
  ExpectedError,
  Located,
  OutputMatching,
  PathMatching,
  TestCase,
} from './suite-types.ts';

/** What a failure is about, for whoever wants to show it: a terminal, an editor's diff, a report. */
export type FailureDetail =
  | {
      readonly kind: 'values';
      readonly expected: Json;
      readonly actual: Json;
      readonly matching: OutputMatching;
      readonly differences: readonly JsonDifference[];
    }
  | {
      readonly kind: 'paths';
      readonly expected: readonly string[];
      readonly actual: readonly string[];
      readonly steps: readonly PathStep[];
    }
  | { readonly kind: 'none' };

export interface CaseFailure {
  /** One line a person can act on. */
  readonly message: string;
  readonly detail: FailureDetail;
  /** The expectation, or the case's name, in the suite file. */
  readonly range: TextRange;
  /** The state to blame. */
  readonly state: string | null;
}

export interface FinishedRun {
  readonly outcome: ExecutionOutcome;
  readonly record: RunRecord;
  readonly states: DefinitionStates;
  /** Why a Map Run passed its threshold, where that is why the execution failed. */
  readonly failedChildren?: string | null;
}

/** Failures of iterations that are shown one by one; the rest is counted. */
const SHOWN_ITERATIONS = 3;
const NO_DETAIL: FailureDetail = { kind: 'none' };

export function checkExpectations(testCase: TestCase, run: FinishedRun): readonly CaseFailure[] {
  const failures: CaseFailure[] = [];
  const { outcome } = run;
  let { expectations } = testCase;
  if (outcome.status !== 'SUCCEEDED' && !expectations.some(({ kind }) => kind === 'error')) {
    expectations = expectations.filter(({ kind }) => kind !== 'output');
    const state = run.record.lastState();
    const where = state === null ? '' : ` in the state "${state}"`;
    const because =
      outcome.error === 'States.ExceedToleratedFailureThreshold' && run.failedChildren != null
        ? `. ${run.failedChildren}`
        : '';
    const message = `The execution ${statusWords(outcome)}${where}: ${errorText(outcome)}${because}`;
    failures.push({ message, detail: NO_DETAIL, range: testCase.nameRange, state });
  }
  for (const expectation of expectations) check(expectation, run, failures);
  return failures;
}

function check(expectation: Expectation, run: FinishedRun, into: CaseFailure[]): void {
  switch (expectation.kind) {
    case 'output':
      return checkOutput(expectation, run, into);
    case 'path':
      return checkPath(expectation, run, into);
    case 'error':
      return checkError(expectation, run, into);
    case 'state':
      return checkState(expectation, run, into);
    case 'map':
      return checkMap(expectation, run, into);
    case 'parallel':
      return checkParallel(expectation, run, into);
    default:
      assertNever(expectation);
  }
}

function checkOutput(expectation: ExpectationOf<'output'>, { outcome }: FinishedRun, into: CaseFailure[]): void {
  const { expected, matching, range } = expectation;
  if (outcome.status === 'SUCCEEDED') {
    if (jsonMatches(expected, outcome.output, matching)) return;
    into.push(valueFailure('The output is not the expected one.', expected, outcome.output, matching, range, null));
  } else {
    into.push({
      message: `There is no output: the execution ${statusWords(outcome)}.`,
      detail: NO_DETAIL,
      range,
      state: null,
    });
  }
}

function checkPath(
  { paths, matching, range }: ExpectationOf<'path'>,
  { record, states }: FinishedRun,
  into: CaseFailure[],
): void {
  for (const [index, expected] of paths.entries()) {
    if (pathMatches(expected, record.path, matching)) continue;
    const which = paths.length > 1 ? ` ${index + 1} of ${paths.length}` : '';
    const verb =
      matching === 'exact' ? 'The path is not the expected one' : 'The path does not include the expected one';
    const message = `${verb}${which}.${unknownStates(expected, states)}`;
    into.push(pathFailure(message, expected, record.path, range, firstDifference(expected, record.path)));
  }
}

function checkError(
  { expected, range }: ExpectationOf<'error'>,
  { outcome, record }: FinishedRun,
  into: CaseFailure[],
): void {
  if (outcome.status === 'SUCCEEDED') {
    const message = `The execution succeeded, but should have failed with ${expectedErrorWords(expected)}.`;
    into.push({ message, detail: NO_DETAIL, range, state: null });
    return;
  }
  if (errorMatches(expected, outcome)) return;
  const message = `The execution ${statusWords(outcome)} with another error: ${errorText(outcome)}`;
  const actual: Record<string, Json> = { type: outcome.error ?? '', cause: outcome.cause ?? '' };
  const wanted: Record<string, Json> =
    expected.text !== undefined ? { type: expected.text } : { ...(expected as Readonly<Record<string, Json>>) };
  into.push(valueFailure(message, wanted, actual, 'partial', range, record.lastState()));
}

function checkState(expectation: ExpectationOf<'state'>, { record, states }: FinishedRun, into: CaseFailure[]): void {
  const { address, matching, range } = expectation;
  const parsed = parseStateAddress(address, states);
  const name =
    parsed === null ? address : parsed.kind === 'anywhere' ? parsed.name : (parsed.steps.at(-1)?.name ?? address);
  const visit = record.visit(address);
  if (visit === null) {
    const known = states.has(name);
    const why = known
      ? `"${address}" was not reached.`
      : `There is no state "${name}".${didYouMean(name, states.keys())}`;
    into.push({ message: why, detail: NO_DETAIL, range, state: known ? name : null });
    return;
  }
  const compare = (what: string, wanted: Located<Json> | undefined, actual: Json | undefined): void => {
    if (wanted === undefined) return;
    if (actual === undefined) {
      into.push({
        message: `"${address}" was entered, but has no ${what}: it failed.`,
        detail: NO_DETAIL,
        range: wanted.range,
        state: name,
      });
    } else if (!jsonMatches(wanted.value, actual, matching)) {
      into.push(
        valueFailure(
          `The ${what} of "${address}" is not the expected one.`,
          wanted.value,
          actual,
          matching,
          wanted.range,
          name,
        ),
      );
    }
  };
  compare('input', expectation.input, visit.input);
  compare('output', expectation.output, visit.output);
  if (expectation.variables === undefined || visit.variables === undefined) {
    return compare('variables', expectation.variables, visit.variables);
  }
  for (const [variable, wanted] of Object.entries(expectation.variables.value)) {
    const actual = visit.variables[variable];
    const variableRange = expectation.variables.range;
    if (actual === undefined) {
      const message = `The variable $${variable} does not exist after "${address}".`;
      into.push({ message, detail: NO_DETAIL, range: variableRange, state: name });
    } else if (!jsonMatches(wanted, actual, matching)) {
      const message = `The variable $${variable} after "${address}" is not the expected one.`;
      into.push(valueFailure(message, wanted, actual, matching, variableRange, name));
    }
  }
}

function checkMap(expectation: ExpectationOf<'map'>, run: FinishedRun, into: CaseFailure[]): void {
  const { state, range, iterationCount, pathMatching } = expectation;
  const visit = run.record.container(state);
  if (visit === null || run.states.get(state)?.type !== 'Map')
    return void into.push(notEntered(state, 'Map', run, range));
  if (iterationCount !== undefined && iterationCount.value !== visit.iterationCount) {
    const message = `"${state}" had ${visit.iterationCount} iterations, expected were ${iterationCount.value}.`;
    into.push(valueFailure(message, iterationCount.value, visit.iterationCount, 'exact', iterationCount.range, state));
  }
  if (expectation.all !== undefined) {
    const { value: expected, range: allRange } = expectation.all;
    let nFailures = 0;
    for (let index = 0; index < visit.iterationCount; index++) {
      const actual = visit.paths.get(index) ?? [];
      if (pathMatches(expected, actual, pathMatching)) continue;
      if (++nFailures > SHOWN_ITERATIONS) continue;
      const message = `Iteration ${index} of "${state}" took another path.${unknownStates(expected, run.states)}`;
      into.push(pathFailure(message, expected, actual, allRange, firstDifference(expected, actual) ?? state));
    }
    if (nFailures > SHOWN_ITERATIONS) {
      const message = `${nFailures - SHOWN_ITERATIONS} more iterations of "${state}" took another path.`;
      into.push({ message, detail: NO_DETAIL, range: allRange, state });
    }
  }
  for (const sample of expectation.samples) {
    if (sample.index >= visit.iterationCount) {
      const message = `"${state}" has no iteration ${sample.index}: it had ${visit.iterationCount}, counted from 0.`;
      into.push({ message, detail: NO_DETAIL, range: sample.range, state });
      continue;
    }
    const actual = visit.paths.get(sample.index) ?? [];
    if (pathMatches(sample.path, actual, pathMatching)) continue;
    const message = `Iteration ${sample.index} of "${state}" took another path.${unknownStates(sample.path, run.states)}`;
    into.push(pathFailure(message, sample.path, actual, sample.range, firstDifference(sample.path, actual) ?? state));
  }
}

function checkParallel(expectation: ExpectationOf<'parallel'>, run: FinishedRun, into: CaseFailure[]): void {
  const { state, range, branchCount, pathMatching } = expectation;
  const visit = run.record.container(state);
  const described = run.states.get(state);
  if (visit === null || described?.type !== 'Parallel')
    return void into.push(notEntered(state, 'Parallel', run, range));
  const nBranches = described.branchCount;
  if (branchCount !== undefined && branchCount.value !== nBranches) {
    const message = `"${state}" has ${nBranches} branches, expected were ${branchCount.value}.`;
    into.push(valueFailure(message, branchCount.value, nBranches, 'exact', branchCount.range, state));
  }
  for (const branch of expectation.branchPaths) {
    if (branch.index >= nBranches) {
      const message = `"${state}" has no branch ${branch.index}: it has ${nBranches}, counted from 0.`;
      into.push({ message, detail: NO_DETAIL, range: branch.range, state });
      continue;
    }
    const actual = visit.paths.get(branch.index) ?? [];
    if (pathMatches(branch.path, actual, pathMatching)) continue;
    const message = `Branch ${branch.index} of "${state}" took another path.${unknownStates(branch.path, run.states)}`;
    into.push(pathFailure(message, branch.path, actual, branch.range, firstDifference(branch.path, actual) ?? state));
  }
}

/** `includes` wants the names next to each other, in order. */
function pathMatches(expected: readonly string[], actual: readonly string[], matching: PathMatching): boolean {
  const startsAt = (from: number): boolean => expected.every((name, index) => actual[from + index] === name);
  if (matching === 'exact') return expected.length === actual.length && startsAt(0);
  for (let from = 0; from + expected.length <= actual.length; from++) if (startsAt(from)) return true;
  return false;
}

type Failure = Exclude<ExecutionOutcome, { readonly status: 'SUCCEEDED' }>;

function errorMatches(expected: ExpectedError, outcome: Failure): boolean {
  const error = outcome.error ?? '';
  const cause = outcome.cause ?? '';
  if (expected.text !== undefined) return expected.text === error || `${error}: ${cause}`.includes(expected.text);
  return (
    (expected.type === undefined || expected.type === error) &&
    (expected.cause === undefined || cause.includes(expected.cause))
  );
}

function notEntered(state: string, type: 'Map' | 'Parallel', { states }: FinishedRun, range: TextRange): CaseFailure {
  const known = states.get(state);
  const message =
    known === undefined
      ? `There is no state "${state}".${didYouMean(state, states.keys())}`
      : known.type === type
        ? `"${state}" was never entered.`
        : `"${state}" is no ${type} state, it is a ${known.type}.`;
  return { message, detail: NO_DETAIL, range, state: known === undefined ? null : state };
}

function unknownStates(path: readonly string[], states: DefinitionStates): string {
  const unknown = path.find((name) => !states.has(name));
  return unknown === undefined ? '' : ` There is no state "${unknown}".${didYouMean(unknown, states.keys())}`;
}

/** The state at which two paths part: the one that was taken, else the one that was expected. */
function firstDifference(expected: readonly string[], actual: readonly string[]): string | null {
  const at = expected.findIndex((name, index) => actual[index] !== name);
  if (at === -1) return actual[expected.length] ?? null;
  return actual[at] ?? actual.at(-1) ?? null;
}

function valueFailure(
  message: string,
  expected: Json,
  actual: Json,
  matching: OutputMatching,
  range: TextRange,
  state: string | null,
): CaseFailure {
  const detail: FailureDetail = {
    kind: 'values',
    expected,
    actual,
    matching,
    differences: diffJson(expected, actual, matching),
  };
  return { message, detail, range, state };
}

function pathFailure(
  message: string,
  expected: readonly string[],
  actual: readonly string[],
  range: TextRange,
  state: string | null,
): CaseFailure {
  return { message, detail: { kind: 'paths', expected, actual, steps: diffPaths(expected, actual) }, range, state };
}

function statusWords(outcome: Failure): string {
  return outcome.status === 'TIMED_OUT' ? 'timed out' : outcome.status === 'ABORTED' ? 'was stopped' : 'failed';
}

function errorText(outcome: Failure): string {
  const text = [outcome.error, outcome.cause].filter((part) => part !== undefined && part !== '').join(': ');
  return text === '' ? 'without error and cause' : text.replaceAll(/\s*\n\s*/g, ' ');
}

function expectedErrorWords(expected: ExpectedError): string {
  const words = expected.text ?? expected.type ?? (expected.cause === undefined ? 'an error' : `"${expected.cause}"`);
  return words;
}
