/** The JSON Schema of a mock file of Step Functions Local, for editors without a language server. */

import type { JsonObject } from '../../base/json.ts';

export function localMockJsonSchema(): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Mock file of Step Functions Local (MockConfigFile.json)',
    type: 'object',
    required: ['StateMachines', 'MockedResponses'],
    properties: {
      StateMachines: {
        type: 'object',
        description: 'The state machines by name, with their test cases.',
        additionalProperties: {
          type: 'object',
          required: ['TestCases'],
          properties: {
            TestCases: {
              type: 'object',
              description: 'By name: which states are answered by which responses. Other states run as they are.',
              additionalProperties: {
                type: 'object',
                description: 'State names with names of MockedResponses.',
                additionalProperties: { type: 'string' },
              },
            },
          },
        },
      },
      MockedResponses: {
        type: 'object',
        description: 'What states answer, by names that test cases use.',
        additionalProperties: {
          type: 'object',
          description: 'Answers by the number of the invocation, from 0 and without holes: "0", "1-3".',
          minProperties: 1,
          propertyNames: { pattern: '^\\d+(-\\d+)?$' },
          additionalProperties: { $ref: '#/definitions/answer' },
        },
      },
    },
    definitions: {
      answer: {
        type: 'object',
        properties: {
          Return: { description: 'The result of the task, as its integration returns it.' },
          Throw: {
            type: 'object',
            description: 'The error the task fails with.',
            required: ['Error', 'Cause'],
            properties: { Error: { type: 'string' }, Cause: { type: 'string' } },
          },
        },
        oneOf: [{ required: ['Return'] }, { required: ['Throw'] }],
      },
    },
  };
}
