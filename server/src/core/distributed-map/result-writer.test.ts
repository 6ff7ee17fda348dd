import { describe, expect, it } from 'vitest';
import { createMemoryObjectStore } from '../../testing/object-store-memory.ts';
import type { Json } from '../base/json.ts';
import type { ChildOutcome } from '../interpreter/map-run-port.ts';
import { createSingleItemBatcher } from './batcher.ts';
import { createChildInputs } from './child-inputs.ts';
import { createFakeEngine, failed, MAP_RUN_ARN, succeeded } from './fake-host.ts';
import { createArraySource } from './item-source.ts';
import { createMapRun } from './map-run.ts';
import type { OutputType, Transformation } from './map-results.ts';
import type { TextSpill } from './ordered-output.ts';
import { createResultWriter, type EarlierResults } from './result-writer.ts';

const FOLDER = 'results/x/11111111-2222-4333-8444-555555555555';

interface Case {
  readonly items: readonly Json[];
  readonly script: (index: number, input: Json) => ChildOutcome | 'runs';
  readonly transformation?: Transformation;
  readonly outputType?: OutputType;
  readonly childType?: 'STANDARD' | 'EXPRESS';
  readonly tolerated?: number;
  readonly maxFileBytes?: number;
  readonly earlier?: EarlierResults;
  readonly openSpill?: () => TextSpill;
}

async function write(one: Case) {
  const store = createMemoryObjectStore({ buckets: 'declared' });
  store.addBucket('out');
  const engine = createFakeEngine({
    script: ({ index, input }) => one.script(index, input),
    maxConcurrency: 2,
    ...(one.childType === undefined ? {} : { childType: one.childType }),
  });
  const { host } = engine;
  const open = () => createArraySource(one.items, 'STATE_DATA', 'elements');
  const run = createMapRun(
    {
      threshold: { count: one.tolerated ?? 0, percentage: 0 },
      reopen: open,
      createInputs: (onRead) => createChildInputs(open(), null, createSingleItemBatcher(), onRead),
      results: createResultWriter({
        ...host,
        store,
        bucket: 'out',
        prefix: 'results/x',
        conditions: {},
        transformation: one.transformation ?? 'NONE',
        outputType: one.outputType ?? 'JSON',
        earlier: one.earlier ?? null,
        openSpill: one.openSpill,
        maxFileBytes: one.maxFileBytes ?? 1e9,
      }),
    },
    host,
  );
  const files = (): Record<string, string> =>
    Object.fromEntries(store.keys('out').map((key) => [key.replace(`${FOLDER}/`, ''), store.text('out', key) ?? '']));
  return { engine, run, files, result: await engine.drive(run) };
}

const SUCCEEDED_0 =
  '{"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:sm/Label:child-0","Input":"{\\"n\\":\\"é\\"}",' +
  '"InputDetails":{"Included":true},"Name":"child-0","Output":"[1]","OutputDetails":{"Included":true},"RedriveCount":0,' +
  '"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven",' +
  '"StartDate":"2024-01-01T00:00:00.000Z","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:sm/Label",' +
  '"Status":"SUCCEEDED","StopDate":"2024-01-01T00:00:00.090Z"}';
const failedRecord = (redrive: string): string =>
  '{"Cause":"why","Error":"E","ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:sm/Label:child-1","Input":"2",' +
  `"InputDetails":{"Included":true},"Name":"child-1","OutputDetails":{"Included":true},"RedriveCount":0,${redrive}` +
  '"StartDate":"2024-01-01T00:00:00.090Z","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:sm/Label",' +
  '"Status":"FAILED","StopDate":"2024-01-01T00:00:00.180Z"}';
const PENDING_3 = '{"Input":"3","InputDetails":{"Included":true},"Status":"PENDING"}';
const PENDING_4 = '{"Input":"4","InputDetails":{"Included":true},"Status":"PENDING"}';

const oneOfEach: Case = {
  items: [{ n: 'é' }, 2, 3, 4],
  script: (index) => (index === 0 ? succeeded([1]) : failed('E', 'why')),
};

describe('result files', () => {
  it('are written byte for byte as recorded, also when the Map Run fails', async () => {
    const { result, files } = await write(oneOfEach);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    const failed1 = `[${failedRecord('"RedriveStatus":"REDRIVABLE_BY_MAP_RUN",')}]`;
    const sizeOf = (text: string): number => new TextEncoder().encode(text).length;
    expect(files()).toEqual({
      'SUCCEEDED_0.json': `[${SUCCEEDED_0}]`,
      'FAILED_0.json': failed1,
      'PENDING_0.json': `[${PENDING_3},${PENDING_4}]`,
      'manifest.json':
        `{"DestinationBucket":"out","MapRunArn":"${MAP_RUN_ARN}","ResultFiles":{` +
        `"FAILED":[{"Key":"${FOLDER}/FAILED_0.json","Size":${sizeOf(failed1)}}],` +
        `"PENDING":[{"Key":"${FOLDER}/PENDING_0.json","Size":${sizeOf(`[${PENDING_3},${PENDING_4}]`)}}],` +
        `"SUCCEEDED":[{"Key":"${FOLDER}/SUCCEEDED_0.json","Size":${sizeOf(`[${SUCCEEDED_0}]`)}}]}}`,
    });
  });

  // What each Transformation makes of an output [1], beside a failed child and two pending ones.
  const succeededRecord = { NONE: SUCCEEDED_0, COMPACT: '[1]', FLATTEN: '1' } as const;
  const combinations = (['STANDARD', 'EXPRESS'] as const).flatMap((childType) =>
    (['JSON', 'JSONL'] as const).flatMap((outputType) =>
      (['NONE', 'COMPACT', 'FLATTEN'] as const).map((transformation) => ({ childType, outputType, transformation })),
    ),
  );
  it.each(combinations)('of $childType children as $transformation, $outputType', async (combination) => {
    const { childType, outputType, transformation } = combination;
    const { files } = await write({ ...oneOfEach, ...combination });
    const whole = (...records: string[]): string =>
      outputType === 'JSON' ? `[${records.join(',')}]` : records.map((record) => `${record}\n`).join('');
    const redrive = childType === 'STANDARD' ? '"RedriveStatus":"REDRIVABLE_BY_MAP_RUN",' : '';
    const bodies = {
      FAILED: whole(failedRecord(redrive)),
      PENDING: whole(PENDING_3, PENDING_4),
      SUCCEEDED: whole(succeededRecord[transformation]),
    };
    const extension = outputType === 'JSON' ? 'json' : 'jsonl';
    const listed = Object.entries(bodies).map(
      ([status, body]) =>
        `"${status}":[{"Key":"${FOLDER}/${status}_0.${extension}","Size":${new TextEncoder().encode(body).length}}]`,
    );
    expect(files()).toEqual({
      [`SUCCEEDED_0.${extension}`]: bodies.SUCCEEDED,
      [`FAILED_0.${extension}`]: bodies.FAILED,
      [`PENDING_0.${extension}`]: bodies.PENDING,
      'manifest.json': `{"DestinationBucket":"out","MapRunArn":"${MAP_RUN_ARN}","ResultFiles":{${listed.join(',')}}}`,
    });
  });

  it('of a redrive have a folder of their own, and a manifest over all successes', async () => {
    const earlier = { redriveCount: 2, succeededFiles: [{ Key: `${FOLDER}/SUCCEEDED_0.json`, Size: 12 }] };
    const { files, result } = await write({
      items: [1],
      script: () => succeeded([]),
      transformation: 'COMPACT',
      earlier,
    });
    expect(files()).toEqual({
      'Redrive-2/SUCCEEDED_0.json': '[[]]',
      'Redrive-2/manifest.json':
        `{"DestinationBucket":"out","MapRunArn":"${MAP_RUN_ARN}","ResultFiles":{"FAILED":[],"PENDING":[],"SUCCEEDED":[` +
        `{"Key":"${FOLDER}/SUCCEEDED_0.json","Size":12},{"Key":"${FOLDER}/Redrive-2/SUCCEEDED_0.json","Size":4}]}}`,
    });
    expect(result).toMatchObject({ output: { ResultWriterDetails: { Key: `${FOLDER}/Redrive-2/manifest.json` } } });
  });

  it.each([
    ['JSON', 'SUCCEEDED_0.json', '[]'],
    ['JSONL', 'SUCCEEDED_0.jsonl', ''],
  ] as const)(
    'of a status that occurred are there, even where FLATTEN leaves nothing (%s)',
    async (outputType, name, body) => {
      const { files } = await write({
        items: [1, 2],
        script: () => succeeded([]),
        transformation: 'FLATTEN',
        outputType,
      });
      expect(files()[name]).toBe(body);
      expect(files()['manifest.json']).toContain(`"SUCCEEDED":[{"Key":"${FOLDER}/${name}","Size":${body.length}}]`);
    },
  );

  it.each<[Transformation, OutputType, string, string]>([
    ['COMPACT', 'JSON', 'SUCCEEDED_0.json', '[[10,{"copy":10}],[20,{"copy":20}]]'],
    ['COMPACT', 'JSONL', 'SUCCEEDED_0.jsonl', '[10,{"copy":10}]\n[20,{"copy":20}]\n'],
    ['FLATTEN', 'JSON', 'SUCCEEDED_0.json', '[10,{"copy":10},20,{"copy":20}]'],
    ['FLATTEN', 'JSONL', 'SUCCEEDED_0.jsonl', '10\n{"copy":10}\n20\n{"copy":20}\n'],
  ])('%s as %s', async (transformation, outputType, name, body) => {
    const { files, result } = await write({
      items: [10, 20],
      script: (_index, input) => succeeded([input, { copy: input }]),
      transformation,
      outputType,
    });
    expect(files()[name]).toBe(body);
    expect(files()['manifest.json']).toContain('"FAILED":[],"PENDING":[],"SUCCEEDED":[{');
    expect(result).toEqual({
      status: 'SUCCEEDED',
      output: { MapRunArn: MAP_RUN_ARN, ResultWriterDetails: { Bucket: 'out', Key: `${FOLDER}/manifest.json` } },
    });
  });

  it('of COMPACT are in item order, without the failed ones', async () => {
    const { engine, run, files } = await write({
      items: [0, 1, 2, 3],
      script: () => 'runs',
      transformation: 'COMPACT',
      tolerated: 1,
    });
    for (const [index, outcome] of [
      [1, 'ok'],
      [0, 'ok'],
      [3, 'ok'],
      [2, 'bad'],
    ] as const) {
      engine.endChild(index, outcome === 'ok' ? succeeded(index) : failed('E', 'why'));
      await engine.drive(run);
    }
    expect(files()['SUCCEEDED_0.json']).toBe('[0,1,3]');
    expect(files()['FAILED_0.json']).toContain('"Status":"FAILED"');
  });

  it.each(['there is no room for it', 'it cannot be read any more'])(
    'fail the Map Run where what waits for its turn is lost: %s',
    async (reason) => {
      const lost = (): never => {
        throw new Error(`ENOSPC: ${reason}`);
      };
      const append = reason.startsWith('there') ? lost : () => 0;
      const { engine, run } = await write({
        items: [0, 1, 2],
        script: () => 'runs',
        transformation: 'FLATTEN',
        openSpill: () => ({ append, read: lost, close: () => undefined }),
      });
      const large = ['x'.repeat(17 * 1024 * 1024)];
      engine.endChild(1, succeeded(large));
      await engine.drive(run);
      for (const index of [2, 0]) engine.endChild(index, succeeded(large));
      expect(await engine.drive(run)).toMatchObject({
        status: 'FAILED',
        error: 'States.ResultWriterFailed',
        cause: expect.stringContaining(
          `Results that wait for their turn could not be written to a temporary file: ENOSPC: ${reason}`,
        ) as string,
      });
    },
  );

  it('go on in a next file when one is full', async () => {
    const { files } = await write({
      items: [1, 2, 3],
      script: (_index, input) => succeeded(input),
      transformation: 'COMPACT',
      maxFileBytes: 3,
    });
    expect(files()['SUCCEEDED_0.json']).toBe('[1,2]');
    expect(files()['SUCCEEDED_1.json']).toBe('[3]');
    expect(files()['manifest.json']).toContain(`{"Key":"${FOLDER}/SUCCEEDED_1.json","Size":3}`);
  });

  it('of nothing are a manifest alone', async () => {
    const { files } = await write({ items: [], script: () => succeeded(null) });
    expect(files()).toEqual({
      'manifest.json': `{"DestinationBucket":"out","MapRunArn":"${MAP_RUN_ARN}","ResultFiles":{"FAILED":[],"PENDING":[],"SUCCEEDED":[]}}`,
    });
  });
});
