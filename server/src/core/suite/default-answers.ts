/** What a task without a mock answers: the shape the integration has, filled with what the task was given. */

import { isJsonObject, type Json } from '../base/json.ts';

const EXECUTION_ARN = 'arn:aws:states:us-east-1:123456789012:execution:StateMachine:test-execution';
const START_DATE = '2024-01-01T00:00:00.000Z';
const STOP_DATE = '2024-01-01T00:01:00.000Z';

export function defaultAnswer(resource: string, input: Json): Json {
  if (resource.includes('lambda:invoke')) return { Payload: input, StatusCode: 200, ExecutedVersion: '$LATEST' };
  if (!resource.includes('states:startExecution')) return input;
  if (!resource.includes('.sync')) return { ExecutionArn: EXECUTION_ARN, StartDate: START_DATE };
  const given = isJsonObject(input) && Object.hasOwn(input, 'Input') ? (input['Input'] as Json) : input;
  return {
    Output: resource.includes('.sync:2') ? given : JSON.stringify(given),
    ExecutionArn: EXECUTION_ARN,
    StartDate: START_DATE,
    StopDate: STOP_DATE,
    Status: 'SUCCEEDED',
  };
}
