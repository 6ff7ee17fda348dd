/** The fix of a field in the wrong object: it goes where the field table says it belongs. */

import { getProperty, nodeToJson, type ObjectNode, type SyntaxProperty } from '../../syntax/syntax-node.ts';
import type { Json } from '../../base/json.ts';
import { homeOf, type FieldHome } from './field-home.ts';
import { shapeAround } from './field-specs.ts';
import { choice, safe, type FixMaker } from './fix.ts';

/** Moves the marked field to its home, which is made where it is not there; a field that the home has already can only go. */
export const moveHome: FixMaker = ({ property, state, surgeon }) => {
  if (property === null || property.value.kind === 'hole') return [];
  const shape = shapeAround(property.value, state);
  const home = shape === null ? null : homeOf(property, shape, state);
  if (home === null) return [];
  const { node, missing } = deepest(home);
  if (node === null) return [];
  if (missing.length === 0 && getProperty(node, property.name) !== undefined)
    return [choice(`Remove ${property.name}, which ${home.title} has already`, surgeon.removeProperty(property))];
  const [first = property.name, ...rest] = [...missing, property.name];
  const value = rest.reduceRight<Json>((inner, name) => ({ [name]: inner }), nodeToJson(property.value));
  const title = `Move ${property.name} into ${home.title}`;
  const edits =
    node === property.value.parent
      ? [surgeon.renameKey(property, first), surgeon.replace(property.value, value)]
      : [
          surgeon.addProperty(node, first, value, holderOf(property, node) ?? node.properties.at(-1)),
          surgeon.removeProperty(property),
        ];
  return [{ ...safe(title, ...edits), scope: node.range }];
};

/** The innermost object of the way that is there, and the names that are still to make; null where something else is in the way. */
function deepest({ from, into }: FieldHome): { readonly node: ObjectNode | null; readonly missing: readonly string[] } {
  let node = from;
  for (const [index, name] of into.entries()) {
    const next = getProperty(node, name)?.value;
    if (next === undefined) return { node, missing: into.slice(index) };
    if (next.kind !== 'object') return { node: null, missing: [] };
    node = next;
  }
  return { node, missing: [] };
}

/** The field of an object around that holds the property; undefined where it is not around. */
function holderOf({ range }: SyntaxProperty, around: ObjectNode): SyntaxProperty | undefined {
  return around.properties.find(({ value }) => value.range.start <= range.start && range.end <= value.range.end);
}
