/** Where a suite names workflow variables: the keys of `variables` in what it expects of a state. */

import type { TextRange } from '../../base/text-range.ts';
import { getProperty } from '../../syntax/syntax-node.ts';
import { quoteName, type TextEditData } from '../navigation.ts';
import { scopeOfVariable, type Variable } from '../variables.ts';
import { referencesOf, type SuiteDocument } from './suite-editing.ts';
import { visitSuite } from './suite-tree.ts';

/** The keys that stand for the variable, without quotes where they have none. */
export function variableMentionsIn(document: SuiteDocument, { name, scope }: Variable): readonly TextRange[] {
  const { source, kind, definition } = document;
  const found: TextRange[] = [];
  if (definition === null || !source.text.includes(name)) return found;
  const references = referencesOf(document);
  visitSuite(source.root, kind, {
    map({ node, shape }) {
      if (shape !== 'state-expectation') return;
      const address = getProperty(node, 'state')?.value;
      const key = getProperty(getProperty(node, 'variables')?.value, name)?.key;
      // The last name of an address is the state's own.
      const named = references.findLast((reference) => reference.node === address);
      const state = named === undefined ? undefined : definition.model.statesByName.get(named.name)?.[0];
      if (key === undefined || state === undefined) return;
      if (scopeOfVariable(state, name)?.pointer === scope.pointer) found.push(key.range);
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
