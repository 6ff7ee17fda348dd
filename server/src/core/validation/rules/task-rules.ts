/** Family E: what a Task does: resource, pattern, arguments, credentials, timeouts. */

import type { StateModel } from '../../model/machine-model.ts';
import { getProperty, getValue, type StringNode } from '../../syntax/syntax-node.ts';
import { INTEGRATIONS, parseIntegrationArn, type IntegrationArn } from '../../model/integrations.ts';
import { closestName } from '../../base/closest-name.ts';
import { at, atKey, atState, type AnyRule } from '../rule.ts';
import { orList, quoteList, shorten } from '../wording.ts';
import { isSubstituted } from './value-rules.ts';

function resourceOf(state: StateModel): StringNode | null {
  if (state.type !== 'Task') return null;
  const resource = getValue(state.node, 'Resource');
  return resource?.kind === 'string' ? resource : null;
}

function integrationOf(state: StateModel): { readonly node: StringNode; readonly arn: IntegrationArn } | null {
  const node = resourceOf(state);
  const arn = node === null ? null : parseIntegrationArn(node.value);
  return node === null || arn === null ? null : { node, arn };
}

/** The states inside a Distributed Map of EXPRESS children are Express too. */
export function isExpressState(
  state: StateModel,
  machineType: 'STANDARD' | 'EXPRESS' | undefined,
): 'machine' | 'child' | null {
  for (let scope = state.scope; ; scope = scope.owner.scope) {
    if (scope.distributed) return scope.executionType === 'EXPRESS' ? 'child' : null;
    if (scope.owner === null) return machineType === 'EXPRESS' ? 'machine' : null;
  }
}

export const taskRules: readonly AnyRule[] = [
  {
    id: 'resource-not-arn',
    site: 'state',
    check(state, context) {
      const node = resourceOf(state);
      if (node === null || isSubstituted(node) || node.value.startsWith('arn:')) return;
      if (node.value.startsWith('{%')) {
        context.report(at(node), 'Resource takes no expression. Name the ARN; what changes goes into Arguments.', {
          code: 'resource-jsonata',
        });
        return;
      }
      context.report(
        at(node),
        `"${shorten(node.value)}" is no ARN. Write one as arn:aws:states:::lambda:invoke or arn:aws:lambda:region:account:function:name.`,
      );
    },
  },
  {
    id: 'resource-lambda-qualifier',
    site: 'state',
    check(state, context) {
      const node = resourceOf(state);
      if (node === null || isSubstituted(node)) return;
      const qualifier = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]*:(.*)$/.exec(node.value)?.[1];
      if (qualifier === undefined || /^(\$LATEST|[\w-]+)$/.test(qualifier)) return;
      context.report(
        at(node),
        `"${shorten(qualifier)}" is no version or alias of a function. Leave out the last colon, or name one.`,
      );
    },
  },
  {
    id: 'resource-unknown-action',
    site: 'state',
    check(state, context) {
      const found = integrationOf(state);
      if (found === null || found.arn.sdk) return;
      const { service, action } = found.arn;
      const integration = INTEGRATIONS[service];
      if (integration === undefined || Object.hasOwn(integration.actions, action)) return;
      const actions = Object.keys(integration.actions);
      const near = closestName(action, actions);
      const sdk = `arn:aws:states:::aws-sdk:${service === 'states' ? 'sfn' : service === 'events' ? 'eventbridge' : service}:${action}`;
      context.report(
        at(found.node),
        `Step Functions has no optimized integration ${service}:${action}. ${near === undefined ? `Use ${sdk}, or one of ${quoteList(actions)}.` : `Did you mean ${near}?`}`,
        // AWS adds actions from time to time; a misspelt one is never among them.
        near === undefined ? { severity: 'warning' } : {},
      );
    },
  },
  {
    id: 'sdk-unknown-action',
    site: 'state',
    check(state, context) {
      const found = integrationOf(state);
      if (found === null || !found.arn.sdk) return;
      const { service, action } = found.arn;
      if (/^[A-Z]/.test(action)) {
        const right = action.charAt(0).toLowerCase() + action.slice(1);
        context.report(at(found.node), `Actions of aws-sdk start with a small letter: ${right} instead of ${action}.`, {
          code: 'sdk-unknown-action',
        });
      } else if (/[A-Z]/.test(service)) {
        context.report(
          at(found.node),
          `Services of aws-sdk are written in small letters: ${service.toLowerCase()} instead of ${service}.`,
          { code: 'sdk-unknown-service' },
        );
      }
    },
  },
  {
    id: 'resource-sync-unsupported',
    site: 'state',
    check(state, context) {
      const found = integrationOf(state);
      if (found === null) return;
      const { service, action, pattern, sdk } = found.arn;
      const integration = sdk ? undefined : INTEGRATIONS[service];
      const name = `${sdk ? 'aws-sdk:' : ''}${service}:${action}`;
      if (pattern === 'sync' && (sdk || service === 'bedrock-agentcore' || integration?.sync === 'none')) {
        context.report(at(found.node), `${name} cannot be waited for with .sync. Remove it: the answer comes at once.`);
      } else if (pattern === 'sync:2' && (sdk || service !== 'states')) {
        context.report(
          at(found.node),
          `Only states:startExecution knows .sync:2. Write .sync, where the service has it.`,
          { code: 'resource-sync2-only-states' },
        );
      } else if (
        pattern === 'waitForTaskToken' &&
        !sdk &&
        (service === 'bedrock-agentcore' || integration?.callback === 'refused')
      ) {
        context.report(
          at(found.node),
          `${name} takes no task token. Remove .waitForTaskToken${integration?.sync === 'some' ? ', or wait with .sync' : ''}.`,
          {
            code: 'resource-callback-unsupported',
          },
        );
      } else if (pattern !== '' && pattern !== 'sync' && pattern !== 'sync:2' && pattern !== 'waitForTaskToken') {
        const near = closestName(pattern, ['sync', 'sync:2', 'waitForTaskToken']);
        context.report(
          at(found.node),
          `.${pattern} is no integration pattern. ${near === undefined ? 'There are .sync, .sync:2 and .waitForTaskToken.' : `Did you mean .${near}?`}`,
          {
            code: 'resource-unknown-pattern',
          },
        );
      }
    },
  },
  {
    id: 'parameters-required',
    site: 'state',
    check(state, context) {
      const found = integrationOf(state);
      if (found === null || found.arn.sdk || INTEGRATIONS[found.arn.service] === undefined) return;
      const field = state.queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters';
      if (getProperty(state.node, field) !== undefined) return;
      const required = INTEGRATIONS[found.arn.service]?.actions[found.arn.action] ?? [];
      const names = required.map((name) => (typeof name === 'string' ? name : orList(name)));
      context.report(
        atState(state),
        `${found.arn.service}:${found.arn.action} needs ${field}${names.length === 0 ? '' : ` with ${quoteList(names)}`}.`,
      );
    },
  },
  {
    id: 'integration-required-field',
    site: 'state',
    check(state, context) {
      const found = integrationOf(state);
      if (found === null || found.arn.sdk) return;
      const field = state.queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters';
      const given = getProperty(state.node, field);
      if (given?.value.kind !== 'object') return;
      const { properties } = given.value;
      const names = new Set(properties.map(({ name }) => name));
      if (properties.some(({ name }) => name.startsWith('${'))) return;
      const missing: string[] = [];
      for (const required of INTEGRATIONS[found.arn.service]?.actions[found.arn.action] ?? []) {
        const alternatives = typeof required === 'string' ? [required] : required;
        if (!alternatives.some((name) => names.has(name) || names.has(`${name}.$`))) missing.push(orList(alternatives));
      }
      if (missing.length === 0) return;
      const misspelt = properties.find(({ name }) =>
        missing.some((wanted) => wanted.toLowerCase() === name.replace(/\.\$$/, '').toLowerCase()),
      );
      const advice = misspelt === undefined ? '' : ` "${misspelt.name}" is written in another case.`;
      context.report(
        atKey(given),
        `${found.arn.service}:${found.arn.action} needs ${quoteList(missing)} in ${field}.${advice}`,
      );
    },
  },
  {
    id: 'express-activity',
    site: 'state',
    check(state, context) {
      const node = resourceOf(state);
      if (node === null) return;
      const express = isExpressState(state, context.options.type);
      if (express === null) return;
      const who = express === 'machine' ? 'An Express state machine' : 'A child execution of type EXPRESS';
      if (/^arn:[^:]+:states:[^:]*:[^:]*:activity:/.test(node.value)) {
        context.report(at(node), `${who} cannot use activities. Use a Lambda function, or STANDARD.`, {
          code: 'express-activity',
        });
      } else if (/\.sync(:2)?$/.test(node.value)) {
        context.report(at(node), `${who} cannot wait with .sync. Use STANDARD, or start the job and poll.`, {
          code: express === 'child' ? 'express-child-pattern' : 'express-sync',
        });
      } else if (node.value.endsWith('.waitForTaskToken')) {
        context.report(at(node), `${who} cannot wait for a callback. Use STANDARD.`, {
          code: express === 'child' ? 'express-child-pattern' : 'express-callback',
        });
      }
    },
  },
  {
    id: 'callback-token-unused',
    site: 'state',
    check(state, context) {
      const node = resourceOf(state);
      if (node?.value.endsWith('.waitForTaskToken') !== true) return;
      const given = getProperty(state.node, 'Parameters') ?? getProperty(state.node, 'Arguments');
      if (given === undefined) return;
      const text = context.document.text.slice(given.range.start, given.range.end);
      if (
        /Task\s*\.\s*Token|\[\s*['"\\]+Token|\$\$(\.Task)?(?![\w.])|context(?!\s*\.)/.test(text) ||
        given.value.kind === 'hole'
      )
        return;
      const token = state.queryLanguage === 'JSONata' ? '{% $states.context.Task.Token %}' : '$$.Task.Token';
      context.report(at(node), `The task waits for a token that nobody gets. Hand ${token} over in ${given.name}.`);
    },
  },
  {
    id: 'credentials-role-arn',
    site: 'state',
    check(state, context) {
      if (state.type !== 'Task') return;
      const credentials = getProperty(state.node, 'Credentials');
      if (credentials?.value.kind !== 'object') return;
      if (
        getProperty(credentials.value, 'RoleArn') !== undefined ||
        getProperty(credentials.value, 'RoleArn.$') !== undefined
      )
        return;
      context.report(atKey(credentials), 'Credentials needs RoleArn: the role the task is done with.');
    },
  },
  {
    id: 'credentials-activity',
    site: 'state',
    check(state, context) {
      const node = resourceOf(state);
      const credentials = getProperty(state.node, 'Credentials');
      if (node === null || credentials === undefined || !/:states:[^:]*:[^:]*:activity:/.test(node.value)) return;
      context.report(
        atKey(credentials),
        'An activity is worked on by whoever polls it; Credentials has no meaning here. Remove it.',
      );
    },
  },
  {
    id: 'heartbeat-below-timeout',
    site: 'state',
    check(state, context) {
      if (state.type !== 'Task') return;
      const heartbeat = getValue(state.node, 'HeartbeatSeconds');
      const timeout = getValue(state.node, 'TimeoutSeconds');
      if (heartbeat?.kind !== 'number' || timeout?.kind !== 'number' || heartbeat.value < timeout.value) return;
      context.report(
        at(heartbeat),
        `HeartbeatSeconds (${heartbeat.value}) must be smaller than TimeoutSeconds (${timeout.value}).`,
      );
    },
  },
  {
    id: 'timeout-missing-callback',
    site: 'state',
    check(state, context) {
      const node = resourceOf(state);
      if (node === null || !/\.waitForTaskToken$|:states:[^:]*:[^:]*:activity:/.test(node.value)) return;
      const fields = ['TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath'];
      if (fields.some((name) => getProperty(state.node, name) !== undefined)) return;
      context.report(
        atState(state),
        'Without TimeoutSeconds or HeartbeatSeconds a lost answer keeps this task waiting for up to a year.',
      );
    },
  },
  {
    id: 'lambda-arn-in-resource',
    site: 'state',
    check(state, context) {
      const node = resourceOf(state);
      if (node === null || !/^arn:[^:]+:lambda:[^:]*:[^:]*:function:/.test(node.value)) return;
      context.report(
        at(node),
        'AWS advises arn:aws:states:::lambda:invoke with FunctionName in the arguments over a function’s ARN as the resource.',
      );
    },
  },
];
