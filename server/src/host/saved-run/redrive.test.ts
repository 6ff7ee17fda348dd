import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../core/base/json.ts';
import { historyViolations } from '../../core/events/invariants.ts';
import type { StoreResult } from '../../core/distributed-map/object-store.ts';
import type { RunEvent } from '../../core/events/run-event.ts';
import type { TaskAnswer, TaskRequest } from '../../core/interpreter/task-port.ts';
import { createMemoryObjectStore } from '../../testing/object-store-memory.ts';
import { planRedrive } from './redrive.ts';
import { createSavedRunFile } from './saved-run-file.ts';
import {
  machineOf,
  mapMachine,
  opened,
  payload,
  redriveTestRun,
  saveTestRun,
  type TestMachine,
} from './testing-saved-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'redrive-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
let path = '';
let nFiles = 0;
beforeEach(() => {
  path = join(folder, `run-${nFiles++}.sfnrun`);
});

const EXPRESS = { ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } } };

/** Fails the children of these indices, answers the others with their input; every answer takes its time. */
const failing =
  (...indices: readonly number[]) =>
  ({ input, iterations }: TaskRequest): TaskAnswer => {
    const index = iterations[0]?.index ?? -1;
    if (indices.includes(index)) return { kind: 'failed', error: 'Broken', cause: `child ${index}`, delayMs: 10 };
    return { ...payload({ done: input }), delayMs: 1_000 };
  };

const machine = (
  map: JsonObject,
  answer: TestMachine['answer'],
  input: Json = { items: ['a', 'b', 'c', 'd', 'e'] },
) => ({
  definition: mapMachine(map),
  input,
  store: createMemoryObjectStore({ buckets: 'implicit' }),
  answer,
});

const outline = (events: readonly RunEvent[], execution: number): readonly string[] =>
  events.flatMap((event) =>
    event.kind === 'history' && event.execution === execution
      ? [`${event.event.id}<-${event.event.previousEventId} ${event.event.type}`]
      : [],
  );

describe('a redrive', () => {
  it('runs what did not succeed again: the failed and stopped from where they were, the pending for the first time', async () => {
    // Child 1 fails while 0 and 2 run; 3 and 4 wait.
    const first = machine({ MaxConcurrency: 3 }, failing(1));
    const run = await saveTestRun(first, createSavedRunFile(path, 0));
    expect(run.outcome).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    const before = await opened(path);
    expect(before.records.record(0)?.executionCounts).toMatchObject({ aborted: 2, failed: 1, pending: 2, total: 5 });
    await before.close();

    const redriven = await redriveTestRun({ ...first, answer: failing() }, path);
    expect(redriven.outcome).toEqual({
      status: 'SUCCEEDED',
      output: ['a', 'b', 'c', 'd', 'e'].map((done) => ({ done })),
    });
    expect(redriven.asked).toEqual(['Work 0', 'Work 1', 'Work 2', 'Work 3', 'Work 4']);

    const saved = await opened(path);
    expect(saved.isCutOff).toBe(false);
    expect(saved.records.record(0)).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      executionCounts: {
        succeeded: 5,
        failed: 0,
        aborted: 0,
        pending: 0,
        pendingRedrive: 0,
        total: 5,
        resultsWritten: 5,
      },
    });
    expect([0, 1, 2, 3, 4].map((index) => saved.views.child(0, index)?.redriveCount)).toEqual([1, 1, 1, 0, 0]);
    expect(historyViolations(saved.rootHistory)).toEqual([]);
    await saved.close();
  });

  it('goes on in the parent with the events of the service, under the same ARNs', async () => {
    const first = machine({}, failing(1));
    const run = await saveTestRun(first, createSavedRunFile(path, 0));
    expect(outline(run.events, 0)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 PassStateEntered',
      '3<-2 PassStateExited',
      '4<-3 MapStateEntered',
      '5<-4 MapStateStarted',
      '6<-5 MapRunStarted',
      '7<-6 MapRunFailed',
      '8<-7 MapStateFailed',
      '9<-8 ExecutionFailed',
    ]);
    const redriven = await redriveTestRun({ ...first, answer: failing() }, path);
    expect(outline(redriven.events, 0)).toEqual([
      '10<-9 ExecutionRedriven',
      '11<-4 MapRunRedriven',
      '12<-11 MapRunSucceeded',
      '13<-12 MapStateSucceeded',
      '14<-11 MapStateExited',
      '15<-14 PassStateEntered',
      '16<-15 PassStateExited',
      '17<-16 ExecutionSucceeded',
    ]);
    const arns = [...run.events, ...redriven.events].flatMap((event) =>
      event.kind === 'history' && (event.event.type === 'MapRunStarted' || event.event.type === 'MapRunRedriven')
        ? [event.event.details.mapRunArn]
        : [],
    );
    expect(new Set(arns).size).toBe(1);
    expect(arns).toHaveLength(2);
  });

  it('resumes a Standard child at the state that failed, with the variables of then; an Express one starts anew', async () => {
    for (const map of [{}, EXPRESS]) {
      const first = machine({ ...map, ToleratedFailureCount: 0, MaxConcurrency: 1 }, failing(0));
      await saveTestRun(first, createSavedRunFile(path, 0));
      const seen: Json[] = [];
      const redriven = await redriveTestRun(
        {
          ...first,
          answer(request) {
            seen.push(request.context()['Execution'] as Json);
            return failing()(request);
          },
        },
        path,
      );
      const started = redriven.events.find((event) => event.kind === 'child-started');
      const execution = started?.kind === 'child-started' ? started.execution : -1;
      expect(outline(redriven.events, execution)).toEqual(
        map === EXPRESS
          ? [
              '1<-0 ExecutionStarted',
              '2<-0 PassStateEntered',
              '3<-2 PassStateExited',
              '4<-3 TaskStateEntered',
              '5<-4 TaskScheduled',
              '6<-5 TaskStarted',
              '7<-6 TaskSucceeded',
              '8<-7 TaskStateExited',
              '9<-8 ExecutionSucceeded',
            ]
          : [
              '9<-8 ExecutionRedriven',
              '10<-4 TaskScheduled',
              '11<-10 TaskStarted',
              '12<-11 TaskSucceeded',
              '13<-12 TaskStateExited',
              '14<-13 ExecutionSucceeded',
            ],
      );
      expect(seen[0]).toMatchObject({ RedriveCount: 1 });
      expect('RedriveTime' in (seen[0] as object)).toBe(map !== EXPRESS);
      const saved = await opened(path);
      const history = (await saved.child(0, 0))?.history ?? [];
      expect(history.map(({ id }) => id)).toEqual(history.map((_, index) => index + 1));
      await saved.close();
    }
  });

  it('writes its results beside those of before, and a manifest over all successes', async () => {
    const first = machine(
      {
        MaxConcurrency: 2,
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: 'out', Prefix: 'p' },
          WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
        },
      },
      // The second wave fails in its first child.
      (request) => ({ ...failing(2)(request), delayMs: 10 }),
    );
    await saveTestRun(first, createSavedRunFile(path, 0));
    const redriven = await redriveTestRun({ ...first, answer: failing() }, path);
    const { store } = first;
    const keys = store.keys('out').map((key) => key.replace(/^p\/[^/]+\//, ''));
    expect(keys).toEqual([
      'FAILED_0.jsonl',
      'PENDING_0.jsonl',
      'Redrive-1/SUCCEEDED_0.jsonl',
      'Redrive-1/manifest.json',
      'SUCCEEDED_0.jsonl',
      'manifest.json',
    ]);
    const [manifestKey = ''] = store.keys('out').filter((key) => key.endsWith('Redrive-1/manifest.json'));
    const manifest = JSON.parse(store.text('out', manifestKey) ?? '') as {
      ResultFiles: Record<string, { Key: string; Size: number }[]>;
    };
    expect(manifest.ResultFiles['FAILED']).toEqual([]);
    expect(manifest.ResultFiles['PENDING']).toEqual([]);
    const succeeded = manifest.ResultFiles['SUCCEEDED'] ?? [];
    expect(succeeded.map(({ Key }) => Key.replace(/^p\/[^/]+\//, ''))).toEqual([
      'SUCCEEDED_0.jsonl',
      'Redrive-1/SUCCEEDED_0.jsonl',
    ]);
    const lines = succeeded.flatMap(({ Key }) => (store.text('out', Key) ?? '').trimEnd().split('\n'));
    expect(lines.sort()).toEqual(['a', 'b', 'c', 'd', 'e'].map((done) => JSON.stringify({ done })));
    expect(redriven.outcome).toMatchObject({
      output: { ResultWriterDetails: { Bucket: 'out', Key: manifestKey } },
    });
  });

  it('can be repeated, each time with what still fails', async () => {
    const first = machine({ MaxConcurrency: 1 }, failing(1, 3));
    await saveTestRun(first, createSavedRunFile(path, 0));
    const second = await redriveTestRun({ ...first, answer: failing(3) }, path);
    expect(second.outcome.status).toBe('FAILED');
    expect(second.asked).toEqual(['Work 1', 'Work 2', 'Work 3']);
    const third = await redriveTestRun({ ...first, answer: failing() }, path);
    expect(third.outcome.status).toBe('SUCCEEDED');
    expect(third.asked).toEqual(['Work 3', 'Work 4']);
    const saved = await opened(path);
    expect(saved.records.record(0)).toMatchObject({ redriveCount: 2, status: 'SUCCEEDED' });
    expect(saved.views.child(0, 3)?.redriveCount).toBe(1);
    const findHistory = (): Promise<never> => Promise.reject(new Error('nothing has to be found out'));
    const plan = await planRedrive(saved, machineOf(first).plan, { findHistory });
    expect(plan).toMatchObject({ kind: 'refused', message: expect.stringContaining('is SUCCEEDED') as string });
    await saved.close();
  });

  it('after a crash in a redrive starts from where that had started', async () => {
    const first = machine({ MaxConcurrency: 1 }, failing(1, 3));
    await saveTestRun(first, createSavedRunFile(path, 0));
    const { size } = statSync(path);
    await redriveTestRun({ ...first, answer: failing(3) }, path);
    truncateSync(path, Math.floor((size + statSync(path).size) / 2));
    const cut = await opened(path);
    expect(cut).toMatchObject({ isCutOff: true, endBytes: size });
    await cut.close();
  });

  it('reads on where a stopped run had stopped reading, and does not read again what it had', async () => {
    const store = createMemoryObjectStore({ buckets: 'implicit' });
    const lines = (from: number): string => Array.from({ length: 3_000 }, (_, index) => `${index + from}\n`).join('');
    store.put('in', 'items.jsonl', lines(0));
    const reader = {
      MaxConcurrency: 1,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSONL' },
        Parameters: { Bucket: 'in', Key: 'items.jsonl' },
      },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'out', Prefix: 'p' } },
    };
    const first = { ...machine(reader, ({ input }) => payload(input)), store };
    const run = await saveTestRun(first, createSavedRunFile(path, 0), { stopAfter: 200 });
    expect(run.outcome.status).toBe('ABORTED');
    const asked = new Set<Json>();
    const redriven = await redriveTestRun(
      {
        ...first,
        answer({ input }) {
          asked.add(input);
          return payload(input);
        },
      },
      path,
    );
    expect(redriven.outcome.status).toBe('SUCCEEDED');
    const saved = await opened(path);
    expect(saved.records.record(0)?.itemCounts).toMatchObject({ succeeded: 3_000, total: 3_000, pending: 0 });
    expect(asked.size).toBeLessThan(3_000);
    expect(asked.has(2_999)).toBe(true);
    await saved.close();
  });

  it('starts a new Map Run where the old one has nothing to go on with', async () => {
    const store = createMemoryObjectStore({ buckets: 'implicit' });
    const reader = {
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: 'in', Key: 'items.json' },
      },
    };
    const first = { ...machine(reader, ({ input }) => payload(input)), store };
    store.put('in', 'other.json', '[]');
    const run = await saveTestRun(first, createSavedRunFile(path, 0));
    expect(run.outcome).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    store.put('in', 'items.json', '[1,2]');
    const redriven = await redriveTestRun(first, path);
    expect(redriven.outcome).toEqual({ status: 'SUCCEEDED', output: [1, 2] });
    const saved = await opened(path);
    expect(saved.records.all().map(({ status }) => status)).toEqual(['FAILED', 'SUCCEEDED']);
    await saved.close();
  });

  it('starts a new Map Run where the results of the old one could not be written, so that none is missing', async () => {
    const store = createMemoryObjectStore({ buckets: 'implicit' });
    const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'out', Prefix: 'p' } };
    const first = { ...machine({ ResultWriter }, ({ input }) => payload(input)), store };
    const full = {
      ...store,
      createWriter: (bucket: string, key: string) => {
        const message = `s3://${bucket}/${key} cannot be written: ENOSPC`;
        const close = (): Promise<StoreResult<never>> =>
          Promise.resolve({ kind: 'problem', problem: { kind: 'failed', message } });
        return { bytes: 0, write: () => null, close };
      },
    };
    const run = await saveTestRun({ ...first, store: full }, createSavedRunFile(path, 0));
    expect(run.outcome).toMatchObject({ error: 'States.ResultWriterFailed' });
    const redriven = await redriveTestRun(first, path);
    expect(redriven.outcome.status).toBe('SUCCEEDED');
    const file = store.keys('out').find((key) => key.endsWith('SUCCEEDED_0.json')) ?? '';
    expect(JSON.parse(store.text('out', file) ?? '')).toHaveLength(5);
  });

  it('whatever fails, and however often: the outcome is that of a run in which nothing fails, and no success runs twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 6 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0, max: 4 }),
        fc.boolean(),
        async (length, rounds, maxConcurrency, isExpress) => {
          const one = machine({ ...(isExpress ? EXPRESS : {}), MaxConcurrency: maxConcurrency }, failing(), {
            items: Array.from({ length }, (_, index) => index),
          });
          const nSucceeded = new Map<number, number>();
          const counted = (indices: readonly number[]): TestMachine['answer'] => failing(...indices);
          const note = (events: readonly RunEvent[]): void => {
            for (const event of events) {
              if (event.kind !== 'child-ended' || event.status !== 'SUCCEEDED') continue;
              nSucceeded.set(event.index, (nSucceeded.get(event.index) ?? 0) + 1);
            }
          };
          const [first = [], ...others] = rounds;
          const run = await saveTestRun({ ...one, answer: counted(first) }, createSavedRunFile(path, 0));
          note(run.events);
          let { outcome } = run;
          for (const indices of [...others, []]) {
            if (outcome.status === 'SUCCEEDED') break;
            const redriven = await redriveTestRun({ ...one, answer: counted(indices) }, path);
            note(redriven.events);
            ({ outcome } = redriven);
          }
          const output = Array.from({ length }, (_, done) => ({ done }));
          expect(outcome).toEqual({ status: 'SUCCEEDED', output });
          expect([...nSucceeded.values()]).toEqual(Array.from({ length }, () => 1));
          const saved = await opened(path);
          expect(saved.records.record(0)?.itemCounts).toMatchObject({ succeeded: length, total: length, pending: 0 });
          await saved.close();
        },
      ),
      { numRuns: 40 },
    );
  });
});
