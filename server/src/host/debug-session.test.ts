import { resolve } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import type { RunState } from '../core/interpreter/run-types.ts';
import type { ChildDetail, DebugCommand, RunUpdate } from '../protocol/run-view.ts';
import { createDebugSession, type DebugSession } from './debug-session.ts';
import { openDebugSession } from './open-debug-session.ts';
import { loadSuite, prepareCase } from './run-suite.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../../test-data/05-distributed-map/test-suite.yaml');

/** A view that takes in every update at once and can wait for the run to stand still. */
async function openCase(caseName: string): Promise<{
  readonly session: DebugSession;
  readonly updates: RunUpdate[];
  go(command: DebugCommand): Promise<RunUpdate>;
}> {
  const loaded = await loadSuite(EXAMPLE, { workingFolder: resolve(EXAMPLE, '..') });
  if (loaded.kind === 'refused') throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  const updates: RunUpdate[] = [];
  let standsStill: ((update: RunUpdate) => void) | null = null;
  const opening = await openDebugSession(loaded.suite, caseName, {
    store: null,
    send(update) {
      updates.push(update);
      session.applied(update.sequence);
      if (update.phase !== 'running') standsStill?.(update);
    },
    onCrash(error) {
      throw error;
    },
  });
  if (opening.kind === 'refused') throw new Error(opening.message);
  const { session } = opening.opened;
  return {
    session,
    updates,
    go: (command) =>
      new Promise((settled) => {
        standsStill = settled;
        session.command(command);
      }),
  };
}

describe('debug session of the 25-item case', () => {
  let opened: Awaited<ReturnType<typeof openCase>>;
  beforeEach(async () => {
    opened = await openCase('25 products make three batches of 10, 10 and 5');
  });

  const succeeded = (update: RunUpdate): number => update.mapRuns[0]?.children.succeeded ?? 0;

  it('stands before the first state', () => {
    const update = opened.session.snapshot();
    expect(update).toMatchObject({ reset: true, phase: 'paused', step: 0, outcome: null });
    expect(update.position).toMatchObject({ execution: 0, stateName: 'PrepareDataSource' });
  });

  it('steps state by state', async () => {
    const update = await opened.go({ kind: 'step' });
    expect(update.step).toBe(1);
    expect(update.position?.stateName).toBe('ProcessLargeDataset');
    expect(update.counters.find(({ pointer }) => pointer === '/States/PrepareDataSource')).toMatchObject({
      entered: 1,
      exited: 1,
    });
  });

  it('goes from batch to batch and then to the end', async () => {
    expect(succeeded(await opened.go({ kind: 'next-batch' }))).toBe(1);
    expect(succeeded(await opened.go({ kind: 'next-batch' }))).toBe(2);
    expect(succeeded(await opened.go({ kind: 'next-batch' }))).toBe(3);
    const end = await opened.go({ kind: 'continue' });
    expect(end.phase).toBe('ended');
    expect(end.outcome).toMatchObject({ status: 'SUCCEEDED', output: { status: 'COMPLETED' } });
  });

  it('enters a child and leaves it again', async () => {
    const inside = await opened.go({ kind: 'step-into-child' });
    expect(inside.position).toMatchObject({ child: { mapRun: 0, index: 0 }, stateName: 'ProcessBatch' });
    const outside = await opened.go({ kind: 'step-out' });
    const detail = (await opened.session.childDetail(0, 0)) as ChildDetail;
    expect(detail.status).toBe('SUCCEEDED');
    expect(outside.phase).toBe('paused');
  });

  it('goes back by one transition, to exactly where it was', async () => {
    for (let count = 0; count < 4; count++) await opened.go({ kind: 'step' });
    const before = opened.session.snapshot();
    await opened.go({ kind: 'step' });
    const back = await opened.go({ kind: 'step-back' });
    expect({ ...back, sequence: 0 }).toEqual({ ...before, sequence: 0 });
  });

  it('goes to any moment of the run, the end among them', async () => {
    for (let count = 0; count < 4; count++) await opened.go({ kind: 'step' });
    const fourth = opened.session.snapshot();
    const end = await opened.go({ kind: 'continue' });
    const again = await opened.go({ kind: 'go-to-step', step: 4 });
    expect({ ...again, sequence: 0 }).toEqual({ ...fourth, sequence: 0 });
    for (const step of [end.step, end.step + 100]) {
      const atEnd = await opened.go({ kind: 'go-to-step', step });
      expect(atEnd).toMatchObject({ phase: 'ended', step: end.step, outcome: end.outcome });
    }
  });

  it('gives the data of a child, from its input to its output', async () => {
    await opened.go({ kind: 'continue' });
    const detail = (await opened.session.childDetail(0, 2)) as ChildDetail;
    expect(detail).toMatchObject({ index: 2, firstItem: 20, nItems: 5, status: 'SUCCEEDED' });
    expect((detail.input as { Items: unknown[] }).Items).toHaveLength(5);
    expect(detail.output).toMatchObject({ processedCount: 5 });
    expect(detail.events.map(({ type }) => type)).toContain('TaskSucceeded');
    expect(detail.stages.some(({ stage }) => stage === 'afterResultSelector')).toBe(true);
  });

  it('starts again from the beginning', async () => {
    const end = await opened.go({ kind: 'continue' });
    const again = await opened.go({ kind: 'restart' });
    expect(again).toMatchObject({ phase: 'paused', step: 0, reset: true, outcome: null });
    const secondEnd = await opened.go({ kind: 'continue' });
    expect(secondEnd.outcome).toEqual(end.outcome);
  });

  it('stops as StopExecution does', async () => {
    await opened.go({ kind: 'step-into-child' });
    const end = await opened.go({ kind: 'stop' });
    expect(end).toMatchObject({ phase: 'ended', outcome: { status: 'ABORTED' } });
  });

  it('pauses a run that goes slowly', async () => {
    opened.session.command({ kind: 'set-speed', transitionsPerSecond: 20 });
    opened.session.command({ kind: 'continue' });
    const paused = await opened.go({ kind: 'pause' });
    expect(paused.phase).toBe('paused');
    expect(paused.outcome).toBeNull();
  });
});

describe('commands in quick succession', () => {
  let opened: Awaited<ReturnType<typeof openCase>>;
  beforeEach(async () => {
    opened = await openCase('25 products make three batches of 10, 10 and 5');
  });

  /** Gives all commands without waiting, then waits until the session stands and says the same twice. */
  async function give(...commands: readonly DebugCommand[]): Promise<RunUpdate> {
    for (const command of commands) opened.session.command(command);
    for (let quiet = 0, seen = -1; quiet < 20; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      const { length } = opened.updates;
      if (length !== seen || opened.session.snapshot().phase === 'running') quiet = 0;
      seen = length;
    }
    return opened.session.snapshot();
  }
  const step: DebugCommand = { kind: 'step' };
  const back: DebugCommand = { kind: 'step-back' };

  it('two steps are two steps, and two back are two back', async () => {
    expect((await give(step, step, step)).step).toBe(3);
    expect((await give(back, back)).step).toBe(1);
  });

  it('a step waits for the step back that was given before it', async () => {
    await give(step, step, step);
    expect((await give(back, step, step)).step).toBe(4);
  });

  it('batches are not skipped', async () => {
    const there = await give({ kind: 'next-batch' }, { kind: 'next-batch' });
    expect(there.mapRuns[0]?.children.succeeded).toBe(2);
  });

  it('a restart while the run is being stopped begins anew', async () => {
    await give(step, step, step);
    expect(await give({ kind: 'stop' }, { kind: 'restart' })).toMatchObject({
      step: 0,
      phase: 'paused',
      outcome: null,
    });
    expect(await give({ kind: 'continue' })).toMatchObject({ phase: 'ended', outcome: { status: 'SUCCEEDED' } });
  });

  it('stop, given twice, ends the run once', async () => {
    await give(step, step, step);
    const end = await give({ kind: 'stop' }, { kind: 'stop' }, { kind: 'pause' });
    expect(end).toMatchObject({ phase: 'ended', outcome: { status: 'ABORTED' } });
  });

  it('a pace that changes while the run goes keeps what the run was to stop at', async () => {
    opened.session.command({ kind: 'set-speed', transitionsPerSecond: 5 });
    const there = await give({ kind: 'next-batch' }, { kind: 'set-speed', transitionsPerSecond: null });
    expect(there).toMatchObject({ phase: 'paused', mapRuns: [{ children: { succeeded: 1 } }] });
  });
});

it('the last transition ends the run: nothing is left to step to', async () => {
  const { go } = await openCase('An empty data set opens no child execution');
  const end = await go({ kind: 'continue' });
  await go({ kind: 'step-back' });
  expect(await go({ kind: 'step' })).toMatchObject({ phase: 'ended', step: end.step, outcome: end.outcome });
});

it('goes onwards without running again what is behind', async () => {
  const { go } = await openCase('25 products make three batches of 10, 10 and 5');
  await go({ kind: 'step' });
  expect(await go({ kind: 'go-to-step', step: 4 })).toMatchObject({ step: 4, reset: false });
});

it('a replay that is overtaken by another one goes on from where it is', async () => {
  const loaded = await loadSuite(EXAMPLE, { workingFolder: resolve(EXAMPLE, '..') });
  if (loaded.kind === 'refused') throw new Error('The example is refused.');
  const outcome = await prepareCase(loaded.suite, '25 products make three batches of 10, 10 and 5');
  if (outcome?.kind !== 'prepared') throw new Error('The case is refused.');
  const { prepared } = outcome;
  let nRuns = 0;
  const updates: RunUpdate[] = [];
  const session = createDebugSession({
    startTime: prepared.startTime,
    startRun({ sink, recordChild }) {
      nRuns++;
      const { run } = prepared.start({ sink, recording: { root: 'full', children: recordChild } });
      // A run that has to wait for something outside at every step: a replay is under way for many turns.
      let isWaiting = false;
      const advance = (): RunState => {
        isWaiting = !isWaiting;
        return isWaiting ? 'waiting' : run.advance(1);
      };
      return Object.create(run, {
        advance: { value: advance },
        whenReady: { value: () => new Promise((next) => setImmediate(next)) },
      }) as typeof run;
    },
    send: (update) => updates.push(update),
    onCrash(error) {
      throw error;
    },
  });
  const standing = async (step: number): Promise<void> => {
    while (updates.at(-1)?.step !== step || updates.at(-1)?.phase !== 'paused')
      await new Promise((next) => setImmediate(next));
  };
  session.command({ kind: 'go-to-step', step: 10 });
  await standing(10);
  expect(nRuns).toBe(1);
  for (let count = 0; count < 4; count++) {
    session.command({ kind: 'step-back' });
    await new Promise((next) => setImmediate(next));
  }
  await standing(6);
  expect(nRuns).toBe(2);
});

it('into a child never leaves the Map Run', async () => {
  const { go } = await openCase('25 products make three batches of 10, 10 and 5');
  const stops = [];
  for (let count = 0; count < 40; count++) {
    const update = await go({ kind: 'step-into-child' });
    stops.push(update.position?.child?.index ?? null);
    if (update.mapRuns[0]?.status !== 'RUNNING') break;
  }
  expect(stops.slice(0, 3)).toEqual([0, 1, 2]);
  expect(stops.at(-1)).toBeNull();
});

it('a child that is not there has no detail', async () => {
  const { session, go } = await openCase('An empty data set opens no child execution');
  await go({ kind: 'continue' });
  expect(await session.childDetail(0, 0)).toBeNull();
});
