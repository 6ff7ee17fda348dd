/** Whatever lies in `test-data` works as it stands there: every suite passes, every definition is free of findings. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createTestCli } from './test-cli.ts';

const EXAMPLES = fileURLToPath(new URL('../../../test-data', import.meta.url));
const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).sort();

const { run, dispose } = createTestCli();
afterAll(dispose);

async function cli(...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const { code, out, err } = await run(args, { workingFolder: EXAMPLES });
  return { code, said: out + err };
}

describe('the examples', () => {
  const suites = files.filter((name) => /(^|[\\/])test-suite\.yaml$|\.test\.yaml$/.test(name));
  const definitions = files.filter((name) => /\.asl\.(json|yaml)$/.test(name));

  it('are there', () => {
    expect(suites).toContain(join('05-distributed-map', 'test-suite.yaml'));
    expect(definitions).toContain(join('05-distributed-map', 'workflow.asl.json'));
  });

  it.each(suites)('%s passes', async (suite) => {
    const { code, said } = await cli('run', '--suite', suite);
    expect(said).toContain('All tests passed!');
    expect(code).toBe(0);
  });

  it.each(definitions)('%s is fine', async (definition) => {
    expect(await cli('validate', definition)).toEqual({ code: 0, said: 'The definition is fine.\n' });
  });
});
