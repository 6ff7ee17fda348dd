/**
 * Distributed Map measured: time as a ratio to a bare loop of `JSON.parse` over the same lines here and now, and the peak of memory. Every
 * measurement has a process of its own. A child is Task (mock) → Choice → Pass; results are written to a folder.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { generateItems, type ItemFile } from './generate-items.ts';
import type { LimitTally } from './limits.ts';
import { BUCKET, type Measurement, type Workload } from './measure-map.ts';
import { buildHelper } from './measure-threads.ts';

const SEED = 20240101;

interface Scenario {
  readonly name: string;
  readonly file: ItemFile;
  readonly workload: Omit<Workload, 'threads'>;
  /** The machine and its mocks are read from files, and so many threads run the children. */
  readonly threads?: number;
  readonly most: {
    /** To the time of the bare loop. */
    readonly ratio?: number;
    readonly megabytes?: number;
    /** To the time of a scenario further up, as the bare loop over its own file tells time. */
    readonly against?: { readonly scenario: string; readonly ratio: number };
  };
}

const jsonl = (nItems: number): ItemFile => ({ nItems, width: 'narrow' });
const wide = (nItems: number): ItemFile => ({ nItems, width: 'wide' });

/** `million` is less for `--quick`; limits are those of the whole. */
function scenarios(million: number): readonly Scenario[] {
  const children = million / 10;
  return [
    {
      name: '1 M JSONL, batches of 100',
      file: jsonl(million),
      workload: { perBatch: 100 },
      most: { ratio: 2.5, megabytes: 200 },
    },
    {
      name: '1 M JSONL, batches of 10',
      file: jsonl(million),
      workload: { perBatch: 10 },
      most: { ratio: 4, megabytes: 200 },
    },
    {
      name: '1 M JSONL, one item each',
      file: jsonl(million),
      workload: { perBatch: null },
      most: { ratio: 10, megabytes: 300 },
    },
    {
      name: '1 M JSONL, one each, saved',
      file: jsonl(million),
      workload: { perBatch: null, saved: 'yes' },
      most: { ratio: 20, megabytes: 400 },
    },
    {
      name: '100 k children, JSONata',
      file: jsonl(children),
      workload: { perBatch: null, language: 'JSONata' },
      // 4 s where the bare loop takes 70 ms.
      most: { ratio: 57, megabytes: 250 },
    },
    {
      name: '100 k children',
      file: jsonl(children),
      workload: { perBatch: null },
      most: { ratio: 20, megabytes: 200 },
    },
    {
      name: '100 k children, retried once',
      file: jsonl(children),
      workload: { perBatch: null, failures: 'first attempt' },
      most: { megabytes: 250, against: { scenario: '100 k children', ratio: 1.5 } },
    },
    {
      name: '1 M, one each, mocks, one thread',
      file: jsonl(million),
      workload: { perBatch: null },
      threads: 1,
      most: { ratio: 10, megabytes: 300 },
    },
    {
      name: '1 M, one each, mocks, two threads',
      file: jsonl(million),
      workload: { perBatch: null },
      threads: 2,
      // Of two cores that nobody else uses.
      most: { ratio: 10, megabytes: 300, against: { scenario: '1 M, one each, mocks, one thread', ratio: 0.85 } },
    },
    {
      name: '1 M JSONata, one thread',
      file: jsonl(million),
      workload: { perBatch: null, language: 'JSONata' },
      threads: 1,
      most: { ratio: 20, megabytes: 300 },
    },
    {
      name: '1 M JSONata, two threads',
      file: jsonl(million),
      workload: { perBatch: null, language: 'JSONata' },
      threads: 2,
      most: { ratio: 20, megabytes: 300, against: { scenario: '1 M JSONata, one thread', ratio: 0.75 } },
    },
    {
      name: '1 M wide JSONL, batches of 100',
      file: wide(million),
      workload: { perBatch: 100 },
      most: { ratio: 2.5, megabytes: 200 },
    },
    {
      name: '10 M wide JSONL (1 GB)',
      file: wide(10 * million),
      workload: { perBatch: 100 },
      most: { ratio: 2.5, megabytes: 200, against: { scenario: '1 M wide JSONL, batches of 100', ratio: 10.5 } },
    },
  ];
}

export async function benchMap(size: 'whole' | 'quick', tally: LimitTally): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'stepscope-bench-'));
  const script = await buildHelper();
  const known = new Map<string, { readonly bareSeconds: number }>();
  const costs = new Map<string, number>();
  console.log(size === 'whole' ? 'Distributed Map' : 'Distributed Map, a tenth of the items each');
  console.log(`${''.padEnd(34)}   bare      Map    ratio     peak`);
  try {
    for (const { name, file, workload: plain, threads, most } of scenarios(size === 'whole' ? 1_000_000 : 100_000)) {
      const workload = threads === undefined ? plain : { ...plain, threads: { nThreads: threads, script } };
      const key = `${file.width}-${file.nItems}`;
      const place = path.join(folder, BUCKET, key);
      if (!known.has(key)) {
        await generateItems(place, file, SEED);
        known.set(key, { bareSeconds: await measureBareLoop(place, file) });
      }
      const bareSeconds = known.get(key)?.bareSeconds ?? Number.NaN;
      const { seconds, peakMegabytes } = await bestOfSome(folder, key, file, workload);
      // Time, were the machine always as fast as in the bare loop over that file: scenarios stand minutes apart.
      const cost = (seconds / bareSeconds) * file.nItems;
      costs.set(name, cost);
      const against = most.against === undefined ? null : cost / (costs.get(most.against.scenario) ?? Number.NaN);
      const limits = [
        { measured: seconds / bareSeconds, most: most.ratio, unit: 'x' },
        { measured: peakMegabytes, most: most.megabytes, unit: 'MB' },
        { measured: against ?? 0, most: most.against?.ratio, unit: `x "${most.against?.scenario ?? ''}"` },
      ].flatMap(({ measured, most: limit, unit }) => (limit === undefined ? [] : [{ measured, most: limit, unit }]));
      console.log(
        `${name.padEnd(34)} ${bareSeconds.toFixed(2).padStart(5)} s ${seconds.toFixed(2).padStart(6)} s ` +
          `${(seconds / bareSeconds).toFixed(1).padStart(6)} x ${peakMegabytes.toFixed(0).padStart(5)} MB` +
          `${against === null ? '' : `  ${against.toFixed(2)} x "${most.against?.scenario ?? ''}"`}` +
          `  ${size === 'quick' ? '' : tally.judge(limits)}`,
      );
      if (file.nItems > 1_000_000) await rm(place);
      await rm(path.join(folder, 'results'), { recursive: true, force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(script, { force: true });
  }
}

/** The fastest of three goes at a small file, and the peak of all; one go at a large one. */
async function bestOfSome(folder: string, key: string, { nItems }: ItemFile, workload: Workload): Promise<Measurement> {
  const measurements: Measurement[] = [];
  for (let round = 0; round < (nItems > 100_000 ? 1 : 3); round++) {
    measurements.push(await inOwnProcess(folder, key, workload));
  }
  const [first] = measurements.sort((left, right) => left.seconds - right.seconds) as [Measurement];
  return { ...first, peakMegabytes: Math.max(...measurements.map(({ peakMegabytes }) => peakMegabytes)) };
}

/** Best of three for small files; large ones are read in pieces, once. */
async function measureBareLoop(place: string, { nItems }: ItemFile): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < (nItems > 1_000_000 ? 1 : 3); round++) {
    let seconds = 0;
    let nParsed = 0;
    for await (const lines of linesOf(place)) {
      const begin = performance.now();
      for (const line of lines) nParsed += parseJsonLine(line);
      seconds += (performance.now() - begin) / 1000;
    }
    if (nParsed < nItems) throw new Error('The generated items are not what they should be.');
    best = Math.min(best, seconds);
  }
  return best;
}

function parseJsonLine(line: string): number {
  return typeof (JSON.parse(line) as { readonly id: number }).id === 'number' ? 1 : 0;
}

async function* linesOf(place: string): AsyncGenerator<readonly string[]> {
  const file = await open(place, 'r');
  try {
    let rest = '';
    const buffer = Buffer.alloc(16 * 1024 * 1024);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      const lines = (rest + buffer.toString('latin1', 0, bytesRead)).split('\n');
      rest = lines.pop() ?? '';
      yield lines;
    }
    if (rest !== '') yield [rest];
  } finally {
    await file.close();
  }
}

async function inOwnProcess(folder: string, key: string, workload: Workload): Promise<Measurement> {
  const args = [process.argv[1] ?? '', '--measure', folder, key, JSON.stringify(workload)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Measurement;
}
