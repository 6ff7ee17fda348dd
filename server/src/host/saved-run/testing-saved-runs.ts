/** For tests: machines that are saved, opened and redriven, with a folder in memory for S3 and a temporary file. */

import type { Json, JsonObject } from '../../core/base/json.ts';
import { isJsonObject } from '../../core/base/json.ts';
import type { ObjectStore } from '../../core/distributed-map/object-store.ts';
import type { RunEvent } from '../../core/events/run-event.ts';
import type { ExecutionOutcome } from '../../core/events/run-snapshot.ts';
import { startRun } from '../../core/interpreter/run.ts';
import type { TaskAnswer, TaskPort, TaskRequest } from '../../core/interpreter/task-port.ts';
import { compileDefinition, DEFAULT_IDENTITY, DEFAULT_START_TIME } from '../execute.ts';
import { runToEnd } from '../run-to-end.ts';
import { tellChildStory, type SavedMachine } from './child-story.ts';
import { openSavedRun, type SavedRun } from './open-saved-run.ts';
import { planRedrive } from './redrive.ts';
import { createRunSaver, type SavedRunFile } from './save-run.ts';
import { createSavedRunFile } from './saved-run-file.ts';
import type { SavedRunHeader, Surroundings } from './saved-run-format.ts';

export interface TestMachine {
  readonly definition: Json;
  readonly input: Json;
  readonly store: ObjectStore;
  readonly answer: (request: TaskRequest) => TaskAnswer;
  readonly seed?: number;
}

export function machineOf(machine: TestMachine): SavedMachine {
  const { plan, problems } = compileDefinition(machine.definition, { store: machine.store });
  if (plan === null) throw new Error(JSON.stringify(problems));
  const tasks: TaskPort = { invoke: machine.answer };
  return {
    plan,
    start: ({ wrapTasks, ...given }) => ({
      run: startRun({
        plan,
        input: machine.input,
        type: 'STANDARD',
        identity: DEFAULT_IDENTITY,
        startTime: DEFAULT_START_TIME,
        seed: machine.seed ?? 1,
        tasks: wrapTasks === undefined ? tasks : wrapTasks(tasks),
        ...given,
      }),
    }),
  };
}

export interface SavedTestRun {
  readonly outcome: ExecutionOutcome;
  /** Everything that was told, whatever was kept of it. */
  readonly events: readonly RunEvent[];
  readonly problem: string | null;
}

/** Runs a machine to its end and saves it. */
export async function saveTestRun(
  machine: TestMachine,
  file: SavedRunFile,
  options: { readonly keptHistories?: number; readonly stopAfter?: number } = {},
): Promise<SavedTestRun> {
  const header: SavedRunHeader = {
    format: 'sfnrun',
    version: 1,
    savedBy: 'test',
    definition: machine.definition,
    definitionPath: 'machine.asl.json',
    type: 'STANDARD',
    input: machine.input,
    identity: DEFAULT_IDENTITY,
    startTime: DEFAULT_START_TIME,
    seed: machine.seed ?? 1,
    answers: { options: {}, files: [] },
    s3: {},
  };
  const saver = createRunSaver({
    file,
    header,
    ...(options.keptHistories === undefined ? {} : { keptHistories: options.keptHistories }),
  });
  const events: RunEvent[] = [];
  const { run } = machineOf(machine).start({
    sink(event) {
      events.push(event);
      saver.sink(event);
    },
    recording: { root: 'history', children: saver.recordChild },
  });
  if (options.stopAfter !== undefined) {
    for (let step = 0; step < options.stopAfter; step++) {
      const state = run.advance(1);
      if (state === 'ended') break;
      if (state === 'waiting') await run.whenReady();
    }
    run.stop({ error: 'Stopped', cause: 'by the test' });
  }
  const outcome = await runToEnd(run);
  const { now: time, transitions } = run;
  const problem = saver.finish({ outcome, time, transitions, counters: run.counters(), answeredFromOutside: false });
  return { outcome, events, problem };
}

export async function opened(path: string): Promise<SavedRun> {
  const outcome = await openSavedRun(path);
  if (outcome.kind === 'problem') throw new Error(outcome.message);
  return outcome.saved;
}

export interface RedrivenTestRun {
  readonly outcome: ExecutionOutcome;
  readonly events: readonly RunEvent[];
  /** States of children that tasks asked for: `state index`. */
  readonly asked: readonly string[];
}

/** Redrives a saved run; the file goes on. `before` is what the machine was like then, for histories that were not kept. */
export async function redriveTestRun(
  machine: TestMachine,
  path: string,
  before: TestMachine = machine,
  options: { readonly keptHistories?: number; readonly surroundings?: Surroundings } = {},
): Promise<RedrivenTestRun> {
  const saved = await opened(path);
  const asked: string[] = [];
  const ready = machineOf({
    ...machine,
    answer(request) {
      asked.push(`${request.stateName} ${request.iterations.map(({ index }) => index).join('.')}`);
      return machine.answer(request);
    },
  });
  const planned = await planRedrive(saved, ready.plan, {
    findHistory: async (mapRun, index) =>
      (await tellChildStory(saved, () => Promise.resolve(machineOf(before)), mapRun, index, 'alone'))?.history ?? [],
  });
  if (planned.kind === 'refused') throw new Error(planned.message);
  const file = createSavedRunFile(path, saved.endBytes);
  const { keptHistories, surroundings } = options;
  const { earlierHistory } = planned;
  const kept = keptHistories === undefined ? {} : { keptHistories };
  const saver = createRunSaver({ file, header: null, earlierHistory, ...kept });
  const events: RunEvent[] = [];
  const { run } = ready.start({
    sink(event) {
      events.push(event);
      saver.sink(event);
    },
    recording: { root: 'history', children: saver.recordChild },
    redrive: planned.redrive,
  });
  const outcome = await runToEnd(run);
  const { now: time, transitions } = run;
  saver.finish({
    ...(surroundings === undefined ? {} : { surroundings }),
    outcome,
    time,
    transitions,
    counters: run.counters(),
    answeredFromOutside: false,
  });
  await saved.close();
  return { outcome, events, asked };
}

/** A Distributed Map over `$.items` whose children ask one task, `Work`, and pass its answer on. */
export function mapMachine(map: JsonObject = {}, states: JsonObject = {}): JsonObject {
  const processor = isJsonObject(map['ItemProcessor']) ? map['ItemProcessor'] : {};
  return {
    StartAt: 'Before',
    States: {
      Before: { Type: 'Pass', Assign: { tag: 'outer' }, Next: 'Fan' },
      Fan: {
        Type: 'Map',
        ItemsPath: '$.items',
        Next: 'After',
        ...map,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Prepare',
          States: {
            Prepare: { Type: 'Pass', Assign: { seen: 'yes' }, Next: 'Work' },
            Work: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', OutputPath: '$.Payload', End: true },
          },
          ...processor,
        },
      },
      After: { Type: 'Pass', End: true },
      ...states,
    },
  };
}

export const payload = (value: Json): TaskAnswer => ({
  kind: 'succeeded',
  output: { StatusCode: 200, Payload: value },
});
