/** Redriven executions: what succeeded is kept, what had failed goes on where it stood, and the end is that of a run nobody disturbed. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import type { HistoryEvent } from '../events/history-event.ts';
import { historyViolations } from '../events/invariants.ts';
import type { ExecutionOutcome } from '../events/run-snapshot.ts';
import { awsHistoryEvent } from '../views/aws-history.ts';
import { readAwsHistory } from '../views/read-aws-history.ts';
import { redriveStart } from '../views/resume-point.ts';
import { outline, planOf, startMachine, type MachineRun } from './test-runs.ts';
import type { TaskAnswer, TaskRequest } from './task-port.ts';

const ACTIVITY = 'arn:aws:states:eu-central-1:123456789012:activity:a';
const task = (more: JsonObject = {}): JsonObject => ({ Type: 'Task', Resource: ACTIVITY, End: true, ...more });
const scope = (name: string, state: JsonObject): JsonObject => ({ StartAt: name, States: { [name]: state } });

type Answer = (request: TaskRequest) => TaskAnswer;

interface Attempt {
  readonly history: readonly HistoryEvent[];
  readonly outcome: ExecutionOutcome;
}

/** Runs a machine, or goes on with what is left of it; `history` holds all attempts. The way leads through the service's own shape. */
function attempt(
  definition: JsonObject,
  input: Json,
  answer: Answer,
  earlier: Attempt | null,
  stopAfter = Infinity,
): Attempt {
  if (earlier === null) return drive(startMachine(definition, { input, answer }), stopAfter);
  const read = readAwsHistory({ events: earlier.history.map(awsHistoryEvent) });
  expect(read.problems).toEqual([]);
  const redrive = redriveStart(read.events, new Set(planOf(definition).states.map(({ name }) => name)));
  if (redrive.kind === 'refused') throw new Error(redrive.reason);
  const options = { redrive: { ...redrive.start, mapRuns: new Map(), nExecutions: 0 } };
  const { run, history, outcome } = drive(startMachine(definition, { input, answer, options }), stopAfter);
  expect(run.executionArn).toContain(':first');
  expect(historyViolations([...earlier.history, ...history])).toEqual([]);
  return { history: [...earlier.history, ...history], outcome };
}

/** One state at a time, to its end or to where it is stopped. */
function drive(machine: MachineRun, stopAfter: number): MachineRun {
  for (let nSteps = 0; machine.run.advance(1) !== 'ended'; nSteps++) {
    if (nSteps === stopAfter) machine.run.stop({ error: 'Stopped' });
  }
  return machine;
}

const good: Answer = ({ stateName, iterations }) => ({
  kind: 'succeeded',
  output: { stateName, iterations: iterations.map(({ index }) => index) },
});

describe('a redrive', () => {
  it('of a Parallel state keeps the branch that succeeded (as recorded)', () => {
    const branches = ['Succeeded', 'Failed', 'Aborted'].map((name) => scope(name, task()));
    const definition = scope('P', { Type: 'Parallel', Branches: branches, End: true });
    const first = attempt(
      definition,
      {},
      ({ stateName }) =>
        stateName === 'Succeeded'
          ? { kind: 'succeeded', output: 'kept' }
          : { kind: 'failed', error: 'E', delayMs: stateName === 'Failed' ? 1000 : 9000 },
      null,
    );
    const { history, outcome } = attempt(definition, {}, good, first);
    expect(outline(history).slice(first.history.length - 5)).toEqual([
      '15<-11 ActivityFailed',
      '16<-15 TaskStateAborted',
      '17<-15 TaskStateAborted',
      '18<-15 ParallelStateFailed',
      '19<-18 ExecutionFailed',
      '20<-19 ExecutionRedriven',
      '21<-9 ActivityScheduled',
      '22<-21 ActivityStarted',
      '23<-22 ActivitySucceeded',
      '24<-23 TaskStateExited Failed',
      '25<-12 ActivityScheduled',
      '26<-25 ActivityStarted',
      '27<-26 ActivitySucceeded',
      '28<-27 TaskStateExited Aborted',
      '29<-28 ParallelStateSucceeded',
      '30<-28 ParallelStateExited P',
      '31<-30 ExecutionSucceeded',
    ]);
    expect(outcome).toMatchObject({ output: ['kept', { stateName: 'Failed' }, { stateName: 'Aborted' }] });
  });

  it('of an inline Map goes on with the iteration that failed, and starts those that had not begun (as recorded)', () => {
    const map = { Type: 'Map', MaxConcurrency: 1, ItemProcessor: scope('T', task()), End: true };
    const first = attempt(
      scope('M', map),
      [0, 1, 2],
      (request) => (request.iterations[0]?.index === 1 ? { kind: 'failed', error: 'E' } : good(request)),
      null,
    );
    const { history, outcome } = attempt(scope('M', map), [0, 1, 2], good, first);
    expect(outline(history).slice(first.history.length)).toEqual([
      '20<-19 ExecutionRedriven',
      '21<-12 ActivityScheduled',
      '22<-21 ActivityStarted',
      '23<-22 ActivitySucceeded',
      '24<-23 TaskStateExited T',
      '25<-24 MapIterationSucceeded M 1',
      '26<-24 MapIterationStarted M 2',
      '27<-26 TaskStateEntered T',
      '28<-27 ActivityScheduled',
      '29<-28 ActivityStarted',
      '30<-29 ActivitySucceeded',
      '31<-30 TaskStateExited T',
      '32<-31 MapIterationSucceeded M 2',
      '33<-32 MapStateSucceeded',
      '34<-32 MapStateExited M',
      '35<-34 ExecutionSucceeded',
    ]);
    expect(outcome).toMatchObject({ output: [0, 1, 2].map((index) => ({ stateName: 'T', iterations: [index] })) });
  });

  it('of a Fail state fails again without entering it (as recorded), however often', () => {
    const definition = scope('F', { Type: 'Fail', Error: 'E' });
    const first = attempt(definition, {}, good, null);
    const second = attempt(definition, {}, good, first);
    const third = attempt(definition, {}, good, second);
    expect(outline(third.history).slice(2)).toEqual([
      '3<-2 ExecutionFailed',
      '4<-3 ExecutionRedriven',
      '5<-4 ExecutionFailed',
      '6<-5 ExecutionRedriven',
      '7<-6 ExecutionFailed',
    ]);
    expect(third.history[5]?.details).toEqual({ redriveCount: 2 });
  });

  it('starts a branch that had not been entered, with its input', () => {
    const bad = { Type: 'Pass', InputPath: '$.missing', End: true };
    const branches = [scope('A', bad), scope('B', task())];
    const definition = scope('P', { Type: 'Parallel', Parameters: { 'x.$': '$.x' }, Branches: branches, End: true });
    const first = attempt(definition, { x: 1 }, good, null);
    expect(first.outcome.status).toBe('FAILED');
    const mended = JSON.parse(JSON.stringify(definition).replace('"InputPath":"$.missing",', '')) as JsonObject;
    const { outcome } = attempt(mended, { x: 1 }, good, first);
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: [{ x: 1 }, { stateName: 'B', iterations: [] }] });
  });
});

let nStates = 0;

/** A scope of one to three states in a row; every state has a name of its own. */
function scopes(depth: number): fc.Arbitrary<JsonObject> {
  return fc.array(states(depth), { minLength: 1, maxLength: 3 }).map((row) => {
    const names = row.map(() => `S${String(nStates++)}`);
    const linked = row.map((state, index): [string, JsonObject] => {
      const next = names[index + 1];
      const way = next === undefined ? { End: true } : { Next: next };
      if (state['Type'] !== 'Choice') return [names[index] as string, { ...state, ...way }];
      // A Choice cannot end a scope.
      return [names[index] as string, next === undefined ? { Type: 'Succeed' } : { ...state, Default: next }];
    });
    return { StartAt: names[0] as string, States: Object.fromEntries(linked) };
  });
}

function states(depth: number): fc.Arbitrary<JsonObject> {
  const leaf: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
    { Type: 'Task', Resource: ACTIVITY },
    { Type: 'Task', Resource: ACTIVITY, Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }] },
    { Type: 'Task', Resource: ACTIVITY, Assign: { 'v.$': '$' }, ResultPath: null },
    { Type: 'Task', QueryLanguage: 'JSONata', Resource: ACTIVITY, Output: { seen: '{% $states.result %}' } },
    { Type: 'Wait', Seconds: 3 },
    { Type: 'Pass', Parameters: { 'was.$': '$' }, Assign: { 'v.$': '$' } },
    { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% {"v": $v, "was": $states.input} %}' },
    { Type: 'Choice', Choices: [] },
  );
  if (depth === 0) return leaf;
  const parallel = fc
    .array(scopes(depth - 1), { minLength: 1, maxLength: 3 })
    .map((Branches): JsonObject => ({ Type: 'Parallel', Branches }));
  const map = fc
    .tuple(scopes(depth - 1), fc.nat(3), fc.nat(4), fc.boolean())
    .map(([ItemProcessor, MaxConcurrency, length, selects]): JsonObject => ({
      Type: 'Map',
      QueryLanguage: 'JSONata',
      Items: Array.from({ length }, (_, index) => index),
      MaxConcurrency,
      ...(selects
        ? { ItemSelector: { item: '{% $states.context.Map.Item.Value %}', around: '{% $states.input %}' } }
        : {}),
      ItemProcessor,
    }));
  return fc.oneof({ weight: 4, arbitrary: leaf }, { weight: 2, arbitrary: parallel }, { weight: 2, arbitrary: map });
}

/** Every Choice goes to the same state by a rule or by default; variables that may be missing are set first. */
function machineOf(body: JsonObject): JsonObject {
  const start = { Type: 'Pass', Assign: { v: 0 }, Next: String(body['StartAt']) };
  const states = { Start: start, ...(body['States'] as JsonObject) };
  const text = JSON.stringify({ StartAt: 'Start', States: states });
  const ruled = text.replaceAll(
    /"Choices":\[\],"Default":("\w+")/g,
    (_, next: string) => `"Choices":[{"Variable":"$","IsPresent":true,"Next":${next}}],"Default":${next}`,
  );
  // Only the main flow may write the outer variable; what is inside writes one of its own.
  return JSON.parse(ruled) as JsonObject;
}

describe('any machine that fails somewhere and is redriven', { timeout: 120_000 }, () => {
  it('ends as one that nothing happened to', () => {
    let nRedrives = 0;
    fc.assert(
      fc.property(
        scopes(2).map(machineOf),
        fc.array(fc.record({ fails: fc.boolean(), at: fc.nat(8) }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(5000), { minLength: 1, maxLength: 5 }),
        (definition, troubles, delays) => {
          const input = { given: 1 };
          let nAsked = 0;
          const slow: Answer = (request) => ({ ...good(request), delayMs: delays[nAsked++ % delays.length] ?? 0 });
          const undisturbed = attempt(definition, input, slow, null);
          expect(undisturbed.outcome.status).toBe('SUCCEEDED');

          let disturbed: Attempt | null = null;
          for (const trouble of [...troubles, null]) {
            let nth = 0;
            const answer: Answer = (request) => {
              const { delayMs = 0 } = slow(request);
              const fails = trouble?.fails === true && nth++ >= trouble.at;
              return fails ? { kind: 'failed', error: 'Boom', delayMs } : { ...good(request), delayMs };
            };
            const stopAfter = trouble?.fails === false ? trouble.at : Infinity;
            disturbed = attempt(definition, input, answer, disturbed, stopAfter);
            if (disturbed.outcome.status === 'SUCCEEDED') break;
            nRedrives++;
          }
          expect(disturbed?.outcome).toEqual(undisturbed.outcome);
        },
      ),
      { numRuns: 300, endOnFailure: false },
    );
    // A generator whose machines never fail would prove nothing.
    expect(nRedrives).toBeGreaterThan(100);
  });
});
