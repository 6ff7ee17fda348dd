/**
 * Recorded answers of the outer world as a `TaskPort`.
 *
 * Entries are matched by state, Map iteration and attempt; several entries for the same place (a state that is visited again and again) are
 * used up in their order.
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { IterationStep, TaskAnswer, TaskPort, TaskRequest } from './task-port.ts';

export interface RecordedAnswer {
  readonly state: string;
  /** 1 for the first attempt of a visit. */
  readonly attempt: number;
  readonly iterations: readonly IterationStep[];
  readonly answer: TaskAnswer;
}

export interface ReadAnswers {
  readonly answers: readonly RecordedAnswer[];
  /** One sentence for each entry that says too little to be used; they are left out. */
  readonly problems: readonly string[];
}

/** Reads a `tasks` array: `[{ state, attempt, iteration?, submitted?, outcome: { succeeded | failed | timedOut | ... } }]`. */
export function readRecordedAnswers(value: Json): ReadAnswers {
  if (!isJsonArray(value)) return { answers: [], problems: ['Recorded tasks must be a list.'] };
  const answers: RecordedAnswer[] = [];
  const problems: string[] = [];
  value.forEach((entry, index) => {
    const read = isJsonObject(entry) ? readEntry(entry) : 'is not an object';
    if (typeof read === 'string') problems.push(`Recorded task ${String(index)} ${read}.`);
    else answers.push(read);
  });
  return { answers, problems };
}

/** Answers every task from the recording; a task that was not recorded fails with `Stepscope.NoRecordedAnswer`. */
export function createRecordedTasks(answers: readonly RecordedAnswer[]): TaskPort {
  const queues = new Map<string, TaskAnswer[]>();
  for (const { state, attempt, iterations, answer } of answers) {
    const key = keyOf(state, attempt, iterations);
    const queue = queues.get(key);
    if (queue === undefined) queues.set(key, [answer]);
    else queue.push(answer);
  }
  return {
    invoke({ stateName, attempt, iterations }: TaskRequest) {
      const answer = queues.get(keyOf(stateName, attempt, iterations))?.shift();
      if (answer !== undefined) return answer;
      const place = iterations.map(({ state, index }) => ` in iteration ${String(index)} of "${state}"`).join('');
      return {
        kind: 'failed',
        error: 'Stepscope.NoRecordedAnswer',
        cause: `There is no recorded answer for attempt ${String(attempt)} of the state "${stateName}"${place}.`,
      };
    },
  };
}

function keyOf(state: string, attempt: number, iterations: readonly IterationStep[]): string {
  return JSON.stringify([state, attempt, ...iterations.flatMap((step) => [step.state, step.index])]);
}

function readEntry(entry: JsonObject): RecordedAnswer | string {
  const { state, attempt, iteration, submitted, outcome, workerName } = entry;
  if (typeof state !== 'string') return 'names no state';
  if (!isJsonObject(outcome)) return 'has no outcome';
  const iterations = readIterations(iteration);
  if (iterations === null) return 'has an iteration that is no list of {map, index}';
  const read = readOutcome(outcome, submitted);
  if (read === null) return 'has an unknown outcome';
  const answer = typeof workerName === 'string' ? { ...read, workerName } : read;
  return { state, attempt: typeof attempt === 'number' ? attempt : 1, iterations, answer };
}

function readIterations(value: Json | undefined): readonly IterationStep[] | null {
  if (value === undefined || value === null) return [];
  if (!isJsonArray(value)) return null;
  const steps: IterationStep[] = [];
  for (const step of value) {
    if (!isJsonObject(step)) return null;
    const { map, index } = step;
    if (typeof map !== 'string' || typeof index !== 'number') return null;
    steps.push({ state: map, index });
  }
  return steps;
}

const FAILURES = ['failed', 'timedOut', 'startFailed', 'submitFailed', 'scheduleFailed'] as const;

function readOutcome(outcome: JsonObject, submitted: Json | undefined): TaskAnswer | null {
  const job = submitted === undefined ? {} : { submitted };
  const delay = typeof outcome['delayMs'] === 'number' ? { delayMs: outcome['delayMs'] } : {};
  const output = outcome['succeeded'];
  if (output !== undefined) return { kind: 'succeeded', output, ...job, ...delay };
  for (const kind of FAILURES) {
    const failure = outcome[kind];
    if (!isJsonObject(failure)) continue;
    const { error, cause } = failure;
    return {
      kind,
      ...(typeof error === 'string' ? { error } : {}),
      ...(typeof cause === 'string' ? { cause } : {}),
      ...job,
      ...delay,
    };
  }
  return null;
}
