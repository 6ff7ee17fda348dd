/** Evaluates `[?(…)]` predicates with Jayway JsonPath's rules of comparison, compiled to closures. */

import { isJsonArray, isJsonObject, jsonEquals, jsonTypeOf, type Json } from '../base/json.ts';
import type { FindInRoot } from './json-path-evaluate.ts';
import type { FilterExpression, FilterOperator, FilterValue } from './json-path-filter.ts';
import type { JsonPath } from './json-path.ts';

/** Whether the filter accepts `node` (`@`) in a document (`$`). */
export type AcceptsNode = (node: Json, root: Json) => boolean;

export function compileFilter(filter: FilterExpression, compilePath: (path: JsonPath) => FindInRoot): AcceptsNode {
  switch (filter.kind) {
    case 'and': {
      const operands = filter.operands.map((operand) => compileFilter(operand, compilePath));
      return (node, root) => operands.every((accepts) => accepts(node, root));
    }
    case 'or': {
      const operands = filter.operands.map((operand) => compileFilter(operand, compilePath));
      return (node, root) => operands.some((accepts) => accepts(node, root));
    }
    case 'not': {
      const accepts = compileFilter(filter.operand, compilePath);
      return (node, root) => !accepts(node, root);
    }
    case 'exists': {
      const find = compileOperand(filter.path, compilePath);
      return (node, root) => find(node, root) !== undefined;
    }
    case 'compare': {
      const left = compileValue(filter.left, compilePath);
      const right = compileValue(filter.right, compilePath);
      if (filter.operator === '=~') return compileMatch(filter.left, filter.right, left, right);
      const compare = COMPARISONS[filter.operator];
      return (node, root) => compare(left(node, root), right(node, root));
    }
  }
}

type FindOperand = (node: Json, root: Json) => Json | undefined;

function compileOperand(path: JsonPath, compilePath: (path: JsonPath) => FindInRoot): FindOperand {
  const find = compilePath(path);
  return path.root === '@' ? (node) => find(node) : (_node, root) => find(root);
}

function compileValue(value: FilterValue, compilePath: (path: JsonPath) => FindInRoot): FindOperand {
  if (value.kind === 'path') return compileOperand(value.path, compilePath);
  return value.kind === 'literal' ? () => value.value : () => undefined;
}

function compileMatch(
  left: FilterValue,
  right: FilterValue,
  findLeft: FindOperand,
  findRight: FindOperand,
): AcceptsNode {
  const [pattern, find] =
    right.kind === 'pattern'
      ? [right.pattern, findLeft]
      : left.kind === 'pattern'
        ? [left.pattern, findRight]
        : [null, findLeft];
  if (pattern === null) return () => false;
  return (node, root) => {
    const value = find(node, root);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? pattern.test(String(value))
      : false;
  };
}

type Compare = (left: Json | undefined, right: Json | undefined) => boolean;

const COMPARISONS: Readonly<Record<Exclude<FilterOperator, '=~'>, Compare>> = {
  '==': isEqual,
  '!=': (left, right) => !isEqual(left, right),
  '===': isSame,
  '!==': (left, right) => !isSame(left, right),
  '<': (left, right) => order(left, right, (sign) => sign < 0),
  '<=': (left, right) => order(left, right, (sign) => sign <= 0),
  '>': (left, right) => order(left, right, (sign) => sign > 0),
  '>=': (left, right) => order(left, right, (sign) => sign >= 0),
  in: isIn,
  nin: (left, right) => !isIn(left, right),
  contains: (left, right) => {
    if (typeof left === 'string') return typeof right === 'string' && left.includes(right);
    return isIn(right, left);
  },
  all: (left, right) => listOf(right).every((element) => isIn(element, left)) && isJsonArray(left),
  size: (left, right) => (typeof left === 'string' || isJsonArray(left)) && isEqual(left.length, right),
  empty: (left, right) => {
    if (typeof left === 'string' || isJsonArray(left)) return (left.length === 0) === right;
    return isJsonObject(left) && (Object.keys(left).length === 0) === right;
  },
  subsetof: (left, right) => isJsonArray(left) && left.every((element) => isIn(element, right)),
  anyof: (left, right) => listOf(left).some((element) => isIn(element, right)),
  noneof: (left, right) => !listOf(left).some((element) => isIn(element, right)),
  type: (left, right) => left !== undefined && jsonTypeOf(left) === right,
};

/** Jayway compares a number with a string by reading the string as a number, or the number as a string. */
function isEqual(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (typeof left === 'number' && typeof right === 'string') return right.trim() !== '' && Number(right) === left;
  if (typeof left === 'string' && typeof right === 'number') return left === String(right);
  return jsonEquals(left, right);
}

function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return jsonTypeOf(left) === jsonTypeOf(right) && jsonEquals(left, right);
}

function order(left: Json | undefined, right: Json | undefined, accepts: (sign: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return accepts(left - right);
  if (typeof left === 'string' && typeof right === 'string') return accepts(left < right ? -1 : left > right ? 1 : 0);
  return false;
}

function isIn(element: Json | undefined, list: Json | undefined): boolean {
  return isJsonArray(list) && list.some((candidate) => isEqual(element, candidate));
}

function listOf(value: Json | undefined): readonly Json[] {
  return isJsonArray(value) ? value : [];
}
