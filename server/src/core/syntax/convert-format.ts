/** Writes a definition in the other format: JSON as YAML, YAML as JSON. Order of keys and `${}` holes stay. */

import { Document, Pair, Scalar, YAMLMap, YAMLSeq, type Node } from 'yaml';
import type { SyntaxFormat, SyntaxNode } from './syntax-node.ts';

export type Converted =
  | { readonly kind: 'converted'; readonly text: string }
  /** One sentence for the user. */
  | { readonly kind: 'refused'; readonly reason: string };

/** @param root a tree without errors */
export function convertFormat(root: SyntaxNode, to: SyntaxFormat): Converted {
  const unknown = findUnwritable(root, to);
  if (unknown !== null) {
    return { kind: 'refused', reason: `${unknown} has no counterpart in ${to === 'json' ? 'JSON' : 'YAML'}.` };
  }
  if (to === 'json') return { kind: 'converted', text: `${jsonText(root, '')}\n` };
  const document = new Document();
  document.contents = yamlNode(root);
  return { kind: 'converted', text: document.toString({ lineWidth: 0, flowCollectionPadding: true }) };
}

function findUnwritable(root: SyntaxNode, to: SyntaxFormat): string | null {
  const open: SyntaxNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'array') open.push(...node.elements);
    else if (node.kind === 'object') open.push(...node.properties.map(({ value }) => value));
    else if (node.kind === 'hole' && node.reason === 'tag' && to === 'json') {
      return `The tag ${node.text.split(' ', 1)[0] ?? ''}`;
    } else if (node.kind === 'hole' && node.reason === 'missing') return 'A key without a value';
  }
  return null;
}

function jsonText(node: SyntaxNode, indent: string): string {
  const deeper = `${indent}  `;
  switch (node.kind) {
    case 'object': {
      const parts = node.properties.map(
        ({ name, value }) => `${deeper}${JSON.stringify(name)}: ${jsonText(value, deeper)}`,
      );
      return parts.length === 0 ? '{}' : `{\n${parts.join(',\n')}\n${indent}}`;
    }
    case 'array': {
      const flat = node.elements.every(({ kind }) => kind !== 'object' && kind !== 'array');
      const parts = node.elements.map((element) => jsonText(element, deeper));
      const line = `[${parts.join(', ')}]`;
      if (flat && indent.length + line.length <= 100) return line;
      return parts.length === 0 ? '[]' : `[\n${parts.map((part) => deeper + part).join(',\n')}\n${indent}]`;
    }
    case 'hole':
      return node.text;
    case 'null':
      return 'null';
    default:
      return JSON.stringify(node.value);
  }
}

function yamlNode(node: SyntaxNode): Node {
  switch (node.kind) {
    case 'object': {
      const map = new YAMLMap();
      map.items = node.properties.map(({ name, value }) => new Pair(new Scalar(name), yamlNode(value)));
      return map;
    }
    case 'array': {
      const list = new YAMLSeq();
      list.items = node.elements.map(yamlNode);
      list.flow = list.items.length === 0;
      return list;
    }
    case 'hole':
      return plain(node.text);
    case 'null':
      return new Scalar(null);
    case 'string': {
      const scalar = new Scalar(node.value);
      // A text such as ${Name} would be read as a hole without its quotes.
      if (/^\$\{[^{}]*\}$/.test(node.value)) scalar.type = Scalar.QUOTE_DOUBLE;
      else if (node.value.includes('\n') && !/[ \t]\n/.test(node.value)) scalar.type = Scalar.BLOCK_LITERAL;
      return scalar;
    }
    default:
      return new Scalar(node.value);
  }
}

function plain(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = Scalar.PLAIN;
  return scalar;
}
