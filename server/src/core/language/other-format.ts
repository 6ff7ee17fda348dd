/** A definition in the other format: JSON as YAML, YAML as JSON. */

import type { AslDocument } from '../model/asl-document.ts';
import { commentsIn, type Comment } from '../syntax/comments.ts';
import { convertFormat, type Converted } from '../syntax/convert-format.ts';
import { getString, type SyntaxNode } from '../syntax/syntax-node.ts';
import { objectContext } from './cursor.ts';

/** The whole definition in the other format. Comments become YAML's; in JSON they join the field Comment of what they stand in. */
export function otherFormat(document: AslDocument): Converted {
  const { text, root, format, syntaxProblems } = document;
  const broken = syntaxProblems.some(
    ({ severity, code }) => severity === 'error' && code !== 'json-comment' && code !== 'json-trailing-comma',
  );
  if (root === null || broken) return { kind: 'refused', reason: 'The definition has errors in its text.' };
  const comments = commentsIn(text, format, root);
  if (format === 'json') return convertFormat(root, 'yaml', { comments });
  const byHolder = new Map<SyntaxNode, string[]>();
  for (const comment of comments) {
    const holder = commentHolder(document, comment);
    if (holder !== null) byHolder.set(holder, [...(byHolder.get(holder) ?? []), ...comment.lines]);
  }
  return convertFormat(root, 'json', {
    commentOf: (node) => {
      const lines = byHolder.get(node);
      return lines === undefined ? undefined : [getString(node, 'Comment') ?? '', ...lines].join(' ').trim();
    },
  });
}

/** The innermost object around that may have a Comment: a state, a rule, the machine. */
function commentHolder(document: AslDocument, { about }: Comment): SyntaxNode | null {
  const node = about === null ? document.root : 'value' in about && 'key' in about ? about.value : about;
  for (let around: SyntaxNode | null = node; around !== null; around = around.parent) {
    if (around.kind !== 'object') continue;
    if (objectContext(document, around).shape?.fields.has('Comment') === true) return around;
  }
  return null;
}
