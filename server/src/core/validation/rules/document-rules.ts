/** Family A: the text as a whole. What is wrong with it as JSON or YAML is found while it is read (`core/syntax`). */

import { closestName } from '../../base/closest-name.ts';
import { utf8Length } from '../../base/byte-length.ts';
import type { SyntaxNode } from '../../syntax/syntax-node.ts';
import { at, atKey, type AnyRule } from '../rule.ts';

const MAX_DEFINITION_BYTES = 1_048_576;
/** What a YAML 1.1 reader takes for a boolean and a YAML 1.2 reader for a text. */
const YAML_1_1_BOOLEAN = /^(y|yes|n|no|on|off)$/i;

export const documentRules: readonly AnyRule[] = [
  {
    id: 'root-not-object',
    site: 'document',
    check({ root }, context) {
      if (root === null || root.kind === 'object' || root.kind === 'hole') return;
      context.report(at(root), `A definition is an object with StartAt and States, not ${article(root)}.`);
    },
  },
  {
    id: 'definition-size',
    site: 'document',
    check({ root, text }, context) {
      if (root === null || text.length < MAX_DEFINITION_BYTES / 3 || utf8Length(text) <= MAX_DEFINITION_BYTES) return;
      context.report(
        at(root),
        'A definition takes up to 1 MB. Move parts to state machines of their own and start those.',
      );
    },
  },
  {
    id: 'substitution-undefined',
    site: 'document',
    check({ root, text }, context) {
      const { substitutions } = context.options;
      if (root === null || substitutions === undefined) return;
      for (const match of text.matchAll(/\$\{([A-Za-z][\w.:]*)\}/g)) {
        const name = match[1] ?? '';
        // Fn::Sub takes an attribute too: ${Function.Arn}.
        if (substitutions.has(name.replace(/\..*/, '')) || name.startsWith('AWS::')) continue;
        const near = closestName(name, substitutions);
        context.report(
          { range: { start: match.index, end: match.index + match[0].length }, node: root },
          `Nothing fills in \${${name}} at deployment. ${near === undefined ? 'Define it, or take it out.' : `Did you mean \${${near}}?`}`,
        );
      }
    },
  },
  {
    id: 'yaml-boolean-name',
    site: 'state',
    check({ property, name }, context) {
      if (context.document.format !== 'yaml' || property.key.style !== 'plain' || !YAML_1_1_BOOLEAN.test(name)) return;
      context.report(
        atKey(property),
        `Some deployment tools read the bare name ${name} as true or false. Put it in quotes.`,
      );
    },
  },
];

function article(node: SyntaxNode): string {
  switch (node.kind) {
    case 'array':
      return 'a list';
    case 'null':
      return 'null';
    default:
      return `a ${node.kind}`;
  }
}
