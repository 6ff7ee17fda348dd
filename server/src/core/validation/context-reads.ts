/** What a text reads of the context object, with the places of the names in it. */

import { sourceRangeOf } from '../syntax/string-offsets.ts';
import type { StringNode } from '../syntax/syntax-node.ts';
import { pathsIn } from './paths-in.ts';
import { isSubstituted } from './rules/value-rules.ts';
import type { ContextReadSite, Place } from './rule.ts';

export type ContextRead = Pick<ContextReadSite, 'names' | 'places'>;

/** What a JSONPath text reads of the context object, down to two names. */
export function jsonPathReads(node: StringNode): readonly ContextRead[] {
  if (!node.value.includes('$$') || isSubstituted(node)) return [];
  return pathsIn(node.value).flatMap(({ root, steps }) => {
    if (root !== '$$') return [];
    const names: string[] = [];
    const places: Place[] = [];
    for (const step of steps.slice(0, 2)) {
      if (step.kind !== 'fields' || step.names.length !== 1) break;
      names.push(step.names[0] ?? '');
      const start = node.value.indexOf(step.names[0] ?? '', step.range.start);
      places.push({ range: sourceRangeOf(node, start, start + (step.names[0] ?? '').length), node });
    }
    return names.length === 0 ? [] : [{ names, places }];
  });
}

const JSONATA_READ = /\$states\.context\.([A-Za-z_]+)(?:\.([A-Za-z_]+))?/g;

export function jsonataReads(node: StringNode): readonly ContextRead[] {
  if (!node.value.includes('$states.context.') || !node.value.startsWith('{%') || isSubstituted(node)) return [];
  return [...node.value.matchAll(JSONATA_READ)].map((match) => {
    const names = [match[1] ?? '', ...(match[2] === undefined ? [] : [match[2]])];
    let offset = match.index + '$states.context.'.length;
    const places = names.map((name) => {
      const place = { range: sourceRangeOf(node, offset, offset + name.length), node };
      offset += name.length + 1;
      return place;
    });
    return { names, places };
  });
}
