/** What the rules for integrations look at, made once a state: the ARN taken apart, and the request with what is known of it. */

import { INTEGRATIONS, parseIntegrationArn, type IntegrationAction } from '../model/integrations.ts';
import type { StateModel } from '../model/machine-model.ts';
import { getProperty, getValue } from '../syntax/syntax-node.ts';
import type { IntegrationSite, RequestSite } from './rule.ts';

/** Null for a Task that calls a function or an activity by its own ARN. */
export function integrationSite(state: StateModel): IntegrationSite | null {
  const node = getValue(state.node, 'Resource');
  const arn = node?.kind === 'string' ? parseIntegrationArn(node.value) : null;
  return node?.kind !== 'string' || arn === null ? null : { state, node, arn };
}

/** Null where the integration or its action is not known, or the request is no object that can be seen into. */
export function requestSite({ state, node, arn }: IntegrationSite): RequestSite | null {
  const action = actionOf({ arn });
  const given = getProperty(state.node, requestField(state));
  if (action === undefined || given?.value.kind !== 'object') return null;
  if (given.value.properties.some(({ name }) => name.startsWith('${'))) return null;
  return { state, node, arn, action, given, request: given.value };
}

export function requestField(state: StateModel): 'Parameters' | 'Arguments' {
  return state.queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters';
}

/** Undefined for an AWS SDK integration, and for actions that are not listed. */
export function actionOf({ arn }: Pick<IntegrationSite, 'arn'>): IntegrationAction | undefined {
  return arn.sdk ? undefined : INTEGRATIONS[arn.service]?.actions[arn.action];
}
