/** What is known of a rule without running it: severity, AWS's code, a page and one sentence. Settings, SARIF and the rule reference are made from it. */

import type { Severity } from '../../base/problem.ts';
import { GUIDE } from '../../model/fields/field-spec.ts';

export interface RuleInfo {
  readonly severity: Severity;
  /** What the rule finds, as a sentence. */
  readonly summary: string;
  /** A page that explains the matter. */
  readonly docs: string;
  /** AWS's code for the same defect. */
  readonly awsCode?: string;
}

const SCHEMA = 'SCHEMA_VALIDATION_FAILED';
export const MISSING_TARGET = 'MISSING_TRANSITION_TARGET';
export const BAD_JSON = 'INVALID_JSON_DESCRIPTION';

/** Pages of the developer guide, by a short name. */
const PAGE = {
  structure: 'statemachine-structure.html',
  states: 'workflow-states.html',
  task: 'state-task.html',
  choice: 'state-choice.html',
  wait: 'state-wait.html',
  pass: 'state-pass.html',
  fail: 'state-fail.html',
  parallel: 'state-parallel.html',
  map: 'state-map.html',
  distributed: 'state-map-distributed.html',
  reader: 'input-output-itemreader.html',
  batcher: 'input-output-itembatcher.html',
  writer: 'input-output-resultwriter.html',
  itemsPath: 'input-output-itemspath.html',
  errors: 'concepts-error-handling.html',
  services: 'integrate-services.html',
  patterns: 'connect-to-resource.html',
  sdk: 'supported-services-awssdk.html',
  lambda: 'connect-lambda.html',
  http: 'call-https-apis.html',
  startExecution: 'connect-stepfunctions.html',
  credentials: 'concepts-access-cross-acct-resources.html',
  types: 'choosing-workflow-type.html',
  practices: 'sfn-best-practices.html',
  quotas: 'service-quotas.html',
  paths: 'amazon-states-language-paths.html',
  dataFlow: 'concepts-input-output-filtering.html',
  context: 'input-output-contextobject.html',
  intrinsics: 'intrinsic-functions.html',
  transform: 'transforming-data.html',
  variables: 'workflow-variables.html',
} as const;

export type PageName = keyof typeof PAGE;

/** @param awsCode what the service reports; absent where it accepts the definition, or was never asked */
export function error(page: PageName, summary: string, awsCode?: string): RuleInfo {
  return info('error', page, summary, awsCode);
}

/** An error that AWS reports as SCHEMA_VALIDATION_FAILED, as it does most. */
export function refused(page: PageName, summary: string): RuleInfo {
  return info('error', page, summary, SCHEMA);
}

export function warning(page: PageName, summary: string, awsCode?: string): RuleInfo {
  return info('warning', page, summary, awsCode);
}

export function note(page: PageName, summary: string, awsCode?: string): RuleInfo {
  return info('information', page, summary, awsCode);
}

export function hint(page: PageName, summary: string): RuleInfo {
  return info('hint', page, summary);
}

function info(severity: Severity, page: PageName, summary: string, awsCode?: string): RuleInfo {
  return { severity, summary, docs: GUIDE + PAGE[page], ...(awsCode === undefined ? {} : { awsCode }) };
}
