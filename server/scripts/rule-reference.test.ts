import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { RULE_IDS } from '../src/core/validation/catalogue/rule-catalogue.ts';
import { ruleReference, rulesSetting } from './rule-reference.ts';

const root = process.cwd();
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');

describe('table, settings and page (npm run docs:rules writes them)', () => {
  it('are of one mind: the page', () => {
    expect(read('server/RULES.md')).toBe(ruleReference());
    for (const id of RULE_IDS) expect(ruleReference()).toContain(`<a id="${id}"></a>`);
  });

  it('are of one mind: the setting', () => {
    const manifest = JSON.parse(read('package.json')) as {
      contributes: { configuration: { properties: Record<string, unknown> } };
    };
    expect(manifest.contributes.configuration.properties['stepscope.rules']).toEqual(rulesSetting());
  });

  it('ship: the page is in the package', () => {
    expect(existsSync(resolve(root, 'server/RULES.md'))).toBe(true);
    expect(read('.vscodeignore').split('\n')).toContain('!server/RULES.md');
    expect(read('.ci/package.mjs')).toContain("'server/RULES.md'");
  });
});
