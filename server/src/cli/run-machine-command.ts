/** `sfn-test run --asl`: runs one state machine once and prints its output. */

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Json } from '../core/base/json.ts';
import type { RunEvent } from '../core/events/run-event.ts';
import type { ExecutionOutcome } from '../core/events/run-snapshot.ts';
import { awsHistoryOf } from '../core/views/aws-history.ts';
import { createFailedChildren } from '../core/views/failed-children.ts';
import type { RunIdentity } from '../core/interpreter/run-types.ts';
import { DEFAULT_START_TIME } from '../host/execute.ts';
import { describeWriteError, type FileAccess } from '../host/run-suite-files.ts';
import { openObjectStore } from '../node/open-object-store.ts';
import { createScratchStore } from '../host/run-suite-store.ts';
import { QUIET } from '../host/crew-recipe.ts';
import { prepareMachine, type MachineOutcome } from '../host/run-machine.ts';
import { runToEnd } from '../host/run-to-end.ts';
import type { SavedRunHeader } from '../host/saved-run/saved-run-format.ts';
import { EXIT_USAGE, UsageError, type CliIo } from './cli-io.ts';
import { crewMaker, type OwnSetup } from './crew.ts';
import { storePlaceOf } from './object-store.ts';
import { tellOutcome } from './machine-outcome.ts';
import { readEarlierHistory, readMachineReferences, readMachineTasks } from './machine-tasks.ts';
import { refuseToOverwriteInput } from './output-files.ts';
import type { ParsedOptions } from './parse-options.ts';
import { placeText, problemLines } from './problem-lines.ts';
import { createProgressLine } from './progress-line.ts';
import { answerProvenance, savedS3 } from './saved-machine.ts';
import { startSaving, type Saving } from './saving.ts';
import { readJsonArgument, readSeed } from './value-arguments.ts';
import { VERSION } from './version.ts';

const TYPES = ['STANDARD', 'EXPRESS'] as const;

export async function runMachineCommand(options: ParsedOptions, io: CliIo): Promise<number> {
  const access: FileAccess = { workingFolder: io.workingFolder, handlers: 'run' };
  const type = options.choice('type', TYPES) ?? 'STANDARD';
  const seed = readSeed(options.text('seed'));
  const createCrew = crewMaker(options);
  const earlier = await readEarlierHistory(options, access);
  const given = options.text('input');
  const input = given === undefined ? {} : await readJsonArgument('input', given, io);
  const tasks = await readMachineTasks(options, access);
  const storePlace = await storePlaceOf(options, io);
  const store = storePlace === undefined ? createScratchStore() : openObjectStore(storePlace);
  refuseToOverwriteInput(options, 'history', io);
  const path = options.text('asl') as string;
  const name = options.text('name');
  const machines = readMachineReferences(options, io.workingFolder);
  const outcome = await prepareMachine({
    path,
    type,
    input,
    seed,
    tasks,
    store,
    access,
    ...(earlier === null ? {} : { redriveFrom: earlier }),
    machines,
    ...(name === undefined ? {} : { name }),
  });
  if (outcome.kind === 'refused') {
    io.err(problemLines(outcome.problems, io.workingFolder));
    return EXIT_USAGE;
  }
  io.err(problemLines(outcome.warnings, io.workingFolder));

  const historyPath = options.text('history');
  const events: RunEvent[] = (earlier ?? []).map((event) => ({ kind: 'history', execution: 0, event }));
  let childrenEnded = 0;
  const failedChildren = createFailedChildren();
  const recording = historyPath === undefined ? 'none' : 'history';
  const saving = await savingOf(options, { ...outcome, type, input, seed }, io);
  const crew =
    saving !== null || tasks.kind === 'port'
      ? null
      : createCrew(
          {
            subject: {
              kind: 'machine',
              options: { path, type, seed, tasks, machines, ...(name === undefined ? {} : { name }) },
            },
            access,
            store: storePlace ?? null,
          },
          ownSetup(outcome),
        );
  const { run, mockProblems } = outcome.start({
    sink(event) {
      saving?.sink(event);
      failedChildren.apply(event);
      if (event.kind === 'child-ended') childrenEnded++;
      else if (historyPath !== undefined && tellsHistory(event)) events.push(event);
    },
    recording: {
      root: saving === null ? recording : 'history',
      children: saving === null ? () => 'none' : saving.recordChild,
      nested: recording,
    },
    ...(saving === null ? { unwatchedChildren: { crew } } : { wrapTasks: saving.wrapTasks }),
  });
  const progress = createProgressLine(io);
  const signal = io.interruption?.();
  const ended = await runToEnd(run, {
    ...(signal === undefined ? {} : { signal }),
    onProgress: () => progress.show(path, run.transitions, childrenEnded),
  }).finally(() => crew?.dispose());
  progress.clear();
  if (crew !== null && crew.problem !== null) io.err(`${crew.problem}\n`);
  const saved = saving?.finish(run, ended) ?? 'whole';
  outcome.close();
  for (const { message, place } of mockProblems) io.err(`${placeText(place, io.workingFolder)} ${message}\n`);
  if (historyPath !== undefined) await writeHistory(historyPath, ended, events, io);
  const exitCode = tellOutcome(ended, failedChildren.explain(), io);
  return saved === 'whole' ? exitCode : EXIT_USAGE;
}

function ownSetup({ setUp }: Extract<MachineOutcome, { kind: 'prepared' }>): OwnSetup {
  const { options: run, nMockProblems: nProblems } = setUp(QUIET);
  return { run, nProblems };
}

/** Children's own histories are none of the execution's. */
function tellsHistory(event: RunEvent): boolean {
  return event.kind === 'history' || event.kind.startsWith('nested-execution');
}

interface MachineFacts {
  readonly definition: Json;
  readonly identity: RunIdentity;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly input: Json;
  readonly seed: number;
}

/** Null without `--save`. */
async function savingOf(options: ParsedOptions, facts: MachineFacts, io: CliIo): Promise<Saving | null> {
  const path = options.text('save');
  if (path === undefined) return null;
  if (options.has('redrive-from')) {
    throw new UsageError('--save wants a run from its beginning: save it first, then use sfn-test redrive.');
  }
  const { definition, identity, type, input, seed } = facts;
  const header: SavedRunHeader = {
    format: 'sfnrun',
    version: 1,
    savedBy: `sfn-test ${VERSION}`,
    definition,
    definitionPath: resolve(io.workingFolder, options.text('asl') as string),
    type,
    input,
    identity,
    startTime: DEFAULT_START_TIME,
    seed,
    answers: await answerProvenance(options, io.workingFolder),
    s3: savedS3(options, io.workingFolder),
  };
  return startSaving({ path, header, keepBytes: 0 }, io);
}

/** `output` is a JSON text, as DescribeExecution has it; absent members are null. */
async function writeHistory(
  path: string,
  outcome: ExecutionOutcome,
  events: readonly RunEvent[],
  io: CliIo,
): Promise<void> {
  const failure: { readonly error?: string; readonly cause?: string } = outcome.status === 'SUCCEEDED' ? {} : outcome;
  const text = JSON.stringify(
    {
      status: outcome.status,
      output: outcome.status === 'SUCCEEDED' ? JSON.stringify(outcome.output) : null,
      error: failure.error ?? null,
      cause: failure.cause ?? null,
      events: awsHistoryOf(events, 0),
      ...nestedHistories(events),
    },
    null,
    2,
  );
  try {
    await writeFile(resolve(io.workingFolder, path), `${text}\n`);
  } catch (error) {
    throw new UsageError(`The history could not be written: ${describeWriteError(error, path)}`);
  }
}

/** Executions of other machines that tasks started; absent where there were none. */
function nestedHistories(events: readonly RunEvent[]): { readonly nestedExecutions?: readonly object[] } {
  const ends = new Map<number, string>();
  for (const event of events) if (event.kind === 'nested-execution-ended') ends.set(event.execution, event.status);
  const nested = events.flatMap((event) => {
    if (event.kind !== 'nested-execution-started') return [];
    const { arn: executionArn, stateMachineArn, execution } = event;
    return [{ executionArn, stateMachineArn, status: ends.get(execution), events: awsHistoryOf(events, execution) }];
  });
  return nested.length === 0 ? {} : { nestedExecutions: nested };
}
