/** Reads a state machine's definition for running it, out of its own file or out of a template: text, checks, JSON value, and places of its states. */

import type { Json } from '../core/base/json.ts';
import type { TextRange } from '../core/base/text-range.ts';
import {
  embeddedDefinitionsIn,
  mayEmbedDefinitions,
  type EmbeddedDefinition,
} from '../core/language/embedded-definitions.ts';
import { readAslDocument, type AslDocument } from '../core/model/asl-document.ts';
import { listDefinitionStates, type DefinitionStates } from '../core/suite/definition-states.ts';
import { definitionOfTemplate, isTemplate, parseTemplate } from '../core/suite/template-values.ts';
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
  /** Of a CloudFormation template: the state machine's logical id; left out, the template has only one. */
  readonly logicalId?: string;
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
  const format = formatOfFileName(file.path);
  const template = readTemplate(file, format, options.logicalId ?? null);
  if (template?.kind === 'refused') return refuse({ severity: 'error', path: file.path, ...template.problem });
  const document = template?.definition.document ?? readAslDocument(file.text, format);
  const placeOf = (range: TextRange): FilePlace => file.placeOf(template?.definition.toSource(range) ?? range);
  const findings = validateStateMachine(document, { type: options.type })
    .filter(({ severity }) => severity === 'error')
    .map(({ message, range }) => ({ severity: 'error' as const, message, ...placeOf(range) }));
  if (
    document.root === null ||
    hasErrors(document.syntaxProblems) ||
    (findings.length > 0 && options.errors === 'refused')
  ) {
    return findings.length > 0
      ? { kind: 'refused', problems: findings }
      : refuse({ severity: 'error', message: 'The definition is empty.', path: file.path, range: null });
  }
  const json = template?.json ?? nodeToJson(document.root);
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
        return state === undefined ? null : placeOf(state.nameRange);
      },
      placeOfPointer: (pointer) => placeOf(findByPointer(document.root, pointer)?.range ?? { start: 0, end: 0 }),
    },
  };
}

type ReadTemplate =
  | { readonly kind: 'read'; readonly definition: EmbeddedDefinition; readonly json: Json }
  | { readonly kind: 'refused'; readonly problem: Pick<PlacedProblem, 'message' | 'range'> };

/** Null: the file is no template. */
function readTemplate(file: TextFile, format: 'json' | 'yaml', logicalId: string | null): ReadTemplate | null {
  if (logicalId === null && !mayEmbedDefinitions(file.text)) return null;
  const value = parseTemplate(file.text, format);
  const refused = (message: string): ReadTemplate => ({ kind: 'refused', problem: { message, range: null } });
  if (value === null || !isTemplate(value)) {
    return logicalId === null ? null : refused('This is no CloudFormation template: it has no Resources.');
  }
  const found = definitionOfTemplate(value, logicalId);
  if (found.kind === 'refused') return refused(found.message);
  const definition = embeddedDefinitionsIn(file.text, format).find(({ name }) => name === found.logicalId);
  if (definition === undefined) return refused(`The definition of "${found.logicalId}" cannot be read.`);
  return { kind: 'read', definition, json: found.definition };
}

function refuse(problem: PlacedProblem): DefinitionOutcome {
  return { kind: 'refused', problems: [problem] };
}
