/** The texts AWS gives for paths that find nothing (asl-facts: States.Runtime, never caught, with the state prefix). */

import { StatesError } from '../base/states-error.ts';
import type { EvaluationScope } from './evaluation-scope.ts';
import { explainMiss, noResults, rootValue } from './json-path-evaluate.ts';
import type { JsonPath } from './json-path.ts';

export function runtimeError(cause: string): StatesError {
  return new StatesError('States.Runtime', cause, { prefixed: true });
}

/** The document that the path looked in, as JSON text: the input, the whole context object, or all variables. */
export function inputTextOf(path: JsonPath, scope: EvaluationScope): string {
  if (path.root === '$') return JSON.stringify(scope.input);
  return JSON.stringify(path.root === '$$' ? scope.context() : scope.variables.all());
}

/** For InputPath, OutputPath and the `…Path` fields. */
export function invalidPath(path: JsonPath, scope: EvaluationScope): StatesError {
  if (isPathIntoNull(path, scope)) return runtimeError(NULL_INPUT);
  const miss = explainMiss(path, rootValue(path, scope));
  return runtimeError(`Invalid path '${path.text}' : ${miss.kind === 'missing' ? miss.reason : noResults(path)}`);
}

/** For `.$` values of payload templates, ErrorPath and CausePath. */
export function pathNotFound(path: JsonPath, field: string, scope: EvaluationScope): StatesError {
  if (isPathIntoNull(path, scope)) return runtimeError(NULL_INPUT);
  return runtimeError(
    `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${inputTextOf(path, scope)}'`,
  );
}

/** For Variable and the `…Path` operands of Choice rules. */
export function invalidChoicePath(text: string): StatesError {
  return runtimeError(`Invalid path '${text}': The choice state's condition path references an invalid value.`);
}

/** For an expression that AWS would have refused when the state machine was created. */
export function invalidExpression(field: string, place?: string): StatesError {
  const where = place === undefined ? '' : ` at ${place}`;
  return runtimeError(
    `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call${where}`,
  );
}

const NULL_INPUT = 'Unable to apply Path transformation to null or empty input.';

function isPathIntoNull(path: JsonPath, scope: EvaluationScope): boolean {
  return path.root === '$' && path.steps.length > 0 && scope.input === null;
}
