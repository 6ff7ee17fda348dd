/** Cases for families D to F. */

import {
  catching,
  INVOKE,
  integration,
  jsonataMachine,
  machine,
  pass,
  PASS,
  retry,
  states,
  task,
  distributed,
  template,
  type Machine,
  type RuleCase,
} from './machines.ts';

const ALL = ['States.ALL'];
const LAMBDA_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:f';
const ACTIVITY = 'arn:aws:states:eu-west-1:123456789012:activity:work';
const ROLE = 'arn:aws:iam::123456789012:role/r';
const express = { type: 'EXPRESS' } as const;
const run = { StateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m' };
const message = { QueueUrl: 'q', MessageBody: { 'token.$': '$$.Task.Token' } };
const wait = (fields: object): Machine => machine({ Type: 'Wait', End: true, ...fields });
const fail = (fields: object): Machine => machine({ Type: 'Fail', ...fields });
const plain = (fields: object): Machine => machine({ Type: 'Task', Resource: LAMBDA_ARN, End: true, ...fields });
const http = { ApiEndpoint: 'https://example.com', Method: 'GET' };
const inChild = (resource: string, parameters: object): Machine =>
  distributed({
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      StartAt: 'I',
      States: { I: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true } },
    },
  });

export const ERROR_CASES: readonly RuleCase[] = [
  {
    rule: 'retry-error-equals-missing',
    defect: retry({ MaxAttempts: 2 }),
    fine: retry({ ErrorEquals: ALL, MaxAttempts: 2 }),
  },
  {
    rule: 'catch-error-equals-missing',
    defect: catching({ Next: 'Z' }),
    fine: catching({ ErrorEquals: ALL, Next: 'Z' }),
  },
  { rule: 'error-equals-empty', defect: retry({ ErrorEquals: [] }), fine: retry({ ErrorEquals: ALL }) },
  { rule: 'error-equals-type', defect: retry({ ErrorEquals: 'States.ALL' }), fine: retry({ ErrorEquals: ALL }) },
  {
    rule: 'states-all-alone',
    defect: retry({ ErrorEquals: ['States.Timeout', 'States.ALL'] }),
    fine: retry({ ErrorEquals: ['States.Timeout'] }, { ErrorEquals: ALL }),
  },
  {
    rule: 'states-all-last',
    defect: retry({ ErrorEquals: ALL }, { ErrorEquals: ['States.Timeout'] }),
    fine: retry({ ErrorEquals: ['States.Timeout'] }, { ErrorEquals: ALL }),
  },
  {
    rule: 'unreachable-catcher',
    defect: catching({ ErrorEquals: ['E'], Next: 'Z' }, { ErrorEquals: ['E', 'F'], Next: 'Z' }),
    fine: catching({ ErrorEquals: ['E'], Next: 'Z' }, { ErrorEquals: ['F'], Next: 'Z' }),
  },
  {
    rule: 'unreachable-retrier',
    defect: retry({ ErrorEquals: ['E'] }, { ErrorEquals: ['E'] }),
    fine: retry({ ErrorEquals: ['E'] }, { ErrorEquals: ['F'] }),
  },
  {
    rule: 'unknown-states-error',
    defect: retry({ ErrorEquals: ['States.Timedout'] }),
    fine: retry({ ErrorEquals: ['States.Timeout', 'MyError'] }),
  },
  {
    rule: 'catch-next-missing',
    defect: states({
      A: {
        Type: 'Task',
        Resource: INVOKE,
        Parameters: { FunctionName: 'f' },
        Catch: [{ ErrorEquals: ALL }],
        Next: 'Z',
      },
      Z: PASS,
    }),
    fine: catching({ ErrorEquals: ALL, Next: 'Z' }),
  },
  {
    rule: 'catch-unknown-field',
    defect: catching({ ErrorEquals: ALL, Next: 'Z', ResultPat: '$.e' }),
    fine: catching({ ErrorEquals: ALL, Next: 'Z', ResultPath: '$.e' }),
  },
  {
    rule: 'retry-unknown-field',
    defect: retry({ ErrorEquals: ALL, MaxAttempt: 2 }),
    fine: retry({ ErrorEquals: ALL, MaxAttempts: 2 }),
  },
  {
    rule: 'catch-result-path',
    defect: catching({ ErrorEquals: ALL, Next: 'Z', ResultPath: 'error' }),
    fine: catching({ ErrorEquals: ALL, Next: 'Z', ResultPath: '$.error' }),
  },
  {
    rule: 'catch-overwrites-input',
    defect: states({
      A: {
        Type: 'Task',
        Resource: INVOKE,
        Parameters: { FunctionName: 'f' },
        Catch: [{ ErrorEquals: ALL, Next: 'B' }],
        Next: 'B',
      },
      B: { Type: 'Wait', Seconds: 1, Next: 'C' },
      C: PASS,
    }),
    fine: catching({ ErrorEquals: ALL, Next: 'Z', ResultPath: '$.error' }),
  },
  {
    rule: 'retry-interval-min',
    defect: retry({ ErrorEquals: ALL, IntervalSeconds: -1 }),
    fine: retry({ ErrorEquals: ALL, IntervalSeconds: 0 }),
  },
  {
    rule: 'retry-max-attempts-range',
    defect: retry({ ErrorEquals: ALL, MaxAttempts: 100_000_000 }),
    fine: retry({ ErrorEquals: ALL, MaxAttempts: 0 }),
  },
  {
    rule: 'retry-backoff-min',
    defect: retry({ ErrorEquals: ALL, BackoffRate: 0.5 }),
    fine: retry({ ErrorEquals: ALL, BackoffRate: 1.5 }),
  },
  {
    rule: 'retry-max-delay-range',
    defect: retry({ ErrorEquals: ALL, MaxDelaySeconds: 0 }),
    fine: retry({ ErrorEquals: ALL, MaxDelaySeconds: 10 }),
  },
  {
    rule: 'retry-max-delay-below-interval',
    defect: retry({ ErrorEquals: ALL, IntervalSeconds: 5, MaxDelaySeconds: 5 }),
    fine: retry({ ErrorEquals: ALL, IntervalSeconds: 5, MaxDelaySeconds: 6 }),
  },
  {
    rule: 'retry-jitter-value',
    defect: retry({ ErrorEquals: ALL, JitterStrategy: 'Full' }),
    fine: retry({ ErrorEquals: ALL, JitterStrategy: 'FULL' }),
  },
  {
    rule: 'retry-on-states-runtime',
    defect: retry({ ErrorEquals: ['States.Runtime', 'E'] }),
    fine: retry({ ErrorEquals: ['E'] }),
  },
  { rule: 'lambda-no-retry', defect: task({}), fine: retry({ ErrorEquals: ALL }) },
  { rule: 'retry-catch-not-for-type', defect: pass({ Retry: [] }), fine: task({ Retry: [] }) },
];

export const TASK_CASES: readonly RuleCase[] = [
  { rule: 'resource-not-arn', defect: machine({ Type: 'Task', Resource: 'lambda:invoke', End: true }), fine: task({}) },
  {
    rule: 'resource-jsonata',
    defect: jsonataMachine({ Type: 'Task', Resource: '{% $states.input.arn %}', End: true }),
    fine: plain({}),
  },
  {
    rule: 'resource-lambda-qualifier',
    defect: plain({ Resource: `${LAMBDA_ARN}:` }),
    fine: plain({ Resource: `${LAMBDA_ARN}:live` }),
  },
  {
    rule: 'resource-unknown-service',
    defect: integration('s3:getObject', { Bucket: 'b', Key: 'k' }),
    fine: integration('aws-sdk:s3:getObject', { Bucket: 'b', Key: 'k' }),
  },
  {
    rule: 'resource-unknown-action',
    defect: integration('lambda:invokee', { FunctionName: 'f' }),
    fine: integration('lambda:invoke', { FunctionName: 'f' }),
  },
  {
    rule: 'resource-unknown-pattern',
    defect: integration('sqs:sendMessage.waitForToken', message),
    fine: integration('sqs:sendMessage.waitForTaskToken', message),
  },
  {
    rule: 'sdk-unknown-service',
    defect: integration('aws-sdk:DynamoDB:getItem', {}),
    fine: integration('aws-sdk:dynamodb:getItem', {}),
  },
  {
    rule: 'sdk-unknown-action',
    defect: integration('aws-sdk:s3:GetObject', {}),
    fine: integration('aws-sdk:s3:getObject', {}),
  },
  {
    rule: 'resource-sync-unsupported',
    defect: integration('lambda:invoke.sync', { FunctionName: 'f' }),
    fine: integration('glue:startJobRun.sync', { JobName: 'j' }),
  },
  {
    rule: 'resource-callback-unsupported',
    defect: integration('glue:startJobRun.waitForTaskToken', { JobName: 'j' }),
    fine: integration('sqs:sendMessage.waitForTaskToken', message),
  },
  {
    rule: 'resource-sync2-only-states',
    defect: integration('ecs:runTask.sync:2', { TaskDefinition: 't' }),
    fine: integration('states:startExecution.sync:2', run),
  },
  {
    rule: 'callback-token-unused',
    defect: integration('sqs:sendMessage.waitForTaskToken', { QueueUrl: 'q', MessageBody: 'go' }),
    fine: integration('sqs:sendMessage.waitForTaskToken', message),
  },
  {
    rule: 'token-without-callback',
    defect: integration('sqs:sendMessage', message),
    fine: integration('sqs:sendMessage.waitForTaskToken', message),
  },
  {
    rule: 'express-sync',
    defect: integration('glue:startJobRun.sync', { JobName: 'j' }),
    fine: integration('glue:startJobRun', { JobName: 'j' }),
    options: express,
  },
  {
    rule: 'express-callback',
    defect: integration('sqs:sendMessage.waitForTaskToken', message),
    fine: integration('sqs:sendMessage', message),
    options: express,
  },
  {
    rule: 'express-activity',
    defect: machine({ Type: 'Task', Resource: ACTIVITY, End: true }),
    fine: plain({}),
    options: express,
  },
  {
    rule: 'express-child-pattern',
    defect: inChild('glue:startJobRun.sync', { JobName: 'j' }),
    fine: inChild('glue:startJobRun', { JobName: 'j' }),
  },
  { rule: 'parameters-required', defect: integration('lambda:invoke'), fine: task({}) },
  {
    rule: 'integration-required-field',
    defect: integration('sqs:sendMessage', { QueueUrl: 'q' }),
    fine: integration('sqs:sendMessage', { QueueUrl: 'q', 'MessageBody.$': '$' }),
  },
  {
    rule: 'integration-unknown-field',
    defect: task({ Parameters: { FunctionName: 'f', Playload: {} } }),
    fine: task({}),
  },
  {
    rule: 'integration-field-type',
    defect: task({ Parameters: { FunctionName: ['f'], Payload: {} } }),
    fine: task({}),
  },
  {
    rule: 'start-execution-associate',
    defect: integration('states:startExecution', { ...run, Input: { a: 1 } }),
    fine: integration('states:startExecution', { ...run, 'Input.$': '$' }),
  },
  { rule: 'lambda-payload-missing', defect: task({ Parameters: { FunctionName: 'f' } }), fine: task({}) },
  { rule: 'lambda-arn-in-resource', defect: plain({}), fine: task({}) },
  {
    rule: 'http-invoke-fields',
    defect: integration('http:invoke', http),
    fine: integration('http:invoke', { ...http, Authentication: { ConnectionArn: 'c' } }),
  },
  { rule: 'credentials-role-arn', defect: task({ Credentials: {} }), fine: task({ Credentials: { RoleArn: ROLE } }) },
  {
    rule: 'credentials-activity',
    defect: plain({ Resource: ACTIVITY, Credentials: { RoleArn: ROLE } }),
    fine: task({ Credentials: { RoleArn: ROLE } }),
  },
  {
    rule: 'credentials-type',
    defect: task({ Credentials: ROLE }),
    fine: task({ Credentials: { 'RoleArn.$': '$.role' } }),
  },
  { rule: 'timeout-range', defect: task({ TimeoutSeconds: 0 }), fine: task({ TimeoutSeconds: 1 }) },
  { rule: 'heartbeat-range', defect: task({ HeartbeatSeconds: 0 }), fine: task({ HeartbeatSeconds: 1 }) },
  {
    rule: 'heartbeat-below-timeout',
    defect: task({ TimeoutSeconds: 10, HeartbeatSeconds: 10 }),
    fine: task({ TimeoutSeconds: 10, HeartbeatSeconds: 9 }),
  },
  {
    rule: 'timeout-exclusive',
    defect: task({ TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' }),
    fine: task({ TimeoutSecondsPath: '$.t' }),
  },
  {
    rule: 'heartbeat-exclusive',
    defect: task({ HeartbeatSeconds: 1, HeartbeatSecondsPath: '$.t' }),
    fine: task({ HeartbeatSeconds: 1 }),
  },
  {
    rule: 'timeout-missing-callback',
    defect: plain({ Resource: ACTIVITY }),
    fine: plain({ Resource: ACTIVITY, HeartbeatSeconds: 60 }),
  },
  { rule: 'hardcoded-account', defect: plain({ Comment: '${Stage}' }), fine: plain({}) },
  {
    rule: 'result-path-null-result-selector',
    defect: task({ ResultPath: null, ResultSelector: { 'a.$': '$.a' } }),
    fine: task({ ResultPath: null }),
  },
];

export const SIMPLE_STATE_CASES: readonly RuleCase[] = [
  { rule: 'wait-one-of', defect: wait({ Seconds: 1, SecondsPath: '$.s' }), fine: wait({ Seconds: 1 }) },
  { rule: 'wait-seconds-range', defect: wait({ Seconds: -1 }), fine: wait({ Seconds: 0 }) },
  {
    rule: 'timestamp-format',
    defect: wait({ Timestamp: '2024-01-31 10:00' }),
    fine: wait({ Timestamp: '2024-01-31T10:00:00Z' }),
  },
  { rule: 'wait-path', defect: wait({ SecondsPath: 'seconds' }), fine: wait({ SecondsPath: '$.seconds' }) },
  { rule: 'fail-error-exclusive', defect: fail({ Error: 'E', ErrorPath: '$.e' }), fine: fail({ ErrorPath: '$.e' }) },
  { rule: 'fail-cause-exclusive', defect: fail({ Cause: 'C', CausePath: '$.c' }), fine: fail({ CausePath: '$.c' }) },
  {
    rule: 'fail-path-value',
    defect: fail({ ErrorPath: 'States.Array($.a)' }),
    fine: fail({ ErrorPath: "States.Format('{}', $.a)" }),
  },
  { rule: 'fail-io-field', defect: fail({ Error: 'E', OutputPath: '$' }), fine: fail({ Error: 'E' }) },
  { rule: 'fail-assign', defect: fail({ Error: 'E', Assign: {} }), fine: fail({ Error: 'E' }) },
  { rule: 'succeed-assign', defect: machine({ Type: 'Succeed', Assign: {} }), fine: machine({ Type: 'Succeed' }) },
  { rule: 'fail-no-error', defect: fail({}), fine: fail({ Error: 'E' }) },
  { rule: 'pass-result-static', defect: pass({ Result: { a: '$.x' } }), fine: template({ 'a.$': '$.x' }) },
  {
    rule: 'no-path-suffix',
    defect: fail({ Error: 'E', Cause: '$.cause' }),
    fine: fail({ Error: 'E', CausePath: '$.cause' }),
  },
];
