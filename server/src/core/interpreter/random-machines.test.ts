/**
 * Random machines with random answers: nothing throws, nothing hangs, histories are sound, and the same run is the same to the byte.
 *
 * STEPSCOPE_RANDOM_MACHINES sets how many machines are tried; some seconds' worth by default.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../base/rng.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { decodeRunEvent, encodeRunEvent } from '../events/codec.ts';
import { historyViolations } from '../events/invariants.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { ExecutionOutcome } from '../events/run-snapshot.ts';
import { createMapRunViews } from '../views/map-run-view.ts';
import { awsHistoryOf } from '../views/aws-history.ts';
import { redriveStart } from '../views/resume-point.ts';
import { distributedMapFor } from '../../testing/conformance/case-distributed-map.ts';
import { compileStateMachine } from './compile-state-machine.ts';
import type { MachinePlan } from './plan.ts';
import { startRun } from './run.ts';
import type { Run, RunOptions } from './run-types.ts';
import type { NestedMachine, TaskAnswer, TaskPort, TaskReply, TaskRequest } from './task-port.ts';
import { historyOf, START } from './test-runs.ts';

const RUNS = Number(process.env['STEPSCOPE_RANDOM_MACHINES'] ?? 150);
/** Loops end by this, as they end on AWS by 25,000 events. */
const MOST_EVENTS = 300;
/** Far more than such a machine can use; a machine that uses it up hangs. */
const MOST_ADVANCES = 20_000;

type Language = 'JSONPath' | 'JSONata';

/** A state without its name and its way on. */
interface Sketch {
  readonly fields: JsonObject;
  /** The scopes inside: branches, or a processor. */
  readonly scopes: readonly ScopeSketch[];
  /** Where it leads: one number for each way, turned into a state of the scope, or the end. */
  readonly ways: readonly number[];
}

interface ScopeSketch {
  readonly states: readonly Sketch[];
}

const paths = fc.constantFrom('$', '$.n', '$.list', '$.missing', '$.list[0]', '$$.Execution.Name', '$.deep.er');
const expressions = fc.constantFrom(
  '{% $states.input %}',
  '{% $states.input.n %}',
  '{% $states.input.list[0] %}',
  '{% $count($states.input.list) %}',
  '{% $states.input.missing.field %}',
  '{% $v %}',
  '{% $unknown %}',
  '{% $random() < 0.5 %}',
  '{% {"n": 2, "list": [1, 2, 3]} %}',
  '{% "a" + 1 %}',
);
const values: fc.Arbitrary<Json> = fc.constantFrom<Json>(1, 'text', null, true, [1, 2], { n: 3, list: [4, 5, 6] }, []);
const errors = fc.constantFrom('Odd', 'States.ALL', 'States.TaskFailed', 'States.Timeout', 'Even');

function maybe(record: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonObject> {
  return fc.record(record, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
}

const template = fc.oneof(
  values,
  fc.record({ 'x.$': paths, fixed: values }),
  fc.record({ 'id.$': fc.constantFrom('States.UUID()', 'States.ArrayLength($.list)', 'States.Format("{}", $.n)') }),
) as fc.Arbitrary<Json>;

function flow(language: Language): fc.Arbitrary<JsonObject> {
  if (language === 'JSONata') return maybe({ Output: expressions, Assign: fc.record({ v: expressions }) });
  return maybe({
    InputPath: fc.oneof(paths, fc.constant(null)),
    OutputPath: fc.oneof(paths, fc.constant(null)),
    Assign: fc.record({ 'v.$': paths }),
  });
}

function handled(language: Language): fc.Arbitrary<JsonObject> {
  const retry = fc.record({
    ErrorEquals: fc.tuple(errors),
    MaxAttempts: fc.nat(2),
    IntervalSeconds: fc.integer({ min: 1, max: 3 }),
    JitterStrategy: fc.constantFrom('FULL', 'NONE'),
  });
  const result = language === 'JSONata' ? {} : { ResultPath: fc.constantFrom('$.r', '$.deep.er', null, '$') };
  return maybe({ Retry: fc.array(retry, { minLength: 1, maxLength: 2 }), ...result });
}

function merged(...parts: readonly fc.Arbitrary<JsonObject>[]): fc.Arbitrary<JsonObject> {
  return fc.tuple(...parts).map((fields) => Object.assign({}, ...fields) as JsonObject);
}

const ways = fc.array(fc.nat(), { minLength: 3, maxLength: 3 });

function simple(language: Language): fc.Arbitrary<Sketch> {
  const isJsonata = language === 'JSONata';
  const given = isJsonata ? maybe({ Output: values }) : maybe({ Result: values, Parameters: template });
  const resource = fc.constantFrom(
    'arn:aws:states:::lambda:invoke',
    'arn:aws:lambda:eu-central-1:123456789012:function:f',
    'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    'arn:aws:states:::states:startExecution.sync:2',
    'arn:aws:states:::states:startExecution',
    'arn:aws:states:eu-central-1:123456789012:activity:a',
  );
  const task: fc.Arbitrary<JsonObject> = fc.record({ Type: fc.constant('Task'), Resource: resource });
  const taskInput = isJsonata
    ? maybe({ Arguments: fc.oneof(values, expressions), TimeoutSeconds: fc.constantFrom<Json>(1, '{% 2 %}') })
    : maybe({ Parameters: template, TimeoutSeconds: fc.integer({ min: 1, max: 3 }), ResultSelector: template });
  const wait = isJsonata
    ? fc.record({ Seconds: fc.constantFrom<Json>(0, 2, '{% $states.input.n %}') })
    : fc.constantFrom<JsonObject>({ Seconds: 2 }, { SecondsPath: '$.n' }, { Seconds: 0 });
  const fail = isJsonata
    ? fc.record({ Error: fc.oneof(errors, expressions) })
    : fc.constantFrom<JsonObject>({ Error: 'Odd', Cause: 'c' }, { ErrorPath: '$.n' }, {});
  const typed = (Type: string): fc.Arbitrary<JsonObject> => fc.constant({ Type });
  const fields = fc.oneof(
    { weight: 3, arbitrary: merged(typed('Pass'), flow(language), given) },
    { weight: 4, arbitrary: merged(task, flow(language), taskInput, handled(language)) },
    { weight: 2, arbitrary: merged(typed('Wait'), flow(language), wait as fc.Arbitrary<JsonObject>) },
    { weight: 2, arbitrary: merged(typed('Choice'), flow(language)) },
    { weight: 1, arbitrary: typed('Succeed') },
    { weight: 1, arbitrary: merged(typed('Fail'), fail as fc.Arbitrary<JsonObject>) },
  );
  return fc.record({ fields, ways }).map((sketch) => ({ ...sketch, scopes: [] }));
}

function scope(language: Language, depth: number): fc.Arbitrary<ScopeSketch> {
  const leaf = simple(language);
  const state: fc.Arbitrary<Sketch> =
    depth === 0
      ? leaf
      : fc.oneof(
          { weight: 4, arbitrary: leaf },
          { weight: 1, arbitrary: container(language, depth, 'Parallel') },
          { weight: 2, arbitrary: container(language, depth, 'Map') },
        );
  return fc.record({ states: fc.array(state, { minLength: 1, maxLength: depth === 2 ? 5 : 3 }) });
}

function container(language: Language, depth: number, kind: 'Parallel' | 'Map'): fc.Arbitrary<Sketch> {
  const isMap = kind === 'Map';
  const items = language === 'JSONata' ? { Items: fc.oneof(values, expressions) } : { ItemsPath: paths };
  const own = isMap
    ? maybe({ ...items, MaxConcurrency: fc.nat(3), ItemSelector: values })
    : fc.constant<JsonObject>({});
  const mode = fc.constantFrom<JsonObject>({}, {}, { mode: 'DISTRIBUTED' });
  return fc
    .record({
      fields: merged(fc.constant({ Type: kind }), flow(language), handled(language), own, isMap ? mode : own),
      scopes: fc.array(scope(language, depth - 1), { minLength: 1, maxLength: isMap ? 1 : 3 }),
      ways,
    })
    .map((sketch) => sketch);
}

/** Gives names, connects the ways, and puts scopes where they belong. */
function build(sketch: ScopeSketch, name: () => string, language: Language): JsonObject {
  const names = sketch.states.map(name);
  const states = sketch.states.map(({ fields, scopes, ways: [first = 0, second = 0, third = 0] }, index) => {
    const target = (way: number): string => names[way % names.length] as string;
    const { mode, ...rest } = fields;
    const state: Record<string, Json> = { ...rest };
    const type = fields['Type'];
    if (type === 'Choice') {
      const condition = first % 3 === 0 ? '{% $states.input.n = 3 %}' : '{% $random() < 0.4 %}';
      const rule: JsonObject =
        language === 'JSONata' ? { Condition: condition } : { Variable: '$.n', IsPresent: first % 2 === 0 };
      state['Choices'] = [{ ...rule, Next: target(first) }];
      if (second % 5 !== 0) state['Default'] = target(third);
    } else if (type !== 'Succeed' && type !== 'Fail') {
      const isLast = index === names.length - 1;
      // Mostly onwards, sometimes back.
      if (isLast || first % 4 === 0) state['End'] = true;
      else state['Next'] = first % 7 === 1 ? target(second) : (names[index + 1] as string);
      const catches = second % 3 === 0 && (type === 'Task' || scopes.length > 0);
      if (catches) state['Catch'] = [{ ErrorEquals: ['States.ALL'], Next: target(third) }];
    }
    const inner = scopes.map((each) => build(each, name, language));
    if (type === 'Parallel') state['Branches'] = inner;
    if (type === 'Map') {
      const config = mode === undefined ? {} : { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
      state['ItemProcessor'] = { ...(inner[0] as JsonObject), ...config };
    }
    return state;
  });
  return {
    StartAt: names[0] as string,
    States: Object.fromEntries(names.map((each, index) => [each, states[index] as JsonObject])),
  };
}

const machines: fc.Arbitrary<JsonObject> = fc
  .constantFrom<Language>('JSONPath', 'JSONata')
  .chain((language) => scope(language, 2).map((sketch) => ({ language, sketch })))
  .map(({ language, sketch }) => {
    let n = 0;
    const definition = build(sketch, () => `S${String(++n)}`, language);
    return { ...definition, QueryLanguage: language };
  });

const cases = fc.record({
  definition: machines,
  input: fc.constantFrom<Json>({ n: 1, list: [1, 2, 3] }, { n: 3, list: [] }, {}, { list: [{ n: 1 }, { n: 2 }], n: 0 }),
  seed: fc.nat(),
});

interface Case {
  readonly definition: JsonObject;
  readonly input: Json;
  readonly seed: number;
}

const CHILD: JsonObject = {
  StartAt: 'Nested',
  States: { Nested: { Type: 'Wait', Seconds: 1, Next: 'Last' }, Last: { Type: 'Pass', Result: { n: 3 }, End: true } },
};

function planOf(definition: Json): MachinePlan {
  const { plan, problems } = compileStateMachine(definition, { distributedMap: distributedMapFor([]) });
  if (plan === null) throw new Error(JSON.stringify(problems));
  return plan;
}

/** Answers by chance that follows from the place alone. */
function answersOf(seed: number): TaskPort {
  const machine: NestedMachine = {
    plan: planOf(CHILD),
    type: 'STANDARD',
    identity: { ...IDENTITY, stateMachineName: 'Nested' },
    tasks: { invoke: () => ({ kind: 'succeeded', output: {} }) },
  };
  const invoke = ({ stateName, attempt, iterations, resource }: TaskRequest): TaskReply => {
    const place = `${stateName} ${String(attempt)} ${JSON.stringify(iterations)}`;
    let mixed = seed;
    for (let index = 0; index < place.length; index++) mixed = Math.imul(mixed ^ place.charCodeAt(index), 0x01000193);
    const chance = createRng(mixed >>> 0);
    const isNested = resource.resourceType === 'states' && resource.pattern !== 'callback';
    if (isNested && chance.next() < 0.8) return { kind: 'nested', machine };
    const delay = chance.next() < 0.4 ? { delayMs: Math.floor(chance.next() * 4000) } : {};
    const kind = chance.next();
    const answer: TaskAnswer =
      kind < 0.6
        ? { kind: 'succeeded', output: kind < 0.3 ? { n: 3, list: [1, 2] } : 'done', ...delay }
        : kind < 0.9
          ? { kind: 'failed', error: kind < 0.75 ? 'Odd' : 'Even', cause: 'by chance', ...delay }
          : { kind: 'timedOut', ...delay };
    return chance.next() < 0.25 ? { kind: 'pending', answer: Promise.resolve(answer) } : answer;
  };
  return { invoke };
}

const IDENTITY = {
  partition: 'aws',
  region: 'eu-central-1',
  accountId: '123456789012',
  stateMachineName: 'Random',
  executionName: 'first',
  roleArn: 'arn:aws:iam::123456789012:role/Random',
};

async function play(
  { definition, input, seed }: Case,
  more: Partial<RunOptions> = {},
  stopAfter = Infinity,
): Promise<{ readonly events: readonly RunEvent[]; readonly outcome: ExecutionOutcome; readonly run: Run }> {
  const events: RunEvent[] = [];
  const run = startRun({
    plan: planOf(definition),
    input,
    type: 'STANDARD',
    identity: IDENTITY,
    startTime: START,
    seed,
    tasks: answersOf(seed),
    sink: (event) => events.push(event),
    recording: { root: 'full', children: () => 'history', nested: 'history' },
    limits: { historyEvents: MOST_EVENTS },
    ...more,
  });
  for (let nAdvances = 0; ; nAdvances++) {
    if (nAdvances === stopAfter) run.stop({ error: 'Stopped' });
    if (nAdvances > MOST_ADVANCES) throw new Error('The run does not end.');
    const state = run.advance(7);
    if (state === 'ended') break;
    if (state === 'waiting') await run.whenReady();
  }
  if (run.outcome === null) throw new Error('The run has ended without an outcome.');
  return { events, outcome: run.outcome, run };
}

const textOf = (events: readonly RunEvent[]): string => events.map(encodeRunEvent).join('');

function violationsOf(events: readonly RunEvent[]): readonly string[] {
  const executions = new Set(events.flatMap((event) => (event.kind === 'history' ? [event.execution] : [])));
  return [...executions].flatMap((execution) =>
    historyViolations(historyOf(events, execution)).map((violation) => `execution ${String(execution)}: ${violation}`),
  );
}

describe('any machine', { timeout: 60_000 + 100 * RUNS }, () => {
  const options = { numRuns: RUNS, endOnFailure: false } as const;

  it('comes to an end with sound histories, and to the same end again', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(cases, async (example) => {
        const { events, outcome } = await play(example);
        seen.add(outcome.status);
        expect(violationsOf(events)).toEqual([]);
        const text = textOf(events);
        expect(textOf((await play(example)).events)).toBe(text);

        const replayed = events.map((event) => decodeRunEvent(encodeRunEvent(event)) as RunEvent);
        expect(replayed).not.toContain(null);
        expect(awsHistoryOf(replayed, 0)).toEqual(awsHistoryOf(events, 0));
        const live = createMapRunViews();
        const late = createMapRunViews();
        for (const event of events) live.apply(event);
        for (const event of replayed) late.apply(event);
        expect(late.views('all')).toEqual(live.views('all'));
      }),
      options,
    );
    // A generator that only makes failures would prove little.
    expect([...seen]).toEqual(expect.arrayContaining(['FAILED', 'SUCCEEDED']));
  });

  it('counts what it tells', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (example) => {
        const { events, run } = await play({ ...example, definition: withoutDistributed(example.definition) });
        const ofRoot = historyOf(events, 0);
        const entered = ofRoot.filter(({ type }) => type.endsWith('StateEntered')).length;
        const exited = ofRoot.filter(({ type }) => type.endsWith('StateExited')).length;
        const counters = run.counters();
        // The event that found no room was counted before.
        expect(counters.reduce((sum, state) => sum + state.entered, 0) - entered).toBeOneOf([0, 1]);
        expect(counters.reduce((sum, state) => sum + state.exited, 0) - exited).toBeOneOf([0, 1]);
      }),
      { ...options, numRuns: Math.ceil(RUNS / 3) },
    );
  });

  it('can be stopped at any moment, and be redriven when it has failed', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.nat(12), async (example, stopAfter) => {
        const { events, outcome } = await play(example, {}, stopAfter);
        expect(violationsOf(events)).toEqual([]);
        if (outcome.status === 'SUCCEEDED') return;
        const history = historyOf(events, 0);
        const redrive = redriveStart(history, new Set(planOf(example.definition).states.map(({ name }) => name)));
        // As with the service's limit: where one event less than the most is there, nothing can be redriven.
        if (redrive.kind === 'refused' || history.length >= MOST_EVENTS - 1) return;
        const again = await play(example, { redrive: { ...redrive.start, mapRuns: new Map(), nExecutions: 0 } });
        expect(historyViolations([...history, ...historyOf(again.events, 0)])).toEqual([]);
      }),
      options,
    );
  });
});

function withoutDistributed(value: Json): JsonObject {
  return JSON.parse(
    JSON.stringify(value).replaceAll('"DISTRIBUTED"', '"INLINE"').replaceAll(',"ExecutionType":"STANDARD"', ''),
  ) as JsonObject;
}
