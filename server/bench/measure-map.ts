/** One measurement, in a process of its own: a Distributed Map over a file of items, each child Task (mock) → Choice → Pass. */

import path from 'node:path';
import type { Json, JsonObject } from '../src/core/base/json.ts';
import type { TaskAnswer, TaskPort } from '../src/core/interpreter/task-port.ts';
import { DEFAULT_IDENTITY, DEFAULT_START_TIME, startExecution } from '../src/host/execute.ts';
import { runToEnd } from '../src/host/run-to-end.ts';
import { createRunSaver } from '../src/host/saved-run/save-run.ts';
import { createSavedRunFile } from '../src/host/saved-run/saved-run-file.ts';
import { createFolderObjectStore } from '../src/node/folder-object-store.ts';
import type { ThreadsOptions } from './measure-threads.ts';

export interface Measurement {
  readonly seconds: number;
  /** Largest resident set of the process so far, in MB. */
  readonly peakMegabytes: number;
  readonly transitions: number;
}

export type ReaderFields = Readonly<Record<string, string>>;

export interface Workload {
  /** The ReaderConfig; JSONL by default. */
  readonly reader?: ReaderFields;
  /** Null: without ItemBatcher, one child per item. */
  readonly perBatch: number | null;
  /** JSONPath by default. */
  readonly language?: 'JSONata';
  /** `first attempt`: every task fails once and is retried. */
  readonly failures?: 'first attempt';
  /** The run is saved while it goes. */
  readonly saved?: 'yes';
  /** The machine and its mocks are read from files, as `sfn-test run --threads N` does. */
  readonly threads?: ThreadsOptions;
}

export const BUCKET = 'bench';

/** What a child process of the benchmark is asked to do: `FOLDER KEY WORKLOAD`. */
export async function measureOne([folder = '', key = '', workload = '{}']: readonly string[]): Promise<void> {
  const given = JSON.parse(workload) as Workload;
  const measurement =
    given.threads === undefined
      ? await measureMap(folder, key, given)
      : await (await import('./measure-threads.ts')).measureThreads(folder, definitionOf(key, given), given.threads);
  console.log(JSON.stringify(measurement));
}

/** `folder` stands in for S3. */
export async function measureMap(folder: string, key: string, workload: Workload): Promise<Measurement> {
  const { perBatch } = workload;
  const answer: TaskAnswer = {
    kind: 'succeeded',
    output: { StatusCode: 200, Payload: { processedCount: perBatch ?? 1 } },
  };
  const failure: TaskAnswer = { kind: 'failed', error: 'Busy', cause: 'Try again.' };
  const fails = workload.failures === 'first attempt';
  const tasks: TaskPort = {
    answersAlone: () => true,
    invoke: ({ attempt }) => (fails && attempt === 1 ? failure : answer),
  };
  const definition = definitionOf(key, workload);
  const saver = workload.saved === undefined ? null : saverOf(path.join(folder, 'bench.sfnrun'), definition);
  const begin = performance.now();
  const started = startExecution({
    definition,
    input: {},
    tasks,
    store: createFolderObjectStore(folder),
    ...(saver === null
      ? {}
      : { sink: saver.sink, recording: { root: 'history' as const, children: saver.recordChild } }),
  });
  if (started.kind === 'refused') throw new Error(started.problems.map((problem) => problem.message).join('\n'));
  const { run } = started;
  const outcome = await runToEnd(run);
  const { now: time, transitions } = run;
  const problem = saver?.finish({ outcome, time, transitions, counters: run.counters(), answeredFromOutside: false });
  const seconds = (performance.now() - begin) / 1000;
  if (outcome.status !== 'SUCCEEDED') throw new Error(`The run ended as ${JSON.stringify(outcome)}`);
  if (typeof problem === 'string') throw new Error(problem);
  return { seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024, transitions };
}

function saverOf(place: string, definition: Json): ReturnType<typeof createRunSaver> {
  return createRunSaver({
    file: createSavedRunFile(place, 0),
    header: {
      format: 'sfnrun',
      version: 1,
      savedBy: 'bench',
      definition,
      definitionPath: 'bench.asl.json',
      type: 'STANDARD',
      input: {},
      identity: DEFAULT_IDENTITY,
      startTime: DEFAULT_START_TIME,
      seed: 1,
      answers: { options: {}, files: [] },
      s3: {},
    },
  });
}

const JSON_PATH_CHILD: JsonObject = {
  Process: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: 'process', 'Payload.$': '$' },
    ResultSelector: { 'processedCount.$': '$.Payload.processedCount' },
    Next: 'Check',
  },
  Check: {
    Type: 'Choice',
    Choices: [{ Variable: '$.processedCount', NumericGreaterThan: 0, Next: 'Done' }],
    Default: 'Empty',
  },
  Done: { Type: 'Pass', End: true },
  Empty: { Type: 'Pass', End: true },
};

const JSONATA_CHILD: JsonObject = {
  Process: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: {
      FunctionName: 'process',
      Payload: '{% $merge([$states.input, {"label": $uppercase($states.input.category)}]) %}',
    },
    Output: '{% {"processedCount": $states.result.Payload.processedCount, "price": $states.input.price * 1.2} %}',
    Next: 'Check',
  },
  Check: {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input.processedCount > 0 and $states.input.price >= 0 %}', Next: 'Done' }],
    Default: 'Empty',
  },
  Done: { Type: 'Pass', Output: '{% {"total": $round($states.input.price, 2)} %}', End: true },
  Empty: { Type: 'Pass', End: true },
};

const RETRY: Json = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 2 }];

function definitionOf(key: string, workload: Workload): Json {
  const { perBatch, reader, language, failures } = workload;
  const source = { Bucket: BUCKET, Key: key };
  const target = { Bucket: 'results', Prefix: 'run' };
  const isJsonata = language === 'JSONata';
  const child = isJsonata ? JSONATA_CHILD : JSON_PATH_CHILD;
  const states =
    failures === undefined ? child : { ...child, Process: { ...(child['Process'] as JsonObject), Retry: RETRY } };
  return {
    QueryLanguage: isJsonata ? 'JSONata' : 'JSONPath',
    StartAt: 'ProcessAll',
    States: {
      ProcessAll: {
        Type: 'Map',
        End: true,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: reader ?? { InputType: 'JSONL' },
          ...(isJsonata ? { Arguments: source } : { Parameters: source }),
        },
        ...(perBatch === null ? {} : { ItemBatcher: { MaxItemsPerBatch: perBatch } }),
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'Process',
          States: states,
        },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          ...(isJsonata ? { Arguments: target } : { Parameters: target }),
          WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
        },
      },
    },
  };
}
