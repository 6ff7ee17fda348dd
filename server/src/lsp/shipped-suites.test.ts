import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suiteKindOf } from './suite-language.ts';
import { connectTestClient, type TestClient } from './test-client.ts';
import { uriOfPath } from './uris.ts';

const ROOT = fileURLToPath(new URL('../../../test-data', import.meta.url));

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

const FILES = filesIn(ROOT).filter((path) => suiteKindOf(uriOfPath(path)) !== null);

let client: TestClient;
beforeAll(async () => {
  client = await connectTestClient([ROOT]);
});
afterAll(() => client.dispose());

describe('the suites and mock files of the examples', () => {
  it('are there', () => {
    expect(FILES.length).toBeGreaterThan(5);
  });

  it.each(FILES.map((path) => [relative(ROOT, path)]))('%s has nothing that is wrong', async (name) => {
    const uri = uriOfPath(join(ROOT, name));
    const diagnostics = client.diagnosticsOf(uri);
    await client.open(uri, readFileSync(join(ROOT, name), 'utf8'), 'yaml');
    expect((await diagnostics).map(({ message }) => message)).toEqual([]);
  });
});
