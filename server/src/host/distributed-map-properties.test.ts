import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json } from '../core/base/json.ts';
import type { RunEvent } from '../core/events/run-event.ts';
import type { TaskAnswer, TaskPort } from '../core/interpreter/task-port.ts';
import { createMapRunRecords, type MapRunCounts } from '../core/views/map-run-record.ts';
import { createMemoryObjectStore } from '../testing/object-store-memory.ts';
import { beginMap, getObject, inputsOf, runMap } from '../testing/run-distributed-map.ts';
import { runToEnd } from './run-to-end.ts';

const bytesOf = (value: Json): number => new TextEncoder().encode(JSON.stringify(value)).length;

/** Values of every kind, also large and beyond ASCII. */
const anItem: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
  fc.integer({ min: 0, max: 300 }).map((length) => 'é'.repeat(length)),
);

describe('whatever the items and the limits of a batch', () => {
  it('batches hold the items in order, none is over a limit, none could take one more', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anItem, { maxLength: 40 }),
        fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
        fc.integer({ min: 700, max: 2_000 }),
        fc.option(fc.constant({ tag: 'ü' }), { nil: null }),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        async (items, maxItems, maxBytes, batchInput, fromFile, chunkBytes) => {
          const store = createMemoryObjectStore({ chunkBytes });
          // JSON Lines cannot tell -0 from 0.
          const plain = JSON.parse(JSON.stringify(items)) as readonly Json[];
          store.put('data', 'items', plain.map((item) => `${JSON.stringify(item)}\n`).join(''));
          const ran = await runMap({
            input: plain,
            store,
            map: {
              ...(fromFile ? { ItemReader: getObject({ InputType: 'JSONL' }) } : {}),
              ItemBatcher: {
                MaxInputBytesPerBatch: maxBytes,
                ...(maxItems === null ? {} : { MaxItemsPerBatch: maxItems }),
                ...(batchInput === null ? {} : { BatchInput: batchInput }),
              },
            },
          });
          expect(ran.outcome.status).toBe('SUCCEEDED');
          const inputs = inputsOf(ran) as readonly { readonly BatchInput?: Json; readonly Items: readonly Json[] }[];
          expect(inputs.flatMap(({ Items }) => Items)).toEqual(plain);
          for (const [index, input] of inputs.entries()) {
            expect(Object.keys(input)).toEqual(batchInput === null ? ['Items'] : ['BatchInput', 'Items']);
            expect(input.BatchInput).toEqual(batchInput ?? undefined);
            expect(bytesOf(input)).toBeLessThanOrEqual(maxBytes);
            expect(input.Items.length).toBeLessThanOrEqual(maxItems ?? Infinity);
            const following = inputs[index + 1]?.Items[0];
            if (following === undefined || input.Items.length === maxItems) continue;
            expect(bytesOf({ ...input, Items: [...input.Items, following] })).toBeGreaterThan(maxBytes);
          }
          expect(ran.mapRuns[0]?.itemCounts.total).toBe(plain.length);
          expect(ran.mapRuns[0]?.executionCounts.total).toBe(inputs.length);
        },
      ),
      { numRuns: 100 },
    );
  });
});

/** Fails, takes its time, or waits for what the item says. */
const tasks: TaskPort = {
  invoke({ input }): TaskAnswer {
    const { ms, bad } = isJsonObject(input) ? (input as { readonly ms?: number; readonly bad?: boolean }) : {};
    const delayMs = ms ?? 3;
    return bad === true
      ? { kind: 'failed', error: 'E', cause: '', delayMs }
      : { kind: 'succeeded', output: null, delayMs };
  },
};
const child = { Child: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', TimeoutSeconds: 20, End: true } };

/** What the events say themselves, counted one by one. */
function createTally() {
  const status = new Map<number, string>();
  const nItems = new Map<number, number>();
  const count = (name: string, weight: (index: number) => number): number =>
    [...status].reduce((sum, [index, one]) => sum + (one === name ? weight(index) : 0), 0);
  return {
    apply(event: RunEvent): void {
      if (event.kind === 'child-started' || event.kind === 'child-pending') {
        status.set(event.index, event.kind === 'child-started' ? 'RUNNING' : 'PENDING');
        nItems.set(event.index, event.nItems);
      } else if (event.kind === 'child-ended') status.set(event.index, event.status);
    },
    /** Of children that were started. */
    counts(unit: 'items' | 'executions'): Partial<MapRunCounts> {
      const weight = (index: number): number => (unit === 'items' ? (nItems.get(index) ?? 0) : 1);
      return {
        running: count('RUNNING', weight),
        succeeded: count('SUCCEEDED', weight),
        failed: count('FAILED', weight),
        timedOut: count('TIMED_OUT', weight),
        aborted: count('ABORTED', weight),
      };
    },
  };
}

const aTimedItem = fc.record({
  ms: fc.constantFrom(0, 5, 10, 60_000),
  bad: fc.option(fc.constant(true), { nil: false, freq: 6 }),
});

describe('the record of a Map Run', () => {
  it('tells the counts of DescribeMapRun at every moment, also when the run is stopped there or cannot read on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aTimedItem, { maxLength: 20 }),
        fc.record({
          concurrency: fc.integer({ min: 0, max: 5 }),
          perBatch: fc.integer({ min: 1, max: 4 }),
          tolerated: fc.constantFrom(0, 20, 100),
          type: fc.constantFrom('STANDARD' as const, 'EXPRESS' as const),
          stopAfter: fc.option(fc.integer({ min: 1, max: 60 }), { nil: Infinity }),
          source: fc.constantFrom('state', 'file', 'broken file'),
        }),
        async (items, { concurrency, perBatch, tolerated, type, stopAfter, source }) => {
          const store = createMemoryObjectStore({ chunkBytes: 100 });
          store.put('data', 'items', JSON.stringify(items).slice(0, source === 'file' ? undefined : -1));
          const map = {
            MaxConcurrency: concurrency,
            ToleratedFailurePercentage: tolerated,
            ...(source === 'state' ? {} : { ItemReader: getObject({ InputType: 'JSON' }) }),
            ...(perBatch === 1 ? {} : { ItemBatcher: { MaxItemsPerBatch: perBatch } }),
          };
          const events: RunEvent[] = [];
          const run = beginMap({ input: items, store, map, type, child, tasks }, events);
          for (let step = 0; step < stopAfter; step++) {
            const state = run.advance(1);
            if (state === 'ended') break;
            if (state === 'waiting') await run.whenReady();
          }
          if (run.outcome === null) run.stop({});
          await runToEnd(run);

          const records = createMapRunRecords();
          const tally = createTally();
          let nTotal = 0;
          let nExecutions = 0;
          for (const event of events) {
            records.apply(event);
            tally.apply(event);
            const record = records.record(0);
            if (record === null) continue;
            const { itemCounts, executionCounts, status } = record;
            expect(itemCounts).toMatchObject(tally.counts('items'));
            expect(executionCounts).toMatchObject(tally.counts('executions'));
            for (const each of [itemCounts, executionCounts]) {
              expect(each.pending).toBeGreaterThanOrEqual(0);
              expect(each.pending + each.running + each.succeeded + each.failed + each.timedOut + each.aborted).toBe(
                each.total,
              );
              expect(each.resultsWritten).toBe(status === 'RUNNING' ? 0 : each.total);
            }
            // What was once counted stays counted.
            expect(itemCounts.total).toBeGreaterThanOrEqual(nTotal);
            expect(executionCounts.total).toBeGreaterThanOrEqual(nExecutions);
            [nTotal, nExecutions] = [itemCounts.total, executionCounts.total];
            expect(nTotal).toBeLessThanOrEqual(items.length);
            expect(nExecutions).toBeLessThanOrEqual(Math.ceil(items.length / perBatch));
            if (event.kind === 'map-run-started')
              expect(record).toMatchObject({ status: 'RUNNING', itemCounts: { total: 0 } });
          }
          const record = records.record(0);
          if (record === null) return;
          expect(record.status).not.toBe('RUNNING');
          expect(record.itemCounts.running).toBe(0);
          if (record.status === 'SUCCEEDED')
            expect(record.itemCounts).toMatchObject({ total: items.length, pending: 0 });
        },
      ),
      { numRuns: 100 },
    );
  });
});
