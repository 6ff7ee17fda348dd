/** Reads a state machine's definition for running it: text, checks, JSON value, and places of its states. */

import type { Json } from '../core/base/json.ts';
import { readAslDocument, type AslDocument } from '../core/model/asl-document.ts';
import { listDefinitionStates, type DefinitionStates } from '../core/suite/definition-states.ts';
import { formatOfFileName } from '../core/syntax/parse-asl-text.ts';
import { findByPointer, nodeToJson } from '../core/syntax/syntax-node.ts';
import { hasErrors, validateStateMachine } from '../core/validation/validate-state-machine.ts';
import { readTextFile, type FileAccess } from './run-suite-files.ts';
import type { FilePlace, PlacedProblem, TextFile } from './run-suite-places.ts';

export interface LoadedDefinition {
  readonly file: TextFile;
  readonly document: AslDocument;
  readonly json: Json;
  readonly states: DefinitionStates;
  /** Why AWS would refuse it. */
  readonly findings: readonly PlacedProblem[];
  /** Where a state's name stands. */
  placeOfState(name: string): FilePlace | null;
  /** Where the value of a JSON pointer stands. */
  placeOfPointer(pointer: string): FilePlace;
}

export type DefinitionOutcome =
  | { readonly kind: 'loaded'; readonly definition: LoadedDefinition }
  | { readonly kind: 'refused'; readonly problems: readonly PlacedProblem[] };

export interface DefinitionOptions {
  readonly type: 'STANDARD' | 'EXPRESS';
  /** `refused`: a definition that AWS would refuse is not loaded. `mentioned`: it is, with its errors as `findings`. */
  readonly errors: 'refused' | 'mentioned';
}

/** Reads a definition. One that cannot be read as JSON or YAML is always refused, with the places of all its errors. */
export async function loadDefinition(
  path: string,
  access: FileAccess,
  options: DefinitionOptions,
): Promise<DefinitionOutcome> {
  const outcome = await readTextFile(path, access);
  if (outcome.kind === 'unreadable') return refuse({ severity: 'error', message: outcome.message, path, range: null });
  const { file } = outcome;
  const document = readAslDocument(file.text, formatOfFileName(file.path));
  const findings = validateStateMachine(document, { type: options.type })
    .filter(({ severity }) => severity === 'error')
    .map(({ message, range }) => ({ severity: 'error' as const, message, ...file.placeOf(range) }));
  if (
    document.root === null ||
    hasErrors(document.syntaxProblems) ||
    (findings.length > 0 && options.errors === 'refused')
  ) {
    return findings.length > 0
      ? { kind: 'refused', problems: findings }
      : refuse({ severity: 'error', message: 'The definition is empty.', path: file.path, range: null });
  }
  const json = nodeToJson(document.root);
  return {
    kind: 'loaded',
    definition: {
      file,
      document,
      json,
      states: listDefinitionStates(json),
      findings,
      placeOfState(name) {
        const state = document.model.statesByName.get(name)?.[0];
        return state === undefined ? null : file.placeOf(state.nameRange);
      },
      placeOfPointer: (pointer) => file.placeOf(findByPointer(document.root, pointer)?.range ?? { start: 0, end: 0 }),
    },
  };
}

function refuse(problem: PlacedProblem): DefinitionOutcome {
  return { kind: 'refused', problems: [problem] };
}
