import { parquetWriteBuffer } from 'hyparquet-writer';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ExecutionOutcome } from '../core/events/run-snapshot.ts';
import { createScratchStore } from './run-suite-store.ts';
import { prepareMachine } from './run-machine.ts';
import { runToEnd } from './run-to-end.ts';

const machine = (readerConfig: object): string =>
  JSON.stringify({
    StartAt: 'Fan',
    States: {
      Fan: {
        Type: 'Map',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: readerConfig,
          Parameters: { Bucket: 'b', Key: 'k' },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'P',
          States: { P: { Type: 'Pass', End: true } },
        },
        End: true,
      },
    },
  });

/** Runs a machine whose items come from a data file with these bytes; a refusal is its first message. */
async function run(
  name: string,
  bytes: string | Uint8Array,
  { config = { InputType: 'JSON' }, mock = '' }: { readonly config?: object; readonly mock?: string } = {},
): Promise<ExecutionOutcome | string> {
  const workingFolder = mkdtempSync(join(tmpdir(), 'mock-files-'));
  writeFileSync(join(workingFolder, name), bytes);
  writeFileSync(join(workingFolder, 'm.asl.json'), machine(config));
  writeFileSync(
    join(workingFolder, 'mock.yaml'),
    mock === '' ? `version: '1.0'\nmocks:\n  - { state: Fan, type: itemReader, dataFile: ${name} }\n` : mock,
  );
  const prepared = await prepareMachine({
    path: 'm.asl.json',
    type: 'STANDARD',
    input: {},
    seed: 1,
    tasks: { kind: 'mock-file', path: join(workingFolder, 'mock.yaml') },
    store: createScratchStore(),
    access: { workingFolder },
  });
  if (prepared.kind === 'refused') return prepared.problems[0]?.message ?? '';
  return runToEnd(prepared.start({ sink: () => undefined, recording: { root: 'none', children: () => 'none' } }).run);
}

const parquet = new Uint8Array(
  parquetWriteBuffer({
    columnData: [{ name: 'id', data: Array.from({ length: 5000 }, (_, id) => id), type: 'INT32' }],
  }),
);
const rows = (count: number): readonly object[] => Array.from({ length: count }, (_, id) => ({ id }));
const texts = [{ id: '0' }, { id: '1' }];

describe('the data file of an itemReader mock', () => {
  it.each<[string, string | Uint8Array, readonly object[]]>([
    ['items.json', '[{"id":0},{"id":1}]', rows(2)],
    ['items.jsonl', '{"id":0}\n{"id":1}\n', rows(2)],
    ['items.csv', 'id\n0\n1\n', texts],
    ['items.yaml', '- id: 0\n- id: 1\n', rows(2)],
    ['items.parquet', parquet.slice(), rows(5000)],
    ['items.jsonl.gz', gzipSync('{"id":0}\n{"id":1}\n'), rows(2)],
    ['items.csv.gz', gzipSync('id\n0\n1\n'), texts],
  ])('%s gives the items, whatever the ItemReader would have read', async (name, bytes, output) => {
    expect(await run(name, bytes)).toEqual({ status: 'SUCCEEDED', output });
  });

  it('takes the settings of the ItemReader', async () => {
    const config = { InputType: 'PARQUET', MaxItems: 3 };
    expect(await run('items.parquet', parquet, { config })).toEqual({ status: 'SUCCEEDED', output: rows(3) });
    const csv = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['id'], CSVDelimiter: 'PIPE' };
    expect(await run('items.csv', '0|x\n1\n', { config: csv })).toEqual({ status: 'SUCCEEDED', output: texts });
  });

  it('may be Parquet under any name that says so', async () => {
    const mock = 'version: "1"\nmocks:\n  - { state: Fan, type: itemReader, dataFile: part-0, dataFormat: parquet }\n';
    expect(await run('part-0', parquet, { mock })).toEqual({ status: 'SUCCEEDED', output: rows(5000) });
  });

  it('that is broken fails the Map Run with its name', async () => {
    expect(await run('items.parquet', parquet.slice(0, 100))).toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: expect.stringMatching(/^items\.parquet is not valid Parquet: /) as string,
    });
  });

  it('cannot be an answer where it is Parquet', async () => {
    const mock =
      'version: "1"\nmocks:\n  - { state: Fan, type: fixed, responseFile: a.bin, responseFormat: parquet }\n';
    expect(await run('a.bin', parquet, { mock })).toMatch(/responseFormat/);
  });
});
