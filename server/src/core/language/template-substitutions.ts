/** What a template fills into a definition: `DefinitionSubstitutions`, and with `Fn::Sub` the template's own names. */

import { parseAslText } from '../syntax/parse-asl-text.ts';
import { getProperty, getString, getValue, type SyntaxNode, type SyntaxProperty } from '../syntax/syntax-node.ts';

export interface Substitutions {
  /** What `${Name}` may name. */
  readonly known: ReadonlySet<string>;
  /** The entries of `DefinitionSubstitutions`. */
  readonly defined: readonly SyntaxProperty[];
}

/** Whatever fills in more than the template says. */
const ONLY_SAM = 'AWS::Serverless-2016-10-31';

/**
 * @param properties of the state machine's resource; null where there is none
 * @param definition as it is written, with `Fn::Sub` or `Fn::Join`
 * @returns null where what is filled in cannot be seen: macros, texts joined from others, other tools
 */
export function substitutionsOf(
  template: SyntaxNode | null,
  properties: SyntaxNode | null,
  definition: SyntaxNode,
): Substitutions | null {
  if (properties === null || hasMacros(template)) return null;
  const given = getValue(properties, 'DefinitionSubstitutions');
  if (given !== undefined && given.kind !== 'object') return null;
  const defined = given?.properties ?? [];
  const known = new Set(defined.map(({ name }) => name));
  if (definition.kind === 'object' && getProperty(definition, 'Fn::Sub') !== undefined) {
    addNames(known, template);
    const sub = getValue(definition, 'Fn::Sub');
    const variables = sub?.kind === 'array' ? sub.elements[1] : undefined;
    if (variables !== undefined && variables.kind !== 'object') return null;
    for (const { name } of variables?.properties ?? []) known.add(name);
  } else if (definition.kind === 'hole') {
    if (!definition.text.startsWith('!Sub ')) return null;
    addNames(known, template);
    const written = definition.text.slice('!Sub'.length).trimStart();
    // The first line of a list is without the blanks that the others begin with.
    const { value } = parseAslText((/\n( *)- /.exec(written)?.[1] ?? '') + written, 'yaml');
    const variables = value?.kind === 'array' ? value.elements[1] : undefined;
    if (variables?.kind === 'object') for (const { name } of variables.properties) known.add(name);
  } else if (definition.kind === 'object' && getProperty(definition, 'Fn::Join') !== undefined) return null;
  return { known, defined };
}

function addNames(known: Set<string>, template: SyntaxNode | null): void {
  for (const section of ['Parameters', 'Resources']) {
    const names = getValue(template, section);
    if (names?.kind === 'object') for (const { name } of names.properties) known.add(name);
  }
}

function hasMacros(template: SyntaxNode | null): boolean {
  if (getValue(template, 'Transform') === undefined) return false;
  return getString(template, 'Transform') !== ONLY_SAM;
}

/** The entries that no `${Name}` of the definition names. */
export function unusedSubstitutions({ defined }: Substitutions, definition: string): readonly SyntaxProperty[] {
  return defined.filter(({ name }) => !definition.includes(`\${${name}}`));
}
