/** The fields that several state types share: flow, data flow, error handling, timeouts. */

import {
  COMMENT,
  integer,
  LITERAL,
  MAX_SECONDS,
  oneOf,
  referencePath,
  TEMPLATE,
  type FieldSpec,
  type ValueSpec,
} from './field-spec.ts';

const DATA_FLOW = 'concepts-input-output-filtering.html';
const TRANSFORM = 'transforming-data.html';

const PATH: ValueSpec = { kind: 'path', reference: false, nullable: true, context: true, rule: 'path-syntax' };

const TYPE: FieldSpec = {
  name: 'Type',
  value: oneOf('unknown-state-type', 'Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'),
  required: true,
  doc: 'What the state does.',
  page: 'workflow-states.html',
};

export const QUERY_LANGUAGE: FieldSpec = {
  name: 'QueryLanguage',
  value: oneOf('query-language-value', 'JSONPath', 'JSONata'),
  doc: 'How this state reads and shapes data. A JSONPath machine may hold JSONata states, not the other way round; the states inside a Map or Parallel follow the machine, not the Map or Parallel.',
  default: 'that of the machine, else JSONPath',
  page: TRANSFORM,
};

export const NEXT: FieldSpec = {
  name: 'Next',
  value: { kind: 'state-name' },
  doc: 'The state that runs after this one. It must be in the same States block.',
  page: 'workflow-states.html',
};

export const END: FieldSpec = {
  name: 'End',
  value: { kind: 'end' },
  doc: 'true: the execution, branch or iteration ends after this state.',
  page: 'workflow-states.html',
};

export const INPUT_PATH: FieldSpec = {
  name: 'InputPath',
  value: PATH,
  language: 'JSONPath',
  doc: 'Picks the part of the state’s input that the state works on. null stands for an empty object.',
  default: '$',
  page: DATA_FLOW,
};

export const OUTPUT_PATH: FieldSpec = {
  name: 'OutputPath',
  value: PATH,
  language: 'JSONPath',
  doc: 'Picks the part of the result that becomes the state’s output, last of all. null stands for an empty object.',
  default: '$',
  page: DATA_FLOW,
};

export const PARAMETERS: FieldSpec = {
  name: 'Parameters',
  value: TEMPLATE,
  language: 'JSONPath',
  doc: 'A payload template: the value the state works on. A field whose name ends in .$ holds a path or an intrinsic function.',
  page: DATA_FLOW,
};

export const ARGUMENTS: FieldSpec = {
  name: 'Arguments',
  value: TEMPLATE,
  language: 'JSONata',
  doc: 'What is handed to the task or the branches: JSON with {% %} expressions.',
  page: TRANSFORM,
};

export const RESULT_SELECTOR: FieldSpec = {
  name: 'ResultSelector',
  value: { kind: 'template', objectOnly: true },
  language: 'JSONPath',
  doc: 'A payload template over the raw result; its value takes the result’s place before ResultPath.',
  page: DATA_FLOW,
};

export const RESULT_PATH: FieldSpec = {
  name: 'ResultPath',
  value: { kind: 'path', reference: true, nullable: true, context: false, rule: 'reference-path' },
  language: 'JSONPath',
  doc: 'Where the result is put into the state’s input. null throws the result away and passes the input on.',
  default: '$ (the result replaces the input)',
  page: DATA_FLOW,
};

export const OUTPUT: FieldSpec = {
  name: 'Output',
  value: TEMPLATE,
  language: 'JSONata',
  doc: 'The state’s output: JSON with {% %} expressions, over $states.input and, where there is one, $states.result.',
  default: 'the result, else the input',
  page: TRANSFORM,
};

export const ASSIGN: FieldSpec = {
  name: 'Assign',
  value: { kind: 'template', objectOnly: true },
  doc: 'Sets workflow variables. Every expression sees the values from before the state.',
  limits: 'names up to 80 characters; 256 KiB a variable, 10 MiB in all',
  page: 'workflow-variables.html',
};

export const RETRY: FieldSpec = {
  name: 'Retry',
  value: { kind: 'list', shape: 'retrier', emptyRule: null },
  doc: 'Retriers, tried in order: the first whose ErrorEquals matches decides.',
  page: 'concepts-error-handling.html',
};

export const CATCH: FieldSpec = {
  name: 'Catch',
  value: { kind: 'list', shape: 'catcher', emptyRule: null },
  doc: 'Catchers, tried in order once the retries are used up.',
  page: 'concepts-error-handling.html',
};

export const TIMEOUT_FIELDS: readonly FieldSpec[] = [
  {
    name: 'TimeoutSeconds',
    value: integer('timeout-range', 1, MAX_SECONDS),
    doc: 'After this many seconds the task fails with States.Timeout.',
    default: '99999999',
    limits: '1 to 99999999',
    page: 'state-task.html',
  },
  {
    name: 'TimeoutSecondsPath',
    value: referencePath('reference-path'),
    language: 'JSONPath',
    doc: 'Reads TimeoutSeconds from the state’s input.',
    page: 'state-task.html',
  },
  {
    name: 'HeartbeatSeconds',
    value: integer('heartbeat-range', 1, MAX_SECONDS),
    doc: 'The task fails when no heartbeat comes for this many seconds. For activities and callbacks.',
    default: '99999999',
    limits: '1 to 99999999, less than TimeoutSeconds',
    page: 'state-task.html',
  },
  {
    name: 'HeartbeatSecondsPath',
    value: referencePath('reference-path'),
    language: 'JSONPath',
    doc: 'Reads HeartbeatSeconds from the state’s input.',
    page: 'state-task.html',
  },
];

/** Every state has these. */
export const EVERY_STATE: readonly FieldSpec[] = [TYPE, COMMENT, QUERY_LANGUAGE];

export const RESULT: FieldSpec = {
  name: 'Result',
  value: LITERAL,
  language: 'JSONPath',
  doc: 'The state’s result, as it stands: nothing in it is evaluated. Use Parameters for paths.',
  page: 'state-pass.html',
};
