/**
 * Mocks as the outer world of a run: every task asks here and is answered at once. Delays are virtual time.
 *
 * One engine serves one run of one case: its counters start at zero and its chance comes from a seed, so a case always runs the same way.
 */

import { isJsonObject, jsonTypeOf, type Json, type JsonObject } from '../base/json.ts';
import { createRng } from '../base/rng.ts';
import type { TaskAnswer, TaskPort, TaskRequest } from '../interpreter/task-port.ts';
import { defaultAnswer } from './default-answers.ts';
import { errorOfResponse } from './mock-file.ts';
import { matchesPartially } from './mock-matching.ts';
import type { MockProblem, MockSet } from './mock-set.ts';
import { isFileReference, type FileReference, type MockAnswer, type MockEntry, type MockError } from './suite-types.ts';

export interface MockEngine extends TaskPort {
  /** Mocks that had no answer, each with the first time it happened. */
  readonly problems: readonly MockProblem[];
  /** Requests that a mock had no answer for, each counted. */
  readonly nUnanswered: number;
}

export interface MockEngineOptions {
  readonly mocks: MockSet;
  /** Contents of the files that `answerFiles` names. */
  readonly files: ReadonlyMap<FileReference, Json>;
  readonly seed: number;
}

/** The error name of a mock that has no answer; it can be caught by that name and by `States.ALL`. */
const NO_ANSWER = 'Error';

export function createMockEngine({ mocks, files, seed }: MockEngineOptions): MockEngine {
  const calls = new Map<string, number>();
  const rng = createRng(seed);
  const problems: MockProblem[] = [];
  /** Answers without chance and order are made once and shared. */
  const constant = new Map<MockEntry, TaskAnswer>();

  const reported = new Set<MockEntry>();
  let nUnanswered = 0;

  function noAnswer(entry: MockEntry, message: string): TaskAnswer {
    nUnanswered++;
    if (!reported.has(entry)) problems.push({ severity: 'error', message, place: entry.place });
    reported.add(entry);
    return { kind: 'failed', error: NO_ANSWER, cause: message };
  }

  function answerWith(entry: MockEntry, answer: MockAnswer, request: TaskRequest, delayMs: number): TaskAnswer {
    switch (answer.kind) {
      case 'error':
        return raise(answer.error, delayMs);
      case 'value':
        return succeed(answer.value, request, delayMs);
      case 'file':
        return succeed(files.get(answer.file) ?? null, request, delayMs);
      case 'none':
        return noAnswer(
          entry,
          `The mock of "${entry.state}" says no answer: it needs \`response\` or \`responseFile\`.`,
        );
    }
  }

  function fromConditions(entry: MockEntry & { kind: 'conditional' }, request: TaskRequest): TaskAnswer {
    for (const condition of entry.conditions) {
      const delayMs = condition.delayMs ?? entry.delayMs;
      if (condition.kind === 'default') return succeed(condition.value, request, delayMs);
      if (matchesPartially(condition.input, request.input))
        return answerWith(entry, condition.answer, request, delayMs);
    }
    const given = shorten(JSON.stringify(request.input));
    return noAnswer(
      entry,
      `No condition of the mock of "${entry.state}" matches its input ${given}. Add a condition or a \`default\`.`,
    );
  }

  function fromResponses(entry: MockEntry & { kind: 'stateful' }, request: TaskRequest, call: number): TaskAnswer {
    const content = isFileReference(entry.responses) ? (files.get(entry.responses) ?? null) : entry.responses;
    const responses: readonly Json[] = Array.isArray(content) ? (content as readonly Json[]) : [content];
    if (responses.length === 0) return noAnswer(entry, `The mock of "${entry.state}" has no responses.`);
    const response = responses[call % responses.length] as Json;
    const error = errorOfResponse(response);
    return error === null ? succeed(response, request, entry.delayMs) : raise(error, entry.delayMs);
  }

  function answer(entry: MockEntry, request: TaskRequest, call: number): TaskAnswer {
    switch (entry.kind) {
      case 'fixed': {
        const known = constant.get(entry) ?? answerWith(entry, entry.answer, request, entry.delayMs);
        constant.set(entry, known);
        return known;
      }
      case 'conditional':
        return fromConditions(entry, request);
      case 'stateful':
        return fromResponses(entry, request, call);
      case 'error':
        if (entry.probability >= 1 || rng.next() < entry.probability) return raise(entry.error, entry.delayMs);
        return succeed({}, request, entry.delayMs);
      case 'itemReader': {
        const items = isFileReference(entry.items) ? (files.get(entry.items) ?? []) : entry.items;
        return succeed(items, request, entry.delayMs);
      }
    }
  }

  function nextCall(stateName: string): number {
    const call = calls.get(stateName) ?? 0;
    calls.set(stateName, call + 1);
    return call;
  }

  return {
    problems,
    get nUnanswered() {
      return nUnanswered;
    },
    answersAlone(stateName) {
      const entry = mocks.tasks.get(stateName);
      return entry === undefined || answersAlone(entry);
    },
    choose({ stateName, input }) {
      const entry = mocks.tasks.get(stateName);
      if (entry === undefined) return null;
      const call = nextCall(stateName);
      return chosenTarget(choiceAnswer(entry, input, call, files));
    },
    invoke(request) {
      const call = nextCall(request.stateName);
      const entry = mocks.tasks.get(request.stateName);
      if (entry === undefined) return { kind: 'succeeded', output: defaultAnswer(request.resource.arn, request.input) };
      const given = answer(entry, request, call);
      const { workerName } = entry;
      return workerName === undefined ? given : { ...given, workerName };
    },
  };
}

/** Whether a mock answers the same request the same way whatever was asked before. */
function answersAlone(entry: MockEntry): boolean {
  switch (entry.kind) {
    case 'fixed':
    case 'conditional':
    case 'itemReader':
      return true;
    case 'stateful':
      return false;
    case 'error':
      return entry.probability >= 1 || entry.probability <= 0;
  }
}

function raise(error: MockError, delayMs: number): TaskAnswer {
  return { kind: 'failed', error: error.type, cause: error.message ?? error.cause ?? 'Mock error', delayMs };
}

/** A Lambda answer with a `FunctionError` fails the task, as AWS has it; everything else is the raw result. */
function succeed(output: Json, request: TaskRequest, delayMs: number): TaskAnswer {
  if (request.resource.resourceType === 'lambda' && isJsonObject(output) && Boolean(output['FunctionError'])) {
    return functionError(output, delayMs);
  }
  return { kind: 'succeeded', output, delayMs };
}

function functionError(response: JsonObject, delayMs: number): TaskAnswer {
  const payload = response['Payload'] ?? null;
  const text = jsonTypeOf(payload) === 'string' ? (payload as string) : JSON.stringify(payload);
  const errorType = isJsonObject(payload) ? payload['errorType'] : undefined;
  if (typeof errorType === 'string') return { kind: 'failed', error: errorType, cause: text, delayMs };
  const cause = `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`;
  return { kind: 'failed', error: 'Lambda.Unknown', cause, delayMs };
}

/** What a mock of a Choice answers; undefined where it says nothing for the input. */
function choiceAnswer(
  entry: MockEntry,
  input: Json,
  call: number,
  files: ReadonlyMap<FileReference, Json>,
): Json | undefined {
  const valueOf = (answer: MockAnswer): Json | undefined =>
    answer.kind === 'value' ? answer.value : answer.kind === 'file' ? files.get(answer.file) : undefined;
  switch (entry.kind) {
    case 'fixed':
      return valueOf(entry.answer);
    case 'conditional': {
      const found = entry.conditions.find((each) => each.kind === 'default' || matchesPartially(each.input, input));
      return found?.kind === 'when' ? valueOf(found.answer) : found?.value;
    }
    case 'stateful': {
      const content = isFileReference(entry.responses) ? (files.get(entry.responses) ?? []) : entry.responses;
      const responses: readonly Json[] = Array.isArray(content) ? (content as readonly Json[]) : [content];
      return responses[call % Math.max(1, responses.length)];
    }
    case 'error':
    case 'itemReader':
      return undefined;
  }
}

/** `{ Next: State }`; anything else leaves the Choice to its rules. */
function chosenTarget(answer: Json | undefined): string | null {
  const next = answer === undefined || !isJsonObject(answer) ? undefined : answer['Next'];
  return typeof next === 'string' ? next : null;
}

function shorten(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
