/** Severities that people set for single rules, as they are written in settings and on the command line. */

import { closestName } from '../base/closest-name.ts';
import { RULE_IDS, isRuleId } from './catalogue/rule-catalogue.ts';
import type { RuleSeverities } from './rule.ts';

/** What a rule may be set to. */
export const RULE_LEVELS = ['error', 'warning', 'information', 'hint', 'off'] as const;

export type RuleLevel = (typeof RULE_LEVELS)[number];

export interface RuleSettings {
  readonly severities: RuleSeverities;
  /** What is not understood, as sentences. */
  readonly problems: readonly string[];
}

/** Reads `{ "lambda-no-retry": "off" }`. Never fails: what is not understood is named and left out. */
export function readRuleSettings(value: unknown): RuleSettings {
  const severities = new Map<string, RuleLevel>();
  const problems: string[] = [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { severities, problems: value == null ? [] : ['The rules must be an object of rule ids and severities.'] };
  }
  for (const [id, wanted] of Object.entries(value)) {
    const level = RULE_LEVELS.find((candidate) => candidate === wanted);
    if (!isRuleId(id)) {
      const near = closestName(id, RULE_IDS);
      problems.push(`There is no rule "${id}".${near === undefined ? '' : ` Did you mean "${near}"?`}`);
    } else if (level === undefined) {
      problems.push(`The severity of ${id} must be one of ${RULE_LEVELS.join(', ')}, not ${JSON.stringify(wanted)}.`);
    } else severities.set(id, level);
  }
  return { severities, problems };
}
