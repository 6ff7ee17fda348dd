import { describe, expect, it } from 'vitest';

import { readAslDocument } from '../model/asl-document.ts';
import { readRuleSettings } from './rule-settings.ts';
import { validateStateMachine } from './validate-state-machine.ts';

const MACHINE = `{
  "StartAt": "A",
  "States": {
    "A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "B"}]},
    "B": {"Type": "Succeed", "Nxt": 1},
  }
}`;

const check = (rules: unknown): readonly string[] =>
  validateStateMachine(readAslDocument(MACHINE, 'json'), readRuleSettings(rules)).map(
    ({ code, severity }) => `${severity} ${code}`,
  );

describe('severities of rules', () => {
  it('are those of the catalogue where nothing is set', () => {
    expect(check(undefined)).toEqual(['hint choice-no-default', 'error unknown-field', 'error json-trailing-comma']);
  });

  it('are set one by one, for rules of the text too', () => {
    const rules = { 'choice-no-default': 'error', 'unknown-field': 'off', 'json-trailing-comma': 'warning' };
    expect(check(rules)).toEqual(['error choice-no-default', 'warning json-trailing-comma']);
  });

  it('are left as they are where a setting is not understood', () => {
    const { severities, problems } = readRuleSettings({
      'choice-no-defualt': 'off',
      'unknown-field': 'none',
      'path-start': 'hint',
    });
    expect([...severities]).toEqual([['path-start', 'hint']]);
    expect(problems).toEqual([
      'There is no rule "choice-no-defualt". Did you mean "choice-no-default"?',
      'The severity of unknown-field must be one of error, warning, information, hint, off, not "none".',
    ]);
    expect(readRuleSettings(['x']).problems).toHaveLength(1);
    expect(readRuleSettings(null)).toEqual({ severities: new Map(), problems: [] });
  });
});
