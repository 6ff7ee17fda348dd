/** Calls that AWS does not answer, and the words it refuses them with. */

import { describe, expect, it } from 'vitest';
import { itemDecoders } from '../../data/item-decoders.ts';
import type { Json } from '../base/json.ts';
import {
  askingWith,
  DISTRIBUTED,
  ITEMS,
  MAP,
  MOCK_ERROR,
  PARALLEL,
  PASS_SCOPE,
  TASK,
  worldOf,
  type Options,
} from './test-requests.ts';
import { testState } from './test-state.ts';

const { ask } = askingWith(itemDecoders);

describe('what AWS refuses', () => {
  const rows: readonly [refusal: string, definition: Json, options?: Options][] = [
    [
      'ValidationException: One of the following fields is required for a test mock: [result, errorOutput].',
      TASK,
      { mock: {} },
    ],
    [
      'ValidationException: A test mock should have only one of the following fields: [result, errorOutput].',
      TASK,
      { mock: { result: '{}', ...MOCK_ERROR } },
    ],
    ['ValidationException: Mocked result must be a valid JSON object.', TASK, { mock: { result: 'null' } }],
    ['ValidationException: Mocked result must be valid JSON', TASK, { mock: { result: '{' } }],
    [
      'ValidationException: An error was not specified in the mocked error output.',
      TASK,
      { mock: { errorOutput: {} } },
    ],
    [
      "ValidationException: Mock result schema validation error: Field 'Payload' must be a string",
      TASK,
      { mock: { result: '{"Payload":{"ok":true}}' } },
    ],
    [
      'ValidationException: TestState does not support RevealSecrets when a mock is specified.',
      TASK,
      { mock: { result: '{}' }, revealSecrets: true },
    ],
    [
      "ValidationException: State type 'Wait' is not supported when a mock is specified",
      { Type: 'Wait', Seconds: 1, End: true },
      { mock: { result: '{}' } },
    ],
    ['ValidationException: Mocked result must be an array.', MAP, { mock: { result: '{}' } }],
    ['ValidationException: Mocked result must be an array.', PARALLEL, { mock: { result: '{}' } }],
    [
      'ValidationException: Mocked result must contain the same number of items as number of Parallel branches.',
      PARALLEL,
      { mock: { result: '[1]' } },
    ],
    [
      "ValidationException: Input array does not equal the mocked result array's size",
      DISTRIBUTED,
      { input: ITEMS, mock: { result: '[10,20,30]' } },
    ],
    [
      "ValidationException: Input array does not equal the mocked result array's size",
      MAP,
      { input: ITEMS, mock: { result: '[10]' } },
    ],
    [
      'ValidationException: Map iteration failure count must be less than or equal to the number of Map iterations',
      DISTRIBUTED,
      { input: ITEMS, mock: { result: '[10,20]' }, stateConfiguration: { mapIterationFailureCount: 4 } },
    ],
    [
      'ValidationException: MapIterationFailureCount is only supported when testing a Map state.',
      TASK,
      { mock: { result: '{}' }, stateConfiguration: { mapIterationFailureCount: 1 } },
    ],
    [
      'ValidationException: ItemReader data must be specified when testing a Map state with ItemReader specified.',
      {
        ...DISTRIBUTED,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON' },
          Parameters: { Bucket: 'b', Key: 'k' },
        },
      },
      { mock: { result: '[]' } },
    ],
    ['ValidationException: RoleArn must be specified when testing a Task state', TASK],
    [
      'ValidationException: State not found in definition',
      { StartAt: 'A', States: { A: { Type: 'Succeed' } } },
      { stateName: 'B' },
    ],
    [
      'ParamValidationError: Parameter validation failed:\nInvalid value for parameter stateConfiguration.retrierRetryCount, value: -1, valid min value: 0',
      TASK,
      { mock: MOCK_ERROR, stateConfiguration: { retrierRetryCount: -1 } },
    ],
    [
      'ValidationException: Invalid Context object provided: State.RetryCount must be a number',
      TASK,
      { mock: { result: '{}' }, context: '{"State":{"RetryCount":"1"}}' },
    ],
    ['ValidationException: Variables must be a valid JSON object.', { Type: 'Succeed' }, { variables: '[]' }],
    [
      'MockRequired: This Task state calls a service, and nothing is called from here: give a mock of its result or error.',
      TASK,
      { roleArn: 'arn:aws:iam::123456789012:role/r' },
    ],
  ];
  it.each(rows)('%s', async (refusal, definition, options) => {
    expect(await ask(definition, options)).toBe(refusal);
  });

  it('input that is no JSON', async () => {
    const answer = await testState({ definition: '{"Type":"Succeed"}', input: 'not' }, worldOf(itemDecoders, null));
    expect(answer).toMatchObject({ kind: 'refused', refusal: { code: 'InvalidExecutionInput' } });
  });
});

describe('a definition that AWS refuses', () => {
  const invalid = (report: string): string => `InvalidDefinition: Invalid State Machine Definition: '${report}'`;
  const rows: readonly [report: string, definition: Json, options?: Options][] = [
    [
      'SCHEMA_VALIDATION_FAILED: These fields are required: [ExecutionType] at /States/StateName/ItemProcessor/ProcessorConfig',
      { ...MAP, ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...PASS_SCOPE } },
    ],
    ['SCHEMA_VALIDATION_FAILED: These fields are required: [Type] at /States/StateName', { End: true }],
    [
      'SCHEMA_VALIDATION_FAILED: These fields are required: [Resource] at /States/StateName',
      { Type: 'Task', End: true },
    ],
    ['SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /', { StartAt: 'A' }, { stateName: 'A' }],
    [
      "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/StateName/Type",
      { Type: 'Tusk', End: true },
    ],
    [
      "SCHEMA_VALIDATION_FAILED: Field 'ResultSelector' is not supported at /States/StateName",
      { Type: 'Pass', ResultSelector: {}, End: true },
    ],
    [
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/StateName",
      { Type: 'Pass', QueryLanguage: 'JSONata', InputPath: '$.a', End: true },
    ],
    [
      'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/StateName/Timestamp',
      { Type: 'Wait', Timestamp: '2016-12-05 21:29:29Z', End: true },
    ],
    [
      "SCHEMA_VALIDATION_FAILED: The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/StateName/Parameters",
      { Type: 'Pass', Parameters: { 'a.$': 'States.Nope()' }, End: true },
    ],
    [
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Choices[0]/Next",
      {
        StartAt: 'A',
        States: {
          A: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'B' }], Default: 'C' },
          C: { Type: 'Succeed' },
        },
      },
      { stateName: 'A' },
    ],
  ];
  it.each(rows)('%s', async (report, definition, options) => {
    expect(await ask(definition, options)).toBe(invalid(report));
  });

  it('is refused for its first mistake where it is no JSON', async () => {
    const answer = await testState({ definition: 'not a definition' }, worldOf(itemDecoders, null));
    expect(answer).toMatchObject({
      kind: 'refused',
      refusal: { code: 'InvalidDefinition', message: expect.stringContaining("'INVALID_JSON_DESCRIPTION: ") as string },
    });
  });
});
