/** Family D: Retry and Catch. */

import type { StateModel } from '../../model/machine-model.ts';
import { getProperty, getString, getValue, type StringNode, type SyntaxNode } from '../../syntax/syntax-node.ts';
import { closestName } from '../../base/closest-name.ts';
import { at, atKey, atState, type AnyRule } from '../rule.ts';
import { isSubstituted } from './value-rules.ts';

const STATES_ERRORS: readonly string[] = [
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.Http.Socket',
  'States.IntrinsicFailure',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.ReferencePathConflict',
  'States.ResultPathMatchFailure',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
];
const STATES_ERROR_SET: ReadonlySet<string> = new Set(STATES_ERRORS);
/** Seen in the wild and harmless: names that AWS uses with a tail of their own. */
const NEVER_RETRIED: ReadonlySet<string> = new Set(['States.Runtime']);

function errorNames(entry: SyntaxNode): readonly StringNode[] {
  const names = getValue(entry, 'ErrorEquals');
  return names?.kind === 'array' ? names.elements.filter((element) => element.kind === 'string') : [];
}

export const errorHandlingRules: readonly AnyRule[] = [
  {
    id: 'error-equals-empty',
    site: 'field',
    only: ['error-names'],
    check({ spec, property: { value } }, context) {
      if (spec.value.kind !== 'error-names' || value.kind !== 'array') return;
      if (value.elements.length === 0) {
        context.report(at(value), 'ErrorEquals must name at least one error; ["States.ALL"] stands for any.');
        return;
      }
      for (const element of value.elements) {
        if (element.kind !== 'string' && !isSubstituted(element)) {
          context.report(at(element), 'An error name must be a text.', { code: 'error-equals-type' });
        }
      }
    },
  },
  {
    id: 'states-all-alone',
    site: 'error-list',
    check({ list }, context) {
      for (const entry of list.elements) {
        const names = getValue(entry, 'ErrorEquals');
        if (names?.kind !== 'array' || names.elements.length < 2) continue;
        if (!names.elements.some((name) => name.kind === 'string' && name.value === 'States.ALL')) continue;
        context.report(
          at(names),
          'States.ALL must stand alone. Remove the other names (it covers them), or give it an entry of its own at the end.',
        );
      }
    },
  },
  {
    id: 'states-all-last',
    site: 'error-list',
    check({ list, kind }, context) {
      for (const entry of list.elements.slice(0, -1)) {
        const names = getValue(entry, 'ErrorEquals');
        if (names === undefined || !errorNames(entry).some(({ value }) => value === 'States.ALL')) continue;
        context.report(
          at(names),
          `States.ALL must be in the last entry of ${kind}: entries after it would never be tried. Move it to the end.`,
        );
      }
    },
  },
  {
    id: 'unreachable-catcher',
    site: 'error-list',
    check({ list, kind }, context) {
      const seen = new Map<string, StringNode>();
      for (const entry of list.elements) {
        for (const name of errorNames(entry)) {
          const earlier = seen.get(name.value);
          if (earlier === undefined) seen.set(name.value, name);
          else if (name.value !== 'States.ALL') {
            context.report(
              at(name),
              `"${name.value}" is handled by an earlier entry of this ${kind}; this one is never tried for it.`,
              {
                code: kind === 'Catch' ? 'unreachable-catcher' : 'unreachable-retrier',
                tags: ['unnecessary'],
                related: [{ message: 'The earlier entry.', range: earlier.range }],
              },
            );
          }
        }
      }
    },
  },
  {
    id: 'unknown-states-error',
    site: 'error-list',
    check({ list }, context) {
      for (const entry of list.elements) {
        for (const name of errorNames(entry)) {
          if (!name.value.startsWith('States.') || STATES_ERROR_SET.has(name.value) || isSubstituted(name)) continue;
          const near = closestName(name.value, STATES_ERRORS);
          context.report(
            at(name),
            `AWS has no error "${name.value}", so this never matches. ${near === undefined ? '' : `Did you mean ${near}?`}`.trim(),
            { suggestion: near },
          );
        }
      }
    },
  },
  {
    id: 'retry-on-states-runtime',
    site: 'error-list',
    check({ list, kind }, context) {
      if (kind !== 'Retry') return;
      for (const entry of list.elements) {
        for (const name of errorNames(entry)) {
          if (NEVER_RETRIED.has(name.value)) context.report(at(name), `${name.value} is never retried.`);
        }
      }
    },
  },
  {
    id: 'retry-max-delay-below-interval',
    site: 'error-list',
    check({ list, kind }, context) {
      if (kind !== 'Retry') return;
      for (const entry of list.elements) {
        const maxDelay = getValue(entry, 'MaxDelaySeconds');
        const interval = getValue(entry, 'IntervalSeconds');
        if (maxDelay?.kind !== 'number' || interval?.kind !== 'number' || maxDelay.value > interval.value) continue;
        context.report(
          at(maxDelay),
          `MaxDelaySeconds (${maxDelay.value}) should be greater than IntervalSeconds (${interval.value}).`,
        );
      }
    },
  },
  {
    id: 'catch-overwrites-input',
    site: 'error-list',
    check({ list, kind, state }, context) {
      if (kind !== 'Catch' || state.queryLanguage !== 'JSONPath') return;
      for (const entry of list.elements) {
        const errors = getProperty(entry, 'ErrorEquals');
        if (errors === undefined || getProperty(entry, 'ResultPath') !== undefined) continue;
        // Where nothing comes after the handler, nobody misses the input.
        if (context.beyond.target(state, getString(entry, 'Next') ?? '') !== 'more') continue;
        context.report(
          atKey(errors),
          'Without ResultPath the error replaces the whole input. "ResultPath": "$.error" keeps both.',
        );
      }
    },
  },
  {
    id: 'lambda-no-retry',
    site: 'machine',
    check({ states }, context) {
      const bare = states.filter(invokesLambdaWithoutRetry);
      const [state] = bare;
      if (state === undefined) return;
      const others = bare.length === 1 ? '' : ` So do ${bare.length - 1} more tasks here.`;
      // One for the machine: it is an advice, and the same for all.
      context.report(
        atState(state),
        `"${state.name}" fails on Lambda's passing faults.${others} Retry Lambda.ServiceException, Lambda.AWSLambdaException, Lambda.SdkClientException and Lambda.TooManyRequestsException.`,
      );
    },
  },
];

function invokesLambdaWithoutRetry(state: StateModel): boolean {
  if (state.type !== 'Task' || getProperty(state.node, 'Retry') !== undefined) return false;
  const resource = getValue(state.node, 'Resource');
  return resource?.kind === 'string' && /:states:::lambda:invoke|:lambda:[^:]*:[^:]*:function:/.test(resource.value);
}
