/**
 * The fields of suite and mock files as one table: completion, hovers and the JSON Schemas for other editors come from it. A test keeps
 * it equal to what the readers of `core/suite` take.
 */

export type SuiteValue =
  /** `of`: what the text names. */
  | { readonly kind: 'text'; readonly of: 'words' | 'file' | 'folder' | 'state' | 'address' | 'time' | 'error' }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number; readonly integer?: true }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'json' }
  | { readonly kind: 'map'; readonly shape: SuiteShapeName }
  | { readonly kind: 'list'; readonly of: SuiteValue }
  /** A map whose keys the user chooses: indices, names. */
  | { readonly kind: 'named'; readonly keys: 'index' | 'any'; readonly of: SuiteValue }
  | { readonly kind: 'either'; readonly of: readonly SuiteValue[] };

export interface SuiteField {
  readonly name: string;
  readonly value: SuiteValue;
  readonly doc: string;
  readonly required?: true;
  /** Only in a mock of these types. */
  readonly mockTypes?: readonly string[];
}

export interface SuiteShape {
  readonly title: string;
  readonly fields: readonly SuiteField[];
  /** Whether other keys are an error, a warning, or nobody's business. */
  readonly otherKeys: 'refused' | 'mentioned' | 'ignored';
}

const WORDS: SuiteValue = { kind: 'text', of: 'words' };
const FILE: SuiteValue = { kind: 'text', of: 'file' };
const FOLDER: SuiteValue = { kind: 'text', of: 'folder' };
const STATE: SuiteValue = { kind: 'text', of: 'state' };
const FLAG: SuiteValue = { kind: 'flag' };
const JSON_VALUE: SuiteValue = { kind: 'json' };
const PATH: SuiteValue = { kind: 'list', of: STATE };
const MILLISECONDS: SuiteValue = { kind: 'number', min: 0 };
/** Real time; timers know no longer ones. */
const REAL_MILLISECONDS: SuiteValue = { kind: 'number', min: 0, max: 2_147_483_647 };
const HANDLER_MILLISECONDS: SuiteValue = { kind: 'number', min: 1, max: 900_000, integer: true };
const OUTPUT_MATCHING: SuiteValue = { kind: 'choice', values: ['exact', 'partial'] };
const PATH_MATCHING: SuiteValue = { kind: 'choice', values: ['exact', 'includes'] };
const FORMAT: SuiteValue = { kind: 'choice', values: ['json', 'csv', 'jsonl', 'yaml'] };
const ITEM_FORMAT: SuiteValue = { kind: 'choice', values: ['json', 'csv', 'jsonl', 'yaml', 'parquet'] };
const MOCK_TYPES: SuiteValue = { kind: 'choice', values: ['fixed', 'conditional', 'stateful', 'error', 'itemReader'] };

const field = (name: string, value: SuiteValue, doc: string): SuiteField => ({ name, value, doc });
const needed = (name: string, value: SuiteValue, doc: string): SuiteField => ({ name, value, doc, required: true });
const listOf = (shape: SuiteShapeName): SuiteValue => ({ kind: 'list', of: { kind: 'map', shape } });
const mapOf = (shape: SuiteShapeName): SuiteValue => ({ kind: 'map', shape });
const ofType = (types: readonly string[], entry: SuiteField): SuiteField => ({ ...entry, mockTypes: types });

const EXECUTION_CONTEXT = field(
  'executionContext',
  mapOf('execution-context'),
  'What the context object says of the execution: name, start time, account.',
);

const ERROR_FIELDS: readonly SuiteField[] = [
  field('type', { kind: 'text', of: 'error' }, 'The error’s name, as Retry and Catch see it.'),
  field('cause', WORDS, 'The cause, or a part of it.'),
  field('message', WORDS, 'Another word for cause.'),
];

const MOCK_FIELDS: readonly SuiteField[] = [
  needed('state', STATE, 'The state that is answered for.'),
  needed(
    'type',
    MOCK_TYPES,
    'fixed: always the same answer. conditional: by the input. stateful: one answer after the other. error: fails. itemReader: the items of a Distributed Map.',
  ),
  field('delay', MILLISECONDS, 'Virtual milliseconds until the answer comes; they cost no real time.'),
  field('workerName', WORDS, 'For an activity: the worker that took the task, as the history tells it.'),
  ofType(['fixed'], field('response', JSON_VALUE, 'The answer.')),
  ofType(['conditional'], field('conditions', listOf('condition'), 'Tried in order; the first that matches answers.')),
  ofType(['stateful'], field('responses', { kind: 'list', of: JSON_VALUE }, 'The answers, in the order of the calls.')),
  ofType(['error'], field('error', mapOf('mock-error'), 'The error the task fails with.')),
  ofType(['itemReader'], field('data', { kind: 'list', of: JSON_VALUE }, 'The items.')),
  ofType(
    ['itemReader'],
    field(
      'dataFile',
      FILE,
      'A file that holds the items: JSON, JSON Lines, CSV, YAML or Parquet; gzip and zstd are unpacked.',
    ),
  ),
  ofType(['itemReader'], field('dataFormat', ITEM_FORMAT, 'The file’s format, where its name does not say it.')),
];

const MOCK_FILE_FIELDS: readonly SuiteField[] = [
  ofType(['fixed'], field('responseFile', FILE, 'A file that holds the answer.')),
  ofType(['stateful'], field('responsesFile', FILE, 'A file that holds the list of answers.')),
  ofType(['fixed', 'stateful'], field('responseFormat', FORMAT, 'The file’s format, where its name does not say it.')),
  ofType(['error'], field('probability', { kind: 'number', min: 0, max: 1 }, 'How often it fails, from 0 to 1.')),
  field('description', WORDS, 'A text for people.'),
];

const strict = (title: string, fields: readonly SuiteField[]): SuiteShape => ({ title, fields, otherKeys: 'refused' });
const lenient = (title: string, fields: readonly SuiteField[]): SuiteShape => ({
  title,
  fields,
  otherKeys: 'mentioned',
});
const open = (title: string, fields: readonly SuiteField[]): SuiteShape => ({ title, fields, otherKeys: 'ignored' });

export const SUITE_SHAPES = {
  suite: strict('a test suite', [
    needed('version', WORDS, 'The version of the format: "1.0".'),
    needed('name', WORDS, 'The suite’s name.'),
    field('description', WORDS, 'A text for people.'),
    field(
      'stateMachine',
      FILE,
      'The definition under test, relative to this file, or the name of a state machine in sfn-test.config.yaml. Left out, order.test.yaml is about order.asl.json beside it.',
    ),
    field('baseMock', FILE, 'The mock file for all cases: a path, or a name that is looked up.'),
    EXECUTION_CONTEXT,
    needed('testCases', listOf('test-case'), 'The cases.'),
    field('settings', mapOf('settings'), 'How the suite is run.'),
    field('assertions', mapOf('assertions'), 'How outputs and paths are compared.'),
  ]),
  'test-case': strict('a test case', [
    needed('name', WORDS, 'What the case is about; it is how the case is called everywhere.'),
    field('description', WORDS, 'A text for people.'),
    needed('input', JSON_VALUE, 'The execution’s input.'),
    field('expectedOutput', JSON_VALUE, 'The execution’s output, or with partial matching a part of it.'),
    field(
      'expectedPath',
      { kind: 'either', of: [PATH, { kind: 'list', of: PATH }] },
      'The states of the top level in the order they are entered.',
    ),
    field(
      'expectedError',
      { kind: 'either', of: [{ kind: 'text', of: 'error' }, mapOf('expected-error')] },
      'The execution fails with this error.',
    ),
    field('stateExpectations', listOf('state-expectation'), 'What single states get, give and assign.'),
    field('mapExpectations', listOf('map-expectation'), 'How often a Map iterates, and which way.'),
    field('parallelExpectations', listOf('parallel-expectation'), 'Which way the branches of a Parallel go.'),
    field('timeout', REAL_MILLISECONDS, 'Real milliseconds the case may take.'),
    field('skip', FLAG, 'Leaves the case out.'),
    field('only', FLAG, 'Runs only cases that say so.'),
    EXECUTION_CONTEXT,
    field('mockOverrides', listOf('mock-override'), 'Mocks for this case; each replaces those of its state.'),
  ]),
  settings: strict('settings', [
    field('timeout', REAL_MILLISECONDS, 'Real milliseconds one case may take.'),
    field('parallel', FLAG, 'Accepted, but without effect: cases cost next to no time.'),
    field('stopOnFailure', FLAG, 'Stops at the first case that fails.'),
    field('verbose', FLAG, 'Accepted, but without effect.'),
    field('strict', FLAG, 'Accepted, but without effect.'),
  ]),
  assertions: strict('assertions', [
    field('outputMatching', OUTPUT_MATCHING, 'partial (default): what is expected must be there, more may be.'),
    field('pathMatching', PATH_MATCHING, 'exact (default): the whole path. includes: the states next to each other.'),
    field('stateMatching', OUTPUT_MATCHING, 'Accepted, but without effect; outputMatching decides.'),
  ]),
  'execution-context': lenient('an execution context', [
    field('name', WORDS, 'The execution’s name.'),
    field('startTime', { kind: 'text', of: 'time' }, 'When it starts: 2024-01-01T00:00:00Z.'),
    field('roleArn', WORDS, 'The role it runs with.'),
    field('accountId', WORDS, 'The account.'),
    field('region', WORDS, 'The region.'),
  ]),
  'expected-error': strict('an expected error', ERROR_FIELDS),
  'state-expectation': strict('a state expectation', [
    needed('state', { kind: 'text', of: 'address' }, 'A state: S, the first iteration’s M[0].S, a branch’s P[1].S.'),
    field('input', JSON_VALUE, 'What the state got.'),
    field('output', JSON_VALUE, 'What the state gave.'),
    field('outputMatching', OUTPUT_MATCHING, 'For this expectation alone.'),
    field('variables', { kind: 'named', keys: 'any', of: JSON_VALUE }, 'Workflow variables after the state.'),
  ]),
  'map-expectation': strict('a map expectation', [
    needed('state', STATE, 'A Map state.'),
    field(
      'iterationCount',
      { kind: 'number', min: 0, integer: true },
      'How many iterations, or child executions, it makes.',
    ),
    field('iterationPaths', mapOf('iteration-paths'), 'Which way iterations go.'),
  ]),
  'iteration-paths': lenient('iteration paths', [
    field('pathMatching', PATH_MATCHING, 'For these paths alone.'),
    field('all', PATH, 'The path of every iteration.'),
    field('samples', { kind: 'named', keys: 'index', of: PATH }, 'Paths of single iterations, by their index.'),
  ]),
  'parallel-expectation': strict('a parallel expectation', [
    needed('state', STATE, 'A Parallel state.'),
    field('branchCount', { kind: 'number', min: 0, integer: true }, 'How many branches it has.'),
    field('branchPaths', { kind: 'named', keys: 'index', of: PATH }, 'Paths of branches, by their index.'),
  ]),
  'mock-file': open('a mock file', [
    needed('version', WORDS, 'The version of the format: "1.0".'),
    field('mocks', listOf('mock'), 'The mocks; the first of a state counts.'),
    field(
      'stateMachines',
      { kind: 'named', keys: 'any', of: { kind: 'either', of: [FILE, mapOf('machine')] } },
      'Other state machines that tasks start, by name or ARN.',
    ),
    field(
      'handlers',
      { kind: 'named', keys: 'any', of: { kind: 'either', of: [FILE, mapOf('handler')] } },
      'What runs in place of Lambda functions, by name or ARN.',
    ),
  ]),
  mock: lenient('a mock', [...MOCK_FIELDS, ...MOCK_FILE_FIELDS]),
  'mock-override': strict('a mock override', MOCK_FIELDS),
  condition: lenient('a condition', [
    field('when', mapOf('when'), 'When this answer is given.'),
    field('response', JSON_VALUE, 'The answer.'),
    field('responseFile', FILE, 'A file that holds the answer.'),
    field('responseFormat', FORMAT, 'The file’s format, where its name does not say it.'),
    field('error', mapOf('mock-error'), 'The error the task fails with.'),
    field('default', JSON_VALUE, 'The answer where no condition before matched; instead of when.'),
    field('delay', MILLISECONDS, 'Virtual milliseconds until the answer comes.'),
  ]),
  when: strict('when', [needed('input', JSON_VALUE, 'What the task is given, or a part of it.')]),
  'mock-error': lenient('a mock error', [
    needed('type', { kind: 'text', of: 'error' }, 'The error’s name.'),
    ...ERROR_FIELDS.slice(1),
  ]),
  machine: lenient('a state machine', [
    needed('definition', FILE, 'Its definition.'),
    field('mock', FILE, 'A mock file of its own.'),
    field('type', { kind: 'choice', values: ['STANDARD', 'EXPRESS'] }, 'Its type; STANDARD by default.'),
  ]),
  handler: lenient('a handler', [
    field('module', FILE, 'A JavaScript file that exports the handler.'),
    field('export', WORDS, 'The export’s name; handler by default.'),
    field('command', { kind: 'list', of: WORDS }, 'A program with its arguments; JSON in, JSON out.'),
    field('timeout', HANDLER_MILLISECONDS, 'Real milliseconds one call may take.'),
    field('concurrency', { kind: 'number', min: 1, max: 64, integer: true }, 'Processes at the same time.'),
  ]),
  config: lenient('a configuration', [
    field('version', WORDS, 'The version of the format: "1.0".'),
    field('paths', mapOf('paths'), 'Folders of the project, relative to this file.'),
    EXECUTION_CONTEXT,
    field('stateMachines', listOf('configured-machine'), 'State machines that suites call by name.'),
  ]),
  paths: lenient('paths', [
    field('mocks', FOLDER, 'Mock files that suites call by name. `./sfn-test/mocks` by default.'),
    field('testSuites', FOLDER, 'The suites that `sfn-test run` runs. `./sfn-test/test-suites` by default.'),
    field('testData', FOLDER, 'Data files that mocks name. `./sfn-test/test-data` by default.'),
    field('extracted', FOLDER, 'Accepted, but without effect: templates are read anew each time.'),
    field('coverage', FOLDER, 'Where `--coverage html` and `lcov` write. `./.sfn-test/coverage` by default.'),
  ]),
  'configured-machine': lenient('a configured state machine', [
    needed('name', WORDS, 'What suites call it; its mocks and its suite may have that name.'),
    needed('source', mapOf('machine-source'), 'Where its definition is.'),
  ]),
  'machine-source': lenient('a source', [
    needed(
      'type',
      { kind: 'choice', values: ['asl', 'cdk'] },
      'asl: a definition. cdk: a CloudFormation template that holds it, such as those of `cdk synth`.',
    ),
    needed('path', FILE, 'The definition or template, relative to this file.'),
    field('stateMachineName', WORDS, 'For cdk: the logical id of the state machine in the template.'),
  ]),
} as const satisfies Readonly<Record<string, SuiteShape>>;

export type SuiteShapeName =
  | 'suite'
  | 'test-case'
  | 'settings'
  | 'assertions'
  | 'execution-context'
  | 'expected-error'
  | 'state-expectation'
  | 'map-expectation'
  | 'iteration-paths'
  | 'parallel-expectation'
  | 'mock-file'
  | 'mock'
  | 'mock-override'
  | 'condition'
  | 'when'
  | 'mock-error'
  | 'machine'
  | 'handler'
  | 'config'
  | 'paths'
  | 'configured-machine'
  | 'machine-source';

export function suiteShape(name: SuiteShapeName): SuiteShape {
  return SUITE_SHAPES[name];
}

export type SuiteFileKind = 'suite' | 'mock-file' | 'config';
