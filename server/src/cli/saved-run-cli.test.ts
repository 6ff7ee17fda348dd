import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestCli } from './test-cli.ts';

const { folder, files, run: cli, dispose } = createTestCli();
beforeAll(async () => {
  await Promise.all([
    import('./run-machine-command.ts'),
    import('./map-run-command.ts'),
    import('./redrive-command.ts'),
  ]);
}, 120_000);
afterAll(dispose);

const DEFINITION = {
  StartAt: 'Fan',
  States: {
    Fan: {
      Type: 'Map',
      End: true,
      Label: 'Orders',
      MaxConcurrency: 2,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSONL' },
        Parameters: { Bucket: 'in', Key: 'orders.jsonl' },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Charge',
        States: { Charge: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } },
      },
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'out', Prefix: 'orders' },
      },
    },
  },
};

const mocks = (broken: string): string => `version: "1.0"
mocks:
  - state: Charge
    type: conditional
    conditions:
      - when: { input: { id: 3 } }
        ${broken}
      - default: { Payload: paid, StatusCode: 200 }
`;

function prepare(): void {
  files({ 'orders.asl.json': JSON.stringify(DEFINITION) });
  files({ 's3/in/orders.jsonl': Array.from({ length: 6 }, (_, id) => `${JSON.stringify({ id })}\n`).join('') });
  files({ 'broken.yaml': mocks('error: { type: CardRefused, cause: "no money" }') });
  files({ 'mended.yaml': mocks('response: { Payload: paid, StatusCode: 200 }') });
}

describe('sfn-test run --save, map-run and redrive', () => {
  it('go from a failed run over its failed child to its success', async () => {
    prepare();
    const run = await cli([
      ...['run', '--asl', 'orders.asl.json', '--mock', 'broken.yaml', '--s3', 's3', '--save', 'orders.sfnrun'],
    ]);
    expect(run).toMatchObject({ code: 1, out: '' });
    expect(run.err).toContain('States.ExceedToleratedFailureThreshold');
    expect(run.err).toMatch(/^1 of 4 children of "Fan" failed, first child 3: CardRefused: no money$/m);

    const shown = await cli(['map-run', 'orders.sfnrun']);
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toContain('Map Run 0, "Fan": FAILED');
    expect(shown.out).toContain('items       6: 3 succeeded, 1 failed, 2 pending');
    expect(shown.out).toMatch(/ 3 {2}FAILED .*CardRefused/);
    expect(shown.out).toMatch(/s3:\/\/out\/orders\/[-0-9a-f]+\/manifest\.json/);

    const failed = await cli(['map-run', 'orders.sfnrun', '--failed', '--format', 'json']);
    expect(JSON.parse(failed.out)).toMatchObject({
      status: 'FAILED',
      cutOff: false,
      mapRuns: [
        {
          status: 'FAILED',
          executionCounts: { failed: 1, pending: 2, succeeded: 3, total: 6 },
          executions: [{ index: 3, status: 'FAILED', error: 'CardRefused', itemCount: 1 }],
        },
      ],
    });

    const child = await cli(['map-run', 'orders.sfnrun', '--child', '3']);
    expect(child.out).toContain('TaskFailed: CardRefused: no money');
    expect(child.out).toContain('input                {"id":3}');
    // Nobody kept the history of a child that went well.
    const other = await cli(['map-run', 'orders.sfnrun', '--child', '1', '--format', 'json']);
    expect(JSON.parse(other.out)).toMatchObject({
      status: 'SUCCEEDED',
      input: '{"id":1}',
      historySource: 'run again alone',
    });
    expect((JSON.parse(other.out) as { events: object[] }).events).toHaveLength(7);

    const redriven = await cli(['redrive', 'orders.sfnrun', '--mock', 'mended.yaml']);
    expect(redriven).toMatchObject({ code: 0, err: '' });
    const { ResultWriterDetails } = JSON.parse(redriven.out) as { ResultWriterDetails: { Key: string } };
    expect(ResultWriterDetails.Key).toMatch(/^orders\/[-0-9a-f]+\/Redrive-1\/manifest\.json$/);
    const records = JSON.parse(
      readFileSync(join(folder, 's3/out', ResultWriterDetails.Key.replace('manifest', 'SUCCEEDED_0')), 'utf8'),
    ) as { RedriveCount: number; Input: string }[];
    expect(records.map(({ RedriveCount, Input }) => [RedriveCount, Input])).toEqual([
      [1, '{"id":3}'],
      [0, '{"id":4}'],
      [0, '{"id":5}'],
    ]);
    const dates = JSON.parse(
      (await cli(['map-run', 'orders.sfnrun', '--child', '3', '--format', 'json'])).out,
    ) as object;
    expect(dates).toMatchObject({ status: 'SUCCEEDED', startDate: '2024-01-01T00:00:00.000Z', redriveCount: 1 });
    expect(Object.keys(dates)).toContain('redriveDate');
    expect(Object.keys(dates)).not.toContain('cause');
    const after = await cli(['map-run', 'orders.sfnrun']);
    expect(after.out).toContain('"Fan": SUCCEEDED');
    expect(after.out).toContain('redriven once');
    expect(await cli(['redrive', 'orders.sfnrun'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Execution is SUCCEEDED and cannot be redriven') as string,
    });
  });

  it('say which child failed first, in a redrive too', async () => {
    prepare();
    await cli(['run', '--asl', 'orders.asl.json', '--mock', 'broken.yaml', '--s3', 's3', '--save', 'twice.sfnrun']);
    const again = await cli(['redrive', 'twice.sfnrun']);
    expect(again.err).toMatch(/^The only child of "Fan" failed: CardRefused: no money$/m);
  });

  it('answer the tasks of a redrive as in the attempt before, where nothing else is said', async () => {
    prepare();
    files({ 'stolen.yaml': mocks('error: { type: CardStolen, cause: sorry }') });
    await cli(['run', '--asl', 'orders.asl.json', '--mock', 'broken.yaml', '--s3', 's3', '--save', 'third.sfnrun']);
    for (const options of [['--mock', 'stolen.yaml'], []]) {
      const redriven = await cli(['redrive', 'third.sfnrun', ...options]);
      expect(redriven.err).toContain('CardStolen: sorry');
    }
    expect(await cli(['redrive', 'third.sfnrun', '--mock', 'mended.yaml'])).toMatchObject({ code: 0 });
    const children = await Promise.all(
      ['0', '3', '5'].map((index) => cli(['map-run', 'third.sfnrun', '--child', index, '--format', 'json'])),
    );
    expect(children.map(({ out }) => (JSON.parse(out) as { historySource: string }).historySource)).toEqual([
      ...['run again alone', 'kept', 'kept'],
    ]);
  });

  it('tell a Map Run or two of many nested ones, first those that count', async () => {
    const processor = (name: string, state: object): object => ({
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: name,
      States: { [name]: { ...state, End: true } },
    });
    const inner = { Type: 'Map', ItemsPath: '$.n', ItemProcessor: processor('Charge', { Type: 'Pass' }) };
    const outer = { Type: 'Map', ItemsPath: '$.items', ItemProcessor: processor('Inner', inner), End: true };
    files({ 'nested.asl.json': JSON.stringify({ StartAt: 'Outer', States: { Outer: outer } }) });
    files({ 'nested.json': JSON.stringify({ items: Array.from({ length: 30 }, () => ({ n: [1, 2] })) }) });
    await cli(['run', '--asl', 'nested.asl.json', '--input', 'nested.json', '--save', 'nested.sfnrun']);
    const shown = await cli(['map-run', 'nested.sfnrun', '--limit', '2']);
    expect(shown.out.match(/^Map Run \d+, "\w+"/gm)).toEqual(['Map Run 0, "Outer"', 'Map Run 1, "Inner"']);
    expect(shown.out).toContain('… 29 more Map Runs (--limit, or --map-run NUMBER)');
    const json = JSON.parse(
      (await cli(['map-run', 'nested.sfnrun', '--format', 'json', '--limit', '1'])).out,
    ) as object;
    expect(json).toMatchObject({ mapRuns: { length: 31 } });
  });

  it('leave the result files of one run, where one is run again', async () => {
    prepare();
    const filesAfter = async (mock: string): Promise<readonly string[]> => {
      await cli(['run', '--asl', 'orders.asl.json', '--mock', mock, '--s3', 'again', '--save', 'again.sfnrun']);
      const [mapRun] = readdirSync(join(folder, 'again/out/orders'));
      return readdirSync(join(folder, 'again/out/orders', mapRun ?? '')).sort();
    };
    files({ 'again/in/orders.jsonl': Array.from({ length: 6 }, (_, id) => `${JSON.stringify({ id })}\n`).join('') });
    expect(await filesAfter('broken.yaml')).toEqual([
      'FAILED_0.json',
      'PENDING_0.json',
      'SUCCEEDED_0.json',
      'manifest.json',
    ]);
    expect(await filesAfter('mended.yaml')).toEqual(['SUCCEEDED_0.json', 'manifest.json']);
  });

  it('say what has changed since, and stop short of telling what is not so', async () => {
    prepare();
    await cli(['run', '--asl', 'orders.asl.json', '--mock', 'mended.yaml', '--s3', 's3', '--save', 'changed.sfnrun']);
    files({ 'mended.yaml': mocks('response: { Payload: refunded, StatusCode: 200 }') });
    const child = await cli(['map-run', 'changed.sfnrun', '--child', '3']);
    expect(child.err).toContain('mended.yaml has changed since the run was saved.');
    expect(child.out).toContain('It behaves differently now');
    const same = await cli(['map-run', 'changed.sfnrun', '--child', '2']);
    expect(same.out).toContain('historySource        run again alone');
  });

  it('stop on an interrupt with whole files', async () => {
    prepare();
    files({
      's3/in/orders.jsonl': Array.from({ length: 50_000 }, (_, id) => `${JSON.stringify({ id: id + 10 })}\n`).join(''),
    });
    const controller = new AbortController();
    /** The run has begun when it asks, and is in the middle two turns later. */
    const interruption = (): AbortSignal => {
      setImmediate(() => setImmediate(() => controller.abort()));
      return controller.signal;
    };
    const run = await cli(
      ['run', '--asl', 'orders.asl.json', '--mock', 'mended.yaml', '--s3', 's3', '--save', 'stopped.sfnrun'],
      { interruption },
    );
    expect(run).toMatchObject({ code: 1, out: '' });
    expect(run.err).toContain('was stopped');
    const shown = JSON.parse((await cli(['map-run', 'stopped.sfnrun', '--format', 'json'])).out) as {
      mapRuns: { status: string; resultFiles: { key: string; bytes: number }[] }[];
    };
    expect(shown.mapRuns[0]?.status).toBe('ABORTED');
    for (const { key, bytes } of shown.mapRuns[0]?.resultFiles ?? []) {
      const text = readFileSync(join(folder, 's3/out', key), 'utf8');
      expect(Buffer.byteLength(text)).toBe(bytes);
      JSON.parse(text);
    }
    expect(shown.mapRuns[0]?.resultFiles.some(({ key }) => key.endsWith('/manifest.json'))).toBe(true);
  });

  it('open what was cut off, and refuse to redrive it', async () => {
    prepare();
    await cli(['run', '--asl', 'orders.asl.json', '--mock', 'broken.yaml', '--s3', 's3', '--save', 'cut.sfnrun']);
    truncateSync(join(folder, 'cut.sfnrun'), statSync(join(folder, 'cut.sfnrun')).size - 20);
    const shown = await cli(['map-run', 'cut.sfnrun']);
    expect(shown.code).toBe(0);
    expect(shown.err).toContain('was cut off');
    expect(await cli(['redrive', 'cut.sfnrun'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('was cut off before its end') as string,
    });
  });

  it.each([
    [['map-run'], 'Give one saved run'],
    [['map-run', 'nothing.sfnrun'], 'There is no file '],
    [['map-run', '.'], 'is no file.'],
    [['redrive', '.'], 'is no file.'],
    [['map-run', 'orders.asl.json'], 'it is no saved run'],
    [['redrive'], 'Give one saved run'],
    [['run', '--suite', 'x.yaml', '--save', 'y'], '--save can only be used with --asl'],
    [
      ['run', '--asl', 'orders.asl.json', '--save', 'no/such/folder/x.sfnrun'],
      'There is no folder for no/such/folder/x.sfnrun.',
    ],
    [
      ['run', '--asl', 'orders.asl.json', '--save', 'orders.asl.json'],
      'The run cannot be saved: orders.asl.json is there, and is no saved run.',
    ],
    [
      ['run', '--asl', 'orders.asl.json', '--mock', 'mended.yaml', '--history', './mended.yaml'],
      '--history would write over ./mended.yaml, which --mock reads. Name a file of its own.',
    ],
  ])('%j: %s', async (args, message) => {
    prepare();
    expect(await cli(args)).toMatchObject({ code: 2, err: expect.stringContaining(message) as string });
  });

  // A device that is always full; where the system has none, a place that nothing can be written to.
  it('is no success where the disk is full, whatever came of the run', async () => {
    prepare();
    const args = ['run', '--asl', 'orders.asl.json', '--mock', 'mended.yaml', '--s3', 's3', '--save', '/dev/full'];
    expect(await cli(args)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^The run (was not saved whole|cannot be saved): \/dev\/full/m) as string,
    });
  });
});
