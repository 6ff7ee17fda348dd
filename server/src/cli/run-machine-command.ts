/** `sfn-test run --asl`: runs one state machine once and prints its output. */

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RunEvent } from '../core/events/run-event.ts';
import type { ExecutionOutcome } from '../core/events/run-snapshot.ts';
import { awsHistoryOf } from '../core/views/aws-history.ts';
import { describeFileError, type FileAccess } from '../host/run-suite-files.ts';
import { createScratchStore } from '../host/run-suite-store.ts';
import { prepareMachine } from '../host/run-machine.ts';
import { runToEnd } from '../host/run-to-end.ts';
import { EXIT_FAILURES, EXIT_OK, EXIT_USAGE, UsageError, type CliIo } from './cli-io.ts';
import { openStoreOf } from './object-store.ts';
import { readEarlierHistory, readMachineReferences, readMachineTasks } from './machine-tasks.ts';
import type { ParsedOptions } from './parse-options.ts';
import { placeText, problemLines } from './problem-lines.ts';
import { createProgressLine } from './progress-line.ts';
import { readJsonArgument, readSeed } from './value-arguments.ts';

const TYPES = ['STANDARD', 'EXPRESS'] as const;

export async function runMachineCommand(options: ParsedOptions, io: CliIo): Promise<number> {
  const access: FileAccess = { workingFolder: io.workingFolder, handlers: 'run' };
  const type = options.choice('type', TYPES) ?? 'STANDARD';
  const seed = readSeed(options.text('seed'));
  const earlier = await readEarlierHistory(options, access);
  const given = options.text('input');
  const input = given === undefined ? {} : await readJsonArgument('input', given, io);
  const tasks = await readMachineTasks(options, access);
  const store = (await openStoreOf(options, io)) ?? createScratchStore();
  const path = options.text('asl') as string;
  const name = options.text('name');
  const outcome = await prepareMachine({
    path,
    type,
    input,
    seed,
    tasks,
    store,
    access,
    ...(earlier === null ? {} : { redriveFrom: earlier }),
    machines: readMachineReferences(options, io.workingFolder),
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
  const recording = historyPath === undefined ? 'none' : 'history';
  const { run, mockProblems } = outcome.start({
    sink(event) {
      if (event.kind === 'child-ended') childrenEnded++;
      else if (event.kind === 'history' || event.kind.startsWith('nested-execution')) events.push(event);
    },
    recording: { root: recording, children: () => 'none', nested: recording },
  });
  const progress = createProgressLine(io);
  const ended = await runToEnd(run, { onProgress: () => progress.show(path, run.transitions, childrenEnded) });
  progress.clear();
  outcome.close();
  for (const { message, place } of mockProblems) io.err(`${placeText(place, io.workingFolder)} ${message}\n`);
  if (historyPath !== undefined) await writeHistory(historyPath, ended, events, io);
  return tell(ended, io);
}

function tell(outcome: ExecutionOutcome, io: CliIo): number {
  if (outcome.status === 'SUCCEEDED') {
    io.out(`${JSON.stringify(outcome.output, null, 2)}\n`);
    return EXIT_OK;
  }
  const reason = [outcome.error, outcome.cause].filter((part) => part !== undefined && part !== '').join(': ');
  const words = { FAILED: 'failed', TIMED_OUT: 'timed out', ABORTED: 'was stopped' }[outcome.status];
  io.err(`The execution ${words}${reason === '' ? '.' : `: ${reason}`}\n`);
  return EXIT_FAILURES;
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
    throw new UsageError(`The history could not be written: ${describeFileError(error, path)}`);
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
