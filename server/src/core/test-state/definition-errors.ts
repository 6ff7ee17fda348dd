/**
 * What is wrong with a definition in the words of the service's InvalidDefinition: `CODE: text at /place`.
 *
 * The rules find it (`core/validation`); this is only the catalogue of AWS's texts for them, as far as they were recorded or measured. For any
 * other rule the report has AWS's code, AWS's place and our own sentence.
 */

import type { Problem } from '../base/problem.ts';
import type { AslDocument } from '../model/asl-document.ts';
import type { StateKind } from '../events/history-event.ts';
import { shapeOf, stateShape } from '../model/fields/state-fields.ts';
import type { FieldSpec } from '../model/fields/field-spec.ts';
import { findByPointer, getProperty, getString, nodeToJson, type SyntaxNode } from '../syntax/syntax-node.ts';

const SCHEMA = 'SCHEMA_VALIDATION_FAILED';
const STATE_TYPES = ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', 'Choice', 'Parallel', 'Map'] as const;

/** One report for each error, in the order of the text. */
export function definitionReports(document: AslDocument, problems: readonly Problem[]): readonly string[] {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map((problem) => {
      const { text, at } = wordsFor(problem, document.root);
      const place = awsPlace(document.root, at);
      return `${problem.awsCode ?? SCHEMA}: ${text}${place === null ? '' : ` at ${place}`}`;
    });
}

/** Rules that AWS knows as one: the object has no such field. */
const UNSUPPORTED_FIELD: ReadonlySet<string> = new Set([
  'unknown-field',
  'field-case',
  'field-not-for-type',
  'field-dollar-suffix',
  'retry-catch-not-for-type',
  'choice-with-next-end',
  'terminal-with-next',
  'fail-assign',
  'succeed-assign',
  'fail-io-field',
  'parameters-not-for-type',
  'result-selector-not-for-type',
  'retry-unknown-field',
  'catch-unknown-field',
  'inline-execution-type',
]);

interface Words {
  readonly text: string;
  /** JSON pointer of the place AWS names; null where it names none. */
  readonly at: string | null;
}

function wordsFor(problem: Problem, root: SyntaxNode | null): Words {
  const { pointer } = problem;
  const node = findByPointer(root, pointer);
  const [holder, field] = splitPointer(pointer);
  if (UNSUPPORTED_FIELD.has(problem.code)) return { text: `Field '${field}' is not supported`, at: holder };
  if (field.endsWith('.$')) {
    const kinds = 'a valid JSONPath or a valid intrinsic function call';
    return { text: `The value for the field '${field}' must be ${kinds}`, at: holder };
  }
  switch (problem.code) {
    case 'root-not-object':
      return { text: 'Definition must be a valid JSON object', at: null };
    case 'required-field': {
      const missing = missingFields(root, node, pointer);
      if (missing.length === 0) break;
      return { text: `These fields are required: [${missing.join(', ')}]`, at: pointer };
    }
    case 'distributed-execution-type':
      return { text: 'These fields are required: [ExecutionType]', at: pointer };
    case 'unknown-state-type':
      return { text: `The field 'Type' should have one of these values: [${STATE_TYPES.join(', ')}]`, at: pointer };
    case 'jsonpath-field-in-jsonata':
      return {
        text: `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`,
        at: holder,
      };
    case 'jsonata-field-in-jsonpath':
      return {
        text: `The QueryLanguage is set to 'JSONPath', but field '${field}' is only supported for the 'JSONata' QueryLanguage`,
        at: holder,
      };
    case 'query-language-downgrade':
      return {
        text: "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
        at: field === 'QueryLanguage' ? holder : pointer,
      };
    case 'start-at-missing-state':
    case 'next-missing-state':
    case 'default-missing-state':
    case 'choice-next-missing-state':
    case 'catch-next-missing-state':
      return { text: `Missing 'Next' target: ${textOf(node)}`, at: pointer };
    case 'duplicate-state-name':
      return { text: `Duplicate State name: ${field}`, at: pointer };
    case 'unreachable-state':
      return { text: `State "${field}" is not reachable.`, at: pointer };
    case 'next-and-end':
    case 'no-next-no-end':
      return { text: 'There should only be one of the following fields: [Next, End]', at: statePointer(pointer) };
    case 'version-value':
      return { text: 'Value should be one of the following: [1.0]', at: pointer };
    case 'choices-empty':
    case 'error-equals-empty':
      return { text: 'Value cannot be empty', at: pointer };
    case 'states-all-alone':
    case 'states-all-last':
      return { text: 'States.ALL must appear alone and at end of list', at: pointer };
    case 'resource-not-arn':
      return { text: 'Value is not a valid resource ARN', at: pointer };
    case 'timestamp-format':
      return { text: 'String does not match RFC3339 timestamp', at: pointer };
    case 'reference-path':
      return { text: 'Value is not a Reference Path', at: pointer };
    case 'jsonata-delimiters':
      return { text: 'JSONata string must start with {% and end with %}', at: pointer };
    case 'assign-reserved':
      return { text: `Cannot assign to reserved variable '$${field}'.`, at: pointer };
  }
  return { text: problem.message.replace(/\.$/, ''), at: pointer };
}

/** The required fields that an object at this place does not have. */
function missingFields(root: SyntaxNode | null, node: SyntaxNode | null, pointer: string): readonly string[] {
  if (isStatePointer(pointer) && getProperty(node, 'Type') === undefined) return ['Type'];
  const fields = node === root ? shapeOf('machine').fields.values() : fieldsAt(node, pointer);
  return [...fields]
    .filter((spec) => spec.required === true && getProperty(node, spec.name) === undefined)
    .map((spec) => spec.name);
}

const SHAPES_BY_FIELD = {
  ItemProcessor: 'processor',
  Iterator: 'processor',
  ProcessorConfig: 'processor-config',
  ItemReader: 'item-reader',
  ReaderConfig: 'reader-config',
  ItemBatcher: 'item-batcher',
  ResultWriter: 'result-writer',
  WriterConfig: 'writer-config',
  Credentials: 'credentials',
} as const;

function fieldsAt(node: SyntaxNode | null, pointer: string): Iterable<FieldSpec> {
  if (isStatePointer(pointer)) {
    const type = STATE_TYPES.find((known) => known === getString(node, 'Type'));
    return type === undefined ? [] : stateShape(type satisfies StateKind).fields.values();
  }
  const field = splitPointer(pointer)[1];
  const shape = Object.hasOwn(SHAPES_BY_FIELD, field) ? SHAPES_BY_FIELD[field as keyof typeof SHAPES_BY_FIELD] : null;
  return shape === null ? [] : shapeOf(shape).fields.values();
}

/** The state around a place, or the place itself. */
function statePointer(pointer: string): string {
  return isStatePointer(pointer) ? pointer : splitPointer(pointer)[0];
}

function isStatePointer(pointer: string): boolean {
  return splitPointer(splitPointer(pointer)[0])[1] === 'States';
}

/** A pointer without its last segment, and that segment unescaped. */
function splitPointer(pointer: string): readonly [holder: string, last: string] {
  const slash = pointer.lastIndexOf('/');
  if (slash < 0) return ['', ''];
  return [
    pointer.slice(0, slash),
    pointer
      .slice(slash + 1)
      .replaceAll('~1', '/')
      .replaceAll('~0', '~'),
  ];
}

/** `/States/Go/Choices[0]/Next`; the root is `/`. */
function awsPlace(root: SyntaxNode | null, pointer: string | null): string | null {
  if (pointer === null) return null;
  if (pointer === '') return '/';
  let place = '';
  let at = '';
  let parent = root;
  for (const segment of pointer.slice(1).split('/')) {
    const name = splitPointer(`/${segment}`)[1];
    place += parent?.kind === 'array' ? `[${name}]` : `/${name}`;
    at += `/${segment}`;
    parent = findByPointer(root, at);
  }
  return place;
}

function textOf(node: SyntaxNode | null): string {
  if (node === null) return '';
  const value = nodeToJson(node);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
