/** Writes the JSON Schemas of suites, mock files and configurations to `client/schemas`. Usage: node .ci/run-ts.mjs server/scripts/write-schemas.ts */

import { writeFileSync } from 'node:fs';
import { localMockJsonSchema } from '../src/core/language/local-mocks/local-mock-schema.ts';
import { suiteJsonSchema } from '../src/core/language/suites/suite-json-schema.ts';

function write(name: string, schema: object): void {
  writeFileSync(`client/schemas/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
}

write('test-suite', suiteJsonSchema('suite'));
write('mock-file', suiteJsonSchema('mock-file'));
write('sfn-test-config', suiteJsonSchema('config'));
write('local-mocks', localMockJsonSchema());
