/**
 * Family H: a path into the input that no state before this one sets.
 *
 * Only said where the input is known for certain: every way to the state comes from a state that makes its whole output itself (Result,
 * Parameters, ResultSelector, Output as an object), with no path of its own in between.
 */

import { closestName } from '../../base/closest-name.ts';
import type { StateModel } from '../../model/machine-model.ts';
import { sourceRangeOf } from '../../syntax/string-offsets.ts';
import { getProperty, type StringNode } from '../../syntax/syntax-node.ts';
import type { AnyRule, RuleContext } from '../rule.ts';
import { quoteList } from '../wording.ts';
import { pathsIn } from '../paths-in.ts';
import { isSubstituted } from './value-rules.ts';

function report(
  node: StringNode,
  name: string,
  start: number,
  fields: ReadonlySet<string>,
  context: RuleContext,
): void {
  const near = closestName(name, fields);
  const advice =
    near !== undefined
      ? `Did you mean ${near}?`
      : fields.size === 0
        ? 'The input is {}.'
        : `There ${fields.size === 1 ? 'is' : 'are'} ${quoteList([...fields].slice(0, 10))}.`;
  context.report(
    { range: sourceRangeOf(node, start, start + name.length), node },
    `No state before this one puts ${name} into the input. ${advice}`,
    { suggestion: near },
  );
}

function checkJsonPath(node: StringNode, state: StateModel, context: RuleContext): void {
  if (!node.value.includes('$.') || isSubstituted(node)) return;
  const fields = context.beyond.inputFields(state);
  if (fields === null) return;
  for (const { root, steps } of pathsIn(node.value)) {
    const step = steps[0];
    if (root !== '$' || step?.kind !== 'fields' || step.names.length !== 1) continue;
    const name = step.names[0] ?? '';
    const start = node.value.indexOf(name, step.range.start);
    if (!fields.has(name) && start >= 0) report(node, name, start, fields, context);
  }
}

/** The fields whose paths are read from the state's own input; in others the input has been replaced by then. */
const READS_INPUT: ReadonlySet<string> = new Set([
  'Parameters',
  'InputPath',
  'ItemsPath',
  'Variable',
  'SecondsPath',
  'TimestampPath',
]);

export const inputFlowRules: readonly AnyRule[] = [
  {
    id: 'input-flow-unknown-path',
    site: 'template-field',
    check({ property: { name, value }, state, field }, context) {
      if (!name.endsWith('.$') || value.kind !== 'string' || field.name !== 'Parameters') return;
      if (state.type !== 'Map' && getProperty(state.node, 'InputPath') === undefined)
        checkJsonPath(value, state, context);
    },
  },
  {
    id: 'input-flow-unknown-path',
    site: 'field',
    only: ['path'],
    check({ spec, property: { value }, state, language, node }, context) {
      if (state === null || language === 'JSONata' || value.kind !== 'string' || !READS_INPUT.has(spec.name)) return;
      if (spec.name !== 'InputPath' && getProperty(state.node, 'InputPath') !== undefined) return;
      // IsPresent asks exactly this question.
      if (getProperty(node, 'IsPresent') === undefined) checkJsonPath(value, state, context);
    },
  },
  {
    id: 'input-flow-unknown-path',
    site: 'jsonata',
    check({ node, state }, context) {
      if (!node.value.includes('$states.input.') || !node.value.startsWith('{%') || isSubstituted(node)) return;
      const fields = context.beyond.inputFields(state);
      if (fields === null || /\$exists\s*\(/.test(node.value)) return;
      for (const match of node.value.matchAll(/\$states\.input\.([A-Za-z_]\w*)/g)) {
        const name = match[1] ?? '';
        if (!fields.has(name)) report(node, name, match.index + '$states.input.'.length, fields, context);
      }
    },
  },
];
