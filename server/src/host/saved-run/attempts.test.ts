import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isJsonArray, type JsonObject } from '../../core/base/json.ts';
import type { TaskAnswer } from '../../core/interpreter/task-port.ts';
import { createMemoryObjectStore } from '../../testing/object-store-memory.ts';
import { tellChildStory } from './child-story.ts';
import { createSavedRunFile } from './saved-run-file.ts';
import type { Surroundings } from './saved-run-format.ts';
import { machineOf, mapMachine, opened, payload, redriveTestRun, saveTestRun } from './testing-saved-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'attempts-'));
const path = join(folder, 'run.sfnrun');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Child 2 of 6 fails, the last ones are left pending; then everything goes well, with other answers. */
const machine = (answer: (id: number) => TaskAnswer) => ({
  definition: mapMachine({ MaxConcurrency: 2 }),
  input: { items: [0, 1, 2, 3, 4, 5].map((id) => ({ id })) },
  store: createMemoryObjectStore(),
  answer: ({ input }: { readonly input: unknown }) => answer((input as { readonly id: number }).id),
});
const first = machine((id) => (id === 2 ? { kind: 'failed', error: 'Refused', cause: '' } : payload('first')));
const second = machine(() => payload('second'));
const surroundings: Surroundings = { answers: { options: { mock: ['/mended.yaml'] }, files: [] }, s3: {} };

describe('the attempts of a saved run', () => {
  it('keep what answered each of them, so that a child can be run again as it was in its own', async () => {
    await saveTestRun(first, createSavedRunFile(path, 0), { keptHistories: 0 });
    const { outcome } = await redriveTestRun(second, path, first, { keptHistories: 0, surroundings });
    expect(outcome.status).toBe('SUCCEEDED');
    const saved = await opened(path);
    expect(saved.attempts.map(({ answers }) => answers.options)).toEqual([{}, { mock: ['/mended.yaml'] }]);
    const asked: number[] = [];
    const story = async (index: number) => {
      const told = await tellChildStory(
        saved,
        (attempt) => {
          asked.push(attempt);
          return Promise.resolve(machineOf(attempt === 0 ? first : second));
        },
        0,
        index,
      );
      return { source: told?.source, output: told?.output };
    };
    expect(await story(0)).toEqual({ source: 'run again alone', output: 'first' });
    expect(await story(5)).toEqual({ source: 'run again alone', output: 'second' });
    expect(asked).toEqual([0, 1]);
    await saved.close();
  });

  it('let an Express child that was redriven be run again as its last start was', async () => {
    const express: JsonObject = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } };
    const drawing = {
      StartAt: 'Work',
      States: {
        Work: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Next: 'Draw' },
        Draw: {
          Type: 'Pass',
          Parameters: { 'lot.$': 'States.UUID()', 'again.$': '$$.Execution.RedriveCount' },
          End: true,
        },
      },
    };
    const definition = mapMachine({ MaxConcurrency: 2, ItemProcessor: { ...express, ...drawing } });
    const once = { ...first, definition };
    const again = { ...second, definition };
    const other = join(folder, 'express.sfnrun');
    await saveTestRun(once, createSavedRunFile(other, 0), { keptHistories: 0 });
    const { outcome } = await redriveTestRun(again, other, once, { keptHistories: 0, surroundings });
    expect(outcome.status).toBe('SUCCEEDED');
    const saved = await opened(other);
    const told = await tellChildStory(saved, () => Promise.resolve(machineOf(again)), 0, 2);
    const outputs = outcome.status === 'SUCCEEDED' && isJsonArray(outcome.output) ? outcome.output : [];
    const output = outputs[2];
    expect(output).toMatchObject({ again: 1 });
    expect(told).toMatchObject({ source: 'run again alone', output });
    await saved.close();
  });
});
