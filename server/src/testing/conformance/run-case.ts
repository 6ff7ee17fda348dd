/** Runs one case: its definition and input against its recorded or mocked answers and objects, and compares with the recording. */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../core/base/json.ts';
import type { RunEvent } from '../../core/events/run-event.ts';
import type { ExecutionOutcome } from '../../core/events/run-snapshot.ts';
import { compileStateMachine } from '../../core/interpreter/compile-state-machine.ts';
import { createRecordedTasks, readRecordedAnswers } from '../../core/interpreter/recorded-answers.ts';
import { readLocalMocks } from '../../core/interpreter/local-mock-answers.ts';
import { startRun } from '../../core/interpreter/run.ts';
import type { TaskPort } from '../../core/interpreter/task-port.ts';
import { awsHistoryOf } from '../../core/views/aws-history.ts';
import { distributedMapFor } from './case-distributed-map.ts';
import { fits, historyDifference } from './compare.ts';
import type { ExecutionCase, ExpectedRun, LocalMockCase } from './load-cases.ts';

export interface CaseResult {
  readonly id: string;
  readonly file: string;
  readonly tags: readonly string[];
  /** Null: as recorded. Else what differs. */
  readonly outcome: string | null;
  /** `undefined`: the case has no history. */
  readonly history: string | null | undefined;
}

/** Far more than any recording needs; stops a run that does not end. */
const MAX_TRANSITIONS = 100_000;

export function runCase(example: ExecutionCase): Promise<CaseResult> {
  return runWith(example, createRecordedTasks(readRecordedAnswers(example.tasks).answers));
}

/** A case under a mock file of Step Functions Local. What the mock cannot know is left out of both sides, as the source of the case does. */
export function runLocalMockCase(example: LocalMockCase): Promise<CaseResult> {
  const mockConfig = withRecordedNames(example.mockConfig, example.input);
  const { tasks, problems } = readLocalMocks(mockConfig, mockedName(example), example.testCase);
  if (tasks === null) throw new Error(`${example.file}: ${problems.join(' ')}`);
  return runWith({ ...example, expected: withoutService(example.expected as Json) as ExpectedRun, tasks: [] }, tasks);
}

/** The file names the machine as the test calls it, which is not always the name the machine had. */
function mockedName({ mockConfig, stateMachineName }: LocalMockCase): string {
  const machines = isJsonObject(mockConfig) ? mockConfig['StateMachines'] : undefined;
  const names = isJsonObject(machines) ? Object.keys(machines) : [];
  return names.includes(stateMachineName) ? stateMachineName : (names[0] ?? stateMachineName);
}

/**
 * The recording tool wrote a fixed word wherever the ARN of a resource stood, in the input as well; the mock file is the source test's own
 * and still spells the ARN out. A member of the mock that is an ARN, and in the input a word, is that word.
 */
function withRecordedNames(mockConfig: Json, input: Json): Json {
  const words = new Map<string, string>();
  if (isJsonObject(input)) {
    for (const [name, value] of Object.entries(input)) {
      if (name.endsWith('Arn') && typeof value === 'string' && !value.startsWith('arn:')) words.set(name, value);
    }
  }
  const rename = (value: Json): Json => {
    if (isJsonArray(value)) return value.map(rename);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        const isArn = typeof member === 'string' && member.startsWith('arn:');
        return [name, isArn ? (words.get(name) ?? member) : rename(member)];
      }),
    );
  };
  return words.size === 0 ? mockConfig : rename(mockConfig);
}

const OF_THE_SERVICE = /^(?:SdkHttpMetadata|SdkResponseMetadata|ExecutedVersion|[Rr]edrive.*)$/;

function withoutService(value: Json): Json {
  if (isJsonArray(value)) return value.map(withoutService);
  if (!isJsonObject(value)) return value;
  const isSubmission = isJsonObject(value['taskSubmittedEventDetails']);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !OF_THE_SERVICE.test(name))
      .map(([name, member]) => [
        name,
        isSubmission && name === 'taskSubmittedEventDetails'
          ? { ...(member as JsonObject), output: {} }
          : withoutService(member),
      ]),
  );
}

async function runWith(example: ExecutionCase, tasks: TaskPort): Promise<CaseResult> {
  const { id, file, tags, expected } = example;
  const events: RunEvent[] = [];
  let outcome: ExecutionOutcome | string;
  try {
    outcome = await execute(example, tasks, events);
  } catch (thrown) {
    outcome = thrown instanceof Error ? `threw ${String(thrown.stack).split('\n').slice(0, 3).join(' ')}` : 'threw';
  }
  if (typeof outcome === 'string') {
    return { id, file, tags, outcome, history: expected.events === undefined ? undefined : outcome };
  }
  const order = example.flags.includes('unordered-parallel') ? 'unordered' : 'causal';
  return {
    id,
    file,
    tags,
    outcome: outcomeDifference(expected, outcome),
    history:
      expected.events === undefined ? undefined : historyDifference(expected.events, awsHistoryOf(events, 0), order),
  };
}

async function execute(
  example: ExecutionCase,
  tasks: TaskPort,
  events: RunEvent[],
): Promise<ExecutionOutcome | string> {
  const { plan, problems } = compileStateMachine(example.definition, {
    distributedMap: distributedMapFor(example.objects ?? []),
  });
  if (plan === null)
    return `does not compile: ${problems.map(({ pointer, message }) => `${pointer}: ${message}`).join(' ')}`;
  const run = startRun({
    plan,
    input: example.input,
    type: example.type,
    identity: {
      partition: 'aws',
      region: 'us-east-1',
      accountId: '111111111111',
      stateMachineName: 'conformance',
      executionName: example.executionName ?? '6f4ab2a0-7e33-4c43-9d57-2b8a6fdb4c11',
      roleArn: 'arn:aws:iam::111111111111:role/conformance',
    },
    startTime: Date.UTC(2026, 0, 1),
    seed: 1,
    tasks,
    sink: (event) => events.push(event),
    recording: { root: 'history', children: () => 'none' },
  });
  for (let state = run.advance(MAX_TRANSITIONS); state !== 'ended'; state = run.advance(MAX_TRANSITIONS)) {
    if (run.transitions >= MAX_TRANSITIONS) return 'does not end';
    if (state === 'waiting') await run.whenReady();
  }
  return run.outcome ?? 'has no outcome';
}

function outcomeDifference(expected: ExpectedRun, outcome: ExecutionOutcome): string | null {
  if (expected.status !== undefined && expected.status !== outcome.status) {
    return `status ${expected.status} expected, found ${JSON.stringify(outcome)}`;
  }
  if (outcome.status === 'SUCCEEDED') {
    return expected.output === undefined || fits(expected.output, outcome.output)
      ? null
      : `output ${JSON.stringify(expected.output)} expected, ${JSON.stringify(outcome.output)} found`;
  }
  return (
    textDifference('error', expected.error, outcome.error) ?? textDifference('cause', expected.cause, outcome.cause)
  );
}

function textDifference(name: string, expected: Json | undefined, actual: string | undefined): string | null {
  if (expected === undefined && actual === undefined) return null;
  if (expected !== undefined && actual !== undefined && fits(expected, actual)) return null;
  return `${name} ${JSON.stringify(expected)} expected, ${JSON.stringify(actual)} found`;
}
