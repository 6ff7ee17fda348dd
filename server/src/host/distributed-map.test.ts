import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../core/base/json.ts';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import { historyViolations } from '../core/events/invariants.ts';
import type { HistoryEvent } from '../core/events/history-event.ts';
import type { RunEvent } from '../core/events/run-event.ts';
import type { ExecutionOutcome } from '../core/events/run-snapshot.ts';
import type { Run } from '../core/interpreter/run-types.ts';
import type { TaskAnswer, TaskPort } from '../core/interpreter/task-port.ts';
import { createMapRunRecords, type MapRunRecord } from '../core/views/map-run-record.ts';
import { createMemoryObjectStore, type MemoryObjectStore } from '../testing/object-store-memory.ts';
import { startExecution } from './execute.ts';
import { runToEnd } from './run-to-end.ts';

/** A Map whose children ask one task, whose answer is looked up by the item: `ok`, `bad`, and how many milliseconds it takes. */
const work = (type: 'STANDARD' | 'EXPRESS'): JsonObject => ({
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type },
  StartAt: 'Work',
  States: { Work: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true } },
});

/** A type, not an interface: those are no JSON values. */
type Item = {
  readonly ms?: number;
  readonly bad?: string;
};

const answers: TaskPort = {
  invoke({ input }): TaskAnswer {
    const { ms = 0, bad } = isJsonObject(input) ? (input as Item) : {};
    if (bad !== undefined) return { kind: 'failed', error: bad, cause: 'as told', delayMs: ms };
    return { kind: 'succeeded', output: input, delayMs: ms };
  },
};

interface Machine {
  readonly map?: JsonObject;
  readonly states?: JsonObject;
  readonly items: readonly Json[];
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly store?: ObjectStore;
}

function begin(machine: Machine, events: RunEvent[]): Run {
  const started = startExecution({
    definition: {
      StartAt: 'Fan',
      States: {
        Fan: {
          Type: 'Map',
          ItemsPath: '$.items',
          Label: 'Fan',
          ItemProcessor: work(machine.type ?? 'STANDARD'),
          End: true,
          ...machine.map,
        },
        ...machine.states,
      },
    },
    input: { items: machine.items },
    store: machine.store ?? createMemoryObjectStore(),
    tasks: answers,
    sink: (event) => void events.push(event),
  });
  if (started.kind === 'refused') throw new Error(started.problems[0]?.message);
  return started.run;
}

interface Ran {
  readonly outcome: ExecutionOutcome;
  readonly events: readonly RunEvent[];
  readonly history: readonly HistoryEvent[];
  readonly mapRuns: readonly MapRunRecord[];
}

function ranOf(outcome: ExecutionOutcome, events: readonly RunEvent[]): Ran {
  const records = createMapRunRecords();
  for (const event of events) records.apply(event);
  const history = events.flatMap((event) => (event.kind === 'history' && event.execution === 0 ? [event.event] : []));
  return { outcome, events, history, mapRuns: records.all() };
}

async function run(machine: Machine): Promise<Ran> {
  const events: RunEvent[] = [];
  return ranOf(await runToEnd(begin(machine, events)), events);
}

const typesOf = ({ history }: Ran): readonly string[] => history.map(({ type }) => type);
const counts = (record: MapRunRecord | undefined): string => {
  if (record === undefined) return 'no Map Run';
  const { succeeded, failed, timedOut, aborted, pending, running, total } = record.itemCounts;
  return `${succeeded} succeeded ${failed} failed ${timedOut} timed out ${aborted} aborted ${pending} pending ${running} running / ${total}`;
};
const WRITER = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'out', Prefix: 'p' } };
const EXCEEDED = {
  status: 'FAILED',
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

describe('when too much fails', () => {
  const items: readonly Item[] = [{ ms: 1 }, { ms: 1 }, { ms: 10, bad: 'E' }, { ms: 20 }, {}, {}];

  it('Standard children are stopped, and what was not started stays pending', async () => {
    const ran = await run({ items, map: { MaxConcurrency: 2 } });
    expect(ran.outcome).toEqual(EXCEEDED);
    expect(counts(ran.mapRuns[0])).toBe('2 succeeded 1 failed 0 timed out 1 aborted 2 pending 0 running / 6');
    expect(ran.mapRuns[0]?.itemCounts.resultsWritten).toBe(6);
    expect(typesOf(ran)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it('Express children are waited for', async () => {
    const ran = await run({ items, map: { MaxConcurrency: 2 }, type: 'EXPRESS' });
    expect(counts(ran.mapRuns[0])).toBe('3 succeeded 1 failed 0 timed out 0 aborted 2 pending 0 running / 6');
  });

  it.each<[string, JsonObject, number, 'SUCCEEDED' | 'FAILED']>([
    ['nothing set: the first failure', {}, 1, 'FAILED'],
    ['a count that is reached', { ToleratedFailureCount: 2 }, 2, 'SUCCEEDED'],
    ['a count that is passed', { ToleratedFailureCount: 2 }, 3, 'FAILED'],
    ['a percentage that is reached', { ToleratedFailurePercentage: 20 }, 2, 'SUCCEEDED'],
    ['a percentage that is passed', { ToleratedFailurePercentage: 20 }, 3, 'FAILED'],
    ['a fraction of a percentage', { ToleratedFailurePercentage: 10.5 }, 1, 'SUCCEEDED'],
    ['a count of 0 is not set', { ToleratedFailureCount: 0, ToleratedFailurePercentage: 50 }, 5, 'SUCCEEDED'],
    ['a percentage of 0 is not set', { ToleratedFailureCount: 5, ToleratedFailurePercentage: 0 }, 5, 'SUCCEEDED'],
    ['the smaller of both', { ToleratedFailureCount: 5, ToleratedFailurePercentage: 20 }, 3, 'FAILED'],
    ['everything', { ToleratedFailurePercentage: 100 }, 10, 'SUCCEEDED'],
  ])('%s', async (_what, map, nBad, status) => {
    const ten = Array.from({ length: 10 }, (_, index): Item => (index < nBad ? { bad: 'E' } : {}));
    expect((await run({ items: ten, map: { ...map, MaxConcurrency: 1 } })).outcome.status).toBe(status);
  });

  it('a tolerated failure keeps its slot in the output, with status, error and cause', async () => {
    const { outcome } = await run({ items: [{}, { bad: 'E' }, {}], map: { ToleratedFailureCount: 1 } });
    expect(outcome).toEqual({
      status: 'SUCCEEDED',
      output: [{}, { Status: 'FAILED', Error: 'E', Cause: 'as told' }, {}],
    });
  });
});

describe('Retry and Catch of the Map state', () => {
  const retry = (error: string): JsonObject => ({
    Retry: [{ ErrorEquals: [error], IntervalSeconds: 1, MaxAttempts: 1 }],
  });

  it('start a new Map Run over all items', async () => {
    const ran = await run({ items: [{}, { bad: 'E' }], map: retry('States.ExceedToleratedFailureThreshold') });
    expect(ran.mapRuns.map(counts)).toEqual([
      '1 succeeded 1 failed 0 timed out 0 aborted 0 pending 0 running / 2',
      '1 succeeded 1 failed 0 timed out 0 aborted 0 pending 0 running / 2',
    ]);
    const [first, second] = ran.mapRuns.map(({ mapRunArn }) => mapRunArn);
    expect(first).not.toBe(second);
    expect(typesOf(ran).filter((type) => type.startsWith('MapRun'))).toEqual([
      'MapRunStarted',
      'MapRunFailed',
      'MapRunStarted',
      'MapRunFailed',
    ]);
    expect(historyViolations(ran.history)).toEqual([]);
  });

  it("never match the child's own error", async () => {
    expect((await run({ items: [{ bad: 'E' }], map: retry('E') })).mapRuns).toHaveLength(1);
    const ran = await run({
      items: [{ bad: 'E' }],
      map: { Catch: [{ ErrorEquals: ['E'], Next: 'After' }] },
      states: { After: { Type: 'Pass', End: true } },
    });
    expect(ran.outcome).toEqual(EXCEEDED);
  });

  it.each(['States.ExceedToleratedFailureThreshold', 'States.ALL', 'States.TaskFailed'])(
    'match by %s',
    async (name) => {
      const ran = await run({
        items: [{ bad: 'E' }],
        map: { Catch: [{ ErrorEquals: [name], ResultPath: '$.failure', Next: 'After' }] },
        states: { After: { Type: 'Pass', End: true } },
      });
      const { error: Error, cause: Cause } = EXCEEDED;
      expect(ran.outcome).toEqual({
        status: 'SUCCEEDED',
        output: { items: [{ bad: 'E' }], failure: { Error, Cause } },
      });
    },
  );
});

describe('names', () => {
  it('hold the label, or a UUID that the definition always has in its place', async () => {
    const labelled = await run({ items: [{}] });
    expect(labelled.mapRuns[0]?.mapRunArn).toMatch(/:mapRun:StateMachine\/Fan:[-0-9a-f]{36}$/);
    const [first, second] = [
      await run({ items: [], map: { Label: undefined } as never }),
      await run({ items: [1], map: { Label: undefined } as never }),
    ];
    const label = (ran: Ran): string | undefined => /\/([-0-9a-f]{36}):/.exec(ran.mapRuns[0]?.mapRunArn ?? '')?.[1];
    expect(label(first)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-3/);
    expect(label(first)).toBe(label(second));
  });
});

describe('a Distributed Map inside a child of another', () => {
  const inner = (type: 'STANDARD' | 'EXPRESS'): JsonObject => ({
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Inner',
      States: {
        Inner: { Type: 'Map', Label: 'Inner', MaxConcurrency: 2, ItemProcessor: work(type), End: true },
      },
    },
  });

  it('has Map Runs of its own, one for each child, and its outputs are theirs', async () => {
    const items = [[{ ms: 5 }, {}, {}], [], [{}]];
    const ran = await run({ items: items, map: inner('EXPRESS') });
    expect(ran.outcome).toEqual({ status: 'SUCCEEDED', output: items });
    expect(ran.mapRuns).toHaveLength(4);
    const [outer, ...inside] = ran.mapRuns;
    expect(outer?.mapRunArn).toContain('/Fan:');
    for (const mapRun of inside) {
      expect(mapRun.mapRunArn).toContain('/Inner:');
      expect(mapRun.executionArn).toMatch(/:execution:StateMachine\/Fan:[-0-9a-f]+$/);
    }
    expect(new Set(inside.map(({ executionArn }) => executionArn)).size).toBe(3);
  });

  it('fails its child, and is stopped with it', async () => {
    const items = [[{ ms: 5, bad: 'E' }], [{ ms: 500 }, { ms: 500 }]];
    const ran = await run({ items: items, map: inner('STANDARD') });
    expect(ran.outcome).toEqual(EXCEEDED);
    expect(ran.mapRuns.map(({ status }) => status)).toEqual(['FAILED', 'FAILED', 'ABORTED']);
    expect(counts(ran.mapRuns[2])).toBe('0 succeeded 0 failed 0 timed out 2 aborted 0 pending 0 running / 2');
  });
});

/** What result files hold, by name, with their manifest; everything is checked to be whole. */
function resultsOf(store: MemoryObjectStore): {
  readonly records: Readonly<Record<string, number>>;
  readonly isWhole: boolean;
} {
  const records: Record<string, number> = {};
  let isWhole = false;
  for (const key of store.keys('out')) {
    const text = store.text('out', key) ?? '';
    const value = JSON.parse(text) as Json;
    if (!key.endsWith('/manifest.json')) {
      const [status = ''] = /SUCCEEDED|FAILED|PENDING/.exec(key) ?? [];
      records[status] = (records[status] ?? 0) + (value as readonly Json[]).length;
      continue;
    }
    isWhole = true;
    const { ResultFiles } = value as unknown as { ResultFiles: Record<string, { Key: string; Size: number }[]> };
    expect(Object.keys(ResultFiles)).toEqual(['FAILED', 'PENDING', 'SUCCEEDED']);
    for (const { Key, Size } of Object.values(ResultFiles).flat()) {
      expect(new TextEncoder().encode(store.text('out', Key) ?? '').length).toBe(Size);
    }
  }
  return { records, isWhole };
}

describe('a run that is stopped', () => {
  it.each([
    ['STANDARD', 'NONE'],
    ['EXPRESS', 'NONE'],
    ['STANDARD', 'COMPACT'],
    ['EXPRESS', 'FLATTEN'],
  ] as const)(
    'at any moment leaves whole result files and a manifest (%s children, %s)',
    async (type, Transformation) => {
      const ResultWriter = { ...WRITER, WriterConfig: { Transformation, OutputType: 'JSON' } };
      const items = Array.from({ length: 7 }, (_, index): Item => ({ ms: 10 * (1 + (index % 3)) }));
      for (let steps = 1; ; steps++) {
        const store = createMemoryObjectStore();
        const events: RunEvent[] = [];
        const going = begin({ items, type, store, map: { MaxConcurrency: 3, ResultWriter } }, events);
        let state = 'ready';
        for (let step = 0; step < steps && state !== 'ended'; step++) {
          state = going.advance(1);
          if (state === 'waiting') await going.whenReady();
        }
        if (state === 'ended') break;
        going.stop({ error: 'Stopped', cause: 'by hand' });
        const ran = ranOf(await runToEnd(going), events);
        if (ran.mapRuns.length === 0) continue;
        const [record] = ran.mapRuns;
        const { records, isWhole } = resultsOf(store);
        const { succeeded = 0, failed = 0, aborted = 0, pending = 0, running, total } = record?.executionCounts ?? {};
        if (ran.outcome.status === 'ABORTED') expect(record?.status).toBe('ABORTED');
        expect({ isWhole, running, total }).toEqual({ isWhole: true, running: 0, total: 7 });
        expect([records['SUCCEEDED'] ?? 0, records['FAILED'] ?? 0, records['PENDING'] ?? 0]).toEqual([
          succeeded,
          failed + aborted,
          pending,
        ]);
        if (type === 'EXPRESS') expect(aborted).toBe(0);
      }
    },
  );
});

/** A store in which writing fails once so many characters were written. */
function fullAfter(store: ObjectStore, characters: number): ObjectStore {
  let left = characters;
  return {
    ...store,
    createWriter(bucket, key) {
      const writer = store.createWriter(bucket, key);
      let isFull = false;
      return {
        get bytes() {
          return writer.bytes;
        },
        write(text) {
          left -= text.length;
          isFull ||= left < 0;
          return isFull ? null : writer.write(text);
        },
        async close() {
          if (!isFull) return writer.close();
          const message = `s3://${bucket}/${key} cannot be written: ENOSPC: no space left on device`;
          return Promise.resolve({ kind: 'problem', problem: { kind: 'failed', message } });
        },
      };
    },
  };
}

describe('a place for results that fails', () => {
  it('fails the Map Run in words one can act on, wherever it happens, and can be caught', async () => {
    const items = [{}, {}, {}];
    const whole = createMemoryObjectStore();
    await run({ items, store: whole, map: { ResultWriter: WRITER } });
    const size = whole.keys('out').reduce((sum, key) => sum + (whole.text('out', key) ?? '').length, 0);
    for (const characters of [0, 1, Math.floor(size / 2), size - 1]) {
      const store = createMemoryObjectStore();
      const machine: Machine = { items, store: fullAfter(store, characters), map: { ResultWriter: WRITER } };
      const ran = await run(machine);
      expect(ran.outcome).toMatchObject({ status: 'FAILED', error: 'States.ResultWriterFailed' });
      expect('cause' in ran.outcome ? ran.outcome.cause : '').toMatch(
        /^Failed to write the results of the Map Run into s3:\/\/out\/p\/.*ENOSPC/,
      );
      expect(store.keys('out').some((key) => key.endsWith('manifest.json'))).toBe(false);
      expect(typesOf(ran).slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
      expect(ran.mapRuns[0]?.status).toBe('FAILED');
    }
    const caught = await run({
      items,
      store: fullAfter(createMemoryObjectStore(), 0),
      map: { ResultWriter: WRITER, Catch: [{ ErrorEquals: ['States.ResultWriterFailed'], Next: 'After' }] },
      states: { After: { Type: 'Pass', Result: 'saved elsewhere', End: true } },
    });
    expect(caught.outcome).toEqual({ status: 'SUCCEEDED', output: 'saved elsewhere' });
  });

  it('that is not named at all fails the execution when it runs', async () => {
    const ran = await run({ items: [{}], map: { ResultWriter: {} } });
    expect(ran.outcome).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(typesOf(ran).at(-2)).toBe('MapStateStarted');
  });

  it('is found before the Map Run where its bucket is not there, and a bucket to read from when it is read', async () => {
    const store = createMemoryObjectStore({ buckets: 'declared' });
    const written = await run({ items: [{}], store, map: { ResultWriter: WRITER } });
    expect(written.outcome).toMatchObject({ error: 'States.Runtime' });
    expect(typesOf(written)).toEqual(['ExecutionStarted', 'MapStateEntered', 'MapStateStarted', 'ExecutionFailed']);
    const reader = {
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: 'nowhere', Key: 'k' },
      },
    };
    const read = await run({ items: [], store, map: reader });
    expect(read.outcome).toMatchObject({ error: 'States.ItemReaderFailed' });
    expect(typesOf(read).slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
  });
});

describe('whatever the items, limits and failures', () => {
  const anItem = fc.record({
    ms: fc.integer({ min: 0, max: 30 }),
    bad: fc.option(fc.constant('E'), { nil: undefined, freq: 5 }),
  });

  it('counts add up, slots are in order, results are whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anItem, { maxLength: 25 }),
        fc.record({
          concurrency: fc.integer({ min: 0, max: 6 }),
          perBatch: fc.option(fc.integer({ min: 1, max: 7 })),
          tolerated: fc.integer({ min: 0, max: 6 }),
          percentage: fc.constantFrom(0, 10, 50, 100),
          type: fc.constantFrom('STANDARD' as const, 'EXPRESS' as const),
          writes: fc.boolean(),
        }),
        async (items, { concurrency, perBatch, tolerated, percentage, type, writes }) => {
          const store = createMemoryObjectStore();
          const numbered = items.map((item, id) => ({
            id,
            ms: item.ms,
            ...(item.bad === undefined ? {} : { bad: item.bad }),
          }));
          const ran = await run({
            items: numbered,
            type,
            store,
            map: {
              MaxConcurrency: concurrency,
              ToleratedFailureCount: tolerated,
              ToleratedFailurePercentage: percentage,
              ...(perBatch === null ? {} : { ItemBatcher: { MaxItemsPerBatch: perBatch } }),
              ...(writes ? { ResultWriter: WRITER } : {}),
            },
          });
          const [record] = ran.mapRuns;
          if (record === undefined) throw new Error('There is no Map Run.');
          expect(historyViolations(ran.history)).toEqual([]);
          for (const each of [record.itemCounts, record.executionCounts]) {
            const sum = each.succeeded + each.failed + each.timedOut + each.aborted + each.pending + each.running;
            expect([sum, each.running, each.resultsWritten]).toEqual([each.total, 0, each.total]);
          }
          expect(record.itemCounts.total).toBe(items.length);
          expect(record.executionCounts.total).toBe(Math.ceil(items.length / (perBatch ?? 1)));
          expect(record.status === 'SUCCEEDED').toBe(ran.outcome.status === 'SUCCEEDED');
          const starts = ran.events.filter((event) => event.kind === 'child-started');
          expect(starts.map(({ index }) => index)).toEqual(starts.map((_, index) => index));

          // A batch has no `bad` of its own: only single items fail here.
          const nBad = perBatch === null ? numbered.filter(({ bad }) => bad !== undefined).length : 0;
          const fine =
            nBad === 0 ||
            ((tolerated > 0 || percentage > 0) &&
              (tolerated === 0 || nBad <= tolerated) &&
              (percentage === 0 || nBad * 100 <= percentage * items.length));
          expect(ran.outcome.status).toBe(fine ? 'SUCCEEDED' : 'FAILED');
          if (writes) {
            const { records, isWhole } = resultsOf(store);
            expect(isWhole).toBe(true);
            const { succeeded, failed, aborted, pending } = record.executionCounts;
            expect(records['SUCCEEDED'] ?? 0).toBe(succeeded);
            expect(records['FAILED'] ?? 0).toBe(failed + aborted);
            expect(records['PENDING'] ?? 0).toBe(pending);
          } else if (ran.outcome.status === 'SUCCEEDED') {
            const slots = ran.outcome.output as readonly Json[];
            const expected =
              perBatch === null
                ? numbered.map((item) =>
                    item.bad === undefined ? item : { Status: 'FAILED', Error: 'E', Cause: 'as told' },
                  )
                : Array.from({ length: Math.ceil(items.length / perBatch) }, (_, batch) => ({
                    Items: numbered.slice(batch * perBatch, (batch + 1) * perBatch),
                  }));
            expect(slots).toEqual(expected);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
