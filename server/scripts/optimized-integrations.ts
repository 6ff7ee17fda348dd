/**
 * What no service model says about optimized integrations: which there are, which patterns they take, and where Step Functions departs from the
 * API. From the developer guide ("Integrating optimized services", one page a service, read 2026-11-22) and, for what is refused, from answers of
 * the service. The members of each request come from the service models.
 */

export interface IntegrationSource {
  /** Folder of the service in botocore; absent where Step Functions made the request up itself. */
  readonly model?: string;
  readonly sync: 'none' | 'some';
  readonly callback: 'taken' | 'refused';
  /** By action; null where the guide's list is not known to be complete. */
  readonly actions: Readonly<Record<string, ActionSource>> | null;
}

export interface ActionSource {
  /** Name in the model where it differs from the action's. */
  readonly operation?: string;
  /** Members beside or instead of the model's; the type is what a literal value may be. */
  readonly members?: Readonly<Record<string, MemberType>>;
  /** Instead of the model's; a list names alternatives. */
  readonly required?: readonly (string | readonly string[])[];
}

export type MemberType = 'text' | 'number' | 'boolean' | 'list' | 'object' | 'any';

const HTTP = {
  ApiEndpoint: 'text',
  Method: 'text',
  Headers: 'object',
  QueryParameters: 'object',
  RequestBody: 'any',
} as const;

const EKS_CALL = {
  ClusterName: 'text',
  CertificateAuthority: 'text',
  Endpoint: 'text',
  Namespace: 'text',
  LogOptions: 'object',
} as const;

export const OPTIMIZED: Readonly<Record<string, IntegrationSource>> = {
  lambda: { model: 'lambda', sync: 'none', callback: 'taken', actions: { invoke: { members: { Payload: 'any' } } } },
  sns: {
    model: 'sns',
    sync: 'none',
    callback: 'taken',
    actions: {
      publish: { members: { Message: 'any' }, required: ['Message', ['TopicArn', 'TargetArn', 'PhoneNumber']] },
    },
  },
  sqs: { model: 'sqs', sync: 'none', callback: 'taken', actions: { sendMessage: { members: { MessageBody: 'any' } } } },
  dynamodb: {
    model: 'dynamodb',
    sync: 'none',
    callback: 'refused',
    actions: { getItem: {}, putItem: {}, updateItem: {}, deleteItem: {} },
  },
  events: { model: 'events', sync: 'none', callback: 'taken', actions: { putEvents: {} } },
  apigateway: {
    sync: 'none',
    callback: 'taken',
    actions: {
      invoke: {
        members: { ...HTTP, Path: 'text', Stage: 'text', AllowNullValues: 'boolean', AuthType: 'text' },
        required: ['ApiEndpoint', 'Method'],
      },
    },
  },
  http: {
    sync: 'none',
    callback: 'refused',
    actions: {
      invoke: {
        members: { ...HTTP, Authentication: 'object', InvocationConfig: 'object', Transform: 'object' },
        required: ['ApiEndpoint', 'Method', ['Authentication', 'InvocationConfig']],
      },
    },
  },
  states: {
    model: 'stepfunctions',
    sync: 'some',
    callback: 'taken',
    actions: { startExecution: { members: { Input: 'any' } } },
  },
  batch: { model: 'batch', sync: 'some', callback: 'refused', actions: { submitJob: { members: { Tags: 'object' } } } },
  ecs: { model: 'ecs', sync: 'some', callback: 'taken', actions: { runTask: {} } },
  glue: { model: 'glue', sync: 'some', callback: 'refused', actions: { startJobRun: {} } },
  databrew: { model: 'databrew', sync: 'some', callback: 'refused', actions: { startJobRun: {} } },
  mediaconvert: { model: 'mediaconvert', sync: 'some', callback: 'refused', actions: { createJob: {} } },
  athena: {
    model: 'athena',
    sync: 'some',
    callback: 'refused',
    actions: { startQueryExecution: {}, stopQueryExecution: {}, getQueryExecution: {}, getQueryResults: {} },
  },
  codebuild: {
    model: 'codebuild',
    sync: 'some',
    callback: 'refused',
    actions: {
      startBuild: {},
      stopBuild: {},
      batchDeleteBuilds: {},
      batchGetReports: {},
      startBuildBatch: {},
      stopBuildBatch: {},
      retryBuildBatch: {},
      deleteBuildBatch: {},
      batchGetBuildBatches: {},
    },
  },
  sagemaker: {
    model: 'sagemaker',
    sync: 'some',
    callback: 'refused',
    actions: {
      createEndpoint: {},
      createEndpointConfig: {},
      createHyperParameterTuningJob: {},
      createLabelingJob: {},
      createModel: {},
      createProcessingJob: {},
      createTrainingJob: {},
      createTransformJob: {},
      updateEndpoint: {},
    },
  },
  elasticmapreduce: {
    model: 'emr',
    sync: 'some',
    callback: 'refused',
    actions: {
      createCluster: { operation: 'RunJobFlow' },
      setClusterTerminationProtection: {
        members: { ClusterId: 'text', TerminationProtected: 'boolean' },
        required: ['ClusterId', 'TerminationProtected'],
      },
      terminateCluster: { members: { ClusterId: 'text' }, required: ['ClusterId'] },
      addStep: {
        members: { ClusterId: 'text', Step: 'object', ExecutionRoleArn: 'text' },
        required: ['ClusterId', 'Step'],
      },
      cancelStep: { members: { ClusterId: 'text', StepId: 'text' }, required: ['ClusterId', 'StepId'] },
      modifyInstanceFleetByName: {
        members: { ClusterId: 'text', InstanceFleetName: 'text', InstanceFleet: 'object' },
        required: ['ClusterId', 'InstanceFleetName', 'InstanceFleet'],
      },
      modifyInstanceGroupByName: {
        members: { ClusterId: 'text', InstanceGroupName: 'text', InstanceGroup: 'object' },
        required: ['ClusterId', 'InstanceGroupName', 'InstanceGroup'],
      },
    },
  },
  'emr-containers': {
    model: 'emr-containers',
    sync: 'some',
    callback: 'refused',
    actions: { createVirtualCluster: {}, deleteVirtualCluster: {}, startJobRun: {} },
  },
  'emr-serverless': {
    model: 'emr-serverless',
    sync: 'some',
    callback: 'refused',
    actions: {
      createApplication: {},
      startApplication: {},
      stopApplication: {},
      deleteApplication: {},
      startJobRun: {},
      cancelJobRun: {},
    },
  },
  eks: {
    model: 'eks',
    sync: 'some',
    callback: 'taken',
    actions: {
      createCluster: {},
      deleteCluster: {},
      createFargateProfile: {},
      deleteFargateProfile: {},
      createNodegroup: {},
      deleteNodegroup: {},
      runJob: {
        members: { ...EKS_CALL, Job: 'object' },
        required: ['ClusterName', 'CertificateAuthority', 'Endpoint', 'Job'],
      },
      call: {
        members: { ...EKS_CALL, Method: 'text', Path: 'text', QueryParameters: 'object', RequestBody: 'any' },
        required: ['ClusterName', 'CertificateAuthority', 'Endpoint', 'Method', 'Path'],
      },
    },
  },
  bedrock: {
    model: 'bedrock',
    sync: 'some',
    callback: 'taken',
    actions: {
      invokeModel: {
        members: {
          ModelId: 'text',
          Body: 'any',
          Input: 'object',
          Output: 'object',
          Accept: 'text',
          ContentType: 'text',
          Trace: 'text',
          GuardrailIdentifier: 'text',
          GuardrailVersion: 'text',
          PerformanceConfigLatency: 'text',
        },
        required: ['ModelId'],
      },
      createModelCustomizationJob: {},
    },
  },
  'bedrock-agentcore': { sync: 'none', callback: 'refused', actions: null },
};
