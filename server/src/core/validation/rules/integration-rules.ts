/** Family E: which integration a Task names, how it is waited for, and what its request is made of. Judged by the dated lists of AWS. */

import { closestName } from '../../base/closest-name.ts';
import { INTEGRATIONS, SDK_SERVICES, sdkActions, type MemberType } from '../../model/integrations.ts';
import type { StateModel } from '../../model/machine-model.ts';
import {
  getProperty,
  getValue,
  type StringNode,
  type SyntaxNode,
  type SyntaxProperty,
} from '../../syntax/syntax-node.ts';
import { sourceRangeOf } from '../../syntax/string-offsets.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';
import { at, atKey, atState, type AnyRule, type Place } from '../rule.ts';
import { orList, quoteList } from '../wording.ts';
import { actionOf, requestField } from '../integration-sites.ts';
import { isSubstituted } from './value-rules.ts';

/** A part of the ARN: the text's last occurrence, or the whole ARN. */
function inArn(node: StringNode, part: string): Place {
  const start = node.value.lastIndexOf(part);
  return start < 0 || part === '' ? at(node) : { range: sourceRangeOf(node, start, start + part.length), node };
}

/** The name of a service in AWS SDK integrations, where it differs from the optimized one. */
const SDK_NAMES: Readonly<Record<string, string>> = {
  states: 'sfn',
  events: 'eventbridge',
  elasticmapreduce: 'emr',
  'emr-containers': 'emrcontainers',
  'emr-serverless': 'emrserverless',
};

/** A member's name without the `.$` of JSONPath. */
function memberName(state: StateModel, name: string): string {
  return state.queryLanguage === 'JSONPath' && name.endsWith('.$') ? name.slice(0, -2) : name;
}

export const integrationRules: readonly AnyRule[] = [
  {
    id: 'resource-unknown-service',
    site: 'integration',
    check(found, context) {
      if (found.arn.sdk || INTEGRATIONS[found.arn.service] !== undefined) return;
      const { service, action } = found.arn;
      const sdk = sdkActions(service) === null ? null : `arn:aws:states:::aws-sdk:${service}:${action}`;
      const near = closestName(service, Object.keys(INTEGRATIONS));
      const advice =
        sdk !== null
          ? `Use ${sdk}.`
          : near !== undefined
            ? `Did you mean ${near}?`
            : `There are ${quoteList(Object.keys(INTEGRATIONS))}.`;
      context.report(
        inArn(found.node, service),
        `Step Functions has no optimized integration of ${service}. ${advice}`,
        {
          suggestion: sdk === null ? near : `aws-sdk:${service}`,
        },
      );
    },
  },
  {
    id: 'resource-unknown-action',
    site: 'integration',
    check(found, context) {
      const integration = found.arn.sdk ? undefined : INTEGRATIONS[found.arn.service];
      if (integration === undefined || integration.completeness === 'open') return;
      const { service, action } = found.arn;
      if (Object.hasOwn(integration.actions, action)) return;
      const actions = Object.keys(integration.actions);
      const near = closestName(action, actions);
      const sdkName = SDK_NAMES[service] ?? service;
      const isSdkAction = sdkActions(sdkName)?.has(action) === true;
      const others = `one of ${quoteList(actions)}`;
      const advice =
        near !== undefined
          ? `Did you mean ${near}?`
          : `Use ${isSdkAction ? `arn:aws:states:::aws-sdk:${sdkName}:${action}, or ${others}` : others}.`;
      context.report(
        inArn(found.node, action),
        `Step Functions has no optimized integration ${service}:${action}. ${advice}`,
        // AWS makes integrations of more actions from time to time; hardly ever of one that the service itself does not have.
        near !== undefined ? { suggestion: near } : isSdkAction ? { severity: 'warning' } : {},
      );
    },
  },
  {
    id: 'sdk-unknown-action',
    site: 'integration',
    check(found, context) {
      if (!found.arn.sdk) return;
      const { service, action } = found.arn;
      const actions = sdkActions(service);
      if (actions === null) {
        const plain = service.toLowerCase().replaceAll('-', '');
        const near = sdkActions(plain) === null ? closestName(service, SDK_SERVICES) : plain;
        const advice = near === undefined ? '' : `Did you mean ${near}?`;
        context.report(
          inArn(found.node, `${service}:${action}`.slice(0, service.length)),
          `The AWS SDK has no service ${service} that is known here. ${advice}`.trim(),
          {
            code: 'sdk-unknown-service',
            suggestion: near,
            ...(plain === service ? ({ severity: 'warning' } as const) : {}),
          },
        );
        return;
      }
      if (actions.has(action)) return;
      const right = [...actions].find((known) => known.toLowerCase() === action.toLowerCase());
      if (right !== undefined) {
        context.report(
          inArn(found.node, action),
          `Write ${right} instead of ${action}: actions of aws-sdk start with a small letter.`,
          { suggestion: right },
        );
        return;
      }
      const near = closestName(action, actions);
      context.report(
        inArn(found.node, action),
        `${service} has no action ${action} that is known here.${near === undefined ? '' : ` Did you mean ${near}?`}`,
        // Services get new actions every week.
        { severity: 'warning', suggestion: near },
      );
    },
  },
  {
    id: 'resource-sync-unsupported',
    site: 'integration',
    check(found, context) {
      if (found.arn.pattern === '') return;
      const { service, action, pattern, sdk } = found.arn;
      const integration = sdk ? undefined : INTEGRATIONS[service];
      const name = `${sdk ? 'aws-sdk:' : ''}${service}:${action}`;
      const say = (code: RuleId, message: string, suggestion?: string): void =>
        context.report(inArn(found.node, `.${pattern}`), message, { code, suggestion });
      if (pattern === 'sync' && (sdk || integration?.sync === 'none')) {
        say(
          'resource-sync-unsupported',
          `${name} cannot be waited for with .sync. Remove it: the answer comes at once.`,
        );
      } else if (pattern === 'sync:2' && (sdk || service !== 'states')) {
        say(
          'resource-sync2-only-states',
          'Only states:startExecution knows .sync:2. Write .sync, where the service has it.',
        );
      } else if (pattern === 'waitForTaskToken' && integration?.callback === 'refused') {
        const advice = integration.sync === 'some' ? ', or wait with .sync' : '';
        say('resource-callback-unsupported', `${name} takes no task token. Remove .waitForTaskToken${advice}.`);
      } else if (!PATTERNS.includes(pattern)) {
        const near = closestName(pattern, PATTERNS);
        const advice =
          near === undefined ? 'There are .sync, .sync:2 and .waitForTaskToken.' : `Did you mean .${near}?`;
        say(
          'resource-unknown-pattern',
          `.${pattern} is no integration pattern. ${advice}`,
          near === undefined ? undefined : `.${near}`,
        );
      }
    },
  },
  {
    id: 'parameters-required',
    site: 'integration',
    check(found, context) {
      if (found.arn.sdk || INTEGRATIONS[found.arn.service] === undefined) return;
      const { state } = found;
      const field = requestField(state);
      if (getProperty(state.node, field) !== undefined) return;
      const names = (actionOf(found)?.required ?? []).map((name) => (typeof name === 'string' ? name : orList(name)));
      context.report(
        atState(state),
        `${found.arn.service}:${found.arn.action} needs ${field}${names.length === 0 ? '' : ` with ${quoteList(names)}`}.`,
      );
    },
  },
  {
    id: 'integration-required-field',
    site: 'request',
    check(found, context) {
      const { state } = found;
      const names = new Set(found.request.properties.map(({ name }) => memberName(state, name)));
      const missing: string[] = [];
      for (const required of found.action.required) {
        const alternatives = typeof required === 'string' ? [required] : required;
        if (!alternatives.some((name) => names.has(name))) missing.push(orList(alternatives));
      }
      if (missing.length === 0) return;
      const { service, action } = found.arn;
      context.report(atKey(found.given), `${service}:${action} needs ${quoteList(missing)} in ${found.given.name}.`, {
        ...(service === 'http' ? ({ code: 'http-invoke-fields' } as const) : {}),
      });
    },
  },
  {
    id: 'integration-unknown-field',
    site: 'request',
    check(found, context) {
      const { state } = found;
      const members = Object.keys(found.action.members);
      for (const property of found.request.properties) {
        const name = memberName(state, property.name);
        if (Object.hasOwn(found.action.members, name) || name.includes('${')) continue;
        const right = members.find((member) => member.toLowerCase() === name.toLowerCase());
        const near = right ?? closestName(name, members);
        context.report(
          atKey(property),
          `${found.arn.service}:${found.arn.action} has no member ${name}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
          right === undefined
            ? { suggestion: suggested(property, near) }
            : { severity: 'error', suggestion: suggested(property, right) },
        );
      }
    },
  },
  {
    id: 'integration-field-type',
    site: 'request',
    check(found, context) {
      const { state } = found;
      for (const { name, value } of found.request.properties) {
        const type = Object.hasOwn(found.action.members, name) ? found.action.members[name] : undefined;
        if (type === undefined || type === 'any' || isSubstituted(value) || fits(type, value, state)) continue;
        context.report(at(value), `${name} of ${found.arn.service}:${found.arn.action} is ${WORDS[type]}.`);
      }
    },
  },
  {
    id: 'start-execution-associate',
    site: 'request',
    check(found, context) {
      const { state } = found;
      if (found.arn.service !== 'states') return;
      const input = getValue(found.request, 'Input');
      if (
        input?.kind !== 'object' ||
        input.properties.some(({ name }) => name.startsWith(STARTED_BY) || name.includes('${'))
      )
        return;
      const value = state.queryLanguage === 'JSONata' ? '"{% $states.context.Execution.Id %}"' : '"$$.Execution.Id"';
      const dollar = state.queryLanguage === 'JSONata' ? '' : '.$';
      context.report(
        atKey(getProperty(found.request, 'Input') ?? found.given),
        `With "${STARTED_BY}${dollar}": ${value} in Input the console links the child execution to this one.`,
      );
    },
  },
  {
    id: 'lambda-payload-missing',
    site: 'request',
    check(found, context) {
      const { state } = found;
      if (found.arn.service !== 'lambda') return;
      if (found.request.properties.some(({ name }) => memberName(state, name) === 'Payload')) return;
      const value = state.queryLanguage === 'JSONata' ? '"Payload": "{% $states.input %}"' : '"Payload.$": "$"';
      context.report(atKey(found.given), `Without Payload the function gets {}. ${value} hands the input over.`);
    },
  },
  {
    id: 'token-without-callback',
    site: 'integration',
    check(found, context) {
      if (found.arn.pattern !== '') return;
      const given = getProperty(found.state.node, requestField(found.state));
      const token = given === undefined ? null : findToken(given.value);
      if (token === null) return;
      context.report(
        at(token),
        'There is a task token only where the Resource ends in .waitForTaskToken; here the value is missing.',
      );
    },
  },
];

const PATTERNS: readonly string[] = ['sync', 'sync:2', 'waitForTaskToken'];
/** A member's name with the `.$` that the written one has. */
function suggested({ name }: SyntaxProperty, member: string | undefined): string | undefined {
  return member === undefined || !name.endsWith('.$') ? member : `${member}.$`;
}

const STARTED_BY = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID';

const WORDS: Readonly<Record<MemberType, string>> = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list',
  object: 'an object',
  any: 'any value',
};

function fits(type: MemberType, value: SyntaxNode, { queryLanguage }: StateModel): boolean {
  if (value.kind === 'hole' || value.kind === 'null') return true;
  if (queryLanguage === 'JSONata' && value.kind === 'string' && value.value.startsWith('{%')) return true;
  switch (type) {
    case 'text':
      // Numbers are written as texts, so a wrong one is no risk.
      return value.kind === 'string' || value.kind === 'number' || value.kind === 'boolean';
    case 'number':
      return (
        value.kind === 'number' ||
        (value.kind === 'string' && value.value.trim() !== '' && Number.isFinite(Number(value.value)))
      );
    case 'boolean':
      return value.kind === 'boolean' || (value.kind === 'string' && /^(true|false)$/.test(value.value));
    case 'list':
      return value.kind === 'array';
    case 'object':
      return value.kind === 'object';
    case 'any':
      return true;
  }
}

/** The first string that reads the task token from the context object. */
function findToken(node: SyntaxNode): StringNode | null {
  switch (node.kind) {
    case 'string':
      return /\$\$\.Task\.Token|\$states\.context\.Task\.Token/.test(node.value) ? node : null;
    case 'array':
    case 'object': {
      const children = node.kind === 'array' ? node.elements : node.properties.map(({ value }) => value);
      for (const child of children) {
        const found = findToken(child);
        if (found !== null) return found;
      }
      return null;
    }
    default:
      return null;
  }
}
