/** Family E: what a Task does: resource, pattern, arguments, credentials, timeouts. */

import type { StateModel } from '../../model/machine-model.ts';
import { getProperty, getValue, type StringNode } from '../../syntax/syntax-node.ts';
import { sourceRangeOf } from '../../syntax/string-offsets.ts';
import { at, atKey, atState, type AnyRule } from '../rule.ts';
import { shorten } from '../wording.ts';
import { isSubstituted } from './value-rules.ts';

/** The Resource of a Task, where it is a text. */
function resourceOf(state: StateModel): StringNode | null {
  if (state.type !== 'Task') return null;
  const resource = getValue(state.node, 'Resource');
  return resource?.kind === 'string' ? resource : null;
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

const FUNCTION = /^arn:[^:\s]+:lambda:[^:\s]*:[^:\s]*:function:[^:\s]+(?::.*)?$/;
const STATES = /^arn:[^:\s]+:states:[^:\s]*:[^:\s]*:(?:activity:\S+|(?:aws-sdk:)?[^:.\s]+:[^:.\s]+(?:\.\S+)?)$/;

/** What is wrong with the ARN of a Task; null where it has the form of something that a Task calls. */
function wrongPartOf(arn: string): { readonly message: string; readonly severity: 'error' | 'warning' } | null {
  const service = /^arn:[^:]+:([^:]+):/.exec(arn)?.[1];
  switch (service) {
    case 'lambda':
      if (FUNCTION.test(arn)) return null;
      return { severity: 'error', message: 'A function’s ARN is arn:aws:lambda:region:account:function:name.' };
    case 'states':
      if (STATES.test(arn)) return null;
      return {
        severity: 'error',
        message:
          'A Task calls an integration, arn:aws:states:::lambda:invoke, or an activity, arn:aws:states:region:account:activity:name.',
      };
    default:
      return {
        // The specification of the language has examples such as arn:aws:swf:us-east-1:123456789012:task:X.
        severity: /:task:[^:]+$/.test(arn) ? 'warning' : 'error',
        message: `A Task calls a Lambda function, an activity or an integration; "${shorten(arn)}" is none of them. Integrations are written as arn:aws:states:::service:action or arn:aws:states:::aws-sdk:service:action.`,
      };
  }
}

export const taskRules: readonly AnyRule[] = [
  {
    id: 'resource-not-arn',
    site: 'state',
    only: ['Task'],
    check(state, context) {
      const node = resourceOf(state);
      if (node === null || isSubstituted(node)) return;
      if (node.value.startsWith('arn:')) {
        const wrong = wrongPartOf(node.value);
        if (wrong !== null) context.report(at(node), wrong.message, { severity: wrong.severity });
        return;
      }
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
    only: ['Task'],
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
    id: 'express-activity',
    site: 'state',
    only: ['Task'],
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
    only: ['Task'],
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
    only: ['Task'],
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
    only: ['Task'],
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
    only: ['Task'],
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
    only: ['Task'],
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
    id: 'result-path-null-result-selector',
    site: 'state',
    only: ['Task', 'Parallel', 'Map'],
    check(state, context) {
      if (getValue(state.node, 'ResultPath')?.kind !== 'null' || state.queryLanguage === 'JSONata') return;
      const selector = getProperty(state.node, 'ResultSelector');
      if (selector === undefined) return;
      context.report(
        atKey(selector),
        'ResultPath is null, so what ResultSelector makes is thrown away. Remove one of the two.',
        {
          tags: ['unnecessary'],
        },
      );
    },
  },
  {
    id: 'hardcoded-account',
    site: 'state',
    only: ['Task'],
    check(state, context) {
      const node = resourceOf(state);
      const account = node === null ? undefined : /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(node.value)?.[1];
      // Only where the rest of the definition shows that it is filled in at deployment.
      if (node === null || account === undefined || !context.document.text.includes('${')) return;
      const start = node.value.indexOf(account);
      context.report(
        { range: sourceRangeOf(node, start, start + account.length), node },
        'The account is written out; other places of this definition are filled in at deployment. A substitution would work in every account.',
      );
    },
  },
  {
    id: 'lambda-arn-in-resource',
    site: 'state',
    only: ['Task'],
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
