/**
 * The one catalogue of TestState's exceptions, in AWS's words.
 *
 * Recorded of the service: everything but the lines under "not recorded". Those are refusals that the service's documentation names
 * without their text; their words follow those of their recorded neighbours.
 */

import type { Refusal } from './test-state-types.ts';

const validation = (message: string): Refusal => ({ code: 'ValidationException', message });
const context = (what: string): Refusal => validation(`Invalid Context object provided: ${what}`);
const schema = (what: string): Refusal => validation(`Mock result schema validation error: ${what}`);

export const refusals = {
  /** The AWS SDK's own check, before anything is sent. */
  parameters: (reports: readonly string[]): Refusal => ({
    code: 'ParamValidationError',
    message: `Parameter validation failed:\n${reports.join('\n')}`,
  }),

  /** `reports`: `CODE: what is wrong at /place`, each. */
  invalidDefinition: (reports: readonly string[]): Refusal => ({
    code: 'InvalidDefinition',
    message: `Invalid State Machine Definition: '${reports.join(', ')}'`,
  }),
  stateNotFound: validation('State not found in definition'),
  mapOrParallelWithoutMock: {
    code: 'InvalidDefinition',
    message:
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
  } satisfies Refusal,
  roleMissing: validation('RoleArn must be specified when testing a Task state'),
  invalidInput: (reason: string): Refusal => ({
    code: 'InvalidExecutionInput',
    message: `Invalid State Machine Execution Input: '${reason}'`,
  }),

  secretsWithMock: validation('TestState does not support RevealSecrets when a mock is specified.'),
  typeWithMock: (type: string): Refusal => validation(`State type '${type}' is not supported when a mock is specified`),
  mockEmpty: validation('One of the following fields is required for a test mock: [result, errorOutput].'),
  mockTwofold: validation('A test mock should have only one of the following fields: [result, errorOutput].'),
  mockWithoutError: validation('An error was not specified in the mocked error output.'),
  mockNotJson: validation('Mocked result must be valid JSON'),
  taskMockNotObject: validation('Mocked result must be a valid JSON object.'),
  mockNotArray: validation('Mocked result must be an array.'),
  writerMockNotObject: validation('Mocked result must be a JSON object.'),
  mockNotOnePerBranch: validation(
    'Mocked result must contain the same number of items as number of Parallel branches.',
  ),
  mockNotOnePerIteration: validation("Input array does not equal the mocked result array's size"),
  failureCountWithoutMock: validation(
    'TestState does not support MapIterationFailureCount when a mock is not specified.',
  ),
  failureCountWithoutMap: validation('MapIterationFailureCount is only supported when testing a Map state.'),
  failureCountTooHigh: validation(
    'Map iteration failure count must be less than or equal to the number of Map iterations',
  ),
  readerDataMissing: validation(
    'ItemReader data must be specified when testing a Map state with ItemReader specified.',
  ),

  contextField: (name: string): Refusal => context(`Field '${name}' is not allowed`),
  contextMap: context("'Map' field is not supported when mocking a Context object"),
  contextTask: context(
    "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
  ),
  contextType: (path: string, type: string): Refusal => context(`${path} must be ${type}`),

  responseFieldMissing: (name: string): Refusal => schema(`Required field '${name}' is missing`),
  responseFieldType: (name: string, type: string): Refusal => schema(`Field '${name}' must be ${type}`),
  responseFieldBelowMinimum: (name: string): Refusal => schema(`Field '${name}' is less than the minimum value`),
  responseFieldAboveMaximum: (name: string): Refusal => schema(`Field '${name}' exceeds the maximum value`),
  responseFieldTooShort: (name: string): Refusal => schema(`Field '${name}' is smaller than the minimum length`),
  responseFieldUnexpected: (name: string): Refusal => schema(`Field '${name}' is not an expected value`),

  // Not recorded.
  responseFieldTooLong: (name: string): Refusal => schema(`Field '${name}' exceeds the maximum length`),
  contextNotJson: context('Context object must be valid JSON'),
  contextWithoutMock: validation('TestState does not support Context when a mock is not specified.'),
  variablesNotObject: validation('Variables must be a valid JSON object.'),
  patternWithoutMock: (resource: string): Refusal => ({
    code: 'InvalidDefinition',
    message: `TestState API does not support the resource '${resource}' when a mock is not specified`,
  }),

  /** Ours, not AWS's: it would have called the service now. */
  serviceNotCalled: {
    code: 'MockRequired',
    message: 'This Task state calls a service, and nothing is called from here: give a mock of its result or error.',
  } satisfies Refusal,
} as const;
