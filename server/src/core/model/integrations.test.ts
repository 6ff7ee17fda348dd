import { describe, expect, it } from 'vitest';

import { INTEGRATION_DATA_DATE, INTEGRATIONS, SDK_SERVICES, sdkActions } from './integrations.ts';

describe('the lists of AWS', () => {
  it('are dated', () => {
    expect(INTEGRATION_DATA_DATE).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  it.each([
    ['dynamodb', 'batchWriteItem'],
    ['s3', 'listObjectsV2'],
    ['sfn', 'startSyncExecution'],
    ['cloudwatchlogs', 'putLogEvents'],
    ['eventbridge', 'putEvents'],
    ['databasemigration', 'startReplicationTask'],
    ['elasticloadbalancingv2', 'describeTargetHealth'],
    ['rds', 'startDBInstance'],
    ['forecast', 'createDataset'],
  ])('know aws-sdk:%s:%s', (service, action) => {
    expect(sdkActions(service)).toContain(action);
  });

  it('say no to what is not there', () => {
    expect(sdkActions('nosuch')).toBeNull();
    expect(sdkActions('toString')).toBeNull();
    expect(sdkActions('s3')).not.toContain('getObjekt');
    expect(SDK_SERVICES.length).toBeGreaterThan(400);
  });

  it('know what requests need and take', () => {
    expect(INTEGRATIONS['ecs']?.actions['runTask']?.required).toEqual(['TaskDefinition']);
    expect(INTEGRATIONS['sqs']?.actions['sendMessage']?.members).toMatchObject({
      MessageBody: 'any',
      DelaySeconds: 'number',
    });
    expect(INTEGRATIONS['lambda']?.sync).toBe('none');
  });
});
