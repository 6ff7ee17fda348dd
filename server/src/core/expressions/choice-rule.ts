/**
 * Choice rules of the JSONPath query language, compiled to predicates.
 *
 * Facts (recorded on AWS): a value of another type than the operator's is no error but no match; a path that finds nothing fails the state,
 * even with a Default, except under IsPresent; And and Or stop as early as they can.
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { EvaluationScope } from './evaluation-scope.ts';
import { compileScopedPath, type FindInScope } from './json-path-evaluate.ts';
import { parseJsonPath } from './json-path.ts';
import { invalidChoicePath, runtimeError } from './path-errors.ts';
import { compileStringPattern } from './string-pattern.ts';
import { compareTimestamps, parseTimestamp, type Timestamp } from './timestamps.ts';

export type ChoicePredicate = (scope: EvaluationScope) => boolean;

type Order = 'Equals' | 'LessThan' | 'GreaterThan' | 'LessThanEquals' | 'GreaterThanEquals';
type OrderedType = 'String' | 'Numeric' | 'Boolean' | 'Timestamp';
type TestedType = 'IsNull' | 'IsPresent' | 'IsNumeric' | 'IsString' | 'IsBoolean' | 'IsTimestamp';

/** One of the 39 comparison operators, taken apart. */
export type ChoiceOperator =
  | { readonly kind: 'compare'; readonly type: OrderedType; readonly order: Order; readonly operand: 'value' | 'path' }
  | { readonly kind: 'matches' }
  | { readonly kind: 'is'; readonly test: TestedType };

const ORDERS: readonly Order[] = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'];
const TESTS: readonly TestedType[] = ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'];

/** All comparison operators by name, in the order the specification lists them. */
export const CHOICE_OPERATORS: ReadonlyMap<string, ChoiceOperator> = new Map<string, ChoiceOperator>([
  ...(['String', 'Numeric', 'Timestamp'] as const).flatMap((type) =>
    ORDERS.flatMap((order) => bothOperands(type, order)),
  ),
  ...bothOperands('Boolean', 'Equals'),
  ['StringMatches', { kind: 'matches' }],
  ...TESTS.map((test): [string, ChoiceOperator] => [test, { kind: 'is', test }]),
]);

function bothOperands(type: OrderedType, order: Order): [string, ChoiceOperator][] {
  return [
    [`${type}${order}`, { kind: 'compare', type, order, operand: 'value' }],
    [`${type}${order}Path`, { kind: 'compare', type, order, operand: 'path' }],
  ];
}

/** Compiles one rule, top-level or nested. A rule that AWS would have refused gives a predicate that fails the state. */
export function compileChoiceRule(rule: JsonObject): ChoicePredicate {
  if (isJsonArray(rule['And'])) {
    const operands = rule['And'].filter(isJsonObject).map(compileChoiceRule);
    return (scope) => {
      for (const operand of operands) if (!operand(scope)) return false;
      return true;
    };
  }
  if (isJsonArray(rule['Or'])) {
    const operands = rule['Or'].filter(isJsonObject).map(compileChoiceRule);
    return (scope) => {
      for (const operand of operands) if (operand(scope)) return true;
      return false;
    };
  }
  if (isJsonObject(rule['Not'])) {
    const operand = compileChoiceRule(rule['Not']);
    return (scope) => !operand(scope);
  }
  return compileComparison(rule);
}

function compileComparison(rule: JsonObject): ChoicePredicate {
  const variable = rule['Variable'];
  const name = Object.keys(rule).find((key) => CHOICE_OPERATORS.has(key));
  if (typeof variable !== 'string' || name === undefined)
    return failing('A Choice rule needs a Variable and one comparison operator');
  const find = compileVariable(variable);
  if (find === null) return failing(`Invalid path '${variable}'`);
  const operand = rule[name] as Json;
  const operator = CHOICE_OPERATORS.get(name) as ChoiceOperator;
  const required = requireValue(find, variable);
  switch (operator.kind) {
    case 'is':
      return compileTest(operator.test, find, required, { expected: operand === true });
    case 'matches':
      return compileMatches(required, operand);
    case 'compare':
      return compileOrder(operator, required, operand);
  }
}

function compileVariable(text: string): FindInScope | null {
  const { path } = parseJsonPath(text);
  return path === null ? null : compileScopedPath(path);
}

type Require = (scope: EvaluationScope) => Json;

function requireValue(find: FindInScope, text: string): Require {
  return (scope) => {
    const value = find(scope);
    if (value === undefined) throw invalidChoicePath(text);
    return value;
  };
}

/** `whether`: which answer of the test the rule is looking for. */
function compileTest(
  test: TestedType,
  find: FindInScope,
  required: Require,
  whether: { readonly expected: boolean },
): ChoicePredicate {
  const { expected } = whether;
  switch (test) {
    case 'IsPresent':
      return (scope) => (find(scope) !== undefined) === expected;
    case 'IsNull':
      return (scope) => (required(scope) === null) === expected;
    case 'IsNumeric':
      return (scope) => (typeof required(scope) === 'number') === expected;
    case 'IsString':
      return (scope) => (typeof required(scope) === 'string') === expected;
    case 'IsBoolean':
      return (scope) => (typeof required(scope) === 'boolean') === expected;
    case 'IsTimestamp':
      return (scope) => (timestampOf(required(scope)) !== null) === expected;
  }
}

function compileMatches(required: Require, operand: Json): ChoicePredicate {
  if (typeof operand !== 'string') return failing('StringMatches needs a string');
  const pattern = compileStringPattern(operand);
  return (scope) => {
    const value = required(scope);
    if (pattern.kind === 'invalid')
      throw runtimeError(`Invalid escape sequence in the StringMatches pattern '${operand}'`);
    return typeof value === 'string' && pattern.matches(value);
  };
}

function compileOrder(
  operator: Extract<ChoiceOperator, { kind: 'compare' }>,
  required: Require,
  operand: Json,
): ChoicePredicate {
  const { type, order } = operator;
  if (operator.operand === 'path') {
    const find = typeof operand === 'string' ? compileVariable(operand) : null;
    if (find === null || typeof operand !== 'string')
      return failing(`Invalid path '${typeof operand === 'string' ? operand : JSON.stringify(operand)}'`);
    const other = requireValue(find, operand);
    if (type === 'Timestamp') {
      return (scope) => timestampsInOrder(timestampOf(required(scope)), timestampOf(other(scope)), order);
    }
    const jsType = JS_TYPES[type];
    return (scope) => {
      const left = required(scope);
      const right = other(scope);
      return (
        typeof left === jsType && typeof right === jsType && inOrder(left as Comparable, right as Comparable, order)
      );
    };
  }
  if (type === 'Timestamp') {
    const right = timestampOf(operand);
    return (scope) => timestampsInOrder(timestampOf(required(scope)), right, order);
  }
  const jsType = JS_TYPES[type];
  if (typeof operand !== jsType) {
    return (scope) => {
      required(scope);
      return false;
    };
  }
  if (order === 'Equals') return (scope) => required(scope) === operand;
  return (scope) => {
    const left = required(scope);
    return typeof left === jsType && inOrder(left as Comparable, operand as Comparable, order);
  };
}

const JS_TYPES = { String: 'string', Numeric: 'number', Boolean: 'boolean' } as const;

type Comparable = string | number | boolean;

/** Strings compare by UTF-16 code units, as Java's compareTo does. */
function inOrder(left: Comparable, right: Comparable, order: Order): boolean {
  switch (order) {
    case 'Equals':
      return left === right;
    case 'LessThan':
      return left < right;
    case 'GreaterThan':
      return left > right;
    case 'LessThanEquals':
      return left <= right;
    case 'GreaterThanEquals':
      return left >= right;
  }
}

function timestampOf(value: Json): Timestamp | null {
  return typeof value === 'string' ? parseTimestamp(value) : null;
}

function timestampsInOrder(left: Timestamp | null, right: Timestamp | null, order: Order): boolean {
  return left !== null && right !== null && inOrder(compareTimestamps(left, right), 0, order);
}

function failing(cause: string): ChoicePredicate {
  return () => {
    throw runtimeError(cause);
  };
}
