/** Every rule shown at work: a defect is found, its fix mends it in JSON and in YAML, and what is like it is left alone. */

import { describe, expect, it } from 'vitest';

import type { Json } from '../base/json.ts';
import type { Problem } from '../base/problem.ts';
import { readAslDocument } from '../model/asl-document.ts';
import type { SyntaxFormat } from '../syntax/syntax-node.ts';
import { RULE_IDS, TEMPLATE_RULE_IDS } from './catalogue/rule-catalogue.ts';
import { applyEdits, fixesFor, isFixable } from './fixes/fixes-for.ts';
import { yamlLines } from './fixes/yaml-text.ts';
import { CHOICE_CASES, DOCUMENT_CASES, FLOW_CASES, LIMIT_CASES } from './testing/document-and-flow-cases.ts';
import { JSON_PATH_CASES, JSONATA_CASES } from './testing/expression-cases.ts';
import type { RuleCase } from './testing/machines.ts';
import { MAP_CASES } from './testing/map-cases.ts';
import { ERROR_CASES, SIMPLE_STATE_CASES, TASK_CASES } from './testing/task-and-state-cases.ts';
import { validateStateMachine } from './validate-state-machine.ts';

const CASES: readonly RuleCase[] = [
  ...DOCUMENT_CASES,
  ...FLOW_CASES,
  ...CHOICE_CASES,
  ...ERROR_CASES,
  ...TASK_CASES,
  ...SIMPLE_STATE_CASES,
  ...MAP_CASES,
  ...JSON_PATH_CASES,
  ...JSONATA_CASES,
  ...LIMIT_CASES,
];

function textOf(what: RuleCase['defect'], format: SyntaxFormat): string {
  if (typeof what === 'string') return what;
  return format === 'json' ? JSON.stringify(what, null, 2) : `${yamlLines(what as Json, '  ').join('\n')}\n`;
}

function check(text: string, format: SyntaxFormat, { options }: RuleCase): readonly Problem[] {
  return validateStateMachine(readAslDocument(text, format), options);
}

const errorsOf = (problems: readonly Problem[]): readonly string[] =>
  problems.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code}: ${message}`);

/** JSON and YAML where the machine is written as a value, else the one format it is written in. */
const VARIANTS = CASES.flatMap((ruleCase) => {
  if (typeof ruleCase.defect === 'string') return [[ruleCase.rule, ruleCase.format ?? 'json', ruleCase] as const];
  return [[ruleCase.rule, 'json', ruleCase] as const, [ruleCase.rule, 'yaml', ruleCase] as const];
});

describe('every rule', () => {
  it('has a case', () => {
    const shown = new Set(CASES.map(({ rule }) => rule));
    // What is wrong between a template and its definition has its cases beside the checks of templates.
    for (const id of TEMPLATE_RULE_IDS) shown.add(id);
    expect(RULE_IDS.filter((id) => !shown.has(id))).toEqual([]);
  });

  it.each(VARIANTS)('%s (%s) finds its defect and leaves what is fine alone', (rule, format, ruleCase) => {
    const text = textOf(ruleCase.defect, format);
    const problems = check(text, format, ruleCase);
    expect(problems.map(({ code }) => code)).toContain(rule);
    for (const { range } of problems) {
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeLessThanOrEqual(text.length);
      expect(range.end).toBeGreaterThanOrEqual(range.start);
    }
    const neighbour = check(textOf(ruleCase.fine, format), format, ruleCase);
    expect(neighbour.map(({ code }) => code)).not.toContain(rule);
    expect(errorsOf(neighbour)).toEqual([]);
  });

  it.each(VARIANTS.filter(([rule]) => isFixable(rule)))('%s (%s) is mended by its fixes', (rule, format, ruleCase) => {
    const text = textOf(ruleCase.defect, format);
    const document = readAslDocument(text, format);
    const before = validateStateMachine(document, ruleCase.options);
    const problem = before.find(({ code }) => code === rule);
    const fixes = problem === undefined ? [] : fixesFor(document, problem);
    expect(fixes.length).toBeGreaterThan(0);
    fixes.forEach((fix, index) => {
      const mended = applyEdits(text, fix.edits);
      const after = check(mended, format, ruleCase);
      const left = after.filter(({ code }) => code === rule).length;
      expect(left, `${fix.title}\n${mended}`).toBeLessThan(before.filter(({ code }) => code === rule).length);
      const errors = after.filter(
        ({ severity, code }) => severity === 'error' && ruleCase.leaves?.includes(code as never) !== true,
      );
      if (index === 0) expect(errorsOf(errors), `${fix.title}\n${mended}`).toEqual([]);
      expect(
        errorsOf(after).filter((error) => /^(json|yaml)-/.test(error)),
        mended,
      ).toEqual([]);
    });
  });
});
