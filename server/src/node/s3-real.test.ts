/** Against a real server that speaks S3, whose address is in STEPSCOPE_S3_ENDPOINT: `npm run test:s3`. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../core/base/json.ts';
import type { ExecutionOutcome } from '../core/events/run-snapshot.ts';
import { startExecution } from '../host/execute.ts';
import { runToEnd } from '../host/run-to-end.ts';
import { createS3ObjectStore } from './s3-object-store.ts';

const endpoint = process.env['STEPSCOPE_S3_ENDPOINT'] ?? '';
const bucket = `stepscope-${Date.now()}`;
const client = new S3Client({ endpoint, forcePathStyle: true, region: process.env['AWS_REGION'] ?? 'us-east-1' });
const N_ITEMS = 100_000;

function map(reader: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    StartAt: 'All',
    States: {
      All: {
        Type: 'Map',
        End: true,
        ItemReader: reader,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'Same',
          States: { Same: { Type: 'Pass', End: true } },
        },
        ...more,
      },
    },
  };
}

function getObject(config: JsonObject, Key: string, more: JsonObject = {}): JsonObject {
  const Parameters = { Bucket: bucket, Key, ...more };
  return { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: config, Parameters };
}

function listObjects(Prefix: string, config: JsonObject): JsonObject {
  return {
    Resource: 'arn:aws:states:::s3:listObjectsV2',
    ReaderConfig: config,
    Parameters: { Bucket: bucket, Prefix },
  };
}

async function run(definition: Json): Promise<ExecutionOutcome> {
  const started = startExecution({
    definition,
    input: {},
    tasks: { invoke: () => ({ kind: 'failed', error: 'None', cause: 'There are no tasks.' }) },
    store: createS3ObjectStore({ endpoint, region: 'us-east-1' }),
  });
  if (started.kind === 'refused') throw new Error(started.problems.map(({ message }) => message).join('\n'));
  return runToEnd(started.run);
}

async function put(key: string, body: string | Uint8Array): Promise<string | undefined> {
  return (await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }))).VersionId;
}

async function textOf(key: string): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? '';
}

const outputOf = (outcome: ExecutionOutcome): Json => {
  if (outcome.status !== 'SUCCEEDED') throw new Error(JSON.stringify(outcome));
  return outcome.output;
};

beforeAll(async () => {
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
});

describe('a Distributed Map on S3', () => {
  it(`reads ${N_ITEMS} lines in ranges and writes its results in parts`, async () => {
    const item = (id: number): string => JSON.stringify({ id, name: `item ${id}`, filling: 'x'.repeat(80) });
    const lines = Array.from({ length: N_ITEMS }, (_, id) => item(id));
    await put('items.jsonl', `${lines.join('\n')}\n`);
    const definition = map(getObject({ InputType: 'JSONL' }, 'items.jsonl'), {
      ItemBatcher: { MaxItemsPerBatch: 100 },
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: bucket, Prefix: 'results' },
        WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
      },
    });
    const output = outputOf(await run(definition)) as unknown as {
      readonly ResultWriterDetails: { readonly Key: string };
    };
    const manifest = JSON.parse(await textOf(output.ResultWriterDetails.Key)) as {
      readonly ResultFiles: { readonly SUCCEEDED: readonly { readonly Key: string; readonly Size: number }[] };
    };
    const [file] = manifest.ResultFiles.SUCCEEDED;
    const results = await textOf(file?.Key ?? '');
    expect(file?.Size).toBe(Buffer.byteLength(results));
    expect(file?.Size).toBeGreaterThan(8 * 1024 * 1024);
    const items = results
      .trimEnd()
      .split('\n')
      .flatMap((line) => (JSON.parse(line) as { readonly Items: Json[] }).Items);
    expect(items).toHaveLength(N_ITEMS);
    expect(items.every((one, id) => JSON.stringify(one) === lines[id])).toBe(true);
  });

  it('lists page after page', async () => {
    const keys = Array.from({ length: 1100 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
    for (let at = 0; at < keys.length; at += 20) await Promise.all(keys.slice(at, at + 20).map((key) => put(key, 'x')));
    const more = { ItemSelector: { 'key.$': '$$.Map.Item.Value.Key', 'source.$': '$$.Map.Item.Source' } };
    const items = outputOf(await run(map(listObjects('many/', {}), more))) as { readonly key: string }[];
    expect(items.map(({ key }) => key)).toEqual(keys);
    expect(items[0]).toEqual({ key: 'many/00000', source: `s3://${bucket}` });
  });

  it('loads and flattens Parquet and packed files', async () => {
    const rows = (data: number[]): Uint8Array =>
      new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'id', data, type: 'INT32' }] }));
    await put('parquet/a', rows([1, 2]));
    await put('parquet/b', rows([3]));
    const flatten = { Transformation: 'LOAD_AND_FLATTEN', InputType: 'PARQUET' };
    expect(outputOf(await run(map(listObjects('parquet/', flatten))))).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    await put('lines.jsonl.gz', gzipSync('{"id":1}\n{"id":2}\n'));
    expect(outputOf(await run(map(getObject({ InputType: 'JSONL' }, 'lines.jsonl.gz'))))).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
  });

  it('reads the version it is told to', async () => {
    await client.send(
      new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    );
    const VersionId = (await put('versioned.json', '["old"]')) ?? '';
    await put('versioned.json', '["new"]');
    const config = { InputType: 'JSON' };
    expect(outputOf(await run(map(getObject(config, 'versioned.json'))))).toEqual(['new']);
    expect(outputOf(await run(map(getObject(config, 'versioned.json', { VersionId }))))).toEqual(['old']);
  });

  it('fails with what is missing', async () => {
    expect(await run(map(getObject({ InputType: 'JSON' }, 'nothing.json')))).toMatchObject({
      status: 'FAILED',
      error: 'States.ItemReaderFailed',
      cause: `The specified key does not exist: s3://${bucket}/nothing.json (asked ${endpoint})`,
    });
    await put('one.json', '[1]');
    const ResultWriter = {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { Bucket: `${bucket}-none`, Prefix: 'results' },
    };
    expect(await run(map(getObject({ InputType: 'JSON' }, 'one.json'), { ResultWriter }))).toMatchObject({
      status: 'FAILED',
      error: 'States.ResultWriterFailed',
      cause: expect.stringContaining(
        `The specified bucket does not exist: ${bucket}-none (asked ${endpoint})`,
      ) as string,
    });
  });
});

describe('the command line, as it is bundled', () => {
  it('reads from S3 with --s3 s3://', async () => {
    await put('cli.json', '[1,2]');
    const folder = await mkdtemp(path.join(tmpdir(), 'stepscope-s3-'));
    try {
      const asl = path.join(folder, 'map.asl.json');
      await writeFile(asl, JSON.stringify(map(getObject({ InputType: 'JSON' }, 'cli.json'))));
      const args = [
        'dist/cli.js',
        'run',
        '--asl',
        asl,
        '--s3',
        's3://',
        '--s3-endpoint',
        endpoint,
        '--region',
        'us-east-1',
      ];
      const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
      expect(JSON.parse(stdout)).toEqual([1, 2]);
      expect(stderr).toBe('');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
