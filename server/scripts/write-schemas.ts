/** Writes the JSON Schemas of suites, mock files and configurations to `client/schemas`. Usage: node .ci/run-ts.mjs server/scripts/write-schemas.ts */

import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { localMockJsonSchema } from '../src/core/language/local-mocks/local-mock-schema.ts';
import { suiteJsonSchema } from '../src/core/language/suites/suite-json-schema.ts';

async function write(name: string, schema: object): Promise<void> {
  const path = `client/schemas/${name}.schema.json`;
  const options = await resolveConfig(path);
  writeFileSync(path, await format(JSON.stringify(schema, null, 2), { ...options, filepath: path }));
}

await write('test-suite', suiteJsonSchema('suite'));
await write('mock-file', suiteJsonSchema('mock-file'));
await write('sfn-test-config', suiteJsonSchema('config'));
await write('local-mocks', localMockJsonSchema());
