/** Reads a state machine's definition for running it: text, checks, JSON value, and places of its states. */

import type { Json } from '../core/base/json.ts';
import { readAslDocument, type AslDocument } from '../core/model/asl-document.ts';
import { listDefinitionStates, type DefinitionStates } from '../core/suite/definition-states.ts';
import { formatOfFileName } from '../core/syntax/parse-asl-text.ts';
import { findByPointer, nodeToJson } from '../core/syntax/syntax-node.ts';
import { validateStateMachine } from '../core/validation/validate-state-machine.ts';
import { readTextFile, type FileAccess } from './run-suite-files.ts';
import type { FilePlace, PlacedProblem, TextFile } from './run-suite-places.ts';

export interface LoadedDefinition {
  readonly file: TextFile;
  readonly document: AslDocument;
  readonly json: Json;
  readonly states: DefinitionStates;
  /** Where a state's name stands. */
  placeOfState(name: string): FilePlace | null;
  /** Where the value of a JSON pointer stands. */
  placeOfPointer(pointer: string): FilePlace;
}

export type DefinitionOutcome =
  | { readonly kind: 'loaded'; readonly definition: LoadedDefinition }
  | { readonly kind: 'refused'; readonly problems: readonly PlacedProblem[] };

/** Reads a definition; one that AWS would refuse is refused, with the places of all its errors. */
export async function loadDefinition(
  path: string,
  access: FileAccess,
  type?: 'STANDARD' | 'EXPRESS',
): Promise<DefinitionOutcome> {
  const outcome = await readTextFile(path, access);
  if (outcome.kind === 'unreadable') return refuse({ severity: 'error', message: outcome.message, path, range: null });
  const { file } = outcome;
  const document = readAslDocument(file.text, formatOfFileName(file.path));
  const errors = validateStateMachine(document, type === undefined ? {} : { type }).filter(
    ({ severity }) => severity === 'error',
  );
  if (errors.length > 0 || document.root === null) {
    const problems = errors.map(({ message, range }) => ({
      severity: 'error' as const,
      message,
      ...file.placeOf(range),
    }));
    return problems.length > 0
      ? { kind: 'refused', problems }
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
