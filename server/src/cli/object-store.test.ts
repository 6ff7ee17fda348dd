import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CliIo } from './cli-io.ts';
import { openStoreOf, S3_OPTIONS } from './object-store.ts';
import { parseOptions } from './parse-options.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'stepscope-s3-option-'));
writeFileSync(path.join(folder, 'file'), '');

const io: CliIo = {
  out: () => undefined,
  err: () => undefined,
  workingFolder: folder,
  outColors: false,
  errColors: false,
  errIsTerminal: false,
  columns: 80,
  readInput: () => Promise.resolve(''),
};

const open = (...args: readonly string[]) => openStoreOf(parseOptions(args, S3_OPTIONS), io);

describe('where S3 is', () => {
  it('is not said', async () => {
    expect(await open()).toBeUndefined();
  });

  it('is a folder', async () => {
    const listed = await (await open('--s3', '.'))?.list('no-such-bucket', '');
    expect(listed).toMatchObject({ kind: 'problem', problem: { kind: 'no-such-bucket' } });
  });

  it('is what speaks S3 at an endpoint', async () => {
    const store = await open('--s3', 's3://', '--s3-endpoint', 'http://127.0.0.1:9', '--region', 'eu-west-1');
    // Nothing is asked before the first object is.
    expect(store?.probeWrite('bucket', 'key')).toBeNull();
  });

  it.each([
    [['--s3', 'nowhere'], 'There is no folder nowhere for --s3.'],
    [['--s3', 'file'], '--s3 needs a folder, but file is a file.'],
    [
      ['--s3', 's3://bucket'],
      '--s3 s3://bucket names a bucket; write --s3 s3://, the definition says which buckets are used.',
    ],
    [['--s3', '.', '--region', 'eu-west-1'], '--region is for real S3 only: give --s3 s3:// too.'],
    [['--s3-endpoint', 'http://localhost'], '--s3-endpoint is for real S3 only: give --s3 s3:// too.'],
    [
      ['--s3', 's3://', '--s3-endpoint', 'localhost:9000'],
      '--s3-endpoint must be a URL such as http://localhost:9000, not "localhost:9000".',
    ],
  ])('%j is refused', async (args, message) => {
    await expect(open(...args)).rejects.toThrow(message);
  });
});
