/** What AWS refuses of a mock before the state is run, in the order of its checks as far as it was recorded. */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { StatePlan } from '../interpreter/plan.ts';
import { responseShapeOf } from './api-shapes.ts';
import { checkResponse } from './check-response.ts';
import type { Mocked } from './map-mock.ts';
import { readJson } from './read-json.ts';
import { refusals } from './refusals.ts';
import type { FieldValidationMode, MockInput, Refusal, TestStateRequest } from './test-state-types.ts';

export type ReadMock =
  /** Null: the state is to be run as it is. */
  { readonly kind: 'read'; readonly mocked: Mocked | null } | { readonly kind: 'refused'; readonly refusal: Refusal };

/** @param definition the state as it is written */
export function readMock(request: TestStateRequest, state: StatePlan, definition: JsonObject): ReadMock {
  const { mock, stateConfiguration = {}, revealSecrets } = request;
  const counts = stateConfiguration.mapIterationFailureCount !== undefined;
  if (mock === undefined) {
    if (counts) return refused(refusals.failureCountWithoutMock);
    if (request.context !== undefined) return refused(refusals.contextWithoutMock);
    const refusal = refusalWithoutMock(request, state);
    return refusal === null ? { kind: 'read', mocked: null } : refused(refusal);
  }
  if (revealSecrets === true) return refused(refusals.secretsWithMock);
  if (state.kind !== 'Task' && state.kind !== 'Map' && state.kind !== 'Parallel')
    return refused(refusals.typeWithMock(state.kind));
  if (counts && state.kind !== 'Map') return refused(refusals.failureCountWithoutMap);
  const read = readAnswer(mock, state, definition);
  if (
    read.kind === 'read' &&
    definition['ItemReader'] !== undefined &&
    stateConfiguration.mapItemReaderData === undefined
  )
    return refused(refusals.readerDataMissing);
  return read;
}

function refusalWithoutMock({ roleArn }: TestStateRequest, state: StatePlan): Refusal | null {
  if (state.kind === 'Map' || state.kind === 'Parallel') return refusals.mapOrParallelWithoutMock;
  if (state.kind !== 'Task') return null;
  const { pattern, arn } = state.resource;
  if (pattern !== 'request-response' && pattern !== 'lambda-function') return refusals.patternWithoutMock(arn);
  return roleArn === undefined ? refusals.roleMissing : null;
}

function readAnswer(mock: MockInput, state: StatePlan, definition: JsonObject): ReadMock {
  const { result, errorOutput, fieldValidationMode = 'STRICT' } = mock;
  if (result !== undefined && errorOutput !== undefined) return refused(refusals.mockTwofold);
  if (errorOutput !== undefined) {
    const { error, cause } = errorOutput;
    return error === undefined
      ? refused(refusals.mockWithoutError)
      : { kind: 'read', mocked: { kind: 'error', error, cause } };
  }
  if (result === undefined) return refused(refusals.mockEmpty);
  const read = readJson(result);
  if (read.kind === 'malformed') return refused(refusals.mockNotJson);
  const refusal = refusalOfResult(read.value, state, definition, fieldValidationMode);
  return refusal === null ? { kind: 'read', mocked: { kind: 'result', value: read.value } } : refused(refusal);
}

function refusalOfResult(
  result: Json,
  state: StatePlan,
  definition: JsonObject,
  mode: FieldValidationMode,
): Refusal | null {
  switch (state.kind) {
    case 'Map':
      if (writesResults(definition)) return isJsonObject(result) ? null : refusals.writerMockNotObject;
      return isJsonArray(result) ? null : refusals.mockNotArray;
    case 'Parallel':
      if (!isJsonArray(result)) return refusals.mockNotArray;
      return result.length === state.branches.length ? null : refusals.mockNotOnePerBranch;
    case 'Task': {
      const { pattern } = state.resource;
      if (pattern === 'lambda-function' || pattern === 'activity') return null;
      if (!isJsonObject(result)) return refusals.taskMockNotObject;
      const shape = responseShapeOf(state.resource);
      return shape === null || mode === 'NONE' ? null : checkResponse(result, shape, mode);
    }
    default:
      return null;
  }
}

/** A ResultWriter without a Resource only shapes the results. */
export function writesResults(definition: JsonObject): boolean {
  const writer = definition['ResultWriter'];
  return isJsonObject(writer) && writer['Resource'] !== undefined;
}

function refused(refusal: Refusal): ReadMock {
  return { kind: 'refused', refusal };
}
