/**
 * Between the command line and saved runs: what a run is saved with, and the machine of a saved run made ready to run again from it. Options
 * given now take the place of those of then.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import type { TaskPort } from '../core/interpreter/task-port.ts';
import { prepareMachine, type MachineOutcome } from '../host/run-machine.ts';
import type { FileAccess } from '../host/run-suite-files.ts';
import { createScratchStore } from '../host/run-suite-store.ts';
import { readOnlyStore } from '../host/saved-run/read-only-store.ts';
import type { SavedRun } from '../host/saved-run/open-saved-run.ts';
import type { AnswerProvenance, Surroundings } from '../host/saved-run/saved-run-format.ts';
import { UsageError, type CliIo } from './cli-io.ts';
import { openStoreOf, S3_OPTIONS } from './object-store.ts';
import { readMachineReferences, readMachineTasks } from './machine-tasks.ts';
import type { OptionTable, ParsedOptions } from './parse-options.ts';
import { problemLines } from './problem-lines.ts';

/** The options that say what answers the tasks of a saved run; without them, what did then. */
export const ANSWER_OPTIONS: OptionTable = {
  mock: { type: 'string', short: 'm' },
  tasks: { type: 'string' },
  'mock-config': { type: 'string' },
  'test-case': { type: 'string' },
  'state-machine': { type: 'string', multiple: true },
};

const ANSWER_FILES = ['mock', 'tasks', 'mock-config'] as const;

/** What answers tasks, as the command line names it. */
export async function answerProvenance(options: ParsedOptions, workingFolder: string): Promise<AnswerProvenance> {
  const named: Record<string, readonly string[]> = {};
  const files: { path: string; sha256: string }[] = [];
  for (const option of ANSWER_FILES) {
    const path = options.text(option);
    if (path === undefined) continue;
    const absolute = resolve(workingFolder, path);
    named[option] = [absolute];
    const sha256 = await digestOf(absolute);
    if (sha256 !== null) files.push({ path: absolute, sha256 });
  }
  const testCase = options.text('test-case');
  if (testCase !== undefined) named['test-case'] = [testCase];
  const machines = options.texts('state-machine').map((text) => {
    const at = text.lastIndexOf('=');
    return `${text.slice(0, at)}=${resolve(workingFolder, text.slice(at + 1))}`;
  });
  if (machines.length > 0) named['state-machine'] = machines;
  return { options: named, files };
}

type PreparedMachine = Extract<MachineOutcome, { kind: 'prepared' }>;

/**
 * The machine as it was in an attempt. `look`: nothing is written where the run has written. `go-on`: results go where they belong.
 */
export async function reopenMachine(
  { header, attempts }: Pick<SavedRun, 'header' | 'attempts'>,
  attempt: number,
  given: ParsedOptions,
  io: CliIo,
  purpose: 'look' | 'go-on',
): Promise<PreparedMachine> {
  const { answers, s3 } = attempts[attempt] ?? header;
  const options = withSavedOptions(given, answers);
  if (ANSWER_FILES.every((name) => !given.has(name))) await warnOfChanges(answers, io);
  const access: FileAccess = {
    workingFolder: io.workingFolder,
    handlers: 'run',
    openText: (path) => (path === header.definitionPath ? JSON.stringify(header.definition) : undefined),
  };
  const store: ObjectStore = (await openStoreOf(withSavedS3(given, s3), io)) ?? createScratchStore();
  const outcome = await prepareMachine({
    path: header.definitionPath,
    type: header.type,
    input: header.input,
    seed: header.seed,
    tasks: await readMachineTasks(options, access),
    store: purpose === 'look' ? readOnlyStore(store) : store,
    access,
    machines: readMachineReferences(options, io.workingFolder),
    name: header.identity.stateMachineName,
  });
  if (outcome.kind === 'prepared') return outcome;
  io.err(problemLines(outcome.problems, io.workingFolder));
  throw new UsageError('What answered the tasks of the saved run cannot be used any more.');
}

/** The outer world of a redrive: what was given for it, else that of the attempt before. */
export async function redriveSurroundings(
  { header, attempts }: Pick<SavedRun, 'header' | 'attempts'>,
  given: ParsedOptions,
  workingFolder: string,
): Promise<Surroundings> {
  const { answers, s3 } = attempts.at(-1) ?? header;
  return {
    answers: await answerProvenance(withSavedOptions(given, answers), workingFolder),
    s3: savedS3(withSavedS3(given, s3), workingFolder),
  };
}

/** A machine's own name is part of the run; the rest may be given anew. */
function withSavedOptions(given: ParsedOptions, { options }: AnswerProvenance): ParsedOptions {
  const isReplaced = ANSWER_FILES.some((name) => given.has(name));
  const saved = (name: string): readonly string[] => {
    const belongsToAnswers = name !== 'state-machine';
    return belongsToAnswers && isReplaced ? [] : (options[name] ?? []);
  };
  return {
    positionals: given.positionals,
    has: (name) => given.has(name) || saved(name).length > 0,
    text: (name) => given.text(name) ?? saved(name)[0],
    texts: (name) => (given.texts(name).length > 0 ? given.texts(name) : saved(name)),
    choice: (name, allowed) => given.choice(name, allowed),
  };
}

/** Only where S3 is: tasks are answered as they were. */
export function withoutAnswers(given: ParsedOptions): ParsedOptions {
  const isS3 = (name: string): boolean => name in S3_OPTIONS;
  return {
    ...given,
    has: (name) => isS3(name) && given.has(name),
    text: (name) => (isS3(name) ? given.text(name) : undefined),
    texts: () => [],
  };
}

/** Where S3 was, as options of the command line. */
export function savedS3(options: ParsedOptions, workingFolder: string): Readonly<Record<string, string>> {
  const named: Record<string, string> = {};
  for (const name of Object.keys(S3_OPTIONS)) {
    const value = options.text(name);
    if (value !== undefined)
      named[name] = name === 's3' && !value.includes('://') ? resolve(workingFolder, value) : value;
  }
  return named;
}

function withSavedS3(given: ParsedOptions, saved: Readonly<Record<string, string>>): ParsedOptions {
  if (Object.keys(S3_OPTIONS).some((name) => given.has(name))) return given;
  return { ...given, has: (name) => saved[name] !== undefined, text: (name) => saved[name] };
}

async function warnOfChanges({ files }: AnswerProvenance, io: CliIo): Promise<void> {
  for (const { path, sha256 } of files) {
    if ((await digestOf(path)) !== sha256) io.err(`${path} has changed since the run was saved.\n`);
  }
}

async function digestOf(path: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return null;
  }
}

/** Notes whether a task was answered by something that takes real time: a program, which would do its work again if it were asked again. */
export function watchAnswers(): { readonly wrap: (tasks: TaskPort) => TaskPort; sawOutside(): boolean } {
  let seen = false;
  return {
    wrap: (tasks) => ({
      ...tasks,
      invoke(request) {
        const reply = tasks.invoke(request);
        if (reply.kind === 'pending') seen = true;
        return reply;
      },
    }),
    sawOutside: () => seen,
  };
}
