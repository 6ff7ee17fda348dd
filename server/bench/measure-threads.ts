/** One measurement of a Distributed Map with helper threads: the machine and its mocks come from files, which the helpers read as well. */

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Json } from '../src/core/base/json.ts';
import { QUIET, type PlainMachineOptions } from '../src/host/crew-recipe.ts';
import { prepareMachine } from '../src/host/run-machine.ts';
import { runToEnd } from '../src/host/run-to-end.ts';
import { createFolderObjectStore } from '../src/node/folder-object-store.ts';
import { createHelperThreads } from '../src/node/helper-threads.ts';
import type { Measurement } from './measure-map.ts';

const MOCKS = `version: "1.0"
mocks:
  - state: Process
    type: fixed
    response: { StatusCode: 200, Payload: { processedCount: 1 } }
`;

export interface ThreadsOptions {
  readonly nThreads: number;
  /** Of a helper; see `buildHelper`. */
  readonly script: string;
}

/** Bundles a helper's script, outside of any process whose memory is measured. Returns its path. */
export async function buildHelper(): Promise<string> {
  const { build } = await import('esbuild');
  const outfile = path.resolve('node_modules', '.cache', 'stepscope', `crew-${process.pid}.mjs`);
  const entryPoints = ['server/src/crew/main.ts'];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return outfile;
}

/** `folder` stands in for S3. With one thread, the run does it all by itself. */
export async function measureThreads(
  folder: string,
  definition: Json,
  { nThreads, script }: ThreadsOptions,
): Promise<Measurement> {
  const asl = path.join(folder, 'machine.asl.json');
  const mocks = path.join(folder, 'mock.yaml');
  await writeFile(asl, JSON.stringify(definition));
  await writeFile(mocks, MOCKS);
  const options: PlainMachineOptions = {
    path: asl,
    type: 'STANDARD',
    seed: 1,
    tasks: { kind: 'mock-file', path: mocks },
  };
  const access = { workingFolder: folder };
  const store = createFolderObjectStore(folder);
  const prepared = await prepareMachine({ ...options, input: {}, store, access });
  if (prepared.kind === 'refused') throw new Error(prepared.problems[0]?.message);
  const begin = performance.now();
  const { options: ownRun, nMockProblems: nProblems } = prepared.setUp(QUIET);
  const own = { run: ownRun, nProblems };
  const recipe = { subject: { kind: 'machine', options }, access, store: { place: folder } };
  const crew = nThreads === 1 ? null : createHelperThreads({ script: pathToFileURL(script), nThreads, recipe, own });
  const { run } = prepared.start({
    sink: null,
    recording: { root: 'none', children: () => 'none' },
    unwatchedChildren: { crew },
  });
  const outcome = await runToEnd(run);
  const seconds = (performance.now() - begin) / 1000;
  await crew?.dispose();
  if (outcome.status !== 'SUCCEEDED') throw new Error(`The run ended as ${JSON.stringify(outcome)}`);
  if (crew !== null && crew.problem !== null) throw new Error(crew.problem);
  return { seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024, transitions: run.transitions };
}
