/** Where a mock file of Step Functions Local (`MockConfigFile.json`) names states: the keys of its test cases. */

import type { TextRange } from '../../base/text-range.ts';
import { readAslDocument } from '../../model/asl-document.ts';
import { getValue, type SyntaxNode } from '../../syntax/syntax-node.ts';

export interface LocalMockDefinition {
  /** The definition's file name without its endings. */
  readonly stem: string;
  readonly stateNames: ReadonlySet<string>;
}

/**
 * The places, with their quotes, that name a state of a definition. A machine of the file is the definition's where its name is the file's
 * but for case and punctuation, or where it is the only one and names no state that the definition lacks.
 */
export function localMockMentions(text: string, definition: LocalMockDefinition, state: string): readonly TextRange[] {
  if (!text.includes(JSON.stringify(state))) return [];
  const machines = getValue(readAslDocument(text, 'json').root, 'StateMachines');
  if (machines?.kind !== 'object') return [];
  const wanted = plainName(definition.stem);
  const alone = machines.properties.length === 1;
  const own = machines.properties.filter(
    ({ name, value }) =>
      plainName(name) === wanted ||
      (alone && keysOf(value).every(({ name: mocked }) => definition.stateNames.has(mocked))),
  );
  return own.flatMap(({ value }) => keysOf(value).filter(({ name }) => name === state)).map(({ key }) => key.range);
}

/** Whether a machine's name in a mock file is that of a definition: the same but for case and punctuation. */
export function mentionsLocalMachine(name: string, stem: string): boolean {
  return plainName(name) === plainName(stem);
}

function keysOf(machine: SyntaxNode) {
  const cases = getValue(machine, 'TestCases');
  if (cases?.kind !== 'object') return [];
  return cases.properties.flatMap(({ value }) => (value.kind === 'object' ? value.properties : []));
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
