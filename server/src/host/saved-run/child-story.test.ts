import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../core/base/json.ts';
import type { HistoryEvent } from '../../core/events/history-event.ts';
import type { RunEvent } from '../../core/events/run-event.ts';
import type { TaskAnswer, TaskRequest } from '../../core/interpreter/task-port.ts';
import { createMemoryObjectStore } from '../../testing/object-store-memory.ts';
import { runToEnd } from '../run-to-end.ts';
import { tellChildStory } from './child-story.ts';
import { createSavedRunFile } from './saved-run-file.ts';
import { machineOf, opened, saveTestRun, type TestMachine } from './testing-saved-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'child-story-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
let nFiles = 0;

/** The answer depends on nothing but what the task is asked: it takes its time, and fails now and then. */
function answer({ stateName, input, iterations, context }: TaskRequest): TaskAnswer {
  const asked = JSON.stringify([stateName, input, iterations.map(({ index }) => index), retriesOf(context())]);
  let hash = 7;
  for (const character of asked) hash = (hash * 31 + character.charCodeAt(0)) % 1_000_003;
  const delayMs = hash % 4_000;
  if (hash % 5 === 0) return { kind: 'failed', error: hash % 2 === 0 ? 'Busy' : 'Broken', cause: asked, delayMs };
  return { kind: 'succeeded', output: { asked: hash }, delayMs };
}

function retriesOf(context: JsonObject): Json {
  return (context['State'] as { readonly RetryCount?: Json } | undefined)?.RetryCount ?? 0;
}

type Kind = 'pass' | 'chance' | 'wait' | 'task' | 'retried' | 'caught' | 'choice' | 'parallel' | 'map' | 'fan' | 'fail';
const KINDS: readonly Kind[] = [
  'pass',
  'chance',
  'wait',
  'task',
  'retried',
  'caught',
  'choice',
  'parallel',
  'map',
  'fan',
  'fail',
];
const TASK = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', ResultPath: '$.task' };
const RETRY = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 2, JitterStrategy: 'FULL' }];

/** States one after the other; names begin with `name`, which is the child's place. */
function statesOf(kinds: readonly Kind[], name: string): JsonObject {
  const states: Record<string, Json> = {};
  for (const [index, kind] of kinds.entries()) {
    const next = index === kinds.length - 1 ? { End: true } : { Next: `${name}${index + 1}` };
    states[`${name}${index}`] = stateOf(kind, `${name}${index}`, next);
  }
  return { StartAt: `${name}0`, States: states };
}

function stateOf(kind: Kind, name: string, next: JsonObject): JsonObject {
  const inside = (): JsonObject => statesOf(['task'], `${name}x`);
  const list = { ItemsPath: '$.list', ResultPath: '$.result', ...next };
  switch (kind) {
    case 'pass':
      return { Type: 'Pass', Assign: { 'id.$': '$$.Execution.Id' }, Parameters: { 'list.$': '$.list', a: 1 }, ...next };
    case 'chance':
      return {
        Type: 'Pass',
        Parameters: { 'r.$': 'States.MathRandom(0, 100000)', 'u.$': 'States.UUID()' },
        ResultPath: '$.chance',
        ...next,
      };
    case 'wait':
      return { Type: 'Wait', Seconds: 7, ...next };
    case 'task':
      return { ...TASK, ...next };
    case 'retried':
      return { ...TASK, Retry: RETRY, ...next };
    case 'caught':
      return { ...TASK, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: `${name}c` }], ...next };
    case 'choice':
      return {
        Type: 'Choice',
        Choices: [{ Variable: '$.list', IsPresent: true, Next: next['Next'] ?? `${name}c` }],
        Default: `${name}c`,
      };
    case 'parallel':
      return {
        Type: 'Parallel',
        Branches: [inside(), statesOf(['retried'], `${name}y`)],
        ResultPath: '$.both',
        ...next,
      };
    case 'map':
      return { Type: 'Map', MaxConcurrency: 2, ItemProcessor: inside(), ...list };
    case 'fan':
      return {
        Type: 'Map',
        Label: name,
        ToleratedFailurePercentage: 60,
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...inside() },
        ...list,
      };
    case 'fail':
      return { Type: 'Fail', Error: 'Given', CausePath: "States.Format('up at {}', $$.State.EnteredTime)" };
  }
}

/** Where catchers and choices lead is a state of its own. */
function withLandings(scope: JsonObject): JsonObject {
  const states = scope['States'] as Readonly<Record<string, JsonObject>>;
  const landings = Object.entries(states).flatMap(([name, { Type, Catch }]) =>
    Type === 'Choice' || Catch !== undefined ? [[`${name}c`, { Type: 'Pass', End: true }] as const] : [],
  );
  return { ...scope, States: { ...states, ...Object.fromEntries(landings) } };
}

const aMachine = fc
  .record({
    kinds: fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 5 }),
    nItems: fc.integer({ min: 1, max: 6 }),
    concurrency: fc.integer({ min: 0, max: 3 }),
    tolerated: fc.constantFrom(0, 50, 100),
    type: fc.constantFrom('STANDARD', 'EXPRESS'),
    selects: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ kinds, nItems, concurrency, tolerated, type, selects, seed }): TestMachine => {
    const allowed = kinds.map((kind): Kind => (type === 'EXPRESS' && kind === 'fan' ? 'map' : kind));
    const cut = allowed.indexOf('fail');
    const processor = withLandings(statesOf(cut < 0 ? allowed : allowed.slice(0, cut + 1), 'S'));
    const fan: JsonObject = {
      Type: 'Map',
      Label: 'Fan',
      MaxConcurrency: concurrency,
      ToleratedFailurePercentage: tolerated,
      ...(selects
        ? { ItemSelector: { 'list.$': '$$.Map.Item.Value.list', 'r.$': 'States.MathRandom(0, 100000)' } }
        : {}),
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type }, ...processor },
      End: true,
    };
    return {
      definition: { StartAt: 'Fan', States: { Fan: fan } },
      input: Array.from({ length: nItems }, (_, id) => ({ id, list: [id, 'x'] })),
      store: createMemoryObjectStore(),
      answer,
      seed,
    };
  });

describe('the story of a child, found out by running it again alone', () => {
  it('is the one that was told, whatever the child does', async () => {
    let nStories = 0;
    await fc.assert(
      fc.asyncProperty(aMachine, async (machine) => {
        const path = join(folder, `${nFiles++}.sfnrun`);
        await saveTestRun(machine, createSavedRunFile(path, 0), { keptHistories: 0 });
        const told = await everyHistory(machine);
        const saved = await opened(path);
        for (const [mapRun, { nChildren }] of saved.mapRuns) {
          for (let index = 0; index < nChildren; index++) {
            if (saved.views.child(mapRun, index)?.status === 'PENDING') continue;
            const story = await tellChildStory(saved, () => Promise.resolve(machineOf(machine)), mapRun, index);
            expect([story?.problem, story?.source]).toEqual([null, 'run again alone']);
            expect(story?.history).toEqual(told.get(`${mapRun}:${index}`));
            nStories++;
          }
        }
        await saved.close();
      }),
      { numRuns: 120 },
    );
    expect(nStories).toBeGreaterThan(100);
  });
});

/** The same run with everything recorded, by `mapRun:index`. */
async function everyHistory(machine: TestMachine): Promise<ReadonlyMap<string, readonly HistoryEvent[]>> {
  const byExecution = new Map<number, HistoryEvent[]>();
  const children = new Map<string, readonly HistoryEvent[]>();
  const { run } = machineOf(machine).start({
    sink(event: RunEvent) {
      if (event.kind === 'history') {
        const history = byExecution.get(event.execution) ?? [];
        history.push(event.event);
        byExecution.set(event.execution, history);
      } else if (event.kind === 'child-ended')
        children.set(`${event.mapRun}:${event.index}`, byExecution.get(event.execution) ?? []);
    },
    recording: { root: 'history', children: () => 'history' },
  });
  await runToEnd(run);
  return children;
}
