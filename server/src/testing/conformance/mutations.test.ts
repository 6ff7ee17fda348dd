/**
 * Recorded state machines, damaged at random: whatever a file holds, the engine ends with an outcome in words, never with an exception of its
 * own, a hang, or a text that shows its insides.
 */

import { describe, expect, it } from 'vitest';
import { isJsonArray, type Json } from '../../core/base/json.ts';
import { createRng, type Rng } from '../../core/base/rng.ts';
import { historyViolations } from '../../core/events/invariants.ts';
import type { HistoryEvent } from '../../core/events/history-event.ts';
import { compileStateMachine } from '../../core/interpreter/compile-state-machine.ts';
import { createRecordedTasks, readRecordedAnswers } from '../../core/interpreter/recorded-answers.ts';
import { startRun } from '../../core/interpreter/run.ts';
import { distributedMapFor } from './case-distributed-map.ts';
import { conformanceFolder, loadExecutionCases, type ExecutionCase } from './load-cases.ts';

/** How often each recording is damaged. */
const TIMES = Number(process.env['STEPSCOPE_MUTATIONS'] ?? 2);
const MOST_EVENTS = 400;
const MOST_ADVANCES = 3_000;

const ODD: readonly Json[] = [
  ...[null, '', 0, -1, 1.5, 1e21, true, [], {}, 'x', '$', '$.', '$.x', '$$.Execution', '$..x', '$[0]', '$[?(@.x)]'],
  ...[
    "States.Format('{}', $)",
    'States.UUID()',
    '{% $states.input %}',
    '{% 1 + %}',
    '{% $x.y %}',
    '{% $states.result %}',
  ],
  ...[
    [1, [2]],
    { a: { 'b.$': '$' } },
    { 'c.$': '$.nope' },
    '\u0000',
    '💥',
    ['States.ALL'],
    [{}],
    'constructor',
    '__proto__',
  ],
  ...[
    'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    '2024-01-01T00:00:00Z',
    'JSONata',
    'Map',
    'Task',
    'Parallel',
  ],
];
const FIELDS = [
  ...[
    'InputPath',
    'OutputPath',
    'ResultPath',
    'Parameters',
    'ResultSelector',
    'Output',
    'Assign',
    'Arguments',
    'Items',
  ],
  ...['ItemsPath', 'ItemSelector', 'MaxConcurrency', 'Retry', 'Catch', 'TimeoutSeconds', 'QueryLanguage', 'Condition'],
  ...['Seconds', 'SecondsPath', 'TimestampPath', 'Result', 'ErrorPath', 'Credentials', 'ItemReader', 'ItemBatcher'],
  ...['ResultWriter', 'ToleratedFailurePercentage', 'Label', 'Variable', 'StringMatches', 'Next', 'End', 'Default'],
];
/** What only a program's insides look like. */
const INSIDES = /\[object|NaN|is not a function|Cannot read|not iterable|TypeError|RangeError/;

type Container = Record<string, Json>;

function containersIn(value: Json): Container[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Container, ...Object.values(value).flatMap(containersIn)];
}

function damage(root: Json, rng: Rng): void {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(rng.next() * list.length)] as T;
  const containers = containersIn(root);
  for (let left = 1 + Math.floor(rng.next() * 3); left > 0; left--) {
    const container = pick(containers);
    const keys = Object.keys(container);
    const key = keys.length === 0 ? null : pick(keys);
    const chance = rng.next();
    if (chance < 0.2 && !isJsonArray(container)) container[pick(FIELDS)] = structuredClone(pick(ODD));
    else if (key === null) continue;
    else if (chance < 0.35 && !isJsonArray(container)) delete container[key];
    else container[key] = structuredClone(chance < 0.5 ? container : pick(ODD));
  }
}

/** One sentence for each thing that must not be. */
async function complaintsOf({ definition, input, tasks, objects }: ExecutionCase): Promise<readonly string[]> {
  const { plan, problems } = compileStateMachine(definition, { distributedMap: distributedMapFor(objects ?? []) });
  if (plan === null) return problems.map(({ message }) => message).filter((message) => INSIDES.test(message));
  const history: HistoryEvent[] = [];
  const run = startRun({
    plan,
    input,
    type: 'STANDARD',
    identity: {
      partition: 'aws',
      region: 'us-east-1',
      accountId: '111111111111',
      stateMachineName: 'damaged',
      executionName: 'e',
      roleArn: 'arn:aws:iam::111111111111:role/r',
    },
    startTime: 0,
    seed: 1,
    tasks: createRecordedTasks(readRecordedAnswers(tasks).answers),
    sink: (event) => {
      if (event.kind === 'history' && event.execution === 0) history.push(event.event);
    },
    recording: { root: 'full', children: () => 'history' },
    limits: { historyEvents: MOST_EVENTS },
  });
  let nAdvances = 0;
  for (let state = run.advance(500); state !== 'ended'; state = run.advance(500)) {
    if (state === 'waiting') await run.whenReady();
    if (++nAdvances > MOST_ADVANCES) return ['It does not end.'];
  }
  const { outcome } = run;
  if (outcome === null) return ['It has no outcome.'];
  const complaints = [...historyViolations(history)];
  if (outcome.status !== 'FAILED') return complaints;
  if (INSIDES.test(`${outcome.error ?? ''} ${outcome.cause ?? ''}`)) complaints.push(outcome.cause ?? '');
  if (outcome.error === 'States.Runtime' && outcome.cause === undefined)
    complaints.push('It does not say why it failed.');
  return complaints;
}

const folder = conformanceFolder();

describe('damaged state machines', () => {
  if (folder === null) {
    it('are made of recordings, of which there are none beside the project', () => {
      expect(conformanceFolder()).toBeNull();
    });
    return;
  }

  it(
    'end in words',
    async () => {
      const found: string[] = [];
      let seed = 1;
      for (const example of loadExecutionCases(folder)) {
        for (let time = 0; time < TIMES; time++) {
          const damaged = structuredClone(example);
          damage([damaged.definition, damaged.input], createRng(seed++));
          try {
            for (const complaint of await complaintsOf(damaged)) found.push(`${example.file}: ${complaint}`);
          } catch (thrown) {
            found.push(`${example.file}, seed ${seed - 1}: ${String((thrown as Error).stack)}`);
          }
        }
      }
      expect(found).toEqual([]);
    },
    60_000 + TIMES * 20_000,
  );
});
