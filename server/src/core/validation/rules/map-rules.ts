/** Families F and G: Wait, Fail, Pass, Parallel and Map, as far as the field table does not say it all. */

import type { MachineModel, StateModel } from '../../model/machine-model.ts';
import { getProperty, getString, getValue, type StringNode, type SyntaxNode } from '../../syntax/syntax-node.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';
import { at, atKey, atState, type AnyRule } from '../rule.ts';
import { isExpressState } from './task-rules.ts';
import { isSubstituted } from './value-rules.ts';

const WAIT_FIELDS = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'] as const;
// eslint-disable-next-line no-control-regex -- control characters are what AWS refuses
const LABEL_FORBIDDEN = /[\s?*<>{}[\]:;,\\|^~$#%&`"\u0000-\u001f\u007f-\u009f]/;

export const mapRules: readonly AnyRule[] = [
  {
    id: 'wait-one-of',
    site: 'state',
    only: ['Wait'],
    check(state, context) {
      if (state.type !== 'Wait') return;
      const given = WAIT_FIELDS.filter((name) => getProperty(state.node, name) !== undefined);
      if (given.length === 1) return;
      context.report(
        atState(state),
        given.length === 0
          ? 'A Wait state needs one of Seconds, SecondsPath, Timestamp and TimestampPath.'
          : `A Wait state has one of Seconds, SecondsPath, Timestamp and TimestampPath; this one has ${given.join(' and ')}.`,
      );
    },
  },
  {
    id: 'express-long-wait',
    site: 'state',
    only: ['Wait'],
    check(state, context) {
      if (state.type !== 'Wait' || isExpressState(state, context.options.type) === null) return;
      const seconds = getValue(state.node, 'Seconds');
      if (seconds?.kind !== 'number' || seconds.value <= 300) return;
      context.report(at(seconds), 'An Express execution ends after five minutes, so it never gets past this Wait.');
    },
  },
  {
    id: 'fail-no-error',
    site: 'state',
    only: ['Fail'],
    check(state, context) {
      if (
        state.type !== 'Fail' ||
        getProperty(state.node, 'Error') !== undefined ||
        getProperty(state.node, 'ErrorPath') !== undefined ||
        getProperty(state.node, 'Cause') !== undefined ||
        getProperty(state.node, 'CausePath') !== undefined
      )
        return;
      context.report(
        atState(state),
        'Without Error and Cause nobody can tell this failure from others, nor catch it by name.',
      );
    },
  },
  {
    id: 'map-processor-one-of',
    site: 'state',
    only: ['Map'],
    check(state, context) {
      if (
        state.type !== 'Map' ||
        getProperty(state.node, 'ItemProcessor') !== undefined ||
        getProperty(state.node, 'Iterator') !== undefined
      )
        return;
      context.report(
        atState(state),
        `The Map "${state.name}" does not say what to do with each item. Add ItemProcessor with StartAt and States.`,
      );
    },
  },
  {
    id: 'map-iterator-deprecated',
    site: 'field',
    check({ spec, property, language }, context) {
      if (spec.deprecated === undefined || (spec.language !== undefined && spec.language !== language)) return;
      context.report(atKey(property), `${spec.name} is the old name of ${spec.deprecated}.`, {
        tags: ['deprecated'],
        code: spec.name === 'Iterator' ? 'map-iterator-deprecated' : 'map-parameters-deprecated',
      });
    },
  },
  {
    id: 'distributed-execution-type',
    site: 'state',
    only: ['Map'],
    check(state, context) {
      for (const scope of state.scopes) {
        const config = getProperty(scope.node, 'ProcessorConfig');
        if (config === undefined) continue;
        const type = getProperty(config.value, 'ExecutionType');
        if (scope.distributed && type === undefined) {
          context.report(
            atKey(config),
            'A DISTRIBUTED processor needs ExecutionType: STANDARD, or EXPRESS for children under five minutes.',
          );
        } else if (!scope.distributed && type !== undefined && !isFilledIn(getValue(config.value, 'Mode'))) {
          context.report(
            atKey(type),
            'ExecutionType is for DISTRIBUTED: an inline Map has no child executions. Remove it, or set "Mode": "DISTRIBUTED".',
            {
              code: 'inline-execution-type',
            },
          );
        }
      }
    },
  },
  {
    id: 'distributed-in-express',
    site: 'state',
    only: ['Map'],
    check(state, context) {
      if (!state.distributed) return;
      const express = isExpressState(state, context.options.type);
      if (express === null) return;
      const mode = state.scopes.map((scope) => getValue(getValue(scope.node, 'ProcessorConfig'), 'Mode')).find(Boolean);
      context.report(
        mode === undefined ? atState(state) : at(mode),
        express === 'machine'
          ? 'An Express state machine cannot run a Distributed Map. Use INLINE, or make the machine STANDARD.'
          : 'A child execution of type EXPRESS cannot run a Distributed Map. Use INLINE here, or STANDARD children.',
      );
    },
  },
  {
    id: 'inline-tolerated-failure',
    site: 'field',
    check({ spec, property, state }, context) {
      if (spec.distributedOnly !== true || state === null || state.distributed || mayBeDistributed(state)) return;
      const code = INLINE_CODES[spec.name];
      context.report(
        atKey(property),
        `${spec.name} is for a Distributed Map; this one is inline. Add "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"} to ItemProcessor, or remove it.`,
        // AWS was seen to take tolerated failures on an inline Map of JSONata, where they have no effect.
        code === undefined && state.queryLanguage === 'JSONata'
          ? { severity: 'warning' }
          : code === undefined
            ? {}
            : { code },
      );
    },
  },
  {
    id: 'max-concurrency-inline',
    site: 'state',
    only: ['Map'],
    check(state, context) {
      if (state.type !== 'Map' || state.distributed || mayBeDistributed(state)) return;
      const limit = getValue(state.node, 'MaxConcurrency');
      if (limit?.kind === 'number' && limit.value > 40)
        context.report(at(limit), 'An inline Map runs at most 40 iterations at once, whatever MaxConcurrency says.');
    },
  },
  {
    id: 'label-length',
    site: 'state',
    only: ['Map'],
    check(state, context) {
      const label = labelOf(state);
      if (label === null) return;
      if (label.value.length === 0 || label.value.length > 40) {
        context.report(at(label), `A Label has 1 to 40 characters; this one has ${label.value.length}.`);
      } else {
        const forbidden = LABEL_FORBIDDEN.exec(label.value)?.[0];
        if (forbidden !== undefined) {
          context.report(
            at(label),
            `A Label takes no blanks, control characters or ? * < > { } [ ] : ; , \\ | ^ ~ $ # % & \` "; this one has ${JSON.stringify(forbidden)}.`,
            {
              code: 'label-characters',
            },
          );
        }
      }
    },
  },
  {
    id: 'label-duplicate',
    site: 'machine',
    check(model: MachineModel, context) {
      const seen = new Map<string, StringNode>();
      for (const state of model.states) {
        const label = labelOf(state);
        if (label === null) continue;
        const first = seen.get(label.value);
        if (first === undefined) seen.set(label.value, label);
        else
          context.report(at(label), `Another Map has the Label "${label.value}". Labels are unique in the machine.`, {
            related: [{ message: 'The first one.', range: first.range }],
          });
      }
    },
  },
];

const INLINE_CODES: Readonly<Record<string, RuleId>> = {
  ItemReader: 'inline-item-reader',
  ItemBatcher: 'inline-item-batcher',
  ResultWriter: 'inline-result-writer',
  Label: 'inline-label',
};

function isFilledIn(node: SyntaxNode | undefined): boolean {
  return node !== undefined && (node.kind === 'hole' || isSubstituted(node));
}

/** A Map whose Mode is filled in at deployment, or whose processor is. */
function mayBeDistributed(state: StateModel): boolean {
  const processor = getValue(state.node, 'ItemProcessor') ?? getValue(state.node, 'Iterator');
  if (processor === undefined || processor.kind === 'hole') return true;
  const config = getValue(processor, 'ProcessorConfig');
  const mode = getValue(config, 'Mode');
  if (config?.kind === 'hole' || (mode !== undefined && isSubstituted(mode))) return true;
  // A Mode that is misspelt is reported as such, not on every field.
  return mode !== undefined && getString(config, 'Mode') !== 'INLINE';
}

function labelOf(state: StateModel): StringNode | null {
  const label = state.type === 'Map' ? getValue(state.node, 'Label') : undefined;
  return label?.kind === 'string' && !isSubstituted(label) ? label : null;
}
