/**
 * Fields that hold one path (InputPath, OutputPath, ItemsPath, SecondsPath, …) or one path or intrinsic call (ErrorPath, CausePath, `.$`
 * values), compiled to closures.
 *
 * Compiling never fails: a text that AWS would have refused at creation gives a closure that fails the state. Ask `pathProblems` and
 * `pathOrIntrinsicProblems` for the defects and their places.
 */

import { compileIntrinsic } from './intrinsics/compile-intrinsic.ts';
import { parseIntrinsic } from './intrinsics/parse-intrinsic.ts';
import type { Evaluate } from './evaluation-scope.ts';
import { compileScopedPath, explainMiss, rootValue } from './json-path-evaluate.ts';
import type { ExpressionProblem } from './json-path-text.ts';
import { parseJsonPath } from './json-path.ts';
import { invalidExpression, invalidPath, pathNotFound, runtimeError } from './path-errors.ts';

/** @param field the ASL field's name; Wait's fields have error texts of their own */
export function compilePathField(text: string, field: string): Evaluate {
  const { path, problems } = parseJsonPath(text);
  if (path === null) {
    const reason = problems[0]?.message ?? 'not a path';
    return () => {
      throw runtimeError(`Invalid path '${text}' : ${reason}`);
    };
  }
  const find = compileScopedPath(path);
  const isWaitField = field === 'SecondsPath' || field === 'TimestampPath';
  return (scope) => {
    const value = find(scope);
    if (value !== undefined) return value;
    throw isWaitField
      ? runtimeError(`The ${field} parameter does not reference an input value: ${text}`)
      : invalidPath(path, scope);
  };
}

/** @param field what AWS calls the place in error texts: `ErrorPath`, or a template's key such as `value.$` */
export function compilePathOrIntrinsic(text: string, field: string): Evaluate {
  if (!text.startsWith('$')) {
    const { evaluated } = parseIntrinsic(text);
    if (evaluated !== null) return compileIntrinsic(evaluated, text);
    return () => {
      throw invalidExpression(field);
    };
  }
  const { path } = parseJsonPath(text);
  if (path === null) {
    return () => {
      throw invalidExpression(field);
    };
  }
  const find = compileScopedPath(path);
  return (scope) => {
    const value = find(scope);
    if (value !== undefined) return value;
    // Observed on AWS: an index past the end of an array is null here, a missing field is an error.
    if (explainMiss(path, rootValue(path, scope)).kind === 'index-out-of-range') return null;
    throw pathNotFound(path, field, scope);
  };
}

/** Defects of a text that has to be a path. */
export function pathProblems(text: string): readonly ExpressionProblem[] {
  return parseJsonPath(text).problems;
}

/** Defects of a text that has to be a path or an intrinsic call. */
export function pathOrIntrinsicProblems(text: string): readonly ExpressionProblem[] {
  return text.startsWith('$') ? pathProblems(text) : parseIntrinsic(text).problems;
}
