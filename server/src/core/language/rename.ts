/** Renaming states and variables with everything that names them. What would change the machine's meaning is refused with a sentence. */

import { BUILTINS } from '../expressions/jsonata/builtins.ts';
import type { AslDocument } from '../model/asl-document.ts';
import type { ScopeModel } from '../model/machine-model.ts';
import { assignmentsOf, seesOuterVariables, type Assignment } from '../validation/variable-scopes.ts';
import { surroundingAtEnd } from './expression-text.ts';
import { namedStateAt, quoteName, transitionsTo, type TextEditData } from './navigation.ts';
import { variablePlacesOf, type NamedVariable, type Variable, type VariablePlace } from './variables.ts';

export type RenameResult =
  | { readonly kind: 'edits'; readonly edits: readonly TextEditData[] }
  | { readonly kind: 'refused'; readonly reason: string };

export const NOTHING_TO_RENAME =
  'Only states and variables can be renamed: put the cursor on a state’s name or on a variable.';

/** Renames a state with all transitions to it, quoted as the format needs. */
export function renameStateAt(document: AslDocument, offset: number, newName: string): RenameResult {
  const named = namedStateAt(document, offset);
  if (named === null) return refused(NOTHING_TO_RENAME);
  if (newName.trim() === '') return refused('A state needs a name.');
  if ([...newName].length > 80) return refused('State names have up to 80 characters.');
  const other = document.model.statesByName.get(newName)?.find((state) => state !== named.state);
  if (other !== undefined) {
    return refused(`There is a state "${newName}" already; names are unique in the whole machine.`);
  }
  const newText = quoteName(document, newName);
  const ranges = [named.state.nameRange, ...transitionsTo(document, named.state).map(({ node }) => node.range)];
  return { kind: 'edits', edits: eachOnce(ranges.map((range) => ({ range, newText }))) };
}

/** A variable's name as the user may type it: with or without the `$`. */
export function variableNameTyped(text: string): string {
  return text.trim().replace(/^\$/, '');
}

/** Renames a variable where it is assigned and read, in all scopes that see it. */
export function renameVariable(document: AslDocument, { place, variable }: NamedVariable, typed: string): RenameResult {
  if (variable === null) {
    return refused(`Nothing that "${place.state.name}" can see assigns $${place.name}, so there is nothing to rename.`);
  }
  const newName = variableNameTyped(typed);
  const problem = newName === variable.name ? null : problemOf(document, variable, newName);
  if (problem !== null) return refused(problem);
  const edits = variable.places.map((each) => ({ range: each.range, newText: nameFor(each, newName) }));
  return { kind: 'edits', edits: eachOnce(edits) };
}

/** An alias of YAML shows one place of the text several times. */
function eachOnce(edits: readonly TextEditData[]): readonly TextEditData[] {
  return [...new Map(edits.map((edit) => [edit.range.start, edit])).values()];
}

function refused(reason: string): RenameResult {
  return { kind: 'refused', reason };
}

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

function problemOf(document: AslDocument, { name, scope, places }: Variable, newName: string): string | null {
  if (newName === '') return 'A variable needs a name.';
  if (!NAME.test(newName)) return `"${newName}" is not a variable name: a letter first, then letters, digits and _.`;
  if (newName.length > 80) return 'Variable names have up to 80 characters.';
  if (newName === 'states') return '$states is reserved. Take another name.';
  const clash = assignerAround(scope, newName) ?? assignerWithin(document, scope, newName);
  if (clash !== null) {
    return `There is a variable $${newName} already, assigned in "${clash.state.name}". Take another name.`;
  }
  for (const place of places) {
    if (place.language !== 'JSONata') continue;
    if (BUILTINS.has(newName) || newName === 'eval') return `$${newName} is a function of JSONata. Take another name.`;
    if (place.kind === 'read' && names(place, newName) && !isRead(document, place, newName)) {
      return `An expression in "${place.state.name}" that reads $${name} has a $${newName} of its own. Take another name.`;
    }
  }
  return null;
}

/** The assignment of the name in the scope or one that it sees. */
function assignerAround(scope: ScopeModel, name: string): Assignment | null {
  for (let around = scope; ;) {
    const found = assignmentsOf(around).get(name);
    if (found !== undefined) return found;
    if (around.owner === null || !seesOuterVariables(around)) return null;
    around = around.owner.scope;
  }
}

/** The assignment of the name in a scope that sees this one: AWS refuses to assign what belongs to a scope around. */
function assignerWithin({ model }: AslDocument, outer: ScopeModel, name: string): Assignment | null {
  for (const scope of model.scopes) {
    const found = assignmentsOf(scope).get(name);
    if (found !== undefined && sees(scope, outer)) return found;
  }
  return null;
}

function sees(inner: ScopeModel, outer: ScopeModel): boolean {
  for (let scope = inner; scope !== outer;) {
    if (scope.owner === null || !seesOuterVariables(scope)) return false;
    scope = scope.owner.scope;
  }
  return true;
}

/** Whether the expression that holds the place has `$name` in its code. */
function names({ node: { value } }: VariablePlace, name: string): boolean {
  return [...value.matchAll(/\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu)].some(
    (match) => match[1] === name && surroundingAtEnd(value.slice(0, match.index), '"\'`') === 'code',
  );
}

function isRead(document: AslDocument, { node }: VariablePlace, name: string): boolean {
  return variablePlacesOf(document).some((other) => other.node === node && other.name === name);
}

/** A bare key of YAML may need quotes: `null`, `on`. */
function nameFor({ kind, node, range }: VariablePlace, newName: string): string {
  const isWholeKey = kind === 'assignment' && node.style === 'plain' && range.end === node.range.end;
  return isWholeKey ? quoteName({ format: 'yaml' }, newName) : newName;
}
