/** The checks of a definition, as one table of rules run over one walk. */

import type { Problem, Severity } from '../base/problem.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { isRuleId, ruleInfo } from './catalogue/rule-catalogue.ts';
import { KeptFindings } from './kept-findings.ts';
import type { AnyRule, ValidationOptions } from './rule.ts';
import { groupRules, RuleRun } from './rule-run.ts';
import { choiceRules } from './rules/choice-rules.ts';
import { contextRules } from './rules/context-rules.ts';
import { distributedMapRules } from './rules/distributed-map-rules.ts';
import { documentRules } from './rules/document-rules.ts';
import { errorHandlingRules } from './rules/error-handling-rules.ts';
import { fieldRules } from './rules/field-rules.ts';
import { flowRules } from './rules/flow-rules.ts';
import { inputFlowRules } from './rules/input-flow-rules.ts';
import { integrationRules } from './rules/integration-rules.ts';
import { jsonataRules } from './rules/jsonata-rules.ts';
import { mapRules } from './rules/map-rules.ts';
import { pathRules } from './rules/path-rules.ts';
import { taskRules } from './rules/task-rules.ts';
import { templateRules } from './rules/template-rules.ts';
import { variableRules } from './rules/variable-rules.ts';
import { valueRules } from './rules/value-rules.ts';
import { visitDefinition } from './visit-definition.ts';

/** Every rule; ids are unique. */
const ALL_RULES: readonly AnyRule[] = [
  ...documentRules,
  ...fieldRules,
  ...valueRules,
  ...flowRules,
  ...choiceRules,
  ...errorHandlingRules,
  ...taskRules,
  ...integrationRules,
  ...mapRules,
  ...distributedMapRules,
  ...pathRules,
  ...templateRules,
  ...jsonataRules,
  ...variableRules,
  ...contextRules,
  ...inputFlowRules,
];

const RULES_BY_SITE = groupRules(ALL_RULES);

/** Everything that is wrong with a definition, its text included, in the order of the text. Never throws for a definition. */
export function validateStateMachine(document: AslDocument, options: ValidationOptions = {}): Problem[] {
  const run = new RuleRun(document, RULES_BY_SITE, options);
  visitDefinition(document, run, KeptFindings.of(document, run));
  return [...textProblems(document).flatMap((problem) => graded(problem, options)), ...run.problems].sort(byPlace);
}

/** Of an empty text AWS says that it is no object, not that it is no JSON. */
function textProblems({ text, syntaxProblems }: AslDocument): readonly Problem[] {
  if (syntaxProblems.length === 0 || text.trim() !== '') return syntaxProblems;
  const { awsCode } = ruleInfo('root-not-object');
  return [
    {
      code: 'root-not-object',
      severity: 'error',
      message: 'The text is empty. A definition is an object with StartAt and States.',
      range: { start: 0, end: text.length },
      pointer: '',
      ...(awsCode === undefined ? {} : { awsCode }),
    },
  ];
}

/** A problem of the text, with its rule's page and the severity that people set. */
function graded(problem: Problem, { severities }: ValidationOptions): readonly Problem[] {
  const severity = severities?.get(problem.code) ?? problem.severity;
  if (severity === 'off') return [];
  return [{ ...problem, severity, ...(isRuleId(problem.code) ? { docs: ruleInfo(problem.code).docs } : {}) }];
}

/** Whether AWS would refuse the definition. */
export function hasErrors(problems: readonly { readonly severity: Severity }[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

function byPlace(left: Problem, right: Problem): number {
  return left.range.start - right.range.start || left.range.end - right.range.end;
}
