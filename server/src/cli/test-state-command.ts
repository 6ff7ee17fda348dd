/** `sfn-test test-state`: one state tried out alone, answered as the service's TestState answers. */

import { isJsonObject, type Json, type JsonObject } from '../core/base/json.ts';
import { parseAslText, formatOfFileName } from '../core/syntax/parse-asl-text.ts';
import { nodeToJson } from '../core/syntax/syntax-node.ts';
import { testState } from '../core/test-state/test-state.ts';
import {
  INSPECTION_LEVELS,
  type FieldValidationMode,
  type MockInput,
  type TestStateConfiguration,
  type TestStateRequest,
} from '../core/test-state/test-state-types.ts';
import { itemDecoders } from '../data/item-decoders.ts';
import { DEFAULT_IDENTITY, DEFAULT_START_TIME } from '../host/execute.ts';
import { EXIT_FAILURES, EXIT_OK, EXIT_USAGE, UsageError, type CliIo } from './cli-io.ts';
import { parseOptions, type ParsedOptions } from './parse-options.ts';
import { problemLines } from './problem-lines.ts';
import { TEST_STATE_HELP } from './usage.ts';
import { readJsonArgument, readSeed, readTextArgument } from './value-arguments.ts';

export async function testStateCommand(args: readonly string[], io: CliIo): Promise<number> {
  const options = parseOptions(args, {
    definition: { type: 'string', short: 'd' },
    'state-name': { type: 'string', short: 'n' },
    input: { type: 'string', short: 'i' },
    'inspection-level': { type: 'string', short: 'l' },
    mock: { type: 'string', short: 'm' },
    variables: { type: 'string' },
    context: { type: 'string' },
    'state-configuration': { type: 'string' },
    'role-arn': { type: 'string' },
    'reveal-secrets': { type: 'boolean' },
    seed: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (options.has('help')) {
    io.out(TEST_STATE_HELP);
    return EXIT_OK;
  }
  const [stray] = options.positionals;
  if (stray !== undefined) throw new UsageError(`"${stray}" is not an option; the state is given with --definition.`);
  const seed = readSeed(options.text('seed'));
  const definition = await readDefinitionText(options, io);
  if (definition === null) return EXIT_USAGE;
  const answer = await testState(await readRequest(definition, options, io), {
    decoders: itemDecoders,
    tasks: null,
    place: DEFAULT_IDENTITY,
    startTime: DEFAULT_START_TIME,
    seed,
  });
  if (answer.kind === 'refused') {
    io.err(`sfn-test: ${answer.refusal.code}: ${answer.refusal.message}\n`);
    return EXIT_USAGE;
  }
  io.out(`${JSON.stringify(answer.output, null, 2)}\n`);
  const { status } = answer.output;
  return status === 'SUCCEEDED' || status === 'CAUGHT_ERROR' ? EXIT_OK : EXIT_FAILURES;
}

/** The definition as JSON text, also of a YAML file; null when it is neither, and that was told. */
async function readDefinitionText(options: ParsedOptions, io: CliIo): Promise<string | null> {
  const given = options.text('definition');
  if (given === undefined) {
    throw new UsageError('Give the state, or the state machine it is in, with --definition FILE_OR_JSON.');
  }
  const { file } = await readTextArgument('definition', given, io);
  const { value, problems } = parseAslText(file.text, formatOfFileName(file.path));
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (value !== null && errors.length === 0) return JSON.stringify(nodeToJson(value));
  io.err(
    problemLines(
      errors.map(({ severity, message, range }) => ({ severity, message, ...file.placeOf(range) })),
      io.workingFolder,
    ),
  );
  return null;
}

async function readRequest(definition: string, options: ParsedOptions, io: CliIo): Promise<TestStateRequest> {
  const json = async (name: string): Promise<string | undefined> => {
    const value = options.text(name);
    return value === undefined ? undefined : JSON.stringify(await readJsonArgument(name, value, io));
  };
  const object = async (name: string): Promise<JsonObject | undefined> => {
    const value = options.text(name);
    if (value === undefined) return undefined;
    const read = await readJsonArgument(name, value, io);
    if (isJsonObject(read)) return read;
    throw new UsageError(`--${name} must be a JSON object.`);
  };
  const stateName = options.text('state-name');
  const roleArn = options.text('role-arn');
  const input = await json('input');
  const variables = await json('variables');
  const context = await json('context');
  const mock = await object('mock');
  const configuration = await object('state-configuration');
  return {
    definition,
    inspectionLevel: options.choice('inspection-level', INSPECTION_LEVELS) ?? 'INFO',
    revealSecrets: options.has('reveal-secrets'),
    ...(stateName === undefined ? {} : { stateName }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(input === undefined ? {} : { input }),
    ...(variables === undefined ? {} : { variables }),
    ...(context === undefined ? {} : { context }),
    ...(mock === undefined ? {} : { mock: readMockInput(mock) }),
    ...(configuration === undefined ? {} : { stateConfiguration: readConfiguration(configuration) }),
  };
}

const MODES: readonly FieldValidationMode[] = ['STRICT', 'PRESENT', 'NONE'];

function readMockInput(mock: JsonObject): MockInput {
  checkNames(mock, 'mock', ['result', 'errorOutput', 'fieldValidationMode']);
  const { result, errorOutput, fieldValidationMode } = mock;
  const mode = MODES.find((known) => known === fieldValidationMode);
  if (fieldValidationMode !== undefined && mode === undefined)
    throw new UsageError(`The fieldValidationMode of --mock must be one of ${MODES.join(', ')}.`);
  return {
    ...(result === undefined ? {} : { result: jsonText(result) }),
    ...(errorOutput === undefined ? {} : { errorOutput: readErrorOutput(errorOutput) }),
    ...(mode === undefined ? {} : { fieldValidationMode: mode }),
  };
}

function readErrorOutput(value: Json): NonNullable<MockInput['errorOutput']> {
  if (!isJsonObject(value)) throw new UsageError('The errorOutput of --mock must be an object of error and cause.');
  checkNames(value, 'mock', ['error', 'cause']);
  const { error, cause } = value;
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw new UsageError(`The ${name} of --mock's errorOutput must be a text.`);
  }
  return {
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof cause === 'string' ? { cause } : {}),
  };
}

function readConfiguration(configuration: JsonObject): TestStateConfiguration {
  const option = 'state-configuration';
  const counts = ['retrierRetryCount', 'mapIterationFailureCount'] as const;
  checkNames(configuration, option, [...counts, 'errorCausedByState', 'mapItemReaderData']);
  for (const name of counts) {
    if (configuration[name] !== undefined && !Number.isInteger(configuration[name]))
      throw new UsageError(`The ${name} of --${option} must be a whole number.`);
  }
  const { retrierRetryCount, mapIterationFailureCount, errorCausedByState, mapItemReaderData } = configuration;
  if (errorCausedByState !== undefined && typeof errorCausedByState !== 'string')
    throw new UsageError(`The errorCausedByState of --${option} must be a text.`);
  return {
    ...(typeof retrierRetryCount === 'number' ? { retrierRetryCount } : {}),
    ...(typeof mapIterationFailureCount === 'number' ? { mapIterationFailureCount } : {}),
    ...(errorCausedByState === undefined ? {} : { errorCausedByState }),
    ...(mapItemReaderData === undefined ? {} : { mapItemReaderData: jsonText(mapItemReaderData) }),
  };
}

/** A text is meant as the service takes it: as JSON, or as the file's content. Any other value may be written without quoting it. */
function jsonText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function checkNames(object: JsonObject, option: string, known: readonly string[]): void {
  const unknown = Object.keys(object).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`--${option} has no "${unknown}"; it takes ${known.join(', ')}.`);
}
