/**
 * CSV and Parquet: a Distributed Map in batches of 100 against the bare decoding of the same file to objects by the fastest library there is
 * for it: uDSV (text in memory to objects of strings) and hyparquet (file to objects). Every measurement has a process of its own.
 */

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { inferSchema, initParser } from 'udsv';
import { benchItems } from './generate-items.ts';
import type { LimitTally } from './limits.ts';
import { BUCKET, type Measurement, type ReaderFields, type Workload } from './measure-map.ts';

const SEED = 20240101;
const PER_BATCH = 100;
const MOST_RATIO = 4;
const MOST_MEGABYTES = 250;

interface Format {
  readonly name: string;
  readonly key: string;
  readonly library: string;
  readonly readerConfig: ReaderFields;
  generate(file: string, nItems: number): Promise<void>;
  /** Decodes the file to objects; how many. */
  decode(file: string): Promise<number>;
}

const FORMATS: readonly Format[] = [
  {
    name: 'CSV',
    key: 'items.csv',
    library: 'uDSV',
    readerConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
    async generate(file, nItems) {
      const stream = createWriteStream(file);
      let text = 'id,sku,price,category,inStock\n';
      for (const { id, sku, price, category, inStock } of benchItems(nItems, SEED)) {
        text += `${id},${sku},${price},${category},${inStock}\n`;
        if (text.length < 1_000_000) continue;
        if (!stream.write(text)) await once(stream, 'drain');
        text = '';
      }
      stream.end(text);
      await once(stream, 'finish');
    },
    async decode(file) {
      const text = await readFile(file, 'utf8');
      return initParser(inferSchema(text)).stringObjs(text).length;
    },
  },
  {
    name: 'Parquet',
    key: 'items.parquet',
    library: 'hyparquet',
    readerConfig: { InputType: 'PARQUET' },
    async generate(file, nItems) {
      const items = [...benchItems(nItems, SEED)];
      const columnData = [
        { name: 'id', type: 'INT64' as const, data: items.map(({ id }) => BigInt(id)) },
        { name: 'sku', type: 'STRING' as const, data: items.map(({ sku }) => sku) },
        { name: 'price', type: 'DOUBLE' as const, data: items.map(({ price }) => price) },
        { name: 'category', type: 'STRING' as const, data: items.map(({ category }) => category) },
        { name: 'inStock', type: 'BOOLEAN' as const, data: items.map(({ inStock }) => inStock) },
      ];
      await writeFile(file, new Uint8Array(parquetWriteBuffer({ columnData, codec: 'SNAPPY', rowGroupSize: 100_000 })));
    },
    async decode(file) {
      const { buffer } = new Uint8Array(await readFile(file));
      return (await parquetReadObjects({ file: buffer, compressors })).length;
    },
  },
];

export async function benchFormats(size: 'whole' | 'quick', tally: LimitTally): Promise<void> {
  const nItems = size === 'quick' ? 100_000 : 1_000_000;
  const folder = await mkdtemp(path.join(tmpdir(), 'stepscope-bench-'));
  try {
    await mkdir(path.join(folder, BUCKET));
    for (const format of FORMATS) {
      const inOwn = (work: string): Promise<Measurement> =>
        inOwnProcess(['--measure-format', format.name, work, folder, String(nItems)]);
      const bare = await inOwn('generate').then(() => inOwn('decode'));
      const workload: Workload = { perBatch: PER_BATCH, reader: format.readerConfig };
      const map = await inOwnProcess(['--measure', folder, format.key, JSON.stringify(workload)]);
      console.log(`\n${nItems.toLocaleString('en')} rows of ${format.name}`);
      console.log(line(`bare ${format.library}`, bare, null));
      const ratio = map.seconds / bare.seconds;
      const limits = [
        { measured: ratio, most: MOST_RATIO, unit: 'x' },
        { measured: map.peakMegabytes, most: MOST_MEGABYTES, unit: 'MB' },
      ];
      const verdict = size === 'quick' ? '' : tally.judge(limits);
      console.log(`${line(`Map, batches of ${PER_BATCH}`, map, ratio)}  ${verdict}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a process of its own does: `NAME generate|decode FOLDER COUNT`. */
export async function measureFormat([name, work, folder = '', count]: readonly string[]): Promise<void> {
  const format = FORMATS.find((candidate) => candidate.name === name);
  if (format === undefined) throw new Error(`There is no format ${name ?? ''}.`);
  const file = path.join(folder, BUCKET, format.key);
  if (work === 'generate') {
    await format.generate(file, Number(count));
    console.log(JSON.stringify(measured(0)));
  } else console.log(JSON.stringify(await measureBare(format, file, Number(count))));
}

/** The middle one of three goes. */
async function measureBare(format: Format, file: string, nItems: number): Promise<Measurement> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const begin = performance.now();
    const count = await format.decode(file);
    times.push((performance.now() - begin) / 1000);
    if (count !== nItems) throw new Error(`${format.library} found ${count} rows instead of ${nItems}.`);
  }
  times.sort((left, right) => left - right);
  return measured(times[1] ?? 0);
}

function measured(seconds: number): Measurement {
  return { seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024, transitions: 0 };
}

async function inOwnProcess(args: readonly string[]): Promise<Measurement> {
  const { stdout } = await promisify(execFile)(process.execPath, [process.argv[1] ?? '', ...args]);
  return JSON.parse(stdout) as Measurement;
}

function line(name: string, { seconds, peakMegabytes }: Measurement, ratio: number | null): string {
  const times = ratio === null ? '' : `${ratio.toFixed(1)} x`;
  return `${name.padEnd(22)} ${seconds.toFixed(2).padStart(7)} s ${times.padStart(8)} ${peakMegabytes.toFixed(0).padStart(6)} MB`;
}
