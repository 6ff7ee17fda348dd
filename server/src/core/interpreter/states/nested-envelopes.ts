/**
 * What tasks that start executions answer: the shapes of states:startExecution, `.sync` and `.sync:2`, whose dates are epoch milliseconds,
 * and of the SDK integration's startExecution and startSyncExecution, whose dates are texts. As recorded, but for startSyncExecution, whose
 * members are those of the API.
 */

import type { Json, JsonObject } from '../../base/json.ts';
import type { ExecutionOutcome } from '../../events/run-snapshot.ts';
import { formatTimestamp } from '../../expressions/timestamps.ts';
import type { Execution } from '../execution.ts';
import type { StopReason } from '../run-types.ts';
import type { TaskAnswer, TaskResource } from '../task-port.ts';

/** Longest cause that the service keeps; causes of nested failures would double in length at each level. */
const MAX_CAUSE = 32_768;

const BILLED_MEMORY_MB = 64;

const SDK = 'aws-sdk:sfn';

/** Undefined for a text that is no JSON. */
export function inputOf(given: Json | undefined): Json | undefined {
  if (given === undefined || given === null) return {};
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given) as Json;
  } catch {
    return undefined;
  }
}

/** What StartExecution answers. */
export function startedOutput({ resourceType }: TaskResource, arn: string, now: number, requestId: string): JsonObject {
  if (resourceType === SDK) return { ExecutionArn: arn, StartDate: formatTimestamp(now) };
  const date = new Date(now).toUTCString();
  const length = String(arn.length + 50);
  const type = 'application/x-amz-json-1.0';
  return {
    ExecutionArn: arn,
    SdkHttpMetadata: {
      AllHttpHeaders: {
        'x-amzn-RequestId': [requestId],
        connection: ['keep-alive'],
        'Content-Length': [length],
        Date: [date],
        'Content-Type': [type],
      },
      HttpHeaders: {
        connection: 'keep-alive',
        'Content-Length': length,
        'Content-Type': type,
        Date: date,
        'x-amzn-RequestId': requestId,
      },
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StartDate: now,
  };
}

/** What `.sync` and `.sync:2` make of DescribeExecution. */
export function answerOf(
  resource: TaskResource,
  nested: Execution,
  outcome: ExecutionOutcome,
  machineArn: string,
  now: number,
): TaskAnswer {
  const included = { Included: true };
  if (resource.resourceType === SDK) {
    return { kind: 'succeeded', output: syncExecution(nested, outcome, machineArn, now) };
  }
  if (outcome.status !== 'SUCCEEDED') {
    const description: JsonObject = {
      ...(outcome.cause === undefined ? {} : { Cause: outcome.cause.slice(0, MAX_CAUSE) }),
      ...(outcome.error === undefined ? {} : { Error: outcome.error }),
      ExecutionArn: nested.arn,
      Input: JSON.stringify(nested.input),
      InputDetails: included,
      Name: nested.name,
      RedriveCount: 0,
      RedriveStatus: 'REDRIVABLE',
      StartDate: nested.startTime,
      StateMachineArn: machineArn,
      Status: outcome.status,
      StopDate: now,
    };
    return { kind: 'failed', error: 'States.TaskFailed', cause: JSON.stringify(description) };
  }
  const asGiven = (value: Json): Json => (resource.pattern === 'sync2' ? value : JSON.stringify(value));
  return {
    kind: 'succeeded',
    output: {
      ExecutionArn: nested.arn,
      Input: asGiven(nested.input),
      InputDetails: included,
      Name: nested.name,
      Output: asGiven(outcome.output),
      OutputDetails: included,
      RedriveCount: 0,
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      StartDate: nested.startTime,
      StateMachineArn: machineArn,
      Status: 'SUCCEEDED',
      StopDate: now,
    },
  };
}

/** StartSyncExecution succeeds whatever becomes of the execution. */
function syncExecution(nested: Execution, outcome: ExecutionOutcome, machineArn: string, now: number): JsonObject {
  const duration = now - nested.startTime;
  const failure: StopReason = outcome.status === 'SUCCEEDED' ? {} : outcome;
  return {
    BillingDetails: {
      BilledDurationInMilliseconds: Math.max(1, Math.ceil(duration / 100)) * 100,
      BilledMemoryUsedInMB: BILLED_MEMORY_MB,
    },
    ...(failure.cause === undefined ? {} : { Cause: failure.cause }),
    ...(failure.error === undefined ? {} : { Error: failure.error }),
    ExecutionArn: nested.arn,
    Input: JSON.stringify(nested.input),
    InputDetails: { Included: true },
    Name: nested.name,
    ...(outcome.status === 'SUCCEEDED'
      ? { Output: JSON.stringify(outcome.output), OutputDetails: { Included: true } }
      : {}),
    StartDate: formatTimestamp(nested.startTime),
    StateMachineArn: machineArn,
    Status: outcome.status,
    StopDate: formatTimestamp(now),
  };
}

/** An error of the service, in the words of the integration's own SDK. */
export function refusal(
  { resourceType }: TaskResource,
  code: string,
  message: string,
  requestId: string,
): { readonly error: string; readonly cause: string } {
  if (resourceType === SDK) {
    const details = `(Service: Sfn, Status Code: 400, Request ID: ${requestId}) (SDK Attempt Count: 1)`;
    return { error: `Sfn.${code}Exception`, cause: `${message} ${details}` };
  }
  const details = `(Service: AWSStepFunctions; Status Code: 400; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`;
  return { error: `StepFunctions.${code}Exception`, cause: `${message} ${details}` };
}
