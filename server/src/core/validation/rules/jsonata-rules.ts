/** Family I: JSONata expressions: delimiters, syntax, and what they may refer to. */

import {
  analyzeJsonata,
  STATES_MEMBER_NAMES,
  type JsonataAnalysis,
  type JsonataFindingKind,
} from '../../expressions/jsonata/analyze-jsonata.ts';
import { BUILTINS } from '../../expressions/jsonata/builtins.ts';
import type { StringNode } from '../../syntax/syntax-node.ts';
import { closestName } from '../../base/closest-name.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';
import { at, type AnyRule, type JsonataSite, type Place, type RuleContext } from '../rule.ts';
import { sentence, within } from './path-rules.ts';
import { isSubstituted } from './value-rules.ts';

/** Several rules look at each expression; the last ones are kept analyzed. */
const recent = new Map<string, JsonataAnalysis>();
const MAX_RECENT = 2048;
/** Where an expression begins in its string: after `{%`. */
export const EXPRESSION_START = 2;

/** What is known of a string's expression, or null where the string is a plain text or is filled in at deployment. */
export function analysisOf(text: string): JsonataAnalysis | null {
  if (!text.startsWith('{%') || !text.endsWith('%}') || text.length < 4) return null;
  const known = recent.get(text);
  if (known !== undefined) return known;
  const analysis = analyzeJsonata(text.slice(EXPRESSION_START, -2));
  if (recent.size >= MAX_RECENT) recent.clear();
  recent.set(text, analysis);
  return analysis;
}

/** A slice of the expression, where it is written. */
function placeIn(node: StringNode, { offset, length }: { readonly offset: number; readonly length: number }): Place {
  let start = Math.min(EXPRESSION_START + offset, node.value.length - 3);
  // An end that is missing is marked at the last character that can be seen.
  if (length <= 1) while (start > EXPRESSION_START && /\s/.test(node.value.charAt(start))) start--;
  return within(node, { message: '', range: { start, end: start + Math.max(1, length) } });
}

/** A rule for one kind of finding; `advise` adds what to do, or null to stay silent. */
function findingRule(
  id: RuleId,
  kind: JsonataFindingKind,
  advise: (written: string, site: JsonataSite, context: RuleContext) => string | null,
): AnyRule {
  return {
    id,
    site: 'jsonata',
    check(site, context) {
      const { node } = site;
      const analysis = isSubstituted(node) ? null : analysisOf(node.value);
      for (const finding of analysis?.problems ?? []) {
        if (finding.kind !== kind) continue;
        const start = EXPRESSION_START + finding.offset;
        const advice = advise(node.value.slice(start, start + finding.length), site, context);
        if (advice !== null) context.report(placeIn(node, finding), `${sentence(finding.message)} ${advice}`.trim());
      }
    },
  };
}

/** A rule for a member of `$states` that does not exist everywhere. */
function memberRule(id: RuleId, member: string, where: JsonataSite['bindings'], message: string): AnyRule {
  return {
    id,
    site: 'jsonata',
    check({ node, bindings }, context) {
      if (bindings === where || isSubstituted(node)) return;
      for (const read of analysisOf(node.value)?.statesMembers ?? []) {
        if (read.name === member) context.report(placeIn(node, read), message);
      }
    },
  };
}

const CONSTANT = /^\{%\s*(?:'([^'\\{}]*)'|"([^"\\{}]*)"|(true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?))\s*%\}$/;

/** The JSON of an expression that is one literal; null for any other. `null` is left alone: it is written that way to be seen. */
export function constantOf(text: string): string | null {
  const match = CONSTANT.exec(text);
  if (match === null) return null;
  return match[3] ?? JSON.stringify(match[1] ?? match[2]);
}

export const jsonataRules: readonly AnyRule[] = [
  {
    id: 'jsonata-delimiters',
    site: 'jsonata',
    check({ node }, context) {
      const text = node.value.trim();
      const opens = text.startsWith('{%');
      if (opens === text.endsWith('%}') || isSubstituted(node)) return;
      context.report(
        at(node),
        opens ? 'The expression is not closed: end it with %}.' : 'The expression is not opened: begin it with {%.',
      );
    },
  },
  findingRule('jsonata-syntax', 'syntax', () => ''),
  findingRule(
    'jsonata-root-reference',
    'root-reference',
    (name) => `There is no current item here: write $states.input.${name}, or $${name} for a variable.`,
  ),
  findingRule('jsonata-context-item', 'context-item', () => 'There is no current item here: write $states.input.'),
  findingRule('jsonata-eval', 'eval', () => '$parse reads JSON texts.'),
  findingRule('jsonata-unknown-function', 'unknown-function', (written, { state }, context) => {
    const name = written.replace(/^\$/, '');
    // A variable may hold a function's name in vain; that is the variable rules' business.
    if (context.beyond.variable(state, name).assigned) return null;
    const near = closestName(name, BUILTINS.keys());
    return near === undefined ? '' : `Did you mean $${near}?`;
  }),
  findingRule('jsonata-arity', 'arity', () => ''),
  findingRule('jsonata-unknown-states-member', 'unknown-states-member', (name) => {
    const near = closestName(name, STATES_MEMBER_NAMES);
    return near === undefined ? '' : `Did you mean ${near}?`;
  }),
  memberRule(
    'states-result-scope',
    'result',
    'result',
    '$states.result exists only in Output and Assign of Task, Parallel and Map, after they have succeeded. Use $states.input.',
  ),
  memberRule(
    'states-error-output-scope',
    'errorOutput',
    'error',
    '$states.errorOutput exists only in Output and Assign of a catcher.',
  ),
  {
    id: 'jsonata-static',
    site: 'jsonata',
    check({ node }, context) {
      if (constantOf(node.value) === null) return;
      context.report(at(node), 'The expression is a constant. Written without {% %} it needs no evaluation.');
    },
  },
  {
    id: 'jsonata-dollar-suffix',
    site: 'jsonata',
    check({ node }, context) {
      if (typeof node.segment !== 'string' || !node.segment.endsWith('.$') || !/^(\$|States\.)/.test(node.value))
        return;
      context.report(
        at(node),
        `".$" has no meaning in JSONata: the field is called "${node.segment}" and holds this text. Write "${node.segment.slice(0, -2)}": "{% … %}".`,
      );
    },
  },
  {
    id: 'jsonata-in-jsonpath-state',
    site: 'template-field',
    check({ property: { value } }, context) {
      if (value.kind !== 'string' || analysisOf(value.value) === null) return;
      context.report(
        at(value),
        'In JSONPath this is a plain text. Set "QueryLanguage": "JSONata" on the state to evaluate it.',
      );
    },
  },
];
