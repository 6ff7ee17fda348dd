/** The fields of the machine, of every state type, of retriers, catchers and scopes. */

import type { StateKind } from '../../events/history-event.ts';
import fieldData from '../data/state-fields.json' with { type: 'json' };
import {
  ARGUMENTS,
  ASSIGN,
  CATCH,
  END,
  EVERY_STATE,
  INPUT_PATH,
  NEXT,
  OUTPUT,
  OUTPUT_PATH,
  PARAMETERS,
  QUERY_LANGUAGE,
  RESULT,
  RESULT_PATH,
  RESULT_SELECTOR,
  RETRY,
  TIMEOUT_FIELDS,
} from './common-fields.ts';
import type { QueryLanguage } from '../machine-model.ts';
import { CHOICE_RULE } from './choice-fields.ts';
import {
  COMMENT,
  constantInteger,
  integer,
  MAX_SECONDS,
  oneOf,
  referencePath,
  shape,
  TEXT_OR_EXPRESSION,
  type FieldSpec,
  type ShapeName,
  type ShapeSpec,
} from './field-spec.ts';
import {
  ITEM_BATCHER,
  ITEM_READER,
  MAP_STATE,
  PROCESSOR_CONFIG,
  READER_CONFIG,
  RESULT_WRITER,
  WRITER_CONFIG,
} from './map-fields.ts';

const STRUCTURE = 'statemachine-structure.html';
const ERRORS = 'concepts-error-handling.html';

const START_AT: FieldSpec = {
  name: 'StartAt',
  value: { kind: 'state-name' },
  required: true,
  doc: 'The state that runs first.',
  page: STRUCTURE,
};

const STATES: FieldSpec = {
  name: 'States',
  value: { kind: 'states' },
  required: true,
  doc: 'The states by name. A name is unique in the whole machine, inner scopes included.',
  limits: 'names of 1 to 80 characters',
  page: STRUCTURE,
};

const MACHINE: ShapeSpec = shape('machine', 'the state machine', [
  COMMENT,
  QUERY_LANGUAGE,
  START_AT,
  STATES,
  {
    name: 'TimeoutSeconds',
    value: constantInteger('top-timeout-range', 0, MAX_SECONDS),
    doc: 'The execution fails with States.Timeout after this many seconds.',
    limits: '0 to 99999999',
    page: STRUCTURE,
  },
  {
    name: 'Version',
    value: oneOf('version-value', '1.0'),
    doc: 'The version of the language.',
    default: '1.0',
    page: STRUCTURE,
  },
]);

const BRANCH: ShapeSpec = shape('branch', 'a branch', [COMMENT, START_AT, STATES]);

const PROCESSOR: ShapeSpec = shape('processor', 'ItemProcessor', [
  COMMENT,
  {
    name: 'ProcessorConfig',
    value: { kind: 'object', shape: 'processor-config', expression: false },
    doc: 'Inline or distributed.',
    page: 'state-map-distributed.html',
  },
  START_AT,
  STATES,
]);

/** The fields that AWS takes of those described here, each with the query languages that have it: the dated list decides. */
function stateShapeOf(type: StateKind, title: string, fields: readonly FieldSpec[]): ShapeSpec {
  const lists: Readonly<Record<'both' | QueryLanguage, readonly string[]>> = fieldData.types[type];
  const { both, JSONPath, JSONata } = lists;
  const taken = fields.flatMap(({ language: _described, ...field }): readonly FieldSpec[] => {
    if (both.includes(field.name)) return [field];
    if (JSONPath.includes(field.name)) return [{ ...field, language: 'JSONPath' }];
    return JSONata.includes(field.name) ? [{ ...field, language: 'JSONata' }] : [];
  });
  return shape('state', title, taken);
}

const STATE_SHAPES: Readonly<Record<StateKind, ShapeSpec>> = {
  Pass: stateShapeOf('Pass', 'a Pass state', [
    ...EVERY_STATE,
    INPUT_PATH,
    OUTPUT_PATH,
    RESULT,
    RESULT_PATH,
    PARAMETERS,
    OUTPUT,
    ASSIGN,
    NEXT,
    END,
  ]),
  Task: stateShapeOf('Task', 'a Task state', [
    ...EVERY_STATE,
    {
      name: 'Resource',
      value: { kind: 'resource' },
      required: true,
      doc: 'The ARN of what is done: an integration (arn:aws:states:::lambda:invoke), a Lambda function, an activity.',
      page: 'state-task.html',
    },
    PARAMETERS,
    ARGUMENTS,
    {
      name: 'Credentials',
      value: { kind: 'object', shape: 'credentials', expression: true },
      doc: 'The role the task is done with, for another account.',
      page: 'concepts-access-cross-acct-resources.html',
    },
    INPUT_PATH,
    OUTPUT_PATH,
    RESULT_PATH,
    RESULT_SELECTOR,
    OUTPUT,
    ASSIGN,
    RETRY,
    CATCH,
    ...TIMEOUT_FIELDS,
    NEXT,
    END,
  ]),
  Choice: stateShapeOf('Choice', 'a Choice state', [
    ...EVERY_STATE,
    {
      name: 'Choices',
      value: { kind: 'list', shape: 'choice-rule', emptyRule: 'choices-empty' },
      required: true,
      doc: 'The rules, tried in order; the first that holds decides where to go.',
      page: 'state-choice.html',
    },
    {
      name: 'Default',
      value: { kind: 'state-name' },
      doc: 'Where to go when no rule holds. Without it the execution fails then.',
      page: 'state-choice.html',
    },
    INPUT_PATH,
    OUTPUT_PATH,
    OUTPUT,
    ASSIGN,
  ]),
  Wait: stateShapeOf('Wait', 'a Wait state', [
    ...EVERY_STATE,
    {
      name: 'Seconds',
      value: integer('wait-seconds-range', 0, MAX_SECONDS),
      doc: 'How long to wait.',
      limits: '0 to 99999999',
      page: 'state-wait.html',
    },
    {
      name: 'SecondsPath',
      value: referencePath('wait-path'),
      language: 'JSONPath',
      doc: 'Reads Seconds from the state’s input.',
      page: 'state-wait.html',
    },
    {
      name: 'Timestamp',
      value: { kind: 'timestamp' },
      doc: 'Until when to wait, as 2026-01-31T23:59:59Z.',
      page: 'state-wait.html',
    },
    {
      name: 'TimestampPath',
      value: referencePath('wait-path'),
      language: 'JSONPath',
      doc: 'Reads Timestamp from the state’s input.',
      page: 'state-wait.html',
    },
    INPUT_PATH,
    OUTPUT_PATH,
    OUTPUT,
    ASSIGN,
    NEXT,
    END,
  ]),
  Succeed: stateShapeOf('Succeed', 'a Succeed state', [...EVERY_STATE, INPUT_PATH, OUTPUT_PATH, OUTPUT]),
  Fail: stateShapeOf('Fail', 'a Fail state', [
    ...EVERY_STATE,
    {
      name: 'Error',
      value: TEXT_OR_EXPRESSION,
      doc: 'The error’s name, for Retry and Catch.',
      page: 'state-fail.html',
    },
    { name: 'Cause', value: TEXT_OR_EXPRESSION, doc: 'A text for people.', page: 'state-fail.html' },
    {
      name: 'ErrorPath',
      value: { kind: 'path-or-intrinsic' },
      language: 'JSONPath',
      doc: 'Reads Error from the state’s input.',
      page: 'state-fail.html',
    },
    {
      name: 'CausePath',
      value: { kind: 'path-or-intrinsic' },
      language: 'JSONPath',
      doc: 'Reads Cause from the state’s input.',
      page: 'state-fail.html',
    },
  ]),
  Parallel: stateShapeOf('Parallel', 'a Parallel state', [
    ...EVERY_STATE,
    {
      name: 'Branches',
      value: { kind: 'list', shape: 'branch', emptyRule: 'branches-empty' },
      required: true,
      doc: 'State machines that run side by side; the result is the list of their outputs.',
      page: 'state-parallel.html',
    },
    PARAMETERS,
    ARGUMENTS,
    INPUT_PATH,
    OUTPUT_PATH,
    RESULT_PATH,
    RESULT_SELECTOR,
    OUTPUT,
    ASSIGN,
    RETRY,
    CATCH,
    NEXT,
    END,
  ]),
  Map: stateShapeOf('Map', MAP_STATE.title, [...MAP_STATE.fields.values()]),
};

const ERROR_EQUALS: FieldSpec = {
  name: 'ErrorEquals',
  value: { kind: 'error-names' },
  required: true,
  doc: 'The names of the errors this entry is for. States.ALL stands for any, alone and in the last entry.',
  page: ERRORS,
};

const RETRIER: ShapeSpec = shape('retrier', 'a retrier', [
  ERROR_EQUALS,
  {
    name: 'IntervalSeconds',
    value: constantInteger('retry-interval-min', 0, MAX_SECONDS),
    doc: 'Seconds before the first retry.',
    default: '1',
    page: ERRORS,
  },
  {
    name: 'MaxAttempts',
    value: constantInteger('retry-max-attempts-range', 0, MAX_SECONDS),
    doc: 'How many retries; 0 for none.',
    default: '3',
    limits: '0 to 99999999',
    page: ERRORS,
  },
  {
    name: 'BackoffRate',
    value: {
      kind: 'number',
      integer: false,
      min: 1,
      max: Number.MAX_VALUE,
      rule: 'retry-backoff-min',
      expression: false,
    },
    doc: 'Each interval is this many times the one before.',
    default: '2.0',
    limits: 'at least 1.0',
    page: ERRORS,
  },
  {
    name: 'MaxDelaySeconds',
    value: constantInteger('retry-max-delay-range', 1, 31_622_400),
    doc: 'No interval gets longer than this.',
    limits: '1 to 31622400',
    page: ERRORS,
  },
  {
    name: 'JitterStrategy',
    value: oneOf('retry-jitter-value', 'NONE', 'FULL'),
    doc: 'FULL takes a random time between 0 and the interval.',
    default: 'NONE',
    page: ERRORS,
  },
  COMMENT,
]);

const CATCHER: ShapeSpec = shape('catcher', 'a catcher', [
  ERROR_EQUALS,
  { ...NEXT, required: true, doc: 'Where to go with the error.' },
  {
    name: 'ResultPath',
    value: { kind: 'path', reference: true, nullable: true, context: false, rule: 'catch-result-path' },
    language: 'JSONPath',
    doc: 'Where {"Error", "Cause"} is put into the state’s input.',
    default: '$ (the error replaces the input)',
    page: ERRORS,
  },
  OUTPUT,
  ASSIGN,
  COMMENT,
]);

const CREDENTIALS: ShapeSpec = shape('credentials', 'Credentials', [
  {
    name: 'RoleArn',
    value: TEXT_OR_EXPRESSION,
    doc: 'The role’s ARN, an intrinsic function or a path with RoleArn.$, an expression in JSONata.',
    page: 'concepts-access-cross-acct-resources.html',
  },
]);

/** Objects with a fixed set of fields, states apart (their fields depend on Type). */
const SHAPES: Readonly<Record<Exclude<ShapeName, 'state'>, ShapeSpec>> = {
  machine: MACHINE,
  branch: BRANCH,
  processor: PROCESSOR,
  'processor-config': PROCESSOR_CONFIG,
  'item-reader': ITEM_READER,
  'reader-config': READER_CONFIG,
  'item-batcher': ITEM_BATCHER,
  'result-writer': RESULT_WRITER,
  'writer-config': WRITER_CONFIG,
  retrier: RETRIER,
  catcher: CATCHER,
  credentials: CREDENTIALS,
  'choice-rule': CHOICE_RULE,
};

export function shapeOf(name: Exclude<ShapeName, 'state'>): ShapeSpec {
  return SHAPES[name];
}

export function stateShape(type: StateKind): ShapeSpec {
  return STATE_SHAPES[type];
}

/** The state types whose states may have the field. */
export function typesWithField(name: string): readonly StateKind[] {
  return (Object.keys(STATE_SHAPES) as StateKind[]).filter((type) => STATE_SHAPES[type].fields.has(name));
}
