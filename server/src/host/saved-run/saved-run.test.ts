import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../core/events/history-event.ts';
import { historyViolations } from '../../core/events/invariants.ts';
import type { RunEvent } from '../../core/events/run-event.ts';
import type { TaskAnswer, TaskRequest } from '../../core/interpreter/task-port.ts';
import { createMapRunRecords } from '../../core/views/map-run-record.ts';
import { createMemoryObjectStore } from '../../testing/object-store-memory.ts';
import { tellChildStory } from './child-story.ts';
import { openSavedRun } from './open-saved-run.ts';
import { createSavedRunFile } from './saved-run-file.ts';
import { machineOf, mapMachine, opened, payload, saveTestRun, type TestMachine } from './testing-saved-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'saved-run-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
let path = '';
let nFiles = 0;
beforeEach(() => {
  path = join(folder, `run-${nFiles++}.sfnrun`);
});

const items = (length: number) => Array.from({ length }, (_, index) => ({ id: index, name: `item ${index}` }));

/** Items whose id ends in 7 fail. */
const answer = ({ input }: TaskRequest): TaskAnswer => {
  const { id } = input as { readonly id: number };
  return id % 10 === 7 ? { kind: 'failed', error: 'Seven', cause: `no ${id}` } : payload({ done: id });
};

const machine = (map = {}, more: Partial<TestMachine> = {}): TestMachine => ({
  definition: mapMachine({ ToleratedFailureCount: 100, ...map }),
  input: { items: items(40) },
  store: createMemoryObjectStore({ buckets: 'implicit' }),
  answer,
  ...more,
});

function historyOfChild(events: readonly RunEvent[], index: number): readonly HistoryEvent[] {
  const started = events.find((event) => event.kind === 'child-started' && event.index === index);
  const execution = started?.kind === 'child-started' ? started.execution : -1;
  return events.flatMap((event) => (event.kind === 'history' && event.execution === execution ? [event.event] : []));
}

describe('a saved run', () => {
  it('gives the folds that the live run gave', async () => {
    const run = await saveTestRun(machine({ ItemBatcher: undefined, MaxConcurrency: 3 }), createSavedRunFile(path, 0));
    expect(run.problem).toBeNull();
    const saved = await opened(path);
    const live = createMapRunRecords();
    for (const event of run.events) live.apply(event);
    expect(saved.isCutOff).toBe(false);
    expect(saved.end?.outcome).toEqual(run.outcome);
    expect(saved.records.all()).toEqual(live.all());
    expect(saved.records.record(0)).toMatchObject({ status: 'SUCCEEDED', itemCounts: { failed: 4, succeeded: 36 } });
    expect(historyViolations(saved.rootHistory)).toEqual([]);
    expect(saved.rootHistory.at(-1)?.type).toBe('ExecutionSucceeded');
    expect(saved.views.child(0, 17)).toMatchObject({ status: 'FAILED', error: 'Seven', firstItem: 17 });
    await saved.close();
  });

  it('keeps inputs, causes and histories of what failed', async () => {
    const run = await saveTestRun(machine(), createSavedRunFile(path, 0));
    const saved = await opened(path);
    const child = await saved.child(0, 7);
    expect(child).toMatchObject({ input: { id: 7, name: 'item 7' }, cause: 'no 7' });
    expect(child?.history).toEqual(historyOfChild(run.events, 7));
    expect(await saved.child(0, 8)).toMatchObject({ output: { done: 8 } });
    await saved.close();
  });

  it.each<[string, TestMachine]>([
    ['one after the other', machine({ MaxConcurrency: 1 })],
    ['all at once', machine()],
    ['Express', machine({ ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } } })],
    [
      'with chance and context in the selector',
      machine({
        ItemSelector: { 'id.$': '$$.Map.Item.Value.id', 'chance.$': 'States.MathRandom(0, 1000000)', 'tag.$': '$tag' },
      }),
    ],
    [
      'in batches',
      machine(
        { ItemBatcher: { MaxItemsPerBatch: 7, BatchInput: { 'when.$': '$$.State.EnteredTime' } } },
        { answer: ({ input, context }) => payload({ input, name: context()['Execution'] as never }) },
      ),
    ],
    [
      'with time passing',
      machine(
        { MaxConcurrency: 4 },
        {
          answer: (request) => ({ ...answer(request), delayMs: 1_000 * ((request.input as { id: number }).id + 1) }),
        },
      ),
    ],
  ])('tells the story of any child, found out alone, as it was: %s', async (_what, tested) => {
    const run = await saveTestRun(tested, createSavedRunFile(path, 0), { keptHistories: 0 });
    // The same run with everything recorded is what the stories are held against.
    const recorded: RunEvent[] = [];
    const whole = machineOf(tested).start({
      sink: (event) => recorded.push(event),
      recording: { root: 'history', children: () => 'history' },
    });
    while (whole.run.advance(100) !== 'ended') await whole.run.whenReady().catch(() => undefined);
    const saved = await opened(path);
    const nChildren = saved.mapRuns.get(0)?.nChildren ?? 0;
    expect(nChildren).toBeGreaterThan(5);
    for (let index = 0; index < nChildren; index++) {
      const story = await tellChildStory(saved, () => Promise.resolve(machineOf(tested)), 0, index);
      expect(story?.source).toBe('run again alone');
      expect(story?.history).toEqual(historyOfChild(recorded, index));
    }
    expect(run.problem).toBeNull();
    await saved.close();
  });

  it('repeats the run where answers depend on what others asked, and says so where they have changed', async () => {
    const counting = (): TestMachine => {
      let calls = 0;
      return machine({}, { answer: () => payload({ call: calls++ }) });
    };
    await saveTestRun(counting(), createSavedRunFile(path, 0), { keptHistories: 0 });
    const saved = await opened(path);
    // The machine counts from its start: one machine per question.
    let tested = counting();
    const together = await tellChildStory(
      saved,
      () => {
        tested = counting();
        const alone = machineOf(tested);
        return Promise.resolve({ ...alone, start: (options) => machineOf(counting()).start(options) });
      },
      0,
      5,
    );
    expect(together).toMatchObject({ source: 'run again with all before it', output: { call: 5 } });
    const changed = await tellChildStory(
      saved,
      () => Promise.resolve(machineOf(machine({}, { answer: () => payload('other') }))),
      0,
      5,
    );
    expect(changed).toMatchObject({ source: 'unknown', history: [] });
    expect(changed?.problem).toContain('have changed');
    await saved.close();
  });

  it('tells children that were stopped up to the stop', async () => {
    const tested = machine(
      { ToleratedFailureCount: 0, MaxConcurrency: 5 },
      { answer: (request) => ({ ...answer(request), delayMs: 10 }) },
    );
    const run = await saveTestRun(tested, createSavedRunFile(path, 0), { keptHistories: 0 });
    const saved = await opened(path);
    const index = [...Array(40).keys()].find((each) => saved.views.child(0, each)?.status === 'ABORTED') ?? -1;
    const story = await tellChildStory(saved, () => Promise.resolve(machineOf(tested)), 0, index);
    expect(story?.history.at(-1)).toMatchObject({ type: 'ExecutionAborted', previousEventId: 0 });
    expect(run.outcome.status).toBe('FAILED');
    const pending = await tellChildStory(saved, () => Promise.resolve(machineOf(tested)), 0, 39);
    expect(pending).toMatchObject({ row: { status: 'PENDING' }, input: { id: 39 }, history: [] });
    await saved.close();
  });

  it('opens wherever it is cut off', async () => {
    await saveTestRun(machine({ MaxConcurrency: 2 }), createSavedRunFile(path, 0));
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += 1 + Math.floor(length / 40)) {
      writeFileSync(path, whole.subarray(0, length));
      const outcome = await openSavedRun(path);
      if (outcome.kind === 'problem') {
        expect(outcome.message).toContain(path);
        continue;
      }
      expect(outcome.saved.isCutOff).toBe(true);
      expect(outcome.saved.end).toBeNull();
      await outcome.saved.close();
    }
  });

  it('says what is wrong with a file that is none', async () => {
    writeFileSync(path, 'something else entirely');
    expect(await openSavedRun(path)).toMatchObject({
      kind: 'problem',
      message: `${path} cannot be read: it is no saved run.`,
    });
    writeFileSync(path, 'sfnrun 9\n');
    expect(await openSavedRun(path)).toMatchObject({ message: expect.stringContaining('format 9') as string });
    expect(await openSavedRun(join(folder, 'nothing'))).toMatchObject({ kind: 'problem' });
  });

  it('ends before damage', async () => {
    await saveTestRun(machine(), createSavedRunFile(path, 0));
    const { size } = statSync(path);
    appendFileSync(path, Buffer.from([2, 9, 0, 0, 0, 1, 2, 3]));
    const saved = await opened(path);
    expect(saved).toMatchObject({ isCutOff: true, endBytes: size });
    await saved.close();
    truncateSync(path, size);
  });

  it('does not stop a run whose file cannot be written', async () => {
    let left = 300;
    const full = {
      append(bytes: Uint8Array) {
        left -= bytes.length;
        if (left < 0) throw new Error('ENOSPC: no space left on device');
      },
      close: () => undefined,
    };
    const run = await saveTestRun(machine(), full);
    expect(run.outcome.status).toBe('SUCCEEDED');
    expect(run.problem).toContain('no space left');
  });
});
