import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../core/base/json.ts';
import { historyViolations } from '../../core/events/invariants.ts';
import type { HistoryEvent } from '../../core/events/history-event.ts';
import type { RunEvent } from '../../core/events/run-event.ts';
import type { TaskAnswer, TaskRequest } from '../../core/interpreter/task-port.ts';
import { createMemoryObjectStore } from '../../testing/object-store-memory.ts';
import { createSavedRunFile } from './saved-run-file.ts';
import { opened, redriveTestRun, saveTestRun, type RedrivenTestRun, type TestMachine } from './testing-saved-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'redrive-places-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
let path = '';
let nFiles = 0;
beforeEach(() => {
  path = join(folder, `run-${nFiles++}.sfnrun`);
});

const TASK = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage' };

/** A Distributed Map whose children do two tasks, the second of which may fail. */
const fan = (name: string, more: JsonObject = {}): JsonObject => ({
  Type: 'Map',
  Label: name,
  MaxConcurrency: 1,
  ToleratedFailurePercentage: 99,
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: `${name}First`,
    States: { [`${name}First`]: { ...TASK, Next: `${name}Second` }, [`${name}Second`]: { ...TASK, End: true } },
  },
  End: true,
  ...more,
});
const fails = { ToleratedFailurePercentage: 0 };

/** Fails the second tasks of these items. */
const failing =
  (...items: readonly Json[]) =>
  ({ stateName, input }: TaskRequest): TaskAnswer =>
    stateName.endsWith('Second') && items.includes(input)
      ? { kind: 'failed', error: 'Broken', cause: 'as told' }
      : { kind: 'succeeded', output: input, delayMs: 10 };

const machineOf = (definition: JsonObject, input: Json, answer: TestMachine['answer']): TestMachine => ({
  definition,
  input,
  answer,
  store: createMemoryObjectStore(),
});

async function failAndRedrive(
  machine: TestMachine,
  options: { readonly keptHistories?: number } = {},
): Promise<RedrivenTestRun & { readonly before: readonly RunEvent[] }> {
  const run = await saveTestRun(machine, createSavedRunFile(path, 0), options);
  expect(run.outcome.status).toBe('FAILED');
  const redriven = await redriveTestRun({ ...machine, answer: failing() }, path, machine);
  const history = [...run.events, ...redriven.events].flatMap((event): HistoryEvent[] =>
    event.kind === 'history' && event.execution === 0 ? [event.event] : [],
  );
  expect(historyViolations(history)).toEqual([]);
  return { ...redriven, before: run.events };
}

const startedRuns = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) =>
    event.kind === 'map-run-started'
      ? [`new ${event.mapRun}`]
      : event.kind === 'map-run-redriven'
        ? [`again ${event.mapRun}`]
        : [],
  );

describe('a redrive goes on with a Map Run', () => {
  it('in a branch of a Parallel state, and with the one in the other branch', async () => {
    const branch = (name: string): JsonObject => ({
      StartAt: name,
      States: { [name]: fan(name, { ...fails, ItemsPath: `$.${name}` }) },
    });
    const definition = {
      StartAt: 'Both',
      States: { Both: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } },
    };
    const machine = machineOf(definition, { A: ['a0', 'a1', 'a2'], B: ['b0', 'b1', 'b2', 'b3'] }, failing('a1'));
    const redriven = await failAndRedrive(machine);
    expect(redriven.outcome).toEqual({
      status: 'SUCCEEDED',
      output: [
        ['a0', 'a1', 'a2'],
        ['b0', 'b1', 'b2', 'b3'],
      ],
    });
    expect(startedRuns(redriven.events)).toEqual(['again 0', 'again 1']);
    expect(redriven.asked).not.toContain('AFirst 0');
    expect(redriven.asked).not.toContain('AFirst 1');
    expect(redriven.asked).not.toContain('BFirst 0');
    expect(redriven.asked).toContain('ASecond 1');
    expect(redriven.asked).toContain('AFirst 2');
  });

  it('in an iteration of an inline Map', async () => {
    const definition = {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          MaxConcurrency: 1,
          ItemProcessor: { StartAt: 'Fan', States: { Fan: fan('Fan', fails) } },
          End: true,
        },
      },
    };
    const redriven = await failAndRedrive(machineOf(definition, [['a', 'b'], ['c', 'd'], ['e']], failing('d')));
    expect(redriven.outcome).toEqual({ status: 'SUCCEEDED', output: [['a', 'b'], ['c', 'd'], ['e']] });
    expect(startedRuns(redriven.events)).toEqual(['again 1', 'new 2']);
    expect(redriven.asked).toEqual(['FanSecond 1.1', 'FanFirst 2.0', 'FanSecond 2.0']);
  });

  it('of a child of another Map Run', async () => {
    const outer = fan('Outer', {
      ...fails,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Inner',
        States: { Inner: fan('Inner', fails) },
      },
    });
    const machine = machineOf(
      { StartAt: 'Outer', States: { Outer: outer } },
      [
        ['a', 'b'],
        ['c', 'd', 'e'],
      ],
      failing('d'),
    );
    const redriven = await failAndRedrive(machine);
    expect(redriven.outcome).toEqual({
      status: 'SUCCEEDED',
      output: [
        ['a', 'b'],
        ['c', 'd', 'e'],
      ],
    });
    expect(startedRuns(redriven.events)).toEqual(['again 0', 'again 2']);
    expect(redriven.asked).toEqual(['InnerSecond 1.1', 'InnerFirst 1.2', 'InnerSecond 1.2']);
    const saved = await opened(path);
    expect(saved.records.record(2)).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      itemCounts: { succeeded: 3, total: 3 },
    });
    await saved.close();
  });
});

describe('a child of which no history was kept', () => {
  const items = ['a', 'b', 'c', 'd'];
  const machine = (): TestMachine =>
    machineOf(
      { StartAt: 'Fan', States: { Fan: fan('Fan', { ToleratedFailureCount: 2 }) } },
      items,
      failing('a', 'b', 'd'),
    );

  it('goes on at the state that failed, which is found out', async () => {
    const redriven = await failAndRedrive(machine(), { keptHistories: 0 });
    expect(redriven.outcome).toEqual({ status: 'SUCCEEDED', output: items });
    expect(redriven.asked).toEqual(['FanSecond 0', 'FanSecond 1', 'FanSecond 3']);
  });

  it('starts from its first state where that cannot be found out any more', async () => {
    const first = machine();
    await saveTestRun(first, createSavedRunFile(path, 0), { keptHistories: 0 });
    const redriven = await redriveTestRun({ ...first, answer: failing() }, path);
    expect(redriven.outcome).toEqual({ status: 'SUCCEEDED', output: items });
    expect(redriven.asked.filter((asked) => asked.startsWith('FanFirst'))).toHaveLength(3);
  });
});
