/**
 * Every rule there is, by id: the one table that severities, settings, SARIF and the rule reference are made from. What a rule looks at is in
 * `../rules`; ids and severities are part of people's settings, so they stay.
 */

import { CHOICE_RULES, DOCUMENT_RULES, FLOW_RULES } from './document-and-flow.ts';
import { ERROR_HANDLING_RULES, PROJECT_RULES, SIMPLE_STATE_RULES, TASK_RULES } from './errors-and-tasks.ts';
import { JSON_PATH_RULES, JSONATA_RULES, MAP_RULES } from './maps-and-expressions.ts';
import type { RuleInfo } from './rule-info.ts';

export const RULES = {
  ...DOCUMENT_RULES,
  ...FLOW_RULES,
  ...CHOICE_RULES,
  ...ERROR_HANDLING_RULES,
  ...TASK_RULES,
  ...SIMPLE_STATE_RULES,
  ...MAP_RULES,
  ...JSON_PATH_RULES,
  ...JSONATA_RULES,
  ...PROJECT_RULES,
} as const;

export type RuleId = keyof typeof RULES;

/** The families in the order of the rule reference. */
export const RULE_FAMILIES: readonly { readonly title: string; readonly rules: Readonly<Record<string, RuleInfo>> }[] =
  [
    { title: 'Text and fields', rules: DOCUMENT_RULES },
    { title: 'Flow', rules: FLOW_RULES },
    { title: 'Choice', rules: CHOICE_RULES },
    { title: 'Retry and Catch', rules: ERROR_HANDLING_RULES },
    { title: 'Tasks', rules: TASK_RULES },
    { title: 'Wait, Pass, Succeed and Fail', rules: SIMPLE_STATE_RULES },
    { title: 'Parallel, Map and Distributed Map', rules: MAP_RULES },
    { title: 'JSONPath', rules: JSON_PATH_RULES },
    { title: 'JSONata, variables and query languages', rules: JSONATA_RULES },
    { title: 'Limits', rules: PROJECT_RULES },
  ];

export const RULE_IDS: readonly RuleId[] = Object.keys(RULES) as RuleId[];

export function isRuleId(id: string): id is RuleId {
  return Object.hasOwn(RULES, id);
}

export function ruleInfo(id: RuleId): RuleInfo {
  return RULES[id];
}

/** What is wrong in a template and not in the definition that it holds: no check of a definition reports them. */
export const TEMPLATE_RULE_IDS: readonly RuleId[] = ['substitution-unused'];

/** Checks that were considered and are part of another rule: where to look for them. */
export const PART_OF_ANOTHER: Readonly<Record<string, readonly RuleId[]>> = {
  'map-item-selector-dollar': ['template-dollar-value', 'template-dollar-type'],
  'sam-substitution-missing': ['substitution-undefined'],
  'sam-substitution-unused': ['substitution-unused'],
};

/** Checks that were considered and are not made, each with the reason. */
export const NOT_CHECKED: Readonly<Record<string, string>> = {
  'rule-missing-ispresent':
    'What an execution’s input holds is not known, so nearly every comparison of a real definition would be marked. Paths that states before surely do not set are `input-flow-unknown-path`.',
  'states-runtime-not-caught':
    'It is true of every catcher with States.ALL, so it is no news about one; completion and hover of States.ALL are the place for it.',
  'output-on-map-parallel':
    'Nothing is wrong with `Output` on a Map or Parallel; that it takes the whole list is said on hover.',
  'max-transitions-hint':
    'A polling loop is the usual way to wait for something, and it cannot be told from one that never ends. Cycles that cannot end are `no-path-to-end` and `infinite-loop-suspect`.',
  'iam-missing-permission':
    'Policies belong to the template; which actions an integration needs is not in any list that is kept up to date.',
  'state-machine-arn-unknown': 'ARNs are filled in at deployment; whether a machine exists cannot be seen from files.',
  'mock-config-unknown-state': 'It is a defect of the mock file and reported where mock files are read.',
};
