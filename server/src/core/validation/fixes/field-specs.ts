/** What the field table says of a field of a text: which object it is in is seen from the field that holds the object. */

import { shapeOf, stateShape } from '../../model/fields/state-fields.ts';
import type { FieldSpec, ShapeSpec } from '../../model/fields/field-spec.ts';
import type { StateModel } from '../../model/machine-model.ts';
import type { SyntaxNode, SyntaxProperty } from '../../syntax/syntax-node.ts';

export interface NumberRange {
  readonly integer: boolean;
  readonly min: number;
  readonly max: number;
}

/** The range of a number field; for other fields that exist any number; null for fields that do not exist. */
export function specAt(property: SyntaxProperty, state: StateModel | null): NumberRange | null {
  const spec = shapeAround(property.value, state)?.fields.get(property.name);
  if (spec === undefined) return null;
  return spec.value.kind === 'number' ? spec.value : { integer: false, min: -Infinity, max: Infinity };
}

/** The shape of the object that holds a value; null in payloads. */
export function shapeAround(value: SyntaxNode, state: StateModel | null): ShapeSpec | null {
  const holder = value.parent;
  if (holder?.kind !== 'object') return null;
  if (holder.parent === null) return shapeOf('machine');
  if (state !== null && holder === state.node) return state.type === null ? null : stateShape(state.type);
  const inList = holder.parent.kind === 'array';
  const field = inList ? holder.parent.segment : holder.segment;
  const above = inList ? holder.parent : holder;
  const shape = shapeAround(above, state);
  const spec: FieldSpec | undefined = typeof field === 'string' ? shape?.fields.get(field) : undefined;
  if (spec?.value.kind !== 'object' && spec?.value.kind !== 'list') return null;
  return spec.value.shape === 'state' ? null : shapeOf(spec.value.shape);
}
