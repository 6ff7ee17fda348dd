/** The rule reference and the setting's schema, both made from the catalogue, so that neither can say something else. */

import {
  RULE_FAMILIES,
  RULE_IDS,
  isRuleId,
  NOT_CHECKED,
  PART_OF_ANOTHER,
} from '../src/core/validation/catalogue/rule-catalogue.ts';
import { isFixable } from '../src/core/validation/fixes/fixes-for.ts';
import { RULE_LEVELS } from '../src/core/validation/rule-settings.ts';
import { INTEGRATION_DATA_DATE } from '../src/core/model/integrations.ts';

/** `server/RULES.md`. */
export function ruleReference(): string {
  const lines = [
    '# Rules',
    '',
    `What Stepscope checks in a definition: ${RULE_IDS.length} rules. This page is made from the rule table by \`npm run docs:rules\`.`,
    '',
    'An *error* is what AWS refuses, or what cannot work. A *warning* is accepted and most likely wrong. *Information* and *hints* are worth',
    'knowing. A rule’s severity is changed in the settings, or with `sfn-test validate --rule ID=SEVERITY`:',
    '',
    '```json',
    '"stepscope.rules": { "lambda-no-retry": "off", "no-path-to-end": "error" }',
    '```',
    '',
    '“Fix” marks rules that come with a quick fix. The AWS code is what `ValidateStateMachineDefinition` calls the defect. The lists of services,',
    `actions and members are of ${INTEGRATION_DATA_DATE}; actions that they do not have are warnings, as AWS adds some every week.`,
  ];
  for (const { title, rules } of RULE_FAMILIES) {
    lines.push(
      '',
      `## ${title}`,
      '',
      '| Rule | Severity | What it finds | Fix | AWS code |',
      '| --- | --- | --- | --- | --- |',
    );
    for (const [id, { severity, summary, docs, awsCode }] of Object.entries(rules)) {
      const fix = isRuleId(id) && isFixable(id) ? 'Fix' : '';
      const code = awsCode === undefined ? '' : `\`${awsCode}\``;
      lines.push(
        `| <a id="${id}"></a>[${id}](${docs}) | ${severity} | ${summary.replaceAll('|', '\\|')} | ${fix} | ${code} |`,
      );
    }
  }
  lines.push('', '## Not checked', '', 'What was considered and left out, and why.', '');
  for (const [id, reason] of Object.entries(NOT_CHECKED)) lines.push(`- \`${id}\`: ${reason}`);
  for (const [id, parts] of Object.entries(PART_OF_ANOTHER))
    lines.push(`- \`${id}\` is part of ${parts.map((part) => `\`${part}\``).join(' and ')}.`);
  return `${lines.join('\n')}\n`;
}

/** The schema of the setting `stepscope.rules`. */
export function rulesSetting(): object {
  return {
    type: 'object',
    scope: 'window',
    default: {},
    markdownDescription:
      'Severities of single rules, for example `{ "lambda-no-retry": "off" }`. The rules are listed in `server/RULES.md` of the extension.',
    propertyNames: { enum: [...RULE_IDS] },
    additionalProperties: { type: 'string', enum: [...RULE_LEVELS] },
  };
}
