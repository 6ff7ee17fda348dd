/** Runs with helpers on real threads: what comes out is what comes out without, and no thread that is lost takes the run with it. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../core/events/run-event.ts';
import type { ExecutionOutcome } from '../core/events/run-snapshot.ts';
import { createFolderObjectStore } from '../node/folder-object-store.ts';
import { createHelperThreads, type HelperThreads, type HelperThreadsOptions } from '../node/helper-threads.ts';
import { QUIET, type PlainMachineOptions } from './crew-recipe.ts';
import { prepareMachine } from './run-machine.ts';
import { loadSuite, runSuite } from './run-suite.ts';
import { runToEnd } from './run-to-end.ts';

const N_ITEMS = 6_000;
const NOBODY = { threads: null } as const;

const DEFINITION = {
  StartAt: 'Fan',
  States: {
    Fan: {
      Type: 'Map',
      Label: 'Fan',
      MaxConcurrency: 40,
      ToleratedFailurePercentage: 50,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSONL' },
        Parameters: { Bucket: 'data', Key: 'orders.jsonl' },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Price',
        States: {
          Price: {
            Type: 'Task',
            Resource: 'arn:aws:lambda:us-east-1:123456789012:function:price',
            Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 3, MaxAttempts: 1 }],
            Next: 'Rest',
          },
          Rest: { Type: 'Choice', Choices: [{ Variable: '$.rests', IsPresent: true, Next: 'Wait' }], Default: 'Done' },
          Wait: { Type: 'Wait', Seconds: 5, Next: 'Done' },
          Done: { Type: 'Pass', End: true },
        },
      },
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'results', Prefix: 'orders' },
        WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
      },
      End: true,
    },
  },
};

const MOCKS = `version: "1.0"
mocks:
  - state: Price
    type: conditional
    conditions:
      - when: { input: { kind: plain } }
        response: { price: 1 }
      - when: { input: { kind: slow } }
        response: { price: 2, rests: true }
        delay: 1500
      - when: { input: { kind: busy } }
        error: { type: Busy, message: Come again. }
`;

const SUITE = `version: "1.0"
name: orders
stateMachine: ./orders.asl.json
baseMock: ./mock.yaml
testCases:
  - name: all of them
    input: {}
    expectedOutput: { ResultWriterDetails: { Bucket: results } }
`;

let folder = '';
let script = new URL('file:///');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepscope-threads-'));
  const bundles = resolve('node_modules/.cache/stepscope');
  mkdirSync(bundles, { recursive: true });
  const outfile = join(bundles, `crew-${process.pid}.mjs`);
  const entryPoints = ['server/src/crew/main.ts'];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
  script = pathToFileURL(outfile);
  mkdirSync(join(folder, 's3', 'data'), { recursive: true });
  writeFileSync(join(folder, 's3', 'data', 'orders.jsonl'), items());
  writeFileSync(join(folder, 'orders.asl.json'), JSON.stringify(DEFINITION));
  writeFileSync(join(folder, 'mock.yaml'), MOCKS);
  writeFileSync(join(folder, 'test-suite.yaml'), SUITE);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(script, { force: true });
});

/** Mostly plain ones; one kind has no answer among the mocks. */
function items(): string {
  const kindOf = (n: number): string => (n % 50 === 7 ? 'slow' : n % 97 === 5 ? 'busy' : n === 4_321 ? 'odd' : 'plain');
  return Array.from({ length: N_ITEMS }, (_, n) => `${JSON.stringify({ n, kind: kindOf(n) })}\n`).join('');
}

function machine(): PlainMachineOptions {
  return {
    path: join(folder, 'orders.asl.json'),
    type: 'STANDARD',
    seed: 5,
    tasks: { kind: 'mock-file', path: join(folder, 'mock.yaml') },
  };
}

async function ownSetup(): Promise<HelperThreadsOptions['own']> {
  const store = createFolderObjectStore(join(folder, 's3'));
  const prepared = await prepareMachine({ ...machine(), input: null, store, access: { workingFolder: folder } });
  if (prepared.kind === 'refused') throw new Error(prepared.problems[0]?.message);
  const { options, nMockProblems } = prepared.setUp(QUIET);
  return { run: options, nProblems: nMockProblems };
}

async function hire(given: { readonly script?: URL; readonly subject?: 'case' } = {}): Promise<HelperThreads> {
  const subject =
    given.subject === undefined
      ? { kind: 'machine', options: machine() }
      : { kind: 'case', path: join(folder, 'test-suite.yaml'), caseName: 'all of them' };
  const threads = createHelperThreads({
    script: given.script ?? script,
    nThreads: 3,
    own: await ownSetup(),
    recipe: { subject, access: { workingFolder: folder }, store: { place: join(folder, 's3') } },
    pace: { askEveryItems: 50, leadItems: 50, itemsPerSegment: 64 },
    hireAfterMs: 0,
  });
  // Else the run would be over before they are there.
  await threads.start();
  return threads;
}

interface Ran {
  readonly outcome: ExecutionOutcome;
  readonly events: readonly RunEvent[];
  readonly counters: unknown;
  readonly problems: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

async function run(
  { threads }: { readonly threads: HelperThreads | null },
  onEvent?: (event: RunEvent, stop: () => void) => void,
): Promise<Ran> {
  rmSync(join(folder, 's3', 'results'), { recursive: true, force: true });
  mkdirSync(join(folder, 's3', 'results'));
  const store = createFolderObjectStore(join(folder, 's3'));
  const prepared = await prepareMachine({ ...machine(), input: {}, store, access: { workingFolder: folder } });
  if (prepared.kind === 'refused') throw new Error(prepared.problems[0]?.message);
  const events: RunEvent[] = [];
  const cancel = new AbortController();
  const { run: started, mockProblems } = prepared.start({
    sink(event) {
      if (event.kind !== 'items-read') events.push(event);
      onEvent?.(event, () => cancel.abort());
    },
    recording: { root: 'history', children: () => 'none' },
    unwatchedChildren: { crew: threads },
  });
  const outcome = await runToEnd(started, { signal: cancel.signal, sliceTransitions: 500 });
  await threads?.dispose();
  return {
    outcome,
    events,
    counters: started.counters(),
    problems: [...mockProblems].map(({ message }) => message),
    files: filesIn(join(folder, 's3', 'results')),
  };
}

function filesIn(place: string): Record<string, string> {
  const found = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    found.map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name), 'utf8')] as const),
  );
}

describe('a run with helper threads', () => {
  it('tells, counts and writes what it would without them', async () => {
    const threads = await hire();
    const helped = await run({ threads });
    expect(threads.problem).toBeNull();
    expect(threads.nSegments).toBeGreaterThan(10);
    const alone = await run(NOBODY);
    expect(helped).toEqual(alone);
    expect(alone.outcome.status).toBe('SUCCEEDED');
    expect(alone.problems).toEqual([expect.stringContaining('"kind":"odd"')]);
    expect(Object.keys(alone.files).sort()).toEqual(['FAILED_0.jsonl', 'SUCCEEDED_0.jsonl', 'manifest.json']);
  });

  it('goes on without threads that are lost, and says so', async () => {
    const broken = join(folder, 'broken.mjs');
    writeFileSync(
      broken,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', () => { throw new Error('It fell over.'); });
       parentPort.postMessage({ kind: 'ready' });`,
    );
    const threads = await hire({ script: pathToFileURL(broken) });
    const helped = await run({ threads });
    expect(helped).toEqual(await run(NOBODY));
    expect(threads.problem).toBe('Helper threads were lost, and the run went on without them: It fell over.');
  });

  it('stops when it is told to, with its files closed', async () => {
    const threads = await hire();
    let nEnded = 0;
    const stopped = await run({ threads }, (event, stop) => {
      if (event.kind === 'child-ended' && ++nEnded === 2_000) stop();
    });
    expect(stopped.outcome.status).toBe('ABORTED');
    expect(stopped.files['SUCCEEDED_0.jsonl']?.split('\n').length).toBeGreaterThan(1_500);
    const manifest = JSON.parse(stopped.files['manifest.json'] ?? 'null') as { ResultFiles: { SUCCEEDED: unknown[] } };
    expect(manifest.ResultFiles.SUCCEEDED).toHaveLength(1);
  });

  it('stops at once while it waits for a helper', async () => {
    const silent = join(folder, 'silent.mjs');
    writeFileSync(
      silent,
      `import { parentPort } from 'node:worker_threads';
       // Takes a segment on, and never hands it in.
       parentPort.on('message', ({ control }) => Atomics.add(new Int32Array(control), 0, 1));
       parentPort.postMessage({ kind: 'ready' });`,
    );
    const threads = await hire({ script: pathToFileURL(silent) });
    let nEnded = 0;
    const stopped = await run({ threads }, (event, stop) => {
      if (event.kind === 'child-ended' && ++nEnded === 80) setTimeout(stop, 20);
    });
    expect(stopped.outcome.status).toBe('ABORTED');
    expect(threads.nSegments).toBe(0);
    expect(Object.keys(stopped.files)).toContain('manifest.json');
  });

  it('takes no answers from mocks that were changed after the run has read them', async () => {
    const changed = { ...machine(), tasks: { kind: 'mock-file', path: join(folder, 'changed.yaml') } } as const;
    writeFileSync(changed.tasks.path, MOCKS);
    const threads = createHelperThreads({
      script,
      nThreads: 2,
      own: await ownSetup(),
      recipe: {
        subject: { kind: 'machine', options: changed },
        access: { workingFolder: folder, unchangedSince: Date.now() - 60_000 },
        store: { place: join(folder, 's3') },
      },
    });
    await threads.start();
    expect(threads.problem).toBe(
      'Helper threads were lost, and the run went on without them: The state machine or its mocks have changed.',
    );
    await threads.dispose();
  });

  it('tells who runs a suite that threads were lost', async () => {
    const loaded = await loadSuite(join(folder, 'test-suite.yaml'), { workingFolder: folder });
    if (loaded.kind === 'refused') throw new Error(loaded.problems[0]?.message);
    const ending = join(folder, 'ending.mjs');
    writeFileSync(
      ending,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', () => process.exit(3));
       parentPort.postMessage({ kind: 'ready' });`,
    );
    const threads = await hire({ script: pathToFileURL(ending) });
    const told: string[] = [];
    await runSuite(loaded.suite, {
      caseNames: null,
      store: createFolderObjectStore(join(folder, 's3')),
      createCrew: () => threads,
      onCrewProblem: (problem) => void told.push(problem),
    });
    expect(told).toEqual(['Helper threads were lost, and the run went on without them: a thread ended.']);
  });

  it('helps cases of suites', async () => {
    const loaded = await loadSuite(join(folder, 'test-suite.yaml'), { workingFolder: folder });
    if (loaded.kind === 'refused') throw new Error(loaded.problems[0]?.message);
    const threads = await hire({ subject: 'case' });
    const results = await runSuite(loaded.suite, {
      caseNames: null,
      store: createFolderObjectStore(join(folder, 's3')),
      createCrew: () => threads,
    });
    expect(results[0]?.failures.map(({ message }) => message)).toEqual([
      expect.stringContaining('No condition of the mock of "Price" matches'),
    ]);
    expect(threads.problem).toBeNull();
    expect(threads.nSegments).toBeGreaterThan(10);
  });
});
