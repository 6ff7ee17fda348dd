/** `npm run docs:rules`: writes `server/RULES.md` and the setting's schema in `package.json` from the rule table. */

import { readFileSync, writeFileSync } from 'node:fs';

import { ruleReference, rulesSetting } from './rule-reference.ts';

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Record<string, object> } };
}

writeFileSync('server/RULES.md', ruleReference());
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
manifest.contributes.configuration.properties['stepscope.rules'] = rulesSetting();
writeFileSync('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
console.log('server/RULES.md and package.json are written.');
