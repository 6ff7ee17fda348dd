/**
 * Writes a definition in the other format: JSON as YAML, YAML as JSON. Order of keys, `${}` holes and comments stay; as JSON has no comments,
 * they go where the caller has a place for them.
 */

import { Document, Pair, Scalar, YAMLMap, YAMLSeq, type Node } from 'yaml';
import type { Comment } from './comments.ts';
import type { SyntaxFormat, SyntaxNode, SyntaxProperty } from './syntax-node.ts';

export type Converted =
  | { readonly kind: 'converted'; readonly text: string }
  /** One sentence for the user. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface ConvertOptions {
  /** Of the text that `root` was read from. */
  readonly comments?: readonly Comment[];
  /** What a field `Comment` of an object says in JSON, whatever it said before; undefined: as it is. */
  readonly commentOf?: (node: SyntaxNode) => string | undefined;
}

/** @param root a tree without errors */
export function convertFormat(root: SyntaxNode, to: SyntaxFormat, options: ConvertOptions = {}): Converted {
  const unknown = findUnwritable(root, to);
  if (unknown !== null) {
    return { kind: 'refused', reason: `${unknown} has no counterpart in ${to === 'json' ? 'JSON' : 'YAML'}.` };
  }
  if (to === 'json')
    return { kind: 'converted', text: `${jsonText(root, '', options.commentOf ?? (() => undefined))}\n` };
  const document = new Document();
  const comments = options.comments ?? [];
  document.contents = yamlNode(root, comments);
  const end = comments.filter(({ place }) => place === 'end').flatMap(({ lines }) => lines);
  if (end.length > 0) document.comment = yamlComment(end);
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

type CommentOf = NonNullable<ConvertOptions['commentOf']>;

function jsonText(node: SyntaxNode, indent: string, commentOf: CommentOf): string {
  const deeper = `${indent}  `;
  switch (node.kind) {
    case 'object': {
      const comment = commentOf(node);
      const parts = node.properties
        .filter(({ name }) => comment === undefined || name !== 'Comment')
        .map(({ name, value }) => `${deeper}${JSON.stringify(name)}: ${jsonText(value, deeper, commentOf)}`);
      if (comment !== undefined) parts.unshift(`${deeper}"Comment": ${JSON.stringify(comment)}`);
      return parts.length === 0 ? '{}' : `{\n${parts.join(',\n')}\n${indent}}`;
    }
    case 'array': {
      const flat = node.elements.every(({ kind }) => kind !== 'object' && kind !== 'array');
      const parts = node.elements.map((element) => jsonText(element, deeper, commentOf));
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

function yamlNode(node: SyntaxNode, comments: readonly Comment[]): Node {
  switch (node.kind) {
    case 'object': {
      const map = new YAMLMap();
      map.items = node.properties.map((property) => {
        const key = new Scalar(property.name);
        const value = yamlNode(property.value, comments);
        commented(key, value, property, comments);
        return new Pair(key, value);
      });
      return map;
    }
    case 'array': {
      const list = new YAMLSeq();
      list.items = node.elements.map((element) => {
        const item = yamlNode(element, comments);
        commented(item, item, element, comments);
        return item;
      });
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

function commented(first: Node, last: Node, about: SyntaxProperty | SyntaxNode, comments: readonly Comment[]): void {
  if (comments.length === 0) return;
  const own = comments.filter((comment) => comment.about === about);
  const before = own.filter(({ place }) => place === 'before').flatMap(({ lines }) => lines);
  const behind = own.filter(({ place }) => place === 'behind').flatMap(({ lines }) => lines);
  if (before.length > 0) first.commentBefore = yamlComment(before);
  if (behind.length > 0) last.comment = yamlComment([behind.join(' ')]);
}

function yamlComment(lines: readonly string[]): string {
  return lines.map((line) => ` ${line}`).join('\n');
}

function plain(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = Scalar.PLAIN;
  return scalar;
}
