/** Fixes of families D and E: Retry and Catch, integrations and their requests. */

import type { Json } from '../../base/json.ts';
import { INTEGRATIONS, parseIntegrationArn } from '../../model/integrations.ts';
import {
  getProperty,
  getString,
  getValue,
  nodeToJson,
  type ArrayNode,
  type SyntaxNode,
} from '../../syntax/syntax-node.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';
import { choice, safe, type Fix, type FixMaker, type FixSite } from './fix.ts';
import { addField, setValue } from './text-fixes.ts';

const LAMBDA_ERRORS = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

/** The list of retriers or catchers that an ErrorEquals or a name in it belongs to, and the entry's index. */
function entryOf(node: SyntaxNode): { readonly list: ArrayNode; readonly index: number } | null {
  for (let inner: SyntaxNode | null = node; inner !== null; inner = inner.parent) {
    const { parent } = inner;
    if (parent?.kind === 'array' && (parent.segment === 'Retry' || parent.segment === 'Catch'))
      return { list: parent, index: parent.elements.indexOf(inner) };
  }
  return null;
}

const onlyStatesAll: FixMaker = ({ node, surgeon }) => {
  const found = entryOf(node);
  if (node.kind !== 'array' || found === null) return [];
  const { list, index } = found;
  const fixes: Fix[] = [];
  if (index === list.elements.length - 1)
    fixes.push(safe('Keep only States.ALL', surgeon.replace(node, ['States.ALL'])));
  const position = node.elements.findIndex((name) => name.kind === 'string' && name.value === 'States.ALL');
  const entry = list.elements[index];
  if (entry !== undefined && position >= 0) {
    const split = { ...(nodeToJson(entry) as Record<string, Json>), ErrorEquals: ['States.ALL'] };
    const title = 'Give States.ALL an entry of its own at the end';
    fixes.push(choice(title, surgeon.removeElement(node, position), surgeon.addElement(list, split)));
  }
  return fixes;
};

const statesAllLast: FixMaker = ({ node, surgeon }) => {
  const found = entryOf(node);
  if (found === null) return [];
  const { list, index } = found;
  const order = list.elements.map((_, position) => position).filter((position) => position !== index);
  return [safe('Move the entry to the end', ...surgeon.reorder(list, [...order, index]))];
};

const removeName: FixMaker = ({ node, surgeon }) => {
  const names = node.parent;
  const found = entryOf(node);
  if (names?.kind !== 'array' || found === null) return [];
  if (names.elements.length > 1) {
    const edit = surgeon.removeElement(names, names.elements.indexOf(node));
    return [safe('Remove the name', edit)];
  }
  return [choice('Remove the entry', surgeon.removeElement(found.list, found.index))];
};

const asList: FixMaker = ({ node, surgeon }) => {
  if (node.kind === 'string' && node.segment === 'ErrorEquals')
    return [safe('Put it into a list', surgeon.replace(node, [node.value]))];
  if (node.kind === 'number' || node.kind === 'boolean')
    return [safe('Put it in quotes', surgeon.replace(node, String(node.value)))];
  return [];
};

const delayAboveInterval: FixMaker = ({ node, surgeon }) => {
  const interval = getValue(node.parent, 'IntervalSeconds');
  if (interval?.kind !== 'number') return [];
  return [choice(`Change to ${interval.value * 10}`, surgeon.replace(node, interval.value * 10))];
};

const keepInput: FixMaker = ({ node, surgeon }) =>
  node.parent?.kind === 'object'
    ? [choice('Add "ResultPath": "$.error"', surgeon.addProperty(node.parent, 'ResultPath', '$.error'))]
    : [];

const lambdaRetry: FixMaker = ({ state, surgeon }) => {
  if (state?.node == null) return [];
  const retry = [
    { ErrorEquals: LAMBDA_ERRORS, IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2, JitterStrategy: 'FULL' },
  ];
  return [choice('Retry Lambda’s passing faults', surgeon.addProperty(state.node, 'Retry', retry))];
};

/** Takes the pattern off the ARN. */
const withoutPattern: FixMaker = ({ node, surgeon }) => {
  const arn = node.kind === 'string' ? parseIntegrationArn(node.value) : null;
  if (node.kind !== 'string' || arn === null || arn.pattern === '') return [];
  const plain = node.value.slice(0, -(arn.pattern.length + 1));
  const fixes = [choice(`Remove .${arn.pattern}`, surgeon.replace(node, plain))];
  const mayWait = !arn.sdk && INTEGRATIONS[arn.service]?.sync === 'some' && arn.pattern !== 'sync';
  return mayWait ? [...fixes, choice('Wait with .sync', surgeon.replace(node, `${plain}.sync`))] : fixes;
};

function readsInput(name: string, language: FixSite['language']): readonly [name: string, value: Json] {
  return language === 'JSONata' ? [name, `{% $states.input.${name} %}`] : [`${name}.$`, `$.${name}`];
}

/** The members a request must have and does not have, read from the input. */
function missingMembers({ state, language }: FixSite): readonly (readonly [string, Json])[] {
  const arn = parseIntegrationArn(getString(state?.node, 'Resource') ?? '');
  const action = arn === null || arn.sdk ? undefined : INTEGRATIONS[arn.service]?.actions[arn.action];
  const given = getValue(state?.node, language === 'JSONata' ? 'Arguments' : 'Parameters');
  return (action?.required ?? []).flatMap((required) => {
    const alternatives = typeof required === 'string' ? [required] : required;
    const isThere = (name: string): boolean =>
      getProperty(given, name) !== undefined || getProperty(given, `${name}.$`) !== undefined;
    return alternatives.some(isThere) ? [] : [readsInput(alternatives[0] ?? '', language)];
  });
}

const addMembers: FixMaker = (site) => {
  const { node, surgeon } = site;
  const missing = missingMembers(site);
  if (node.kind !== 'object' || missing.length === 0) return [];
  const [first] = missing;
  const names = missing.map(([name]) => name).join(', ');
  if (missing.length === 1 && first !== undefined)
    return [choice(`Add ${names}`, surgeon.addProperty(node, first[0], first[1]))];
  const whole = { ...(nodeToJson(node) as Record<string, Json>), ...Object.fromEntries(missing) };
  return [choice(`Add ${names}`, surgeon.replace(node, whole))];
};

const addRequest: FixMaker = (site) => {
  const { state, surgeon, language } = site;
  if (state?.node == null) return [];
  const name = language === 'JSONata' ? 'Arguments' : 'Parameters';
  const value = Object.fromEntries(missingMembers(site));
  return [choice(`Add ${name}`, surgeon.addProperty(state.node, name, value, getProperty(state.node, 'Resource')))];
};

const addPayload: FixMaker = ({ node, surgeon, language }) => {
  if (node.kind !== 'object') return [];
  const [name, value] = language === 'JSONata' ? ['Payload', '{% $states.input %}'] : ['Payload.$', '$'];
  return [choice('Hand the input over as Payload', surgeon.addProperty(node, name, value))];
};

const addStartedBy: FixMaker = ({ node, surgeon, language }) => {
  if (node.kind !== 'object') return [];
  const name = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID';
  const edit =
    language === 'JSONata'
      ? surgeon.addProperty(node, name, '{% $states.context.Execution.Id %}')
      : surgeon.addProperty(node, `${name}.$`, '$$.Execution.Id');
  return [choice('Link the child execution to this one', edit)];
};

const waitForToken: FixMaker = ({ state, surgeon }) => {
  const resource = getValue(state?.node, 'Resource');
  if (resource?.kind !== 'string') return [];
  return [choice('Wait for the token', surgeon.replace(resource, `${resource.value}.waitForTaskToken`))];
};

/** A function's ARN as the Resource becomes lambda:invoke, where nothing else of the state depends on the plain result. */
const invokeLambda: FixMaker = ({ node, state, surgeon, language }) => {
  if (node.kind !== 'string' || state?.node == null) return [];
  const fields = ['ResultPath', 'ResultSelector', 'OutputPath', 'Output', 'Assign', 'Arguments', 'Parameters'];
  if (fields.some((name) => getProperty(state.node, name) !== undefined)) return [];
  const arn = /^arn:([^:]+):/.exec(node.value)?.[1] ?? 'aws';
  const resource = getProperty(state.node, 'Resource');
  const invoke = surgeon.replace(node, `arn:${arn}:states:::lambda:invoke`);
  // Two insertions at one place keep their order only as one edit.
  const edits =
    language === 'JSONata'
      ? [
          surgeon.addProperty(
            state.node,
            'Arguments',
            { FunctionName: node.value, Payload: '{% $states.input %}' },
            resource,
          ),
          surgeon.addProperty(state.node, 'Output', '{% $states.result.Payload %}'),
        ]
      : [
          surgeon.addProperty(state.node, 'Parameters', { FunctionName: node.value, 'Payload.$': '$' }, resource),
          surgeon.addProperty(state.node, 'OutputPath', '$.Payload'),
        ];
  if (edits[0]?.range.start === edits[1]?.range.start) return [];
  return [choice('Use lambda:invoke', invoke, ...edits)];
};

const belowTimeout: FixMaker = ({ node, state, surgeon }) => {
  const timeout = getValue(state?.node, 'TimeoutSeconds');
  if (timeout?.kind !== 'number' || timeout.value < 2) return [];
  const half = Math.floor(timeout.value / 2);
  return [choice(`Change to ${half}`, surgeon.replace(node, half))];
};

export const TASK_FIXES: Partial<Record<RuleId, FixMaker>> = {
  'error-equals-empty': setValue(['States.ALL'], 'choice'),
  'error-equals-type': asList,
  'states-all-alone': onlyStatesAll,
  'states-all-last': statesAllLast,
  'unreachable-catcher': removeName,
  'unreachable-retrier': removeName,
  'retry-on-states-runtime': removeName,
  'retry-max-delay-below-interval': delayAboveInterval,
  'catch-overwrites-input': keepInput,
  'lambda-no-retry': lambdaRetry,
  'resource-sync-unsupported': withoutPattern,
  'resource-callback-unsupported': withoutPattern,
  'resource-sync2-only-states': ({ node, surgeon }) =>
    node.kind === 'string'
      ? [safe('Write .sync', surgeon.replace(node, node.value.replace(/\.sync:2$/, '.sync')))]
      : [],
  'express-sync': withoutPattern,
  'express-callback': withoutPattern,
  'express-child-pattern': withoutPattern,
  'callback-token-unused': withoutPattern,
  'token-without-callback': waitForToken,
  'parameters-required': addRequest,
  'integration-required-field': addMembers,
  'http-invoke-fields': addMembers,
  'lambda-payload-missing': addPayload,
  'lambda-arn-in-resource': invokeLambda,
  'start-execution-associate': addStartedBy,
  'resource-lambda-qualifier': ({ node, surgeon }) =>
    node.kind === 'string'
      ? [choice('Leave out the qualifier', surgeon.replace(node, node.value.split(':').slice(0, 7).join(':')))]
      : [],
  'credentials-role-arn': (site) => {
    const [name, value] =
      site.language === 'JSONata' ? ['RoleArn', '{% $states.input.RoleArn %}'] : ['RoleArn.$', '$.RoleArn'];
    return addField(name, value, 'choice')(site);
  },
  'heartbeat-below-timeout': belowTimeout,
  'timeout-missing-callback': addField('TimeoutSeconds', 3600, 'choice'),
};
