/** Family C: Choice rules: what a rule is made of, whether it can ever decide anything. */

import { jsonEquals } from '../../base/json.ts';
import { COMPARISON_OPERATORS, RULE_SELECTORS } from '../../model/fields/choice-fields.ts';
import {
  getProperty,
  getString,
  getValue,
  nodeToJson,
  type ObjectNode,
  type SyntaxNode,
} from '../../syntax/syntax-node.ts';
import { sourceRangeOf } from '../../syntax/string-offsets.ts';
import { at, atKey, atState, type AnyRule, type ChoiceRuleSite, type Place } from '../rule.ts';
import { quoteList, shorten } from '../wording.ts';
import { isSubstituted } from './value-rules.ts';

/** The rule's own place: its brace, or the key of a Not. */
function placeOf(site: ChoiceRuleSite): Place {
  return at(site.node);
}

export const choiceRules: readonly AnyRule[] = [
  {
    id: 'rule-no-next',
    site: 'choice-rule',
    check(site, context) {
      if (site.position === 'nested' || getProperty(site.node, 'Next') !== undefined) return;
      context.report(placeOf(site), 'This rule does not say where to go. Add Next with a state’s name.');
    },
  },
  {
    id: 'rule-nested-next',
    site: 'choice-rule',
    check(site, context) {
      if (site.position === 'top') return;
      for (const property of site.node.properties) {
        if (property.name === 'Next') {
          context.report(atKey(property), 'Only the outermost rule has a Next. Move it out of And, Or and Not.');
        } else if (property.name === 'Assign' || property.name === 'Output') {
          context.report(
            atKey(property),
            `Only the outermost rule has ${property.name}. Move it out of And, Or and Not.`,
            {
              code: 'rule-nested-assign',
            },
          );
        }
      }
    },
  },
  {
    id: 'rule-selector-count',
    site: 'choice-rule',
    check(site, context) {
      const selectors = RULE_SELECTORS.filter((name) => getProperty(site.node, name) !== undefined);
      if (selectors.length === 1) return;
      if (selectors.length > 1) {
        context.report(
          placeOf(site),
          `A rule has one of And, Or, Not, Variable and Condition; this one has ${quoteList(selectors)}.`,
        );
        return;
      }
      const advice =
        site.language === 'JSONata' ? 'Add Condition: "{% … %}".' : 'Add Variable and a comparison, or And, Or, Not.';
      context.report(placeOf(site), `This rule tests nothing. ${advice}`);
    },
  },
  {
    id: 'rule-operator-count',
    site: 'choice-rule',
    check(site, context) {
      if (site.language === 'JSONata') return;
      const operators = site.node.properties.filter(({ name }) => COMPARISON_OPERATORS.has(name));
      if (operators.length > 1) {
        for (const property of operators.slice(1)) {
          context.report(
            { range: property.key.range, node: site.node },
            `A rule has one comparison; ${operators[0]?.name} is here already. Join two with And or Or.`,
          );
        }
        return;
      }
      const [operator] = operators;
      const variable = getProperty(site.node, 'Variable');
      if (operator === undefined && variable !== undefined) {
        context.report(
          placeOf(site),
          'This rule has a Variable and no comparison. Add one, for example StringEquals, NumericGreaterThan, IsPresent.',
        );
      } else if (operator !== undefined && variable === undefined && !hasCombination(site.node)) {
        context.report(atKey(operator), `${operator.name} compares a Variable; this rule has none.`, {
          code: 'rule-selector-count',
        });
      } else if (operator !== undefined && hasCombination(site.node)) {
        context.report(
          atKey(operator),
          `${operator.name} stands beside And, Or or Not. Put the comparison into a rule of its own.`,
        );
      }
    },
  },
  {
    id: 'condition-not-jsonata',
    site: 'choice-rule',
    check({ node, language }, context) {
      const condition = getValue(node, 'Condition');
      if (language !== 'JSONata' || condition === undefined || condition.kind === 'boolean' || isSubstituted(condition))
        return;
      if (condition.kind === 'string' && condition.value.startsWith('{%')) return;
      if (condition.kind === 'hole') return;
      context.report(at(condition), 'Condition must be true, false, or an expression in {% and %}.');
    },
  },
  {
    id: 'rule-always-false',
    site: 'choice-rule',
    check({ node }, context) {
      const rules = getValue(node, 'And');
      if (rules?.kind !== 'array') return;
      const wanted = new Map<string, SyntaxNode>();
      for (const rule of rules.elements) {
        const equality = equalityOf(rule);
        if (equality === null) continue;
        const other = wanted.get(equality.key);
        if (other === undefined) wanted.set(equality.key, equality.operand);
        else if (!jsonEquals(nodeToJson(other), nodeToJson(equality.operand))) {
          context.report(
            at(equality.operand),
            'This and an earlier comparison of the same And cannot both hold, so the rule never does.',
            {
              related: [{ message: 'The other value.', range: other.range }],
            },
          );
        }
      }
    },
  },
  {
    id: 'rule-shadowed',
    site: 'state',
    only: ['Choice'],
    check(state, context) {
      if (state.type !== 'Choice') return;
      const choices = getValue(state.node, 'Choices');
      if (choices?.kind !== 'array') return;
      const seen = new Map<string, SyntaxNode>();
      for (const rule of choices.elements) {
        if (rule.kind !== 'object') continue;
        const key = testOf(rule);
        const earlier = seen.get(key);
        if (earlier === undefined) seen.set(key, rule);
        else {
          context.report(at(rule), 'An earlier rule makes the same test, so this one never decides.', {
            tags: ['unnecessary'],
            related: [
              { message: 'The earlier rule.', range: { start: earlier.range.start, end: earlier.range.start + 1 } },
            ],
          });
        }
      }
    },
  },
  {
    id: 'stringmatches-escape',
    site: 'field',
    only: ['operand'],
    check({ spec, property: { value } }, context) {
      if (spec.name !== 'StringMatches' || value.kind !== 'string' || isSubstituted(value)) return;
      const stray = /(?:^|[^\\])(?:\\\\)*(\\(?![*\\]).?)/s.exec(value.value);
      const written = stray?.[1];
      if (stray === null || written === undefined) return;
      const start = stray.index + stray[0].length - written.length;
      context.report(
        { range: sourceRangeOf(value, start, start + written.length), node: value },
        'A backslash escapes a star or a backslash only; here the state fails when it gets to the rule. A literal backslash is written \\\\ (in JSON with twice as many).',
      );
    },
  },
  {
    id: 'choice-no-default',
    site: 'state',
    only: ['Choice'],
    check(state, context) {
      if (state.type !== 'Choice' || getProperty(state.node, 'Choices') === undefined) return;
      if (getProperty(state.node, 'Default') !== undefined) return;
      context.report(
        atState(state),
        'Without a Default the execution fails when no rule holds (States.NoChoiceMatched).',
      );
    },
  },
];

function hasCombination(node: ObjectNode): boolean {
  return (
    getProperty(node, 'And') !== undefined ||
    getProperty(node, 'Or') !== undefined ||
    getProperty(node, 'Not') !== undefined
  );
}

function equalityOf(rule: SyntaxNode): { readonly key: string; readonly operand: SyntaxNode } | null {
  const variable = getString(rule, 'Variable');
  if (rule.kind !== 'object' || variable === undefined) return null;
  for (const { name, value } of rule.properties) {
    if (/^(String|Numeric|Boolean|Timestamp)Equals$/.test(name) && value.kind !== 'hole')
      return { key: `${name} ${variable}`, operand: value };
  }
  return null;
}

/** What a rule tests, without where it leads. */
function testOf(rule: ObjectNode): string {
  const test = rule.properties.filter(({ name }) => !['Next', 'Comment', 'Assign', 'Output'].includes(name));
  return shorten(JSON.stringify(test.map(({ name, value }) => [name, nodeToJson(value)]).sort()), 100_000);
}
