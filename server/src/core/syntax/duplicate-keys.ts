/** Fields that are written twice in one object: legal for the readers, and refused by AWS. */

import type { Problem } from '../base/problem.ts';
import type { Splice } from './splice-tree.ts';
import { pointerOf, type ObjectNode, type SyntaxNode, type SyntaxProperty } from './syntax-node.ts';

/** With fewer fields than this, comparing all pairs is cheaper than making a map. */
const FEW = 12;

export function duplicateKeys(root: SyntaxNode): readonly Problem[] {
  const problems: Problem[] = [];
  const open: SyntaxNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'array') {
      for (const element of node.elements) if (isContainer(element)) open.push(element);
    } else if (node.kind === 'object') {
      for (const { value } of node.properties) if (isContainer(value)) open.push(value);
      reportIn(node, problems);
    }
  }
  return problems;
}

/** Those of a tree that had none before a part of it was replaced. */
export function duplicateKeysAfter(splice: Splice): readonly Problem[] {
  if (splice.kind === 'container') return duplicateKeys(splice.by);
  const problems: Problem[] = [];
  const owner = splice.by[0]?.key.parent;
  if (owner?.kind === 'object') reportIn(owner, problems);
  return [...problems, ...splice.by.flatMap(({ value }) => duplicateKeys(value))];
}

function isContainer({ kind }: SyntaxNode): boolean {
  return kind === 'object' || kind === 'array';
}

function reportIn({ properties }: ObjectNode, problems: Problem[]): void {
  const firsts = properties.length < FEW ? null : new Map<string, SyntaxProperty>();
  for (let index = 0; index < properties.length; index++) {
    const property = properties[index] as SyntaxProperty;
    const first = firsts === null ? firstOf(properties, property.name, index) : firsts.get(property.name);
    if (first !== undefined) problems.push(duplicate(property, first));
    else firsts?.set(property.name, property);
  }
}

function firstOf(properties: readonly SyntaxProperty[], name: string, before: number): SyntaxProperty | undefined {
  for (let index = 0; index < before; index++) if (properties[index]?.name === name) return properties[index];
  return undefined;
}

function duplicate({ name, key, value }: SyntaxProperty, first: SyntaxProperty): Problem {
  return {
    code: 'json-duplicate-key',
    severity: 'error',
    awsCode: 'INVALID_JSON_DESCRIPTION',
    message: `"${name}" is written twice in this object; only the last one would count. Rename or remove one of them.`,
    range: key.range,
    pointer: pointerOf(value),
    related: [{ message: `The first "${name}".`, range: first.key.range }],
  };
}
