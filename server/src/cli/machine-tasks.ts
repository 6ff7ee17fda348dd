/** The files around `sfn-test run --asl`: what answers its tasks, other state machines, and the history of an execution that goes on. */

import { resolve } from 'node:path';
import type { Json } from '../core/base/json.ts';
import { didYouMean } from '../core/base/closest-name.ts';
import type { HistoryEvent } from '../core/events/history-event.ts';
import { listLocalMocks, readLocalMocks } from '../core/interpreter/local-mock-answers.ts';
import { createRecordedTasks, readRecordedAnswers } from '../core/interpreter/recorded-answers.ts';
import { parseJsonData } from '../core/suite/json-data.ts';
import { readAwsHistory } from '../core/views/read-aws-history.ts';
import type { MachineReference } from '../core/suite/mock-sections.ts';
import type { MachineTasks } from '../host/run-machine.ts';
import { readTextFile, type FileAccess } from '../host/run-suite-files.ts';
import { UsageError } from './cli-io.ts';
import type { ParsedOptions } from './parse-options.ts';
import { placeText } from './problem-lines.ts';

const SOURCES = ['mock', 'tasks', 'mock-config'] as const;

export async function readMachineTasks(options: ParsedOptions, access: FileAccess): Promise<MachineTasks> {
  const [source, second] = SOURCES.filter((name) => options.has(name));
  if (second !== undefined) throw new UsageError(`Give either --${source} or --${second}, not both.`);
  if (options.has('test-case') && source !== 'mock-config') {
    throw new UsageError('--test-case needs --mock-config, the mock file of Step Functions Local.');
  }
  switch (source) {
    case undefined:
      return { kind: 'defaults' };
    case 'mock':
      return { kind: 'mock-file', path: options.text('mock') as string };
    case 'tasks':
      return readRecordedTasks(options.text('tasks') as string, access);
    default:
      return readLocalMockTasks(options.text('mock-config') as string, options, access);
  }
}

/** `--state-machine NAME=FILE`, as often as it is given. */
export function readMachineReferences(options: ParsedOptions, workingFolder: string): readonly MachineReference[] {
  return options.texts('state-machine').map((text) => {
    const at = text.lastIndexOf('=');
    if (at <= 0 || at === text.length - 1) {
      throw new UsageError(`--state-machine takes NAME=FILE, a name or an ARN and its definition, not "${text}".`);
    }
    const place = { file: resolve(workingFolder, 'command line'), range: { start: 0, end: 0 } };
    return { key: text.slice(0, at), definition: text.slice(at + 1), mock: null, type: 'STANDARD', place };
  });
}

/** The events of `--redrive-from`; null where it was not given. */
export async function readEarlierHistory(
  options: ParsedOptions,
  access: FileAccess,
): Promise<readonly HistoryEvent[] | null> {
  const path = options.text('redrive-from');
  if (path === undefined) return null;
  if (options.has('input')) throw new UsageError('--redrive-from goes on with the input of before: leave --input out.');
  const { events, problems } = readAwsHistory(await readJsonFile(path, access));
  const [first] = problems;
  if (first !== undefined) throw new UsageError(`${path}: ${first}`);
  return events;
}

async function readRecordedTasks(path: string, access: FileAccess): Promise<MachineTasks> {
  const value = await readJsonFile(path, access);
  const list = typeof value === 'object' && value !== null && 'tasks' in value ? value.tasks : value;
  const { answers, problems } = readRecordedAnswers(list);
  const [first] = problems;
  if (first !== undefined) throw new UsageError(`${path}: ${first}`);
  return { kind: 'port', create: () => createRecordedTasks(answers) };
}

async function readLocalMockTasks(path: string, options: ParsedOptions, access: FileAccess): Promise<MachineTasks> {
  const config = await readJsonFile(path, access);
  const machines = listLocalMocks(config);
  if (machines.size === 0)
    throw new UsageError(`${path} names no StateMachines: it is no mock file of Step Functions Local.`);
  const machine = chosenMachine(path, options.text('name'), [...machines.keys()]);
  const testCase = chosenCase(options.text('test-case'), machine, machines.get(machine) ?? []);
  const { problems } = readLocalMocks(config, machine, testCase);
  const [first] = problems;
  if (first !== undefined) throw new UsageError(`${path}: ${first}`);
  return {
    kind: 'port',
    create() {
      // Read anew for each run: the invocations are counted from zero.
      const { tasks } = readLocalMocks(config, machine, testCase);
      if (tasks === null) throw new Error('A mock file that was fine is not any more.');
      return tasks;
    },
  };
}

function chosenMachine(path: string, name: string | undefined, machines: readonly string[]): string {
  const [only, second] = machines as readonly [string, ...string[]];
  if (name === undefined) {
    if (second === undefined) return only;
    throw new UsageError(`${path} has several state machines; say which with --name: ${machines.join(', ')}.`);
  }
  if (machines.includes(name)) return name;
  throw new UsageError(
    `${path} has no state machine "${name}".${didYouMean(name, machines)} It has: ${machines.join(', ')}.`,
  );
}

function chosenCase(name: string | undefined, machine: string, cases: readonly string[]): string {
  const list = cases.length === 0 ? 'none' : cases.join(', ');
  if (name === undefined) throw new UsageError(`Say which test case with --test-case. "${machine}" has: ${list}.`);
  if (cases.includes(name)) return name;
  throw new UsageError(`"${machine}" has no test case "${name}".${didYouMean(name, cases)} It has: ${list}.`);
}

async function readJsonFile(path: string, access: FileAccess): Promise<Json> {
  const read = await readTextFile(path, access);
  if (read.kind === 'unreadable') throw new UsageError(read.message);
  const data = parseJsonData(read.file.text);
  if (data.kind === 'value') return data.value;
  const place = placeText(read.file.placeOf(data.range ?? { start: 0, end: 0 }), access.workingFolder);
  throw new UsageError(`${place} ${data.message}`);
}
