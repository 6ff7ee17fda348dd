/** What a Resource ARN stands for: service, action, pattern, what the request needs. */

import { GUIDE } from '../model/fields/field-spec.ts';
import { INTEGRATIONS, parseIntegrationArn, SDK_SERVICES, sdkActions } from '../model/integrations.ts';
import { requestMembers } from './payload-completion.ts';

export interface ArnFacts {
  /** `Lambda · invoke`. */
  readonly title: string;
  readonly markdown: string;
  /** The page of the developer guide. */
  readonly page: string;
}

const SERVICES: Readonly<Record<string, readonly [title: string, page: string]>> = {
  lambda: ['AWS Lambda', 'connect-lambda.html'],
  sns: ['Amazon SNS', 'connect-sns.html'],
  sqs: ['Amazon SQS', 'connect-sqs.html'],
  dynamodb: ['Amazon DynamoDB', 'connect-ddb.html'],
  events: ['Amazon EventBridge', 'connect-eventbridge.html'],
  apigateway: ['Amazon API Gateway', 'connect-api-gateway.html'],
  http: ['HTTP endpoint', 'call-https-apis.html'],
  states: ['AWS Step Functions', 'connect-stepfunctions.html'],
  batch: ['AWS Batch', 'connect-batch.html'],
  ecs: ['Amazon ECS or Fargate', 'connect-ecs.html'],
  glue: ['AWS Glue', 'connect-glue.html'],
  databrew: ['AWS Glue DataBrew', 'connect-databrew.html'],
  mediaconvert: ['AWS Elemental MediaConvert', 'connect-mediaconvert.html'],
  athena: ['Amazon Athena', 'connect-athena.html'],
  codebuild: ['AWS CodeBuild', 'connect-codebuild.html'],
  sagemaker: ['Amazon SageMaker', 'connect-sagemaker.html'],
  elasticmapreduce: ['Amazon EMR', 'connect-emr.html'],
  'emr-containers': ['Amazon EMR on EKS', 'connect-emr-eks.html'],
  'emr-serverless': ['Amazon EMR Serverless', 'connect-emr-serverless.html'],
  eks: ['Amazon EKS', 'connect-eks.html'],
  bedrock: ['Amazon Bedrock', 'connect-bedrock.html'],
  s3: ['Amazon S3', 'state-map-distributed.html'],
};

const PATTERNS: Readonly<Record<string, string>> = {
  '': 'Request and response: the state ends when the service has answered the request.',
  sync: 'Run a job (.sync): the state ends when the job has ended.',
  'sync:2': 'Run a job (.sync:2): the state ends when the job has ended; its output is JSON, not text.',
  waitForTaskToken: 'Callback (.waitForTaskToken): the state ends when somebody sends the task token back.',
};

/** Null for what is no ARN of a service, function or activity. */
export function describeArn(arn: string): ArnFacts | null {
  const integration = parseIntegrationArn(arn);
  if (integration !== null) {
    const { service, action, pattern, sdk } = integration;
    const [name, page] = SERVICES[service] ?? [service, 'supported-services-awssdk.html'];
    const title = `${sdk ? `${service} (AWS SDK)` : name} · ${action}`;
    const needed = requestMembers(arn).filter(({ required }) => required);
    const lines = [
      `**${title}**`,
      PATTERNS[pattern] ?? `There is no pattern .${pattern}.`,
      ...(needed.length === 0 ? [] : [`Needs: ${needed.map(({ name: member }) => `\`${member}\``).join(', ')}`]),
      ...(sdk ? ['The request’s members are those of the API, in PascalCase.'] : []),
      `[AWS developer guide](${GUIDE}${sdk ? 'supported-services-awssdk.html' : page})`,
    ];
    return { title, markdown: lines.join('\n\n'), page: GUIDE + (sdk ? 'supported-services-awssdk.html' : page) };
  }
  const lambda = /^arn:[^:]*:lambda:([^:]*):[^:]*:function:(.+)$/.exec(arn);
  if (lambda !== null) {
    const page = `${GUIDE}connect-lambda.html`;
    const markdown = `**Lambda function** \`${lambda[2] ?? ''}\` in ${lambda[1] ?? ''}\n\nCalled directly: the state’s input is the event, its result the function’s answer. \`arn:aws:states:::lambda:invoke\` says more and retries better.\n\n[AWS developer guide](${page})`;
    return { title: 'Lambda function', markdown, page };
  }
  const activity = /^arn:[^:]*:states:[^:]*:[^:]*:activity:(.+)$/.exec(arn);
  if (activity === null) return null;
  const page = `${GUIDE}concepts-activities.html`;
  const markdown = `**Activity** \`${activity[1] ?? ''}\`\n\nA worker of yours asks for the task and sends the result.\n\n[AWS developer guide](${page})`;
  return { title: 'Activity', markdown, page };
}

/** Every optimized integration with each of its patterns, as `service:action.pattern`. */
export function optimizedArns(): readonly string[] {
  return Object.entries(INTEGRATIONS).flatMap(([service, { actions, sync, callback }]) =>
    Object.keys(actions).flatMap((action) => {
      const patterns = [''];
      if (sync !== 'none' && RUNS_A_JOB.test(`${service}:${action}`)) {
        patterns.push(service === 'states' ? '.sync:2' : '.sync');
      }
      if (callback === 'taken' && !(service === 'eks' && action !== 'call')) patterns.push('.waitForTaskToken');
      return patterns.map((pattern) => `${service}:${action}${pattern}`);
    }),
  );
}

/** AWS SDK integrations: the actions of the service that is typed, else the services. */
export function sdkArns(typed: string): readonly string[] {
  const service = /:aws-sdk:([\w-]+):/.exec(typed)?.[1];
  const actions = service === undefined ? null : sdkActions(service);
  if (service === undefined || actions === null) return SDK_SERVICES.map((each) => `aws-sdk:${each}:`);
  return [...actions].flatMap((action) => [
    `aws-sdk:${service}:${action}`,
    `aws-sdk:${service}:${action}.waitForTaskToken`,
  ]);
}

/** The actions that start something with an end (developer guide, the services' pages). */
const RUNS_A_JOB =
  /^(?:states:startExecution|batch:submitJob|ecs:runTask|glue:startJobRun|databrew:startJobRun|mediaconvert:createJob|athena:startQueryExecution|codebuild:(?:startBuild|startBuildBatch|retryBuildBatch)|sagemaker:create(?:HyperParameterTuningJob|LabelingJob|ProcessingJob|TrainingJob|TransformJob)|elasticmapreduce:(?:createCluster|terminateCluster|addStep)|emr-containers:(?:createVirtualCluster|deleteVirtualCluster|startJobRun)|emr-serverless:(?:startApplication|stopApplication|startJobRun|createApplication|deleteApplication)|eks:(?:createCluster|deleteCluster|createFargateProfile|deleteFargateProfile|createNodegroup|deleteNodegroup|runJob)|bedrock:createModelCustomizationJob)$/;
