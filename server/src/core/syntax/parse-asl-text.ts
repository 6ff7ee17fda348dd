/**
 * The way in: a definition's text, in either format, as one syntax tree with everything that is wrong with the text itself.
 */

import type { Parsed, Problem } from '../base/problem.ts';
import { findTooDeepNesting } from './nesting-guard.ts';
import { parseJsonText } from './parse-json.ts';
import { parseYamlText } from './parse-yaml.ts';
import { pointerOf, type SyntaxFormat, type SyntaxNode } from './syntax-node.ts';

/** Null where there is no value at all. Never throws, whatever the text. */
export function parseAslText(text: string, format: SyntaxFormat): Parsed<SyntaxNode | null> {
  const tooDeep = findTooDeepNesting(text, format);
  if (tooDeep !== null) return { value: null, problems: [tooDeep] };
  const parsed = format === 'json' ? parseJsonText(text) : parseYamlText(text);
  const problems: Problem[] = [...parsed.problems];
  if (parsed.value === null) {
    if (problems.length === 0) {
      problems.push({
        code: format === 'json' ? 'json-syntax' : 'yaml-syntax',
        severity: 'error',
        message: 'The text is empty. A definition needs at least StartAt and States.',
        range: { start: 0, end: text.length },
        pointer: '',
      });
    }
    return { value: null, problems };
  }
  reportDuplicateKeys(parsed.value, problems);
  return { value: parsed.value, problems };
}

/** The format a file name stands for. */
export function formatOfFileName(fileName: string): SyntaxFormat {
  return /\.ya?ml$/i.test(fileName) ? 'yaml' : 'json';
}

function reportDuplicateKeys(root: SyntaxNode, problems: Problem[]): void {
  const open: SyntaxNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'array') {
      for (const element of node.elements)
        if (element.kind === 'object' || element.kind === 'array') open.push(element);
    }
    if (node.kind !== 'object') continue;
    const { properties } = node;
    let seen: Map<string, number> | null = null;
    if (properties.length > 1) seen = new Map();
    for (let index = 0; index < properties.length; index++) {
      const property = properties[index];
      if (property === undefined) continue;
      if (property.value.kind === 'object' || property.value.kind === 'array') open.push(property.value);
      const first = seen?.get(property.name);
      if (first === undefined) {
        seen?.set(property.name, index);
        continue;
      }
      const firstKey = properties[first]?.key;
      problems.push({
        code: 'json-duplicate-key',
        severity: 'error',
        awsCode: 'INVALID_JSON_DESCRIPTION',
        message: `"${property.name}" is written twice in this object; only the last one would count. Rename or remove one of them.`,
        range: property.key.range,
        pointer: pointerOf(property.value),
        ...(firstKey ? { related: [{ message: `The first "${property.name}".`, range: firstKey.range }] } : {}),
      });
    }
  }
}
