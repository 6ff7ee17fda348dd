/** Where expressions stand in a definition: JSONPath, intrinsic functions and JSONata, told from the field table and the query language. */

import type { TextRange } from '../base/text-range.ts';
import type { AslDocument } from '../model/asl-document.ts';
import type { FieldSpec, ShapeSpec } from '../model/fields/field-spec.ts';
import { shapeOf, stateShape } from '../model/fields/state-fields.ts';
import type { StateModel } from '../model/machine-model.ts';
import { sourceOffsetOf } from '../syntax/string-offsets.ts';
import type { ObjectNode, StringNode, SyntaxNode } from '../syntax/syntax-node.ts';

export interface ExpressionSite {
  readonly kind: 'path' | 'path-or-intrinsic' | 'jsonata';
  readonly node: StringNode;
  /** The expression within the node's value, without `{%` and `%}`. */
  readonly start: number;
  readonly end: number;
  readonly state: StateModel;
  /** The field of the table that holds it: `Parameters`, `Output`, `Variable`, … */
  readonly field: FieldSpec;
  /** What `$states` has besides input and context. */
  readonly bindings: 'input' | 'result' | 'error';
}

export type VisitExpression = (site: ExpressionSite) => void;

/** Shows every expression whose string touches the range, in the order of the text within each state. */
export function visitExpressions(document: AslDocument, range: TextRange, visit: VisitExpression): void {
  for (const state of document.model.states) {
    if (state.node === null || state.type === null || !overlaps(state.range, range)) continue;
    visitObject({ state, shape: stateShape(state.type), range, visit }, state.node);
  }
}

/** The expression that holds the offset; at both ends of its string too. */
export function expressionAt(document: AslDocument, offset: number): ExpressionSite | null {
  let found: ExpressionSite | null = null;
  visitExpressions(document, { start: offset, end: offset }, (site) => (found = site));
  return found;
}

/** The index in the node's value that a text offset stands for. */
export function valueIndexOf(node: StringNode, offset: number): number {
  let low = 0;
  let high = node.value.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sourceOffsetOf(node, middle) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Walk {
  readonly state: StateModel;
  readonly shape: ShapeSpec;
  readonly range: TextRange;
  readonly visit: VisitExpression;
}

function visitObject(walk: Walk, node: ObjectNode): void {
  for (const property of node.properties) {
    const field = walk.shape.fields.get(property.name);
    if (field === undefined || !overlaps(property.range, walk.range)) continue;
    visitValue(walk, field, property.value);
  }
}

function visitValue(walk: Walk, field: FieldSpec, value: SyntaxNode): void {
  const jsonata = walk.state.queryLanguage === 'JSONata';
  const spec = field.value;
  switch (spec.kind) {
    case 'path':
      if (!jsonata) pathIn(walk, field, value, 'path');
      return;
    case 'path-or-intrinsic':
      if (!jsonata) pathIn(walk, field, value, 'path-or-intrinsic');
      return;
    case 'operand':
      if (spec.path && !jsonata) pathIn(walk, field, value, 'path');
      return;
    case 'template':
      if (jsonata) jsonataIn(walk, field, value);
      else templateIn(walk, field, value, 'literal');
      return;
    case 'object':
      if (value.kind === 'object' && spec.shape !== 'state') {
        if (spec.shape !== 'processor') visitObject({ ...walk, shape: shapeOf(spec.shape) }, value);
      } else if (spec.expression && jsonata) jsonataIn(walk, field, value);
      return;
    case 'list':
      if (value.kind !== 'array' || spec.shape === 'state' || spec.shape === 'branch') return;
      for (const element of value.elements) {
        if (element.kind === 'object' && overlaps(element.range, walk.range)) {
          visitObject({ ...walk, shape: shapeOf(spec.shape) }, element);
        }
      }
      return;
    case 'number':
    case 'text':
      if (spec.expression && jsonata) jsonataIn(walk, field, value);
      return;
    case 'items':
    case 'timestamp':
    case 'condition':
      if (jsonata) jsonataIn(walk, field, value);
      return;
    default:
  }
}

function pathIn(walk: Walk, field: FieldSpec, value: SyntaxNode, kind: 'path' | 'path-or-intrinsic'): void {
  if (value.kind !== 'string' || !overlaps(value.range, walk.range)) return;
  walk.visit({
    kind,
    node: value,
    start: 0,
    end: value.value.length,
    state: walk.state,
    field,
    bindings: 'input',
  });
}

function templateIn(walk: Walk, field: FieldSpec, value: SyntaxNode, key: 'literal' | 'dynamic'): void {
  if (!overlaps(value.range, walk.range)) return;
  if (value.kind === 'string' && key === 'dynamic') pathIn(walk, field, value, 'path-or-intrinsic');
  else if (value.kind === 'array') for (const element of value.elements) templateIn(walk, field, element, 'literal');
  else if (value.kind === 'object') {
    for (const { name, value: inner } of value.properties) {
      templateIn(walk, field, inner, name.endsWith('.$') ? 'dynamic' : 'literal');
    }
  }
}

function jsonataIn(walk: Walk, field: FieldSpec, value: SyntaxNode): void {
  if (!overlaps(value.range, walk.range)) return;
  if (value.kind === 'array') for (const element of value.elements) jsonataIn(walk, field, element);
  else if (value.kind === 'object') for (const property of value.properties) jsonataIn(walk, field, property.value);
  else if (value.kind === 'string' && value.value.startsWith('{%')) {
    const closed = value.value.endsWith('%}') && value.value.length >= 4;
    walk.visit({
      kind: 'jsonata',
      node: value,
      start: 2,
      end: closed ? value.value.length - 2 : value.value.length,
      state: walk.state,
      field,
      bindings: bindingsOf(walk, field),
    });
  }
}

function bindingsOf({ shape, state }: Walk, field: FieldSpec): ExpressionSite['bindings'] {
  if (field.name !== 'Output' && field.name !== 'Assign') return 'input';
  if (shape.name === 'catcher') return 'error';
  const hasResult = state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map';
  return shape.name === 'state' && hasResult ? 'result' : 'input';
}

function overlaps(left: TextRange, right: TextRange): boolean {
  return left.start <= right.end && right.start <= left.end;
}
