/** The definition of a call: the state under test, out of its machine if it is in one, or AWS's refusal of it. */

import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { readAslDocument, type AslDocument } from '../model/asl-document.ts';
import { nodeToJson } from '../syntax/syntax-node.ts';
import { validateStateMachine } from '../validation/validate-state-machine.ts';
import { definitionReports } from './definition-errors.ts';
import { findState, machineOf } from './find-state.ts';
import { refusals } from './refusals.ts';
import type { Refusal } from './test-state-types.ts';

export type ReadDefinition =
  | {
      readonly kind: 'read';
      /** The state as it is written. */
      readonly state: JsonObject;
      /** The machine it is tested in. */
      readonly machine: JsonObject;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** @param stateName undefined: the definition is the one of a state */
export function readDefinition(text: string, stateName: string | undefined): ReadDefinition {
  const given = readAslDocument(text, 'json');
  const value = given.root === null ? undefined : nodeToJson(given.root);
  if (value === undefined || given.syntaxProblems.some(({ severity }) => severity === 'error'))
    // The service stops at the first thing that is no JSON.
    return refused(refusals.invalidDefinition(definitionReports(given, given.syntaxProblems).slice(0, 1)));
  return stateName === undefined ? readState(value) : readMachine(given, value, stateName);
}

function readState(state: Json): ReadDefinition {
  const machine = machineOf(state, undefined);
  const refusal = refusalOf(readAslDocument(JSON.stringify(machine), 'json'));
  return refusal === null ? { kind: 'read', state: state as JsonObject, machine } : refused(refusal);
}

function readMachine(document: AslDocument, definition: Json, stateName: string): ReadDefinition {
  const refusal = refusalOf(document);
  if (refusal !== null) return refused(refusal);
  if (!isJsonObject(definition)) return refused(refusals.stateNotFound);
  const state = findState(definition, stateName);
  if (state === null) return refused(refusals.stateNotFound);
  return { kind: 'read', state, machine: machineOf(state, definition['QueryLanguage']) };
}

function refusalOf(document: AslDocument): Refusal | null {
  const reports = definitionReports(document, validateStateMachine(document));
  return reports.length === 0 ? null : refusals.invalidDefinition(reports);
}

function refused(refusal: Refusal): ReadDefinition {
  return { kind: 'refused', refusal };
}
