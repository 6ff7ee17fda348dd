import { describe, expect, it } from 'vitest';
import type { Json } from '../base/json.ts';
import type { MapRun } from '../interpreter/map-run-port.ts';
import { createBatcher, createSingleItemBatcher, MAX_CHILD_INPUT_BYTES } from './batcher.ts';
import { createChildInputs } from './child-inputs.ts';
import type { FailureThreshold } from './failure-threshold.ts';
import { createFakeEngine, failed, succeeded, type FakeEngine, type FakeEngineOptions } from './fake-host.ts';
import { createInlineResults } from './inline-results.ts';
import { createArraySource, createFailedSource, skipByPulling, type ItemSource, type Pull } from './item-source.ts';
import { createMapRun } from './map-run.ts';

const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index);
const fromArray = (items: readonly Json[]) => (): ItemSource => createArraySource(items, 'STATE_DATA', 'elements');

interface Options extends Partial<FakeEngineOptions> {
  readonly open: () => ItemSource;
  readonly threshold?: Partial<FailureThreshold>;
  readonly perBatch?: number;
}

function open({ open: openSource, threshold, perBatch, ...options }: Options): { engine: FakeEngine; run: MapRun } {
  const engine = createFakeEngine({ script: ({ input }) => succeeded(input), ...options });
  const { host } = engine;
  const run = createMapRun(
    {
      threshold: { count: 0, percentage: 0, ...threshold },
      results: createInlineResults({ ...host, format: null, maxBytes: MAX_CHILD_INPUT_BYTES, earlierOutputs: null }),
      reopen: openSource,
      createInputs: (onRead) =>
        createChildInputs(
          openSource(),
          null,
          perBatch === undefined
            ? createSingleItemBatcher()
            : createBatcher({ maxItems: perBatch, maxBytes: MAX_CHILD_INPUT_BYTES }, undefined),
          onRead,
        ),
    },
    host,
  );
  return { engine, run };
}

/** Items that come in pieces, each behind a promise: as from a file. */
function slowSource(pieces: readonly (readonly Json[])[]): ItemSource {
  let piece = 0;
  let arrived = false;
  const source: ItemSource = {
    bytesRead: 0,
    close: () => undefined,
    skip: (max) => skipByPulling(source, max),
    pull(): Pull {
      if (piece >= pieces.length) return { kind: 'end' };
      if (!arrived) {
        return {
          kind: 'wait',
          ready: Promise.resolve().then(() => {
            arrived = true;
          }),
        };
      }
      arrived = false;
      const items = pieces[piece++] ?? [];
      return { kind: 'items', chunk: { items, maxItemBytes: 10, source: 's3://b/k', entries: false } };
    },
  };
  return source;
}

const THRESHOLD = {
  status: 'FAILED',
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

describe('a Map Run', () => {
  it('gives the outputs in item order, however children end', async () => {
    const { engine, run } = open({ open: fromArray(['a', 'b', 'c']), script: () => 'runs' });
    expect(await engine.drive(run)).toBe('blocked');
    for (const index of [2, 0, 1]) engine.endChild(index, succeeded(`done ${index}`));
    expect(await engine.drive(run)).toMatchObject({ status: 'SUCCEEDED', output: ['done 0', 'done 1', 'done 2'] });
  });

  it('keeps at most MaxConcurrency children running and starts them in item order', async () => {
    const { engine, run } = open({ open: fromArray(numbers(5)), script: () => 'runs', maxConcurrency: 2 });
    await engine.drive(run);
    expect(engine.started.map((start) => start.index)).toEqual([0, 1]);
    engine.endChild(1, succeeded(null));
    await engine.drive(run);
    expect(engine.started.map((start) => start.index)).toEqual([0, 1, 2]);
  });

  it('of nothing yields an empty array', async () => {
    const { engine, run } = open({ open: fromArray([]) });
    expect(await engine.drive(run)).toMatchObject({ status: 'SUCCEEDED', output: [] });
  });

  it('makes one child per batch, and the output one element per batch', async () => {
    const { engine, run } = open({
      open: fromArray(numbers(25)),
      perBatch: 10,
      script: ({ input }) => succeeded((input as { Items: Json[] }).Items.length),
    });
    expect(await engine.drive(run)).toMatchObject({ output: [10, 10, 5] });
    const starts = engine.events.filter((event) => event.kind === 'child-started');
    expect(starts.map(({ firstItem, nItems }) => [firstItem, nItems])).toEqual([
      [0, 10],
      [10, 10],
      [20, 5],
    ]);
  });

  it('tells its story in order, starts before ends', async () => {
    const { engine, run } = open({ open: fromArray(numbers(2)) });
    await engine.drive(run);
    expect(engine.events.map((event) => event.kind)).toEqual([
      'items-read',
      'child-started',
      'child-ended',
      'child-started',
      'child-ended',
      'items-read',
      'map-run-ended',
    ]);
  });

  it('leaves what was not started pending when the threshold is passed', async () => {
    const script = ({ index }: { index: number }) => (index === 1 ? failed('E', 'c') : succeeded(null));
    const { engine, run } = open({ open: fromArray(numbers(5)), maxConcurrency: 1, script });
    expect(await engine.drive(run)).toEqual(THRESHOLD);
    expect(engine.started).toHaveLength(2);
    expect(engine.events.at(-1)).toMatchObject({ kind: 'map-run-ended', status: 'FAILED', nPending: 3 });
  });

  it('stops running Standard children and waits for Express ones', async () => {
    for (const childType of ['STANDARD', 'EXPRESS'] as const) {
      const { engine, run } = open({ open: fromArray(numbers(3)), childType, script: () => 'runs' });
      await engine.drive(run);
      engine.endChild(0, failed('E', 'c'));
      const after = await engine.drive(run);
      if (childType === 'EXPRESS') {
        expect(after).toBe('blocked');
        engine.endChild(1, succeeded(null));
        engine.endChild(2, succeeded(null));
        expect(await engine.drive(run)).toEqual(THRESHOLD);
      } else expect(after).toEqual(THRESHOLD);
      const statuses = engine.events.flatMap((event) => (event.kind === 'child-ended' ? [event.status] : []));
      expect(statuses).toEqual(
        childType === 'EXPRESS' ? ['FAILED', 'SUCCEEDED', 'SUCCEEDED'] : ['FAILED', 'ABORTED', 'ABORTED'],
      );
    }
  });

  it('keeps the place of tolerated failures in the output', async () => {
    const script = ({ index }: { index: number }) => (index === 1 ? failed('E', 'why') : succeeded(index));
    const { engine, run } = open({ open: fromArray(numbers(3)), threshold: { count: 1 }, script });
    expect(await engine.drive(run)).toMatchObject({ output: [0, { Status: 'FAILED', Error: 'E', Cause: 'why' }, 2] });
  });

  it('counts every item of a failed batch', async () => {
    const script = ({ index }: { index: number }) => (index === 0 ? failed('E', 'c') : succeeded(null));
    for (const [count, status] of [
      [9, 'FAILED'],
      [10, 'SUCCEEDED'],
    ] as const) {
      const { engine, run } = open({ open: fromArray(numbers(30)), perBatch: 10, threshold: { count }, script });
      expect(await engine.drive(run)).toMatchObject({ status });
    }
  });

  it('judges a percentage by all items, also by those not read yet', async () => {
    const pieces = numbers(10).map((piece) => numbers(10).map((index) => piece * 10 + index));
    for (const [nFailing, status, nStarted] of [
      [10, 'SUCCEEDED', 100],
      [11, 'FAILED', 11],
    ] as const) {
      const script = ({ index }: { index: number }) => (index < nFailing ? failed('E', 'c') : succeeded(null));
      const { engine, run } = open({
        open: () => slowSource(pieces),
        threshold: { percentage: 10 },
        script,
        maxConcurrency: 1,
      });
      expect(await engine.drive(run)).toMatchObject({ status });
      expect(engine.started).toHaveLength(nStarted);
    }
  });

  it('fails with the reader, after its running children were stopped', async () => {
    let pulls = 0;
    const broken: ItemSource = {
      bytesRead: 0,
      close: () => undefined,
      skip: (max) => skipByPulling(broken, max),
      pull: () =>
        pulls++ === 0
          ? { kind: 'items', chunk: { items: [1, 2], maxItemBytes: 1, source: 's', entries: false } }
          : { kind: 'failed', cause: 'line 3 is broken' },
    };
    const { engine, run } = open({ open: () => broken, script: () => 'runs' });
    expect(await engine.drive(run)).toEqual({
      status: 'FAILED',
      error: 'States.ItemReaderFailed',
      cause: 'line 3 is broken',
    });
    expect(engine.started).toHaveLength(2);
  });

  it('starts no child when nothing can be read', async () => {
    const { engine, run } = open({ open: () => createFailedSource('field MaxItems must be positive') });
    expect(await engine.drive(run)).toEqual({
      status: 'FAILED',
      error: 'States.ItemReaderFailed',
      cause: 'field MaxItems must be positive',
    });
    expect(engine.started).toEqual([]);
  });

  it('fails for an item that no child could take', async () => {
    const { engine, run } = open({ open: fromArray([1, 'x'.repeat(300_000), 2]) });
    expect(await engine.drive(run)).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: expect.stringMatching(/^Item 1 makes a child input of 300002 bytes/),
    });
  });

  it('fails when its output is too large, without keeping it', async () => {
    const { engine, run } = open({ open: fromArray(numbers(30)), script: () => succeeded('x'.repeat(10_000)) });
    expect(await engine.drive(run)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('comes to its end when it is stopped, without reading on', async () => {
    const { engine, run } = open({
      open: () => slowSource([numbers(4), numbers(4)]),
      script: () => 'runs',
      maxConcurrency: 1,
    });
    await engine.drive(run);
    run.abort();
    engine.endChild(0, { status: 'ABORTED' });
    await engine.drive(run);
    expect(engine.events.at(-1)).toMatchObject({ kind: 'map-run-ended', status: 'ABORTED', nPending: 3 });
  });
});
