/** Walks a suite or mock file along the field table: which value of the text is what. Works on broken texts as far as they can be read. */

import { getString, type ObjectNode, type SyntaxNode, type SyntaxProperty } from '../../syntax/syntax-node.ts';
import {
  suiteShape,
  type SuiteField,
  type SuiteFileKind,
  type SuiteShapeName,
  type SuiteValue,
} from './suite-shapes.ts';

/** A value with what the table says of it. */
export interface SuiteSite {
  readonly node: SyntaxNode;
  readonly value: SuiteValue;
  /** The nearest field around. */
  readonly field: SuiteField;
  /** The map that has the field. */
  readonly holder: ObjectNode;
  readonly shape: SuiteShapeName;
}

export interface SuiteMap {
  readonly node: ObjectNode;
  readonly shape: SuiteShapeName;
}

export interface SuiteVisitor {
  readonly map?: (map: SuiteMap) => void;
  readonly value?: (site: SuiteSite) => void;
}

export function visitSuite(root: SyntaxNode | null, kind: SuiteFileKind, visitor: SuiteVisitor): void {
  if (root?.kind === 'object') visitMap({ node: root, shape: kind }, visitor);
}

function visitMap(map: SuiteMap, visitor: SuiteVisitor): void {
  visitor.map?.(map);
  for (const property of map.node.properties) {
    const field = fieldOf(map, property);
    if (field !== null) {
      visitValue({ node: property.value, value: field.value, field, holder: map.node, shape: map.shape }, visitor);
    }
  }
}

function visitValue(site: SuiteSite, visitor: SuiteVisitor): void {
  const { node, value } = site;
  if (value.kind === 'either') {
    const [first] = value.of;
    const chosen = value.of.find((each) => fits(node, each)) ?? first;
    if (chosen !== undefined) visitValue({ ...site, value: chosen }, visitor);
    return;
  }
  visitor.value?.(site);
  if (value.kind === 'map' && node.kind === 'object') visitMap({ node, shape: value.shape }, visitor);
  else if (value.kind === 'list' && node.kind === 'array') {
    for (const element of node.elements) visitValue({ ...site, node: element, value: value.of }, visitor);
  } else if (value.kind === 'named' && node.kind === 'object') {
    for (const property of node.properties) visitValue({ ...site, node: property.value, value: value.of }, visitor);
  }
}

function fits(node: SyntaxNode, value: SuiteValue): boolean {
  if (value.kind === 'list') {
    if (node.kind !== 'array') return false;
    const [first] = node.elements;
    return first === undefined || value.of.kind !== 'list' ? first?.kind !== 'array' : first.kind === 'array';
  }
  if (value.kind === 'map') return node.kind === 'object';
  return value.kind === 'text' && node.kind === 'string';
}

/** Null for a key that the table does not know. */
export function fieldOf({ shape }: SuiteMap, property: Pick<SyntaxProperty, 'name'>): SuiteField | null {
  return suiteShape(shape).fields.find(({ name }) => name === property.name) ?? null;
}

/** The fields that a map may have; of a mock those of its type. */
export function fieldsFor({ node, shape }: SuiteMap): readonly SuiteField[] {
  const type = shape === 'mock' || shape === 'mock-override' ? getString(node, 'type') : undefined;
  return suiteShape(shape).fields.filter(
    ({ mockTypes }) => mockTypes === undefined || type === undefined || mockTypes.includes(type),
  );
}
