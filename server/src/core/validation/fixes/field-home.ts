/** Where a field belongs that stands in the wrong object: in one inside it, around it, or beside it. The field table decides, and only where one place is left. */

import { shapeOf, stateShape } from '../../model/fields/state-fields.ts';
import type { ShapeSpec } from '../../model/fields/field-spec.ts';
import type { StateModel } from '../../model/machine-model.ts';
import { getProperty, type ObjectNode, type SyntaxProperty } from '../../syntax/syntax-node.ts';
import { shapeAround } from './field-specs.ts';

export interface FieldHome {
  /** An object of the text: the one the field stands in, or one around it. */
  readonly from: ObjectNode;
  /** The names of the objects to go into from there; they may have to be made. */
  readonly into: readonly string[];
  /** `ItemBatcher`, `ReaderConfig of ItemReader`, `the Map state`: how messages call the place. */
  readonly title: string;
}

/** Objects in objects, counted from the one to start at: `ItemReader.ReaderConfig` is two. */
const MAX_DEPTH = 2;

/**
 * The nearest object that takes a field of this name; null where there is none, or more than one as near.
 * @param wrong what the object is that the field stands in now.
 */
export function homeOf(property: SyntaxProperty, wrong: ShapeSpec, state: StateModel | null): FieldHome | null {
  const { name, value } = property;
  const owner = value.parent;
  if (owner?.kind !== 'object') return null;
  for (let depth = 1; depth <= MAX_DEPTH; depth++) {
    const inside = pathsTo(name, wrong, owner, depth);
    if (inside.length > 0) return only(inside, owner);
  }
  let around: ObjectNode = owner;
  while (state !== null && around !== state.node && around.parent?.kind === 'object') {
    around = around.parent;
    const shape =
      around === state.node
        ? state.type === null
          ? null
          : stateShape(state.type)
        : shapeAround(around.properties[0]?.value ?? around, state);
    if (shape === null) return null;
    if (shape.fields.has(name)) return { from: around, into: [], title: theOne(shape.title) };
    for (let depth = 1; depth <= MAX_DEPTH; depth++) {
      const beside = pathsTo(name, shape, around, depth);
      if (beside.length > 0) return only(beside, around);
    }
  }
  return null;
}

function only(paths: readonly (readonly string[])[], from: ObjectNode): FieldHome | null {
  const [into] = paths;
  return into === undefined || paths.length > 1 ? null : { from, into, title: [...into].reverse().join(' of ') };
}

/** The ways down to objects that take the field; of two names for one object the one that is there, else the one that is not outdated. */
function pathsTo(
  name: string,
  shape: ShapeSpec,
  node: ObjectNode | null,
  depth: number,
): readonly (readonly string[])[] {
  if (depth === 0) return shape.fields.has(name) ? [[]] : [];
  const paths: (readonly string[])[] = [];
  for (const field of shape.fields.values()) {
    const { value } = field;
    if (value.kind !== 'object' || value.shape === 'state') continue;
    const there = getProperty(node, field.name)?.value;
    if (field.deprecated !== undefined && there === undefined) continue;
    const inner = shapeOf(value.shape);
    for (const rest of pathsTo(name, inner, there?.kind === 'object' ? there : null, depth - 1))
      paths.push([field.name, ...rest]);
  }
  return paths;
}

/** `a Map state` → `the Map state`. */
function theOne(title: string): string {
  return title.replace(/^an? /, 'the ');
}
