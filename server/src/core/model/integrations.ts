/**
 * The optimized service integrations of Task states: their actions, the patterns they take and what their request needs.
 *
 * From the developer guide's "Integrating services" pages; the refused patterns and required members were measured on AWS
 * (asl-lint-rules, families E). Actions are only listed where the guide's list is complete.
 */

export interface Integration {
  /** By action; a list of alternatives means that one of them is needed. */
  readonly actions: Readonly<Record<string, readonly (string | readonly string[])[]>>;
  readonly sync: 'none' | 'some';
  readonly callback: 'taken' | 'refused';
}

export const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  lambda: { actions: { invoke: ['FunctionName'] }, sync: 'none', callback: 'taken' },
  sns: { actions: { publish: ['Message', ['TopicArn', 'TargetArn', 'PhoneNumber']] }, sync: 'none', callback: 'taken' },
  sqs: { actions: { sendMessage: ['QueueUrl', 'MessageBody'] }, sync: 'none', callback: 'taken' },
  dynamodb: {
    actions: {
      getItem: ['TableName', 'Key'],
      putItem: ['TableName', 'Item'],
      updateItem: ['TableName', 'Key'],
      deleteItem: ['TableName', 'Key'],
    },
    sync: 'none',
    callback: 'refused',
  },
  events: { actions: { putEvents: ['Entries'] }, sync: 'none', callback: 'taken' },
  apigateway: { actions: { invoke: ['ApiEndpoint', 'Method'] }, sync: 'none', callback: 'taken' },
  http: { actions: { invoke: ['ApiEndpoint', 'Method'] }, sync: 'none', callback: 'refused' },
  states: { actions: { startExecution: ['StateMachineArn'] }, sync: 'some', callback: 'taken' },
  batch: { actions: { submitJob: ['JobName', 'JobDefinition', 'JobQueue'] }, sync: 'some', callback: 'refused' },
  ecs: { actions: { runTask: ['TaskDefinition'] }, sync: 'some', callback: 'taken' },
  glue: { actions: { startJobRun: ['JobName'] }, sync: 'some', callback: 'refused' },
  databrew: { actions: { startJobRun: ['Name'] }, sync: 'some', callback: 'refused' },
  mediaconvert: { actions: { createJob: [] }, sync: 'some', callback: 'refused' },
  athena: {
    actions: {
      startQueryExecution: ['QueryString'],
      stopQueryExecution: ['QueryExecutionId'],
      getQueryExecution: ['QueryExecutionId'],
      getQueryResults: ['QueryExecutionId'],
    },
    sync: 'some',
    callback: 'refused',
  },
  codebuild: {
    actions: {
      startBuild: ['ProjectName'],
      stopBuild: ['Id'],
      batchDeleteBuilds: ['Ids'],
      batchGetReports: ['ReportArns'],
      startBuildBatch: ['ProjectName'],
      stopBuildBatch: ['Id'],
      retryBuildBatch: [],
      deleteBuildBatch: ['Id'],
      batchGetBuildBatches: ['Ids'],
    },
    sync: 'some',
    callback: 'refused',
  },
  sagemaker: {
    actions: {
      createEndpoint: ['EndpointName', 'EndpointConfigName'],
      createEndpointConfig: ['EndpointConfigName'],
      createHyperParameterTuningJob: ['HyperParameterTuningJobName'],
      createLabelingJob: ['LabelingJobName'],
      createModel: ['ModelName'],
      createProcessingJob: ['ProcessingJobName'],
      createTrainingJob: ['TrainingJobName'],
      createTransformJob: ['TransformJobName'],
      updateEndpoint: ['EndpointName', 'EndpointConfigName'],
    },
    sync: 'some',
    callback: 'refused',
  },
  elasticmapreduce: {
    actions: {
      createCluster: [],
      setClusterTerminationProtection: ['ClusterId'],
      terminateCluster: ['ClusterId'],
      addStep: ['ClusterId', 'Step'],
      cancelStep: ['ClusterId', 'StepId'],
      modifyInstanceFleetByName: ['ClusterId'],
      modifyInstanceGroupByName: ['ClusterId'],
    },
    sync: 'some',
    callback: 'refused',
  },
  'emr-containers': {
    actions: { createVirtualCluster: [], deleteVirtualCluster: ['Id'], startJobRun: ['VirtualClusterId'] },
    sync: 'some',
    callback: 'refused',
  },
  'emr-serverless': {
    actions: {
      createApplication: [],
      startApplication: ['ApplicationId'],
      stopApplication: ['ApplicationId'],
      deleteApplication: ['ApplicationId'],
      startJobRun: ['ApplicationId', 'ExecutionRoleArn'],
      cancelJobRun: ['ApplicationId', 'JobRunId'],
    },
    sync: 'some',
    callback: 'refused',
  },
  eks: {
    actions: {
      createCluster: [],
      deleteCluster: [],
      createFargateProfile: [],
      deleteFargateProfile: [],
      createNodegroup: [],
      deleteNodegroup: [],
      runJob: [],
      call: [],
    },
    sync: 'some',
    callback: 'taken',
  },
  bedrock: { actions: { invokeModel: ['ModelId'], createModelCustomizationJob: [] }, sync: 'some', callback: 'taken' },
};

/** `arn:aws:states:::service:action.pattern`, taken apart. */
export interface IntegrationArn {
  readonly service: string;
  readonly action: string;
  /** `sync`, `sync:2`, `waitForTaskToken`, or empty for request and response. */
  readonly pattern: string;
  /** An `aws-sdk:` call. */
  readonly sdk: boolean;
}

const INTEGRATION = /^arn:[^:]+:states:[^:]*:[^:]*:(aws-sdk:)?([^:.]+):([^.:]+)(?:\.(.+))?$/;

/** Null for a function, an activity or anything else. */
export function parseIntegrationArn(arn: string): IntegrationArn | null {
  const match = INTEGRATION.exec(arn);
  if (match === null || match[2] === 'activity' || arn.includes('${', arn.indexOf(':states:'))) return null;
  return {
    sdk: match[1] !== undefined,
    service: match[2] as string,
    action: match[3] as string,
    pattern: match[4] ?? '',
  };
}
