import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { sharedPath } from '../../../testing/shared-folder.ts';
import { NOT_CHECKED, PART_OF_ANOTHER, RULE_FAMILIES, RULE_IDS, RULES } from './rule-catalogue.ts';

/** The ids of the survey's tables; `a / -b` and `a / b-…` stand for two or more. */
function surveyedIds(survey: string): readonly string[] {
  const text = readFileSync(survey, 'utf8');
  const tables = text.slice(text.indexOf('## (ii) Rules'), text.indexOf('**Field table'));
  return [...tables.matchAll(/^\| ([a-z][a-z0-9 /…-]*[a-z…]) \| /gm)].flatMap(([, cell = '']) => {
    if (cell === 'id') return [];
    const [first = '', ...others] = cell.split(' / ');
    return [first, ...others.map((other) => expand(first, other))];
  });
}

function expand(first: string, other: string): string {
  if (other === 'catch-…') return first.replace(/^retry/, 'catch');
  if (!other.startsWith('-')) return other;
  const base = first.split('-');
  return base.slice(0, first.startsWith('inline-') || base.length === 2 ? 1 : -1).join('-') + other;
}

describe('the catalogue', () => {
  it('has a page, a sentence and a lower-case id for every rule, each in one family', () => {
    for (const [id, { docs, summary }] of Object.entries(RULES)) {
      expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/);
      expect(docs).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/step-functions\//);
      expect(summary).toMatch(/^[A-Z`$].*\.$/);
    }
    expect(RULE_FAMILIES.flatMap(({ rules }) => Object.keys(rules)).sort()).toEqual([...RULE_IDS].sort());
  });

  it('says of what is not checked why, and where the rest has gone', () => {
    for (const reason of Object.values(NOT_CHECKED)) expect(reason.length).toBeGreaterThan(40);
    for (const id of [...Object.keys(NOT_CHECKED), ...Object.keys(PART_OF_ANOTHER)])
      expect(RULES).not.toHaveProperty(id);
    for (const ids of Object.values(PART_OF_ANOTHER)) for (const id of ids) expect(RULES).toHaveProperty(id);
  });

  it('knows every check of the survey', () => {
    const survey = sharedPath('reference/asl-lint-rules.md');
    if (survey === null) return;
    const ids = surveyedIds(survey);
    expect(ids.length).toBeGreaterThanOrEqual(250);
    const known = new Set([...RULE_IDS, ...Object.keys(NOT_CHECKED), ...Object.keys(PART_OF_ANOTHER)] as string[]);
    expect(ids.filter((id) => !known.has(id))).toEqual([]);
  });
});
