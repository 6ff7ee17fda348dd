import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonByteLength } from '../../core/base/byte-length.ts';
import type { Json, JsonObject } from '../../core/base/json.ts';
import type { ChildStatus, RunEvent } from '../../core/events/run-event.ts';
import type { ExecutionOutcome } from '../../core/events/run-snapshot.ts';
import type { TaskAnswer, TaskRequest } from '../../core/interpreter/task-port.ts';
import { createMemoryObjectStore, type MemoryObjectStore } from '../../testing/object-store-memory.ts';
import {
  definitionFor,
  idsIn,
  isBatched,
  layOut,
  outputFor,
  selectedItems,
  type Item,
  type MapCase,
} from '../../testing/random-maps.ts';
import { createSavedRunFile } from './saved-run-file.ts';
import { redriveTestRun, saveTestRun, type TestMachine } from './testing-saved-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'random-maps-'));
const path = join(folder, 'run.sfnrun');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const anItem: fc.Arbitrary<Omit<Item, 'id'>> = fc.record({
  badUntil: fc.oneof({ weight: 7, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.constantFrom(1, 2) }),
  // The last one is longer than a task may take.
  ms: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(0, 5, 5, 40) }, { weight: 1, arbitrary: fc.constant(60_000) }),
  // CSV has a meaning of its own for backslashes.
  pad: fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll('\\', '/')),
});

const aMapCase: fc.Arbitrary<MapCase> = fc.record({
  items: fc.array(anItem, { maxLength: 24 }).map((items) => items.map((item, id) => ({ id, ...item }))),
  source: fc.constantFrom('array', 'object', 'JSON', 'JSONL', 'CSV', 'flattened'),
  chunkBytes: fc.constantFrom(1, 7, 100, 65_536),
  selects: fc.boolean(),
  language: fc.constantFrom('JSONPath', 'JSONata'),
  type: fc.constantFrom('STANDARD', 'EXPRESS'),
  maxItems: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
  maxBytes: fc.option(fc.integer({ min: 500, max: 1_500 }), { nil: null }),
  batchInput: fc.boolean(),
  concurrency: fc.integer({ min: 0, max: 6 }),
  toleratedCount: fc.constantFrom(0, 0, 0, 1, 3),
  toleratedPercentage: fc.constantFrom(0, 0, 0, 10, 33.4, 100),
  writes: fc.constantFrom('output', 'files'),
  transformation: fc.constantFrom('NONE', 'COMPACT', 'FLATTEN'),
  outputType: fc.constantFrom('JSON', 'JSONL'),
  stopAfter: fc.option(fc.integer({ min: 1, max: 80 }), { nil: Infinity, freq: 2 }),
  seed: fc.integer({ min: 1, max: 1_000 }),
});

interface Child {
  readonly input: Json;
  readonly status: ChildStatus;
  /** Of the attempt in which it got its status. */
  readonly attempt: number;
}

/** The Map Run as its events tell it, over all attempts. */
interface Told {
  readonly children: Map<number, Child>;
  arn: string;
  attempt: number;
  /** Attempts of this Map Run alone: 0 is its first. */
  redrives: number;
  items: readonly Json[];
}

function tell(told: Told, events: readonly RunEvent[]): void {
  for (const event of events) {
    if (event.kind === 'map-run-started') {
      told.children.clear();
      told.arn = event.arn;
      told.redrives = 0;
    } else if (event.kind === 'map-run-redriven') told.redrives = event.redriveCount;
    else if (event.kind === 'child-started' || event.kind === 'child-pending') {
      const status = event.kind === 'child-started' ? 'RUNNING' : 'PENDING';
      // What had succeeded does not run again.
      expect(told.children.get(event.index)?.status).not.toBe('SUCCEEDED');
      told.children.set(event.index, { input: event.input, status, attempt: told.attempt });
    } else if (event.kind === 'child-ended') {
      const child = told.children.get(event.index);
      if (child === undefined) throw new Error('A child ended that was not started.');
      told.children.set(event.index, { ...child, status: event.status });
    }
  }
}

function byIndex(told: Told, accept: (child: Child) => boolean = () => true): readonly Child[] {
  return [...told.children]
    .sort(([left], [right]) => left - right)
    .flatMap(([, child]) => (accept(child) ? [child] : []));
}

/** Children hold the items in order and within the limits; all of them, where nobody stopped the run. */
function checkInputs(one: MapCase, told: Told, reading: 'whole' | 'stopped'): void {
  const inputs = byIndex(told).map(({ input }) => input);
  const expected = selectedItems(one);
  const items = isBatched(one)
    ? inputs.flatMap((input) => (input as { readonly Items: readonly Json[] }).Items)
    : inputs;
  expect(items).toEqual(reading === 'whole' ? expected : expected.slice(0, items.length));
  if (!isBatched(one)) return;
  for (const input of inputs as readonly Json[] as readonly (JsonObject & { readonly Items: readonly Json[] })[]) {
    expect(input.Items.length).toBeLessThanOrEqual(one.maxItems ?? Infinity);
    expect(jsonByteLength(input)).toBeLessThanOrEqual(one.maxBytes ?? 262_144);
    expect(input['BatchInput']).toEqual(one.batchInput ? { tag: 'é' } : undefined);
  }
}

/** AWS's arithmetic, over items; a tolerance of 0 counts as not set. */
function isExceeded({ toleratedCount, toleratedPercentage, items }: MapCase, nFailed: number): boolean {
  if (toleratedCount === 0 && toleratedPercentage === 0) return nFailed > 0;
  const tooMany = toleratedCount > 0 && nFailed > toleratedCount;
  return tooMany || (toleratedPercentage > 0 && nFailed / items.length > toleratedPercentage / 100);
}

const UNSUCCESSFUL = new Set<ChildStatus>(['FAILED', 'TIMED_OUT', 'ABORTED']);

function nItemsOf(one: MapCase, children: readonly Child[]): number {
  return children.reduce((sum, { input }) => sum + idsIn(one, input).length, 0);
}

function checkOutcome(one: MapCase, told: Told, outcome: ExecutionOutcome): void {
  const failed = byIndex(told, ({ status, attempt }) => status === 'FAILED' && attempt === told.attempt);
  const exceeded = isExceeded(one, nItemsOf(one, failed));
  expect(outcome.status).toBe(exceeded ? 'FAILED' : 'SUCCEEDED');
  if (exceeded) expect(outcome).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
  else expect(byIndex(told, ({ status }) => status !== 'SUCCEEDED' && status !== 'FAILED')).toEqual([]);
}

function checkInlineOutput(one: MapCase, told: Told, outcome: ExecutionOutcome): void {
  if (outcome.status !== 'SUCCEEDED') return;
  const slots = outcome.output as readonly Json[];
  expect(slots.length).toBe(told.children.size);
  for (const [index, child] of byIndex(told).entries()) {
    if (child.status === 'SUCCEEDED') expect(slots[index]).toEqual(outputFor(idsIn(one, child.input)));
    else expect(slots[index]).toMatchObject({ Status: child.status });
  }
}

interface Manifest {
  readonly MapRunArn: string;
  readonly ResultFiles: Readonly<
    Record<'FAILED' | 'PENDING' | 'SUCCEEDED', readonly { readonly Key: string; readonly Size: number }[]>
  >;
}

/** The files of an attempt tell exactly its children, by status. */
function checkFiles(one: MapCase, told: Told, outcome: ExecutionOutcome, store: MemoryObjectStore): void {
  if (told.arn === '') return;
  const id = told.arn.slice(told.arn.lastIndexOf(':') + 1);
  const home = `results/${id}${told.redrives === 0 ? '' : `/Redrive-${told.redrives}`}`;
  const manifest = JSON.parse(store.text('out', `${home}/manifest.json`) ?? 'null') as Manifest;
  expect(manifest.MapRunArn).toBe(told.arn);
  const read = (kind: keyof Manifest['ResultFiles']): readonly Json[] =>
    manifest.ResultFiles[kind].flatMap(({ Key, Size }) => {
      const text = store.text('out', Key) ?? '';
      expect([Key.split('/')[1], new TextEncoder().encode(text).length]).toEqual([id, Size]);
      if (one.outputType === 'JSON') return JSON.parse(text) as readonly Json[];
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Json);
    });
  const inputsOf = (records: readonly Json[]): readonly string[] =>
    records.map((record) => String((record as JsonObject)['Input'])).sort();
  const textsOf = (children: readonly Child[]): readonly string[] =>
    children.map(({ input }) => JSON.stringify(input)).sort();

  // Redriven children succeed into their redrive's file; the manifest lists those of all attempts.
  const succeeded = byIndex(told, ({ status }) => status === 'SUCCEEDED');
  const records = read('SUCCEEDED');
  if (one.transformation === 'NONE') expect(inputsOf(records)).toEqual(textsOf(succeeded));
  else {
    const outputs = [...succeeded]
      .sort((left, right) => left.attempt - right.attempt)
      .map(({ input }) => outputFor(idsIn(one, input)));
    expect(records).toEqual(one.transformation === 'FLATTEN' ? outputs.flat(1) : outputs);
  }
  const ofNow = (accept: (status: ChildStatus) => boolean): readonly Child[] =>
    byIndex(told, ({ status, attempt }) => attempt === told.attempt && accept(status));
  const failures = read('FAILED') as readonly JsonObject[];
  expect(inputsOf(failures)).toEqual(textsOf(ofNow((status) => UNSUCCESSFUL.has(status))));
  for (const { RedriveStatus } of failures) {
    expect(RedriveStatus).toBe(one.type === 'STANDARD' ? 'REDRIVABLE_BY_MAP_RUN' : undefined);
  }
  expect(read('PENDING')).toEqual(
    ofNow((status) => status === 'PENDING').map(({ input }) => ({
      Input: JSON.stringify(input),
      InputDetails: { Included: true },
      Status: 'PENDING',
    })),
  );
  if (outcome.status === 'SUCCEEDED') {
    const details = { Bucket: 'out', Key: `${home}/manifest.json` };
    expect(outcome.output).toEqual({ MapRunArn: told.arn, ResultWriterDetails: details });
  }
}

/** No item is bad any more in the last attempt. */
const LAST_ATTEMPT = 3;

function answerOf(one: MapCase, attempt: number): TestMachine['answer'] {
  return ({ input }: TaskRequest): TaskAnswer => {
    const ids = idsIn(one, input);
    const items = ids.flatMap((id) => one.items[id] ?? []);
    const delayMs = attempt === 1 ? Math.max(0, ...items.map(({ ms }) => ms)) : 3;
    return items.some(({ badUntil }) => badUntil >= attempt)
      ? { kind: 'failed', error: 'Bad', cause: `attempt ${attempt}`, delayMs }
      : { kind: 'succeeded', output: outputFor(ids), delayMs };
  };
}

async function checkCase(one: MapCase): Promise<void> {
  const store = createMemoryObjectStore({ chunkBytes: one.chunkBytes });
  const input = layOut(one, store);
  const machine = (attempt: number): TestMachine => ({
    definition: definitionFor(one),
    input,
    store,
    seed: one.seed,
    answer: answerOf(one, attempt),
  });
  const told: Told = { children: new Map(), arn: '', attempt: 1, redrives: 0, items: [] };
  const limits = Number.isFinite(one.stopAfter) ? { stopAfter: one.stopAfter } : {};
  let ran: { readonly outcome: ExecutionOutcome; readonly events: readonly RunEvent[] } = await saveTestRun(
    machine(1),
    createSavedRunFile(path, 0),
    limits,
  );
  for (;;) {
    tell(told, ran.events);
    const { outcome } = ran;
    const isStopped = outcome.status === 'ABORTED';
    checkInputs(one, told, isStopped ? 'stopped' : 'whole');
    if (!isStopped) checkOutcome(one, told, outcome);
    if (one.writes === 'files') checkFiles(one, told, outcome, store);
    else checkInlineOutput(one, told, outcome);
    if (outcome.status === 'SUCCEEDED') return;
    expect(told.attempt).toBeLessThan(LAST_ATTEMPT);
    told.attempt++;
    ran = await redriveTestRun(machine(told.attempt), path, machine(told.attempt - 1));
  }
}

describe('whatever the items, the definition, its failures and when it is stopped', () => {
  it('children hold all items, files and output hold all children, and redrives do exactly the rest', async () => {
    await fc.assert(fc.asyncProperty(aMapCase, checkCase), { numRuns: 150 });
  });
});
