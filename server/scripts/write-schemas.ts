/** Writes the JSON Schemas of suite and mock files to `client/schemas`. Usage: node .ci/run-ts.mjs server/scripts/write-schemas.ts */

import { writeFileSync } from 'node:fs';
import { suiteJsonSchema } from '../src/core/language/suites/suite-json-schema.ts';

for (const [kind, name] of [
  ['suite', 'test-suite'],
  ['mock-file', 'mock-file'],
  ['config', 'sfn-test-config'],
] as const) {
  writeFileSync(`client/schemas/${name}.schema.json`, `${JSON.stringify(suiteJsonSchema(kind), null, 2)}\n`);
}
