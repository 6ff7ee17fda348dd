import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import { parseTaskResource } from '../interpreter/task-resource.ts';
import { responseShapeOf } from './api-shapes.ts';
import { checkResponse } from './check-response.ts';

/** What is wrong with a mocked result of a call, without AWS's introduction; `unknown` where its shape is not known. */
function wrong(call: string, result: JsonObject, mode: 'STRICT' | 'PRESENT' = 'STRICT'): string | null {
  const resource = parseTaskResource(`arn:aws:states:::${call}`);
  if (resource === null) throw new Error(`${call} is no call.`);
  const shape = responseShapeOf(resource);
  if (shape === null) return 'unknown';
  return checkResponse(result, shape, mode)?.message.replace('Mock result schema validation error: ', '') ?? null;
}

describe('a mocked result against the API it stands for', () => {
  const rows: readonly [call: string, result: JsonObject, found: string | null, mode?: 'PRESENT'][] = [
    ['sqs:sendMessage', { MessageId: 'id', Other: 1 }, null],
    ['sqs:sendMessage', { MessageId: 1 }, "Field 'MessageId' must be a string"],
    ['aws-sdk:sqs:sendMessageBatch', {}, "Required field 'Successful' is missing"],
    ['aws-sdk:sqs:sendMessageBatch', {}, null, 'PRESENT'],
    [
      'aws-sdk:sqs:sendMessageBatch',
      { Successful: [{ Id: 'a', MessageId: 'm' }], Failed: [] },
      "Required field 'MD5OfMessageBody' is missing",
    ],
    ['aws-sdk:sqs:sendMessageBatch', { Successful: [{ Id: 'a' }] }, null, 'PRESENT'],
    ['aws-sdk:lambda:getFunction', { Configuration: [] }, "Field 'Configuration' must be an object"],
    ['dynamodb:getItem', { Item: { id: { S: 'a', L: [{ N: '1' }] } } }, null],
    ['dynamodb:getItem', { Item: { id: { S: 1 } } }, "Field 'S' must be a string"],
    ['dynamodb:getItem', { Item: { id: { L: [{ BOOL: 'yes' }] } } }, "Field 'BOOL' must be a boolean"],
    ['dynamodb:getItem', { Item: { id: 'a' } }, "Field 'id' must be an object"],
    ['aws-sdk:dynamodb:query', { Items: {} }, "Field 'Items' must be an array"],
    ['states:startExecution.sync', { ExecutionArn: 'arn' }, "Required field 'StateMachineArn' is missing"],
    [
      'aws-sdk:sfn:describeExecution',
      { ExecutionArn: 'e', StateMachineArn: 's', StartDate: 'd', Status: 'DONE' },
      "Field 'Status' is not an expected value",
    ],
    ['aws-sdk:kms:encrypt', { KeyId: 'k'.repeat(2049) }, "Field 'KeyId' exceeds the maximum length"],
    // Anything may come back with a task token, from a call that is not in the table, or from a job whose end is another call's answer.
    ['sqs:sendMessage.waitForTaskToken', { MessageId: 1 }, 'unknown'],
    ['aws-sdk:rekognition:detectFaces', { FaceDetails: 1 }, 'unknown'],
    ['states:startExecution.sync:2', {}, 'unknown'],
    ['glue:startJobRun.sync', {}, 'unknown'],
    ['aws-sdk:s3:toString', {}, 'unknown'],
  ];
  it.each(rows)('%s %j: %s', (call, result, found, mode) => {
    expect(wrong(call, result, mode)).toBe(found);
  });
});
