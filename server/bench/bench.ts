/**
 * The benchmark: a Distributed Map over a million JSON Lines, as a ratio to the time that a bare loop of `JSON.parse` over the same lines
 * takes here and now, with the peak of memory. Every measurement has a process of its own. `--quick` takes a tenth of the data.
 * `--validation` measures the checks of definitions instead.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { generateItems } from './generate-items.ts';
import { measureMap, type Measurement } from './measure-map.ts';
import { benchValidation } from './validation.bench.ts';

const SEED = 20240101;
const BUCKET = 'bench';
const KEY = 'items.jsonl';

interface Scenario {
  readonly name: string;
  readonly perBatch: number | null;
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'batches of 100', perBatch: 100 },
  { name: 'batches of 10', perBatch: 10 },
  { name: 'one item each', perBatch: null },
];

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--validation')) {
    benchValidation();
    return;
  }
  const worker = args.indexOf('--measure');
  if (worker >= 0) {
    const [folder, perBatch] = args.slice(worker + 1);
    const measured = await measureMap(folder ?? '', BUCKET, KEY, perBatch === 'none' ? null : Number(perBatch));
    console.log(JSON.stringify(measured));
    return;
  }
  const nItems = args.includes('--quick') ? 100_000 : 1_000_000;
  const folder = await mkdtemp(path.join(tmpdir(), 'stepscope-bench-'));
  try {
    const file = path.join(folder, BUCKET, KEY);
    await generateItems(file, nItems, SEED);
    const bare = await measureBareLoop(file);
    console.log(`${nItems.toLocaleString('en')} JSON Lines, ${bare.bytesPerLine.toFixed(0)} bytes each`);
    console.log(`${'bare JSON.parse loop'.padEnd(22)} ${bare.seconds.toFixed(2).padStart(7)} s`);
    for (const scenario of SCENARIOS) {
      const { seconds, peakMegabytes, transitions } = await inOwnProcess(folder, scenario);
      const ratio = `${(seconds / bare.seconds).toFixed(1)} x`;
      console.log(
        `${`Map, ${scenario.name}`.padEnd(22)} ${seconds.toFixed(2).padStart(7)} s ${ratio.padStart(8)} ` +
          `${peakMegabytes.toFixed(0).padStart(6)} MB ${(transitions / seconds / 1000).toFixed(0).padStart(6)} k transitions/s`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The middle one of three goes. */
async function measureBareLoop(file: string): Promise<{ readonly seconds: number; readonly bytesPerLine: number }> {
  const text = await readFile(file, 'utf8');
  const lines = text.trimEnd().split('\n');
  const times: number[] = [];
  let checksum = 0;
  for (let round = 0; round < 3; round++) {
    const begin = performance.now();
    for (const line of lines) checksum += (JSON.parse(line) as { readonly id: number }).id;
    times.push((performance.now() - begin) / 1000);
  }
  if (checksum !== 3 * ((lines.length * (lines.length - 1)) / 2))
    throw new Error('The generated items are not what they should be.');
  times.sort((left, right) => left - right);
  return { seconds: times[1] ?? 0, bytesPerLine: text.length / lines.length };
}

async function inOwnProcess(folder: string, scenario: Scenario): Promise<Measurement> {
  const script = process.argv[1] ?? '';
  const args = ['--enable-source-maps', script, '--measure', folder, String(scenario.perBatch ?? 'none')];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Measurement;
}

await main(process.argv.slice(2));
