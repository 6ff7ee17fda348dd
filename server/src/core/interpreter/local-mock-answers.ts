/**
 * Answers from a mock file of Step Functions Local (`MockConfigFile.json`) as a `TaskPort`.
 *
 * A response is found by the state's name and the number of its invocations so far in the execution, whatever retry, loop or iteration it
 * belongs to. Format: developer guide, "Testing state machines with Step Functions Local", mocked service integrations.
 */

import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { TaskAnswer, TaskPort } from './task-port.ts';

export interface LocalMocks {
  /** Null when there are problems. */
  readonly tasks: TaskPort | null;
  /** One sentence each. */
  readonly problems: readonly string[];
}

interface Response {
  readonly first: number;
  readonly last: number;
  readonly answer: TaskAnswer;
}

/** The state machines of a mock file, each with its test cases; empty where the text is no mock file. */
export function listLocalMocks(config: Json): ReadonlyMap<string, readonly string[]> {
  const machines = memberOf(config, 'StateMachines');
  const cases = (name: string): readonly string[] =>
    Object.keys(memberOf(config, 'StateMachines', name, 'TestCases') ?? {});
  return new Map(Object.keys(machines ?? {}).map((name) => [name, cases(name)]));
}

/** Reads one test case of one state machine. A state without an entry, or without a response for an invocation, fails its task. */
export function readLocalMocks(config: Json, stateMachineName: string, testCase: string): LocalMocks {
  const problems: string[] = [];
  const states = memberOf(config, 'StateMachines', stateMachineName, 'TestCases', testCase);
  if (states === null) {
    return {
      tasks: null,
      problems: [`There is no test case "${testCase}" of the state machine "${stateMachineName}".`],
    };
  }
  const responses = new Map<string, readonly Response[]>();
  for (const [state, name] of Object.entries(states)) {
    const mocked = typeof name === 'string' ? memberOf(config, 'MockedResponses', name) : null;
    if (mocked === null) problems.push(`The state "${state}" names a mocked response that is not there.`);
    else responses.set(state, readResponses(mocked, String(name), problems));
  }
  return { tasks: problems.length === 0 ? createPort(responses) : null, problems };
}

function createPort(responses: ReadonlyMap<string, readonly Response[]>): TaskPort {
  const counts = new Map<string, number>();
  return {
    invoke({ stateName, resource }) {
      const index = counts.get(stateName) ?? 0;
      counts.set(stateName, index + 1);
      const found = responses.get(stateName)?.find(({ first, last }) => first <= index && index <= last);
      if (found === undefined) {
        return {
          kind: 'failed',
          error: 'Stepscope.NoMockedResponse',
          cause: `There is no mocked response for invocation ${String(index)} of the state "${stateName}".`,
        };
      }
      // A mocked job or callback was also submitted, as on AWS.
      const isSubmitted =
        resource.pattern === 'callback' || resource.pattern === 'sync' || resource.pattern === 'sync2';
      if (isSubmitted) return { ...found.answer, submitted: {} };
      return resource.pattern === 'lambda-function' ? unwrapped(found.answer) : found.answer;
    },
  };
}

/** Mocks are written as the answer of `lambda:invoke`; a state that names the function itself gets the payload only. */
function unwrapped(answer: TaskAnswer): TaskAnswer {
  if (answer.kind !== 'succeeded' || !isJsonObject(answer.output)) return answer;
  const payload = answer.output['Payload'];
  return payload === undefined ? answer : { ...answer, output: payload };
}

function readResponses(mocked: JsonObject, name: string, problems: string[]): readonly Response[] {
  const responses: Response[] = [];
  let next = 0;
  for (const [key, value] of Object.entries(mocked)) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(key);
    const answer = isJsonObject(value) ? readAnswer(value) : null;
    if (range === null || answer === null) {
      problems.push(`"${key}" of the mocked response "${name}" is no invocation with one of Return and Throw.`);
      continue;
    }
    const first = Number(range[1]);
    const last = range[2] === undefined ? first : Number(range[2]);
    if (first !== next || last < first) {
      problems.push(`The invocations of the mocked response "${name}" do not follow one another from 0: "${key}".`);
    }
    next = last + 1;
    responses.push({ first, last, answer });
  }
  return responses;
}

function readAnswer(value: JsonObject): TaskAnswer | null {
  const { Return: output, Throw: thrown } = value;
  if ((output === undefined) === (thrown === undefined)) return null;
  if (output !== undefined) return { kind: 'succeeded', output };
  if (!isJsonObject(thrown)) return null;
  const { Error: error, Cause: cause } = thrown;
  return typeof error === 'string' && typeof cause === 'string' ? { kind: 'failed', error, cause } : null;
}

function memberOf(value: Json, ...path: readonly string[]): JsonObject | null {
  let current: Json | undefined = value;
  for (const name of path) {
    if (!isJsonObject(current) || !Object.hasOwn(current, name)) return null;
    current = current[name];
  }
  return isJsonObject(current) ? current : null;
}
