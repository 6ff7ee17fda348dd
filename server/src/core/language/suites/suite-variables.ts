/** Where a suite names workflow variables: the keys of `variables` in what it expects of a state. */

import type { TextRange } from '../../base/text-range.ts';
import type { StateModel } from '../../model/machine-model.ts';
import { getProperty } from '../../syntax/syntax-node.ts';
import { quoteName, type TextEditData } from '../navigation.ts';
import { scopeOfVariable, variableOf, type NamedVariable, type Variable } from '../variables.ts';
import { referencesOf, type SuiteDocument } from './suite-editing.ts';
import { visitSuite } from './suite-tree.ts';

interface VariableKey {
  readonly name: string;
  readonly range: TextRange;
  /** The state that the expectation is about. */
  readonly state: StateModel;
}

/** The keys that stand for the variable, with quotes where they have some. */
export function variableMentionsIn(document: SuiteDocument, { name, scope }: Variable): readonly TextRange[] {
  if (!document.source.text.includes(name)) return [];
  return variableKeysIn(document)
    .filter((key) => key.name === name && scopeOfVariable(key.state, name)?.pointer === scope.pointer)
    .map(({ range }) => range);
}

/** The variable that a key of `variables` names, as its definition has it; null elsewhere and where nothing assigns it. */
export function namedVariableInSuite(
  document: SuiteDocument,
  offset: number,
): { readonly named: NamedVariable; readonly range: TextRange } | null {
  const key = variableKeysIn(document).find(({ range }) => offset >= range.start && offset <= range.end);
  const scope = key === undefined ? null : scopeOfVariable(key.state, key.name);
  if (key === undefined || scope === null || document.definition === null) return null;
  const variable = variableOf(document.definition, scope, key.name);
  const [place] = variable.places;
  return place === undefined ? null : { named: { place, variable }, range: key.range };
}

function variableKeysIn(document: SuiteDocument): readonly VariableKey[] {
  const { source, kind, definition } = document;
  const found: VariableKey[] = [];
  if (definition === null) return found;
  const references = referencesOf(document);
  visitSuite(source.root, kind, {
    map({ node, shape }) {
      const variables = shape === 'state-expectation' ? getProperty(node, 'variables')?.value : undefined;
      if (variables?.kind !== 'object') return;
      const address = getProperty(node, 'state')?.value;
      // The last name of an address is the state's own.
      const named = references.findLast((reference) => reference.node === address);
      const state = named === undefined ? undefined : definition.model.statesByName.get(named.name)?.[0];
      if (state === undefined) return;
      for (const { name, key } of variables.properties) found.push({ name, range: key.range, state });
    },
  });
  return found;
}

export function variableRenameEdits(
  document: SuiteDocument,
  variable: Variable,
  newName: string,
): readonly TextEditData[] {
  const newText = quoteName({ format: 'yaml' }, newName);
  return variableMentionsIn(document, variable).map((range) => ({ range, newText }));
}
